"""待办: what waits for one's unit, the latest first, each with the act that is most likely."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.lateness import Lamp, lamp_of, when_due
from duban.desk.models.rulebook import entry_of, leading
from duban.desk.who import ACTING
from duban.states import Light, is_among
from duban.workflow import AtHand, InvalidUnits, Query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Allowed, Engine, HandRow, ListRow

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
    """One matter that waits; its act needs nothing typed if it can be done `at_once`, by the row itself.

    `fills` says that it is a sheet of the unit's own, which is filled in on its page.
    """

    number: str
    title: str
    kind: str
    state: str
    lamp: Lamp
    beside: tuple[str, ...]
    version: int
    said: tuple[Said, ...] = ()
    trigger: str | None = None
    at_once: bool = False
    fills: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; `total` also counts those that are not shown any more."""

    title: str
    rows: tuple[WorkRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class MyWork:
    """The whole page: how many wait, how many of those are overdue, and what is with others."""

    today: date
    unit: str
    groups: tuple[Group, ...] = ()
    total: int = 0
    overdue: int = 0
    open_total: int = 0
    lights: tuple[tuple[Light, int], ...] = ()
    decisions: int = 0

    @property
    def elsewhere(self) -> int:
        """Return how many wait for others."""
        return self.open_total - self.total

    @property
    def shown(self) -> int:
        """Return how many of those that wait are on the page."""
        return sum(len(group.rows) for group in self.groups)


def work_of(engine: Engine, viewer: Viewer, rulebook: Rulebook) -> MyWork:
    """Return what waits for the viewer's unit."""
    today = rulebook.today
    try:
        found = engine.at_hand(
            viewer.unit, by=viewer.by if viewer.function in ACTING else None, limit=SHOWN, viewer=viewer.name
        )
    except InvalidUnits:  # nobody has had anything to do with this unit yet
        found = AtHand()
    return MyWork(
        today=today,
        unit=viewer.unit,
        groups=tuple(_grouped(found, rulebook)),
        total=found.turn,
        overdue=found.due.get("overdue", 0),
        open_total=found.open,
        lights=tuple((light, found.lights.get(light, 0)) for light in reversed(Light)),
        decisions=len(found.pending),
    )


def _grouped(found: AtHand, rulebook: Rulebook) -> Iterator[Group]:
    titles = {
        "overdue": words.text("overdue already"),
        "today": words.text("due today"),
        "week": words.text("this week"),
        "later": words.text("later"),
        "undated": words.text("without a due day"),
    }
    for when, title in titles.items():
        rows = [row for row in found.rows if when_due(row.row.instance, rulebook.today) == when]
        if rows:
            yield Group(title, tuple(hand_row(rulebook, row) for row in rows), found.due.get(when, 0))


def hand_row(rulebook: Rulebook, hand: HandRow) -> WorkRow:
    """Return a row of what waits, with the act that the viewer is most likely to do next."""
    trigger = next((each.trigger for each in hand.allowed if can_be_done(each)), None)
    row = work_row(rulebook, hand.row, trigger)
    sheet, rule = hand.row.instance.sheet, rulebook.of(hand.row.instance).sheet
    if sheet is not None and rule is not None and hand.row.turn == rule.unit:
        done, whole = len(sheet.lines) - len(sheet.missing), len(sheet.lines)
        written = words.text("{done} of {all} lines are written", done=done, all=whole)
        row = replace(row, fills=bool(hand.allowed), beside=(*row.beside, written))
    urged = hand.urged
    if urged is not None:
        said = Said(
            words.text("asks you to hurry"), urged.note or "", urged.by, urged.at.astimezone(rulebook.zone).date()
        )
        row = replace(row, said=(*row.said, said))
    if hand.reply_by is not None:
        day = words.written_day(hand.reply_by, this_year=rulebook.today.year)
        reply = words.text("{paper} is to be answered by {day}", paper=hand.reply_to, day=day)
        row = replace(row, beside=(*row.beside, reply))
    return row


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


def can_be_done(allowed: Allowed) -> bool:
    """Return whether an act can be done now, once its form is filled in."""
    return all(blocker.code == "requires" for blocker in allowed.blockers)


def work_row(rulebook: Rulebook, row: ListRow, trigger: str | None = None) -> WorkRow:
    """Return a row of the engine's as the pages show it."""
    item = row.instance
    definition, said = rulebook.of(item), _came_back(row, rulebook)
    entry = None if trigger is None else entry_of(definition, trigger, item.state)
    asks = entry is None or entry.requires or entry.rebinds or entry.approve
    leads = leading(definition)
    led_by = item.units.get(leads, ())
    beside = [words.headed(definition.roles[leads].title, words.listed(led_by))] if led_by else []
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
        said=() if said is None else (said,),
        trigger=trigger,
        at_once=not asks,
    )


def _came_back(row: ListRow, rulebook: Rulebook) -> Said | None:
    """Return the reason with which a matter came back, if no act of its scenario has followed."""
    back, last = row.returned, row.last
    if back is None or not back.note or back.trigger is None:
        return None
    if last is not None and last.seq > back.seq and last.trigger is not None:
        return None
    return Said(back.trigger, back.note, back.by, back.at.astimezone(rulebook.zone).date())
