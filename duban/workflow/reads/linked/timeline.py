"""One line of time for an instance: its clocks and dated steps, what it comes after, and what comes after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duban.states import ClockStatus, FieldType, Jsonable, last_day
from duban.states.history import AFTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duban.states import Subject
    from duban.workflow.rules import Compiled
    from duban.workflow.values import Link

CLOCK, STEP, BEFORE, NEXT, TARGET = "clock", "step", "before", "next", "target"


@dataclass(frozen=True, slots=True)
class Dated(Jsonable):
    """A day on the line of time: of a `clock`, a dated `step`, a `target`, or of an instance `before` or `next`.

    `day` is None if no day is set; `done` says that it is behind us. `unit` is whose step it is, `number` that of the
    other instance.
    """

    day: date | None
    kind: str
    name: str
    done: bool
    unit: str | None = None
    number: str | None = None


def days_of(compiled: Compiled, subject: Subject, links: Iterable[Link]) -> tuple[Dated, ...]:
    """Return the days of an instance in order; what has no day comes last."""
    found = [*_clocks(subject), *_steps(compiled, subject), *_targets(compiled, subject), *_others(links)]
    return tuple(sorted(found, key=lambda each: (each.day is None, each.day or date.max)))


def _clocks(subject: Subject) -> Iterator[Dated]:
    for ledger in subject.clocks.values():
        if ledger.due_on is not None:
            yield Dated(ledger.due_on, CLOCK, ledger.name, ledger.status is ClockStatus.STOPPED)


def _steps(compiled: Compiled, subject: Subject) -> Iterator[Dated]:
    for field in compiled.definition.fields.values():
        if field.type is not FieldType.MILESTONES:
            continue
        for row in subject.data.get(field.name) or ():
            day, unit = date.fromisoformat(row["day"]), row.get("unit") or None
            yield Dated(day, STEP, row["name"], bool(row.get("done")), unit)


def _targets(compiled: Compiled, subject: Subject) -> Iterator[Dated]:
    for quota in compiled.definition.targets.values():
        day = last_day(quota, subject, compiled.calendar)
        yield Dated(day, TARGET, quota.name, subject.closed_at is not None)


def _others(links: Iterable[Link]) -> Iterator[Dated]:
    for link in links:
        if link.kind == AFTER:
            kind = BEFORE if link.outgoing else NEXT
            yield Dated(link.due_on, kind, link.title, link.closed, None, link.number)
