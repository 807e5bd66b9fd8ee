"""本单位各人: what waits for a unit and those below it, by the person who has it in hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.desk.models.lateness import when_due
from duban.desk.models.work.holders import holder_in
from duban.desk.models.work.mine import WorkRow, asked_of, at_hand_of, at_least, hand_row, lights_of
from duban.desk.who import units_below
from duban.states import is_among

if TYPE_CHECKING:
    from datetime import date

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.models.values import Tally
    from duban.desk.models.work.decisions import Request
    from duban.desk.who import Viewer
    from duban.states import Light
    from duban.workflow import Engine, HandRow

MOST = 200
"""The rows of the page; the rest is counted."""


@dataclass(frozen=True, slots=True)
class PersonWork:
    """What one person of a unit has in hand; without a name, what nobody has. It is their `own` unit's to hand on."""

    unit: str
    name: str
    rows: tuple[WorkRow, ...]
    overdue: int
    own: bool = True


@dataclass(frozen=True, slots=True)
class UnitWork:
    """The work of a unit and those below it by person: those with most that is overdue first, then who has most.

    It says whether there are units `below`; the rest is as in `MyWork`.
    """

    today: date
    unit: str
    total: Tally
    overdue: Tally
    shown: int
    people: tuple[PersonWork, ...]
    open_total: Tally
    elsewhere: Tally
    lights: tuple[tuple[Light, Tally], ...]
    decisions: int
    asked: tuple[Request, ...]
    below: bool


def unit_work_of(engine: Engine, viewer: Viewer, rulebook: Rulebook) -> UnitWork:
    """Return what waits for the viewer's unit and those below it, by unit and by the person who has it in hand."""
    units = units_below(viewer.unit, {each.name: each.parent for each in engine.directory.units})
    found, today = at_hand_of(engine, viewer, units, MOST), rulebook.today
    people: dict[tuple[str, str], list[HandRow]] = {}
    for hand in found.rows:
        for unit in units:
            if is_among(unit, hand.row.waits_for):
                people.setdefault((unit, holder_in(hand, unit) or ""), []).append(hand)
    made = [
        PersonWork(
            unit,
            name,
            tuple(hand_row(rulebook, hand) for hand in hands),
            sum(when_due(hand.row.instance, today) == "overdue" for hand in hands),
            own=unit == viewer.unit,
        )
        for (unit, name), hands in people.items()
    ]
    made.sort(key=lambda each: (units.index(each.unit), -each.overdue, -len(each.rows), each.name))
    return UnitWork(
        today=today,
        unit=viewer.unit,
        total=at_least(found, found.turn, len(found.rows)),
        overdue=at_least(found, found.due.get("overdue", 0)),
        shown=len(found.rows),
        people=tuple(made),
        open_total=at_least(found, found.open),
        elsewhere=at_least(found, found.open - found.turn),
        lights=lights_of(found),
        decisions=len(found.pending),
        asked=asked_of(found, viewer, rulebook),
        below=len(units) > 1,
    )
