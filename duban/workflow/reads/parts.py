"""The parts that count for an instance in this round: who does each, and how it stands; read in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Jsonable, Light
from duban.storage import relations
from duban.workflow.instance import load_alone
from duban.workflow.reads.last_acts import LastAct, last_acts
from duban.workflow.rules import instance_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.engine import Connection

    from duban.states import Subject
    from duban.workflow.report_values import LastReport
    from duban.workflow.rules import Catalogue


@dataclass(frozen=True, slots=True)
class PartView(Jsonable):
    """A part of an instance: its number, what it is, the units that do it, its state, its light and its due day.

    `by_hand` says that somebody has handed it out (`divide`); `ended` is `void` or `merged` if it was closed without
    being done. `last` is what was done last, `progress` what its units have last reported.
    """

    number: str
    title: str
    units: tuple[str, ...]
    state: str
    light: Light
    due_on: date | None
    closed: bool
    ended: str | None = None
    by_hand: bool = False
    last: LastAct | None = None
    progress: LastReport | None = None


def parts_view(
    rules: Catalogue, connection: Connection, subject: Subject, key: int, *, now: datetime
) -> tuple[PartView, ...]:
    """Return the parts of this round that count, in the order in which they were opened; `key` is the row's.

    What was done last to them is read in one statement.
    """
    doing, by_hand = parts_done_by(subject), _by_hand(subject)
    if not doing:
        return ()
    records = [record for record in relations.parts(connection, key) if record.number in doing]
    entries, found = last_acts(connection, records), []
    for record in records:
        compiled, part = load_alone(rules, connection, record)
        seen = instance_of(compiled, part, now=now, viewer=None)
        found.append(
            PartView(
                number=record.number,
                title=record.title,
                units=doing[record.number],
                state=record.state,
                light=seen.light,
                due_on=seen.headline_on,
                closed=record.closed_at is not None,
                ended=record.ended,
                by_hand=record.number in by_hand,
                last=entries.get(record.id),
                progress=max(seen.reports.values(), key=lambda one: one.at, default=None),
            )
        )
    return tuple(found)


def parts_done_by(subject: Subject) -> dict[str, tuple[str, ...]]:
    """Return the numbers of the parts of this round that count, each with the units that do it."""
    opened: dict[str, tuple[str, ...]] = {
        number: (unit,) for ours in subject.children.values() for unit, number in ours.items()
    }
    return opened | _by_hand(subject)


def _by_hand(subject: Subject) -> dict[str, tuple[str, ...]]:
    return {number: units for ours in subject.divided.values() for number, units in ours.items()}
