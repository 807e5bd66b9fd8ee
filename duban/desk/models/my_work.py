"""待办: what waits for one's unit, the latest first, each with the act that is most likely."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.lateness import Lamp, lamp_of
from duban.desk.models.rulebook import entry_of
from duban.desk.who import ACTING
from duban.states import Light, is_among
from duban.workflow import InvalidUnits, Query

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Allowed, Engine, ListRow

SHOWN = 50
"""The rows of the page; the rest is counted."""

_DAY = timedelta(days=1)


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


@dataclass(frozen=True, slots=True)
class MyWork:
    """The whole page: how many wait, how many of those are overdue, and what is with others."""

    today: date
    total: int
    overdue: int
    groups: tuple[Group, ...]
    open_total: int
    lights: tuple[tuple[Light, int], ...]
    elsewhere: int
    decisions: int
    unit: str

    @property
    def shown(self) -> int:
        """Return how many of those that wait are on the page."""
        return sum(len(group.rows) for group in self.groups)


def work_of(engine: Engine, viewer: Viewer, rulebook: Rulebook) -> MyWork:
    """Return what waits for the viewer's unit."""
    today = rulebook.today
    try:
        return _work_of(engine, viewer, rulebook)
    except InvalidUnits:  # nobody has had anything to do with this unit yet
        none = tuple((light, 0) for light in reversed(Light))
        return MyWork(today, 0, 0, (), 0, none, 0, 0, viewer.unit)


def _work_of(engine: Engine, viewer: Viewer, rulebook: Rulebook) -> MyWork:
    today, unit = rulebook.today, viewer.unit
    mine, all_of_it = Query(waiting_for=unit, open_only=True), Query(unit=unit, open_only=True)
    page = engine.page(mine, limit=SHOWN, viewer=viewer.name)
    groups = _grouped(page.items, today)
    late = sum(row.instance.due_on is not None and row.instance.due_on < today for row in page.items)
    if page.next is not None and late == len(page.items):
        late = engine.count(replace(mine, due_to=today - _DAY), viewer=viewer.name).total
    total = len(page.items) if page.next is None else engine.count(mine, viewer=viewer.name).total
    lights = engine.count(all_of_it, by="light", viewer=viewer.name)
    may = _likely(engine, viewer, [row.instance.number for row in page.items])
    return MyWork(
        today=today,
        total=total,
        overdue=late,
        groups=tuple(
            Group(title, tuple(work_row(rulebook, row, may.get(row.instance.number)) for row in those))
            for title, those in groups
        ),
        open_total=lights.total,
        lights=tuple((light, lights.by.get(light, 0)) for light in reversed(Light)),
        elsewhere=lights.total - total,
        decisions=count_decisions(engine, viewer),
        unit=unit,
    )


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A page of what the unit takes part in and waits for others to act on."""

    rows: tuple[WorkRow, ...]
    next: str | None
    previous: str | None


def elsewhere_of(engine: Engine, viewer: Viewer, rulebook: Rulebook, *, cursor: str | None = None) -> Elsewhere:
    """Return what the viewer's unit takes part in and is not its turn, what has waited longest first.

    A page has fewer rows than there could be, for what is the unit's own turn is left out of it.
    """
    query = Query(unit=viewer.unit, open_only=True)
    try:
        page = engine.page(query, order="acted", cursor=cursor, limit=SHOWN, viewer=viewer.name)
    except InvalidUnits:
        return Elsewhere((), None, None)
    rows = tuple(work_row(rulebook, row) for row in page.items if not _waits(row, viewer.unit))
    return Elsewhere(rows, page.next, page.previous)


def _waits(row: ListRow, unit: str) -> bool:
    return is_among(unit, row.waits_for)


def _likely(engine: Engine, viewer: Viewer, numbers: Sequence[str]) -> dict[str, str]:
    """Return the act of each matter that the viewer is most likely to do next."""
    if viewer.function not in ACTING or not numbers:
        return {}
    found = engine.allowed_many(numbers, by=viewer.by, viewer=viewer.name)
    able = {number: next((each.trigger for each in acts if can_be_done(each)), None) for number, acts in found.items()}
    return {number: trigger for number, trigger in able.items() if trigger is not None}


def can_be_done(allowed: Allowed) -> bool:
    """Return whether an act can be done now, once its form is filled in."""
    return all(blocker.code == "requires" for blocker in allowed.blockers)


def count_decisions(engine: Engine, viewer: Viewer) -> int:
    """Return how many requests wait for a decision of the viewer's unit."""
    try:
        return len(engine.pending(unit=viewer.unit, viewer=viewer.name)) if viewer.unit else 0
    except InvalidUnits:
        return 0


def _grouped(rows: Sequence[ListRow], today: date) -> list[tuple[str, list[ListRow]]]:
    sunday = today + timedelta(days=6 - today.weekday())
    bounds: tuple[tuple[str, Callable[[date], bool]], ...] = (
        (words.text("overdue"), lambda due: due < today),
        (words.text("due today"), lambda due: due == today),
        (words.text("this week"), lambda due: today < due <= sunday),
        (words.text("later"), lambda due: due > sunday),
    )
    dated = [(row, row.instance.due_on) for row in rows if row.instance.due_on is not None]
    found = [(title, [row for row, due in dated if within(due)]) for title, within in bounds]
    found.append((words.text("without a due day"), [row for row in rows if row.instance.due_on is None]))
    return [(title, those) for title, those in found if those]


def work_row(rulebook: Rulebook, row: ListRow, trigger: str | None = None) -> WorkRow:
    """Return a row of the engine's as the pages show it."""
    item = row.instance
    definition, said = rulebook.of(item), _came_back(row, rulebook)
    entry = None if trigger is None else entry_of(definition, trigger, item.state)
    asks = entry is None or entry.requires or entry.rebinds or entry.approve
    led_by = item.units.get(definition.office[0], ())
    beside = [words.headed(definition.roles[definition.office[0]].title, words.listed(led_by))] if led_by else []
    if row.turn is not None and trigger is None and not said:
        title = definition.roles[row.turn].title
        beside.append(words.text("waits for {title}: {units}", title=title, units=row.waits_for))
    if row.holders:
        beside.append(words.text("in the hands of {people}", people=list(row.holders.values())))
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


def _came_back(row: ListRow, rulebook: Rulebook) -> Said | None:
    """Return the reason with which a matter came back, if nobody has done anything to it since."""
    back, last = row.returned, row.last
    if back is None or not back.note or back.trigger is None or (last is not None and last.seq > back.seq):
        return None
    return Said(back.trigger, back.note, back.by, back.at.astimezone(rulebook.zone).date())
