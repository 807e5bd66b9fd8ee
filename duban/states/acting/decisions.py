"""Decisions that people take: requests for more time, granted or refused, and rungs that somebody must release."""

from __future__ import annotations

from datetime import timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from duban.states.acting.approvals import is_request, recording_blockers, waiting_blockers
from duban.states.acting.guards import NOTE, Blocker, role_blockers
from duban.states.clocks import ClockStatus
from duban.states.time import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from duban.states.clocks import ClockLedger
    from duban.states.definition import Definition, Extension
    from duban.states.subject import Actor, Subject, Waiting
    from duban.states.time import Duration, WorkingCalendar

_CODE = "extension"
_DAY = timedelta(days=1)
_HOUR = 3600


class Behalf(NamedTuple):
    """The leader whose decision is recorded, the day of it, and a scan."""

    leader: Actor
    on: date | None = None
    scan: Mapping[str, str] | None = None


def extension_of(definition: Definition, subject: Subject, clock: str) -> Extension | None:
    """Return the entry of `extension` that applies to the clock's next extension: the n-th entry for the n-th grant."""
    entries = [entry for entry in definition.extensions if entry.clock == clock]
    granted = subject.granted.get(clock, 0)
    return entries[granted] if granted < len(entries) else None


def extension_blockers(
    definition: Definition,
    subject: Subject,
    clock: str,
    length: Duration,
    actor: Actor,
    *,
    now: datetime,
    calendar: WorkingCalendar,
    note: str | None = None,
    data: Mapping[str, Any] | None = None,
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
        *_asked_in_time(entry, subject.clocks.get(clock), now, calendar),
        *_measure(entry, length),
        *_asked_before(subject, clock),
        *_required(definition, entry, note, data or {}),
    ]


def _required(definition: Definition, entry: Extension, note: str | None, data: Mapping[str, Any]) -> Iterator[Blocker]:
    """Yield what has to be given with the request, and what is not asked for."""
    for name in entry.requires:
        if name == NOTE:
            if not (note and note.strip()):
                yield Blocker("requires", {"field": NOTE}, "note")
        elif name not in data:
            yield Blocker("requires", {"field": name, "title": definition.fields[name].title, "fresh": True})
    for name in data:
        if name not in entry.requires:
            yield Blocker(_CODE, {"clock": entry.clock, "field": name}, "data")


def ask_until(entry: Extension, ledger: ClockLedger, calendar: WorkingCalendar) -> datetime | None:
    """Return from when it is too late to ask for an extension, if that is before the clock is due.

    Of `due - 3 working days` that day is the last, for which the due day is counted from, as for reminders.
    """
    until = entry.ask_until
    if until is None or until.offset is None or ledger.due_on is None or ledger.due_at is None:
        return None
    amount, unit = until.sign * until.offset.amount, until.offset.unit
    if unit is Unit.HOURS:
        return ledger.due_at + timedelta(hours=amount)
    if unit is Unit.WORKING_HOURS:
        return calendar.add_working_seconds(ledger.due_at, amount * _HOUR)
    return calendar.start_of(calendar.shift(ledger.due_on, amount, unit) + _DAY)


def _asked_in_time(
    entry: Extension, ledger: ClockLedger | None, now: datetime, calendar: WorkingCalendar
) -> Iterator[Blocker]:
    """Yield a blocker if it is too late to ask, although the clock is not due yet."""
    if ledger is None or ledger.status is ClockStatus.STOPPED or ledger.due_at is None:
        return
    until, at = ask_until(entry, ledger, calendar), ledger.halted_at or now
    if until is None or not until <= at < ledger.due_at:
        return
    facts = {"clock": entry.clock, "ask_until": str(entry.ask_until), "due_on": str(ledger.due_on)}
    last = until.astimezone(calendar.timezone)
    if last == calendar.start_of(last.date()):
        yield Blocker(_CODE, facts | {"day": str(last.date() - _DAY)}, "too-late")
    else:
        yield Blocker(_CODE, facts | {"local": last.isoformat()}, "too-late-hours")


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


def decision_blockers(
    definition: Definition,
    subject: Subject,
    seq: int,
    actor: Actor,
    *,
    now: datetime,
    calendar: WorkingCalendar,
    behalf: Behalf | None = None,
) -> list[Blocker]:
    """Return every reason why the actor may not decide the request made in the history entry `seq`.

    On `behalf` of a leader, the actor only records what that leader has decided.
    """
    waiting = subject.waiting.get(seq)
    if waiting is None:
        return [Blocker("state", {"id": f"{subject.number}#{seq}"}, "decided")]
    hands = [actor]
    if behalf is None:
        blockers = role_blockers(definition, subject, waiting.roles, actor)
    else:
        hands.append(behalf.leader)
        blockers = recording_blockers(
            definition, subject, waiting, actor, leader=behalf.leader, on=behalf.on, now=now, calendar=calendar
        )
    if is_request(waiting) and any(hand.may_be(waiting.asked_by) for hand in hands):
        reason = "approval" if waiting.length is None else "extension"
        blockers.append(Blocker("four-eyes", {"by": str(waiting.asked_by)}, reason))
    return [*blockers, *waiting_blockers(definition, subject, waiting, now, calendar)]


def grant_blockers(subject: Subject, seq: int, *, approve: bool, length: Duration | None) -> list[Blocker]:
    """Return why a request cannot be granted in part: it is none for more time, or was for no more than that."""
    waiting = subject.waiting.get(seq)
    if length is None or waiting is None:
        return []
    facts = {"id": f"{subject.number}#{seq}", "length": str(length), "asked": str(waiting.length)}
    if waiting.length is None or not approve:
        return [Blocker(_CODE, facts, "part-of-none")]
    if length.unit is not waiting.length.unit or length.amount > waiting.length.amount:
        return [Blocker(_CODE, facts, "more-than-asked")]
    return []


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
