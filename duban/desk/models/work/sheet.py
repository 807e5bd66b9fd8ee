"""本月填报: what a unit has to sign for and to report of, on one page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.lateness import Lamp, lamp_of
from duban.desk.models.rulebook import entry_of
from duban.desk.models.values import value_words
from duban.desk.models.work.mine import WorkRow, hand_row
from duban.states import NOTE, is_among, span_called
from duban.workflow import InvalidUnits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.models.work.mine import Said
    from duban.desk.who import Viewer
    from duban.states import Definition, SheetRule
    from duban.workflow import Engine, FilledLine, HandRow, Instance, LastReport

MOST = 500
"""The most matters that are looked at."""


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of a sheet: the matter, where it stands, what was last reported of it, and what is written so far."""

    line: FilledLine
    leads: str
    state: str = ""
    lamp: Lamp | None = None
    last: tuple[str, ...] = ()
    last_of: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class OwedSheet:
    """A sheet that a unit has to hand in, by the act `hand_in`; `against` says why the viewer cannot do that."""

    item: Instance
    definition: Definition
    rule: SheetRule
    lamp: Lamp
    period: str
    lines: tuple[LineRow, ...]
    whole: bool
    hand_in: str
    asks_note: bool
    against: tuple[str, ...]
    returned: tuple[Said, ...]

    @property
    def written(self) -> int:
        """Return how many lines are written."""
        return sum(row.line.written for row in self.lines)


@dataclass(frozen=True, slots=True)
class PlanTab:
    """A plan of which the unit has tasks at hand."""

    number: str
    title: str
    many: int


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """The whole page: what is to be signed for, the sheets that are owed, and the tasks that wait beside."""

    unit: str
    plan: PlanTab | None
    plans: tuple[PlanTab, ...]
    to_sign: tuple[WorkRow, ...]
    sheets: tuple[OwedSheet, ...]
    others: tuple[WorkRow, ...]

    @property
    def missing(self) -> int:
        """Return how many lines are not written yet."""
        return sum(len(sheet.lines) - sheet.written for sheet in self.sheets)


def sheet_of(engine: Engine, viewer: Viewer, rulebook: Rulebook, plan: str | None = None) -> MonthSheet | None:
    """Return what the viewer's unit has to sign for and to report of, or of that what concerns a plan.

    None if the unit has nothing to do with the plan.
    """
    try:
        found = engine.at_hand(viewer.unit, by=viewer.by, limit=MOST, viewer=viewer.name).rows if viewer.unit else ()
    except InvalidUnits:
        found = ()
    plans = tuple(_plans(found))
    chosen = next((tab for tab in plans if tab.number == plan), None)
    if plan is not None and chosen is None:
        return None
    filled = [hand for hand in found if _rule(rulebook, hand) is not None and _is_own(rulebook, hand, viewer.unit)]
    rest = [hand for hand in found if _rule(rulebook, hand) is None and plan in {None, hand.plan}]
    matters = {hand.row.instance.number: hand for hand in found}
    sheets = tuple(_sheet(rulebook, hand, matters, plan) for hand in filled)
    on_sheets = {row.line.number for sheet in sheets for row in sheet.lines}
    rows = [hand_row(rulebook, hand) for hand in rest]
    return MonthSheet(
        unit=viewer.unit,
        plan=chosen,
        plans=plans,
        to_sign=tuple(row for row in rows if row.at_once),
        sheets=tuple(sheet for sheet in sheets if sheet.lines),
        others=tuple(row for row in rows if not row.at_once and row.number not in on_sheets),
    )


def _plans(found: Sequence[HandRow]) -> Iterator[PlanTab]:
    """Yield the plans of what is at hand, the newest first."""
    for number in sorted({hand.plan for hand in found if hand.plan is not None}, reverse=True):
        own = [hand for hand in found if hand.plan == number]
        yield PlanTab(number, own[0].plan_title or number, len(own))


def _rule(rulebook: Rulebook, hand: HandRow) -> SheetRule | None:
    return rulebook.of(hand.row.instance).sheet if hand.row.instance.sheet is not None else None


def _is_own(rulebook: Rulebook, hand: HandRow, unit: str) -> bool:
    """Return whether a sheet is the unit's own, and can be written now."""
    rule = _rule(rulebook, hand)
    return rule is not None and hand.row.turn == rule.unit and is_among(unit, hand.row.waits_for)


def _sheet(rulebook: Rulebook, hand: HandRow, matters: dict[str, HandRow], plan: str | None) -> OwedSheet:
    item, definition = hand.row.instance, rulebook.of(hand.row.instance)
    rule, sheet = definition.sheet, item.sheet
    assert rule is not None and sheet is not None  # noqa: S101, PT018 - it is one of the sheets
    trigger = rule.hand_in.do
    entry = entry_of(definition, trigger, item.state)
    allowed = next((each for each in hand.allowed if each.trigger == trigger), None)
    against = [
        str(blocker)
        for blocker in (() if allowed is None else allowed.blockers)
        if blocker.code not in {"lines", "requires"}
    ]
    own = [
        line for line in sheet.lines if plan is None or (line.number in matters and matters[line.number].plan == plan)
    ]
    return OwedSheet(
        item=item,
        definition=definition,
        rule=rule,
        lamp=lamp_of(item, rulebook),
        period=span_called(sheet.period),
        lines=tuple(_line(rulebook, line, matters.get(line.number), item, rule) for line in own),
        whole=len(own) == len(sheet.lines),
        hand_in=trigger,
        asks_note=entry is not None and NOTE in entry.requires,
        against=tuple(against),
        returned=hand_row(rulebook, hand).said,
    )


def _line(rulebook: Rulebook, line: FilledLine, hand: HandRow | None, sheet: Instance, rule: SheetRule) -> LineRow:
    row = LineRow(line, words.listed(line.leads))
    if line.written and line.at is not None:
        at = line.at.astimezone(rulebook.zone)
        day = words.written_day(at.date(), this_year=rulebook.today.year)
        row = replace(row, written=f"{(line.by or '').rpartition('/')[2]} {day} {at:%H:%M}")
    if hand is None:
        return row
    item = hand.row.instance
    unit = next(iter(sheet.units.get(rule.unit, ())), "")
    last = item.reports.get(unit)
    if last is not None and last.sheet != sheet.number:
        row = replace(row, last=_told(last, rule), last_of=last.period_name)
    return replace(row, state=item.state, lamp=lamp_of(item, rulebook))


def _told(last: LastReport, rule: SheetRule) -> tuple[str, ...]:
    """Return what was last reported, value by value, as far as the sheet still asks for it."""
    said = [words.text("nothing new")] if last.nothing_new else []
    values = [(rule.lines[name].title, value) for name, value in last.values.items() if name in rule.lines]
    said += [words.headed(title, value_words(value)) for title, value in values]
    return (*said, *([words.headed(words.text("why nothing is new"), last.note)] if last.note else []))
