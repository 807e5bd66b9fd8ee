"""待办: what waits for one's unit, the latest first, each with the act that is most likely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.lateness import Lamp, lamp_of
from duban.desk.models.rulebook import entry_of
from duban.desk.who import ACTING
from duban.states import Light, is_among
from duban.states.history import Acted
from duban.workflow import InvalidUnits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Engine, HistoryEntry, Instance

SHOWN = 50
"""The rows of the page; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Said:
    """The reason with which a matter came back: the act, the note, who wrote it and when."""

    trigger: str
    note: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One matter that waits; `at_once` says that its act needs nothing typed, so that the row itself can do it."""

    number: str
    title: str
    kind: str
    state: str
    lamp: Lamp
    beside: tuple[str, ...]
    version: int
    said: Said | None = None
    trigger: str | None = None
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    title: str
    rows: tuple[WorkRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class MyWork:
    """The whole page: how many wait, how many of those are overdue, and what is with others."""

    today: date
    total: int
    overdue: int
    groups: tuple[Group, ...]
    open_total: int
    lights: tuple[tuple[Light, int], ...]
    elsewhere: tuple[WorkRow, ...]
    elsewhere_total: int
    decisions: int
    unit: str


def work_of(engine: Engine, viewer: Viewer, rulebook: Rulebook) -> MyWork:
    """Return what waits for the viewer's unit."""
    items = _of_unit(engine, viewer)
    mine = [item for item in items if is_among(viewer.unit, rulebook.waits_for(item)[1])]
    numbers = {item.number for item in mine}
    others = [item for item in items if item.number not in numbers]
    today = rulebook.today
    groups, shown = [], 0
    for title, those in _grouped(mine, today):
        taken = those[: max(0, SHOWN - shown)]
        shown += len(taken)
        rows = tuple(_row(engine, viewer, rulebook, item) for item in taken)
        groups.append(Group(title, rows, len(those)))
    return MyWork(
        today=today,
        total=len(mine),
        overdue=sum(_is_overdue(item, today) for item in mine),
        groups=tuple(groups),
        open_total=len(items),
        lights=tuple((light, sum(item.light is light for item in items)) for light in reversed(Light)),
        elsewhere=tuple(_plain_row(rulebook, item) for item in others[:5]),
        elsewhere_total=len(others),
        decisions=count_decisions(engine, viewer),
        unit=viewer.unit,
    )


def count_decisions(engine: Engine, viewer: Viewer) -> int:
    """Return how many requests wait for a decision of the viewer's unit."""
    try:
        return len(engine.pending(unit=viewer.unit, viewer=viewer.name)) if viewer.unit else 0
    except InvalidUnits:
        return 0


def _of_unit(engine: Engine, viewer: Viewer) -> list[Instance]:
    try:
        return engine.find(unit=viewer.unit, open_only=True, viewer=viewer.name) if viewer.unit else []
    except InvalidUnits:  # nobody has had anything to do with this unit yet
        return []


def _is_overdue(item: Instance, today: date) -> bool:
    return item.due_on is not None and item.due_on < today


def _grouped(items: Sequence[Instance], today: date) -> list[tuple[str, list[Instance]]]:
    sunday = today + timedelta(days=6 - today.weekday())
    bounds: tuple[tuple[str, Callable[[date], bool]], ...] = (
        (words.text("overdue"), lambda due: due < today),
        (words.text("due today"), lambda due: due == today),
        (words.text("this week"), lambda due: today < due <= sunday),
        (words.text("later"), lambda due: due > sunday),
    )
    dated = [(item, item.due_on) for item in items if item.due_on is not None]
    found = [(title, [item for item, due in dated if within(due)]) for title, within in bounds]
    found.append((words.text("without a due day"), [item for item in items if item.due_on is None]))
    return [(title, those) for title, those in found if those]


def _row(engine: Engine, viewer: Viewer, rulebook: Rulebook, item: Instance) -> WorkRow:
    trigger = None
    if viewer.function in ACTING:
        allowed = engine.allowed(item.number, by=viewer.by, viewer=viewer.name)
        trigger = next((each.trigger for each in allowed if each.ok), None)
    history = engine.history(item.number, viewer=viewer.name)
    return _plain_row(rulebook, item, said=_came_back(history, item, rulebook), trigger=trigger)


def _plain_row(rulebook: Rulebook, item: Instance, *, said: Said | None = None, trigger: str | None = None) -> WorkRow:
    definition = rulebook.of(item)
    entry = None if trigger is None else entry_of(definition, trigger, item.state)
    asks = entry is None or entry.requires or entry.rebinds or entry.approve
    role, units = rulebook.waits_for(item)
    led_by = item.units.get(definition.office[0], ())
    beside = [words.headed(definition.roles[definition.office[0]].title, words.listed(led_by))] if led_by else []
    if role is not None and not said:
        beside.append(words.text("waits for {title}: {units}", title=definition.roles[role].title, units=units))
    if item.round > 1:
        beside.append(words.text("round {round}", round=item.round))
    return WorkRow(
        number=item.number,
        title=item.title,
        kind=definition.title,
        state=item.state,
        lamp=lamp_of(item, rulebook),
        beside=tuple(beside),
        version=item.version,
        said=said,
        trigger=trigger,
        at_once=not asks,
    )


def _came_back(history: Sequence[HistoryEntry], item: Instance, rulebook: Rulebook) -> Said | None:
    """Return the note of the act that brought the matter to where it stands, if it had stood there before."""
    moves = [entry for entry in history if entry.to_state is not None and entry.from_state != entry.to_state]
    if not moves or moves[-1].to_state != item.state:
        return None
    last, been = moves[-1], any(entry.to_state == item.state for entry in moves[:-1])
    note = last.facts.note if isinstance(last.facts, Acted) else None
    if not been or not note or last.trigger is None:
        return None
    return Said(last.trigger, note, last.actor, last.at.astimezone(rulebook.zone).date())
