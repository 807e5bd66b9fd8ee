"""Decisions that people take: requests for more time, granted or refused, and rungs that somebody must release."""

from __future__ import annotations

from datetime import timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec.structs import replace

from duban.states.acting.guards import Blocker, role_blockers
from duban.states.clocks import ClockStatus
from duban.states.time import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from duban.states.clocks import ClockLedger
    from duban.states.definition import Definition, Extension
    from duban.states.subject import Actor, Subject, Waiting
    from duban.states.time import Duration, WorkingCalendar

_CODE = "extension"
_DAY = timedelta(days=1)


def extension_of(definition: Definition, subject: Subject, clock: str) -> Extension | None:
    """Return the entry of `extension` that applies to the clock's next extension: the n-th entry for the n-th grant."""
    entries = [entry for entry in definition.extensions if entry.clock == clock]
    granted = subject.granted.get(clock, 0)
    return entries[granted] if granted < len(entries) else None


def extension_blockers(
    definition: Definition, subject: Subject, clock: str, length: Duration, actor: Actor, *, now: datetime
) -> list[Blocker]:
    """Return every reason why the actor may not ask now to extend a clock by `length`."""
    if subject.closed_at is not None:
        return [Blocker("state", {"state": subject.state}, "extend")]
    if clock not in definition.clocks:
        return [_no_such_clock(definition, clock)]
    entry = extension_of(definition, subject, clock)
    if entry is None:
        granted = subject.granted.get(clock, 0)
        return [Blocker(_CODE, {"clock": clock, "granted": granted}, "spent" if granted else "never")]
    return [
        *role_blockers(definition, subject, entry.by, actor),
        *_time_left(subject.clocks.get(clock), clock, now),
        *_measure(entry, length),
        *_asked_before(subject, clock),
    ]


def _no_such_clock(definition: Definition, clock: str) -> Blocker:
    known = list(definition.clocks)
    close = get_close_matches(clock, known, n=1, cutoff=0.5)
    if close:
        return Blocker(_CODE, {"clock": clock, "known": known, "close": close[0]}, "close")
    return Blocker(_CODE, {"clock": clock, "known": known}, "unknown" if known else "no-clocks")


def _time_left(ledger: ClockLedger | None, clock: str, now: datetime) -> Iterator[Blocker]:
    if ledger is None or ledger.status is ClockStatus.STOPPED:
        yield Blocker(_CODE, {"clock": clock}, "stopped")
    elif ledger.due_at is None:
        yield Blocker(_CODE, {"clock": clock}, "no-due-day")
    elif (ledger.halted_at or now) >= ledger.due_at:
        facts = {"clock": clock, "due_on": str(ledger.due_on), "due_at": ledger.due_at.isoformat()}
        yield Blocker(_CODE, facts, "late")


def _measure(entry: Extension, length: Duration) -> Iterator[Blocker]:
    most = entry.at_most
    facts = {"clock": entry.clock, "length": str(length), "at_most": str(most)}
    if length.unit is not most.unit:
        yield Blocker(_CODE, facts, "unit")
    elif length.amount > most.amount:
        yield Blocker(_CODE, facts, "length")


def _asked_before(subject: Subject, clock: str) -> Iterator[Blocker]:
    for waiting in subject.waiting.values():
        if waiting.length is not None and waiting.clock == clock:
            facts = {"clock": clock, "pending": f"{subject.number}#{waiting.seq}", "length": str(waiting.length)}
            yield Blocker(_CODE, facts, "pending")


def decision_blockers(definition: Definition, subject: Subject, seq: int, actor: Actor) -> list[Blocker]:
    """Return every reason why the actor may not decide the request made in the history entry `seq`."""
    waiting = subject.waiting.get(seq)
    if waiting is None:
        return [Blocker("state", {"id": f"{subject.number}#{seq}"}, "decided")]
    blockers = role_blockers(definition, subject, waiting.roles, actor)
    asker = waiting.asked_by
    if waiting.length is not None and actor.may_be(asker):
        blockers.append(Blocker("four-eyes", {"by": str(asker)}, "extension"))
    return blockers


def reminder_day(waiting: Waiting, calendar: WorkingCalendar, now: datetime) -> date | None:
    """Return the last working day whose opening has passed and on which the deciders are to be reminded, or None."""
    day = calendar.shift(calendar.local_date(now) + _DAY, -1, Unit.WORKING_DAYS)
    if calendar.opening(day) > now:
        day = calendar.shift(day, -1, Unit.WORKING_DAYS)
    return day if day > waiting.reminded_on else None


def next_reminder(waiting: Waiting, calendar: WorkingCalendar) -> datetime:
    """Return when the deciders are reminded next: at the opening of the first working day after the last reminder."""
    return calendar.opening(calendar.next_working_day(waiting.reminded_on + _DAY))


def reminder_claim(seq: int, day: date) -> str:
    """Return the rung name with which the reminder of a day is claimed; no declared rung can have this name."""
    return f"#{seq} {day}"


def is_reminder(rung: str) -> bool:
    """Return whether a rung's name is that of a reminder to decide."""
    return rung.startswith("#")


def reminded(waiting: Waiting, day: date) -> Waiting:
    """Return `waiting` with the day on which the deciders were last reminded."""
    return replace(waiting, reminded_on=day)
