"""Why a due date is what it is: each clock's life from the history, day by day, for people to check by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.states import ClockStatus, Jsonable, ReckonedDay, Unit, left, parse_duration
from duban.states.history import (
    Acted,
    ClockRedated,
    Corrected,
    Decided,
    Ended,
    ExtensionAsked,
    Merged,
    Names,
    RulesChanged,
    TakenBack,
)
from duban.workflow.reads.due_basis import basis_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duban.states import ClockLedger, ClockRule, Definition, Subject, WorkingCalendar
    from duban.states.history import ClockFacts, Entry, Recorded
    from duban.workflow.rules import Compiled

_DAY = timedelta(days=1)
_MOST_DAYS = 4000
_STARTS = ("start", "restart")

_MOVE_TEXTS = {
    "start": "started{act}",
    "start at rest": "started, and paused at once{act}",
    "restart": "started anew{act}",
    "pause": "paused{act}",
    "stop": "stopped{act}",
    "resume": "resumed{act}",
    "rules": "reckoned anew{act}",
    "date": "another date was given{act}",
    "budget": "reckoned anew, for another “{chosen}” chose another time limit{act}",
    "along": "moved with “{along}”{act}",
    "lap": "reminders reckoned anew, for the responsible unit changed{act}",
}
"""What happened to a clock, by the code of the event."""

Lived = list[tuple[datetime, str, "ClockEvent"]]
"""The events of a clock: when each happened, the clock's status from then on, and the event."""


@dataclass(frozen=True, slots=True)
class ClockEvent(Jsonable):
    """An event of a clock: the history entry, who did it, and the due days before and after.

    `what` says it in the language of the reader; `code` is `start`, `restart`, `pause`, `stop`, `resume`, `date`,
    `budget`, `along`, `correct`, `lap`, `rules`, `calendar`, `ask`, `grant`, `refuse` or `withdraw`.
    """

    _json = ("seq", "at", "by", "what", "consumed", "due_before", "due_on")

    seq: int
    at: datetime
    by: str
    what: str
    consumed: int
    due_before: date | None
    due_on: date | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class WhyDue(Jsonable):
    """How the due date of one clock came about.

    `story` has the events of the clock in this round, in order. `days` goes from its start to the due day, or to the
    day on which it stopped, or to today if it is paused: whether each day counts, why, and how much is consumed by
    then; empty if the due date was given. `consumed` is in days of the clock's unit, or in seconds if that is hours.
    """

    _json = (..., "story", "days")

    clock: str
    status: str
    basis: str
    due_on: date | None
    due_at: datetime | None
    left: str
    provisional: bool
    revision: str
    days: tuple[ReckonedDay, ...] = ()
    story: tuple[ClockEvent, ...] = ()
    consumed: int = 0
    budget: str | None = None


def why_due(
    compiled: Compiled, subject: Subject, history: Sequence[Recorded] = (), *, now: datetime
) -> tuple[WhyDue, ...]:
    """Return how each clock of an instance got its due date; without the history, only where the clocks stand."""
    answers = []
    for ledger in subject.clocks.values():
        events = list(_events(compiled.definition, ledger.name, subject.round, history))
        answers.append(
            WhyDue(
                clock=ledger.name,
                status=str(ledger.status),
                basis=basis_of(compiled.definition, subject, ledger, compiled.calendar),
                due_on=ledger.due_on,
                due_at=ledger.due_at,
                left=left(ledger, now, compiled.calendar),
                provisional=ledger.provisional,
                revision=ledger.revision,
                days=_walk(ledger, compiled.calendar, events, now) if events else (),
                story=tuple(event for event, _ in events),
                consumed=ledger.consumed,
                budget=None if ledger.budget is None else str(ledger.budget),
            )
        )
    return tuple(answers)


def _events(
    definition: Definition, clock: str, round_: int, history: Sequence[Recorded]
) -> Iterator[tuple[ClockEvent, str]]:
    """Yield the events of a clock in a round, each with the clock's status from then on."""
    status, lap, due = "", 0, None
    names = Names.of_clocks(history)
    rule = definition.clocks.get(clock)
    for entry in history:
        if entry.round != round_:
            continue
        said, called = entry.facts, names.then(clock, entry.seq)
        facts = getattr(said, "clocks", {}).get(called)
        own = isinstance(said, ExtensionAsked | Decided | TakenBack) and said.clock == called
        if facts is None and not own:
            continue
        restarts = any(clock in one.restarts for one in definition.transitions.get(entry.trigger or "", ()))
        hung = "" if rule is None or rule.after is None else names.then(rule.after.clock, entry.seq) or ""
        now = _Now(status, lap, restarts and lap > 0, own, *_moving(definition, rule, said, hung))
        code, what = _what(entry, facts, now)
        after = due if facts is None or facts.due_on is None else facts.due_on
        consumed = 0 if facts is None else facts.consumed
        status, lap = (status, lap) if facts is None else (facts.status, facts.lap)
        if code:
            yield ClockEvent(entry.seq, entry.at, entry.actor, what, consumed, due, after, code), status
        due = after


class _Now(NamedTuple):
    """A clock as an entry finds it, and what the entry has to do with it.

    Whether its trigger restarts the clock, and whether it decides on this clock; whether it gives the clock's date, the
    title of the field that chooses its budget, if that is given, and the clock that it hangs on, if that is moved.
    """

    status: str
    lap: int
    restarted: bool
    own: bool
    dated: bool
    chosen: str
    along: str


def _moving(definition: Definition, rule: ClockRule | None, said: Entry, hung: str) -> tuple[bool, str, str]:
    if rule is None:
        return False, "", ""
    given = {*said.data, *said.private} if isinstance(said, Acted | Corrected) else set()
    chosen = "" if rule.by is None or rule.by.field not in given else definition.fields[rule.by.field].title
    along = "" if rule.after is None or hung not in getattr(said, "clocks", {}) else rule.after.clock
    return rule.unless in given, chosen, along


def _what(entry: Recorded, facts: ClockFacts | None, now: _Now) -> tuple[str, str]:
    """Return what an entry did to a clock, as a code and in words; both are empty if it did nothing."""
    requested = _of_a_request(entry.facts) if now.own else None
    if requested is not None:
        return requested
    if isinstance(entry.facts, ClockRedated):
        return "calendar", words.text("reckoned anew, for the calendar was changed")
    if isinstance(entry.facts, Corrected) and now.dated:
        return "correct", words.text("the date was corrected ({note})", note=entry.facts.note)
    code = "" if facts is None else _moved(entry, facts, now)
    if not code:
        return "", ""
    act = words.aside(entry.trigger)
    if isinstance(entry.facts, RulesChanged):
        act = words.text(" (by the rules of version {version})", version=entry.facts.to.version)
    elif isinstance(entry.facts, Merged):
        act = words.aside(words.text("merged into {into}", into=entry.facts.into))
    elif isinstance(entry.facts, Ended):
        act = words.aside(words.text("made void"))
    at_once = code == "start" and facts is not None and facts.status == "paused"
    text = _MOVE_TEXTS["start at rest" if at_once else code]
    return code, words.text(text, act=act, chosen=now.chosen, along=now.along)


def _of_a_request(facts: Entry) -> tuple[str, str] | None:
    """Return what became of a request for more time, as a code and in words; None if the entry is about none."""
    match facts:
        case ExtensionAsked() as asked:
            return "ask", words.text("asked for {length:length} more", length=_normal(asked.length))
        case TakenBack(length=length):
            return "withdraw", words.text("{length:length} more no longer asked for", length=_normal(length))
        case Decided(length=str(length), approve=True):
            return "grant", words.text("{length:length} more granted", length=_normal(length))
        case Decided(length=str(length)):
            return "refuse", words.text("{length:length} more refused", length=_normal(length))
        case _:
            return None


def _normal(length: str) -> str:
    return str(parse_duration(length))


def _moved(entry: Recorded, facts: ClockFacts, now: _Now) -> str:
    """Return the code of what happened to a clock; empty if nothing did."""
    if now.restarted and facts.lap > now.lap:
        return "restart"
    moved = {
        ("", "running"): "start",
        ("", "paused"): "start",
        ("running", "paused"): "pause",
        ("running", "stopped"): "stop",
        ("paused", "stopped"): "stop",
        ("paused", "running"): "resume",
        ("stopped", "running"): "resume",
    }.get((now.status, facts.status), "")
    if not moved and isinstance(entry.facts, RulesChanged):
        return "rules"
    if moved:
        return moved
    other = ("date" if now.dated else "budget") if now.dated or now.chosen else "along" if now.along else ""
    return other or ("lap" if facts.lap > now.lap else "")


def _walk(
    ledger: ClockLedger, calendar: WorkingCalendar, events: Sequence[tuple[ClockEvent, str]], now: datetime
) -> tuple[ReckonedDay, ...]:
    """Return the days of the clock's life: one that counts is consumed if the clock runs at the end of that day."""
    if ledger.budget is None or ledger.due_on is None or ledger.given is not None:
        return ()
    since = ledger.started_at
    begun = max((event.seq for event, _ in events if event.code in _STARTS), default=0)
    # Events go forward in time, even if the machine's clock was set back between them; the start stays where it is.
    own = [(event, status) for event, status in events if event.seq >= begun]
    instants = accumulate((max(event.at, since) for event, _ in own), max)
    lived = [(at, status, event) for at, (event, status) in zip(instants, own, strict=True)]
    last = ledger.due_on
    if ledger.halted_at is not None:
        still = ledger.halted_at if ledger.status is ClockStatus.STOPPED else max(now, ledger.halted_at)
        last = min(last, calendar.local_date(still))
    if ledger.unit.in_hours:
        return _walk_hours(ledger, calendar, lived, last)
    return _walk_days(ledger, calendar, lived, last)


def _walk_days(ledger: ClockLedger, calendar: WorkingCalendar, lived: Lived, last: date) -> tuple[ReckonedDay, ...]:
    start = calendar.start_day(ledger.started_at)
    first = calendar.first_day(start)
    day, consumed = calendar.local_date(ledger.started_at), 0
    days: list[ReckonedDay] = []
    while day <= last and len(days) < _MOST_DAYS:
        end = calendar.end_of(day)
        standing = [(status, event) for at, status, event in lived if at < end]
        status, event = standing[-1] if standing else ("running", None)
        counted = status == "running" and day >= first and calendar.counted(day, ledger.unit)
        if counted and ledger.budget is not None and consumed == ledger.budget.amount:
            counted, off = False, calendar.describe(day)
            why = words.text("the last day is not worked, so it moves on ({off})", off=off)
        else:
            why = _why(day, start, first, status, event, calendar, ledger.unit)
        consumed += counted
        days.append(ReckonedDay(day, counted, why, consumed))
        day += _DAY
    return tuple(days)


def _walk_hours(ledger: ClockLedger, calendar: WorkingCalendar, lived: Lived, last: date) -> tuple[ReckonedDay, ...]:
    """Return the days of a clock that measures hours: how long it ran on each, in office hours if it measures those."""
    day, consumed = calendar.local_date(ledger.started_at), 0
    days: list[ReckonedDay] = []
    until = min(at for at in (ledger.due_at, ledger.halted_at) if at is not None)
    while day <= last and len(days) < _MOST_DAYS:
        opens, closes = calendar.start_of(day), min(calendar.end_of(day), until)
        ends = [at for at, _, _ in lived[1:]] + [closes]
        here = 0
        for (at, status, _), end in zip(lived, ends, strict=True):
            if status == "running":
                here += _between(max(at, opens), min(end, closes), ledger.unit, calendar)
        consumed += here
        standing = [(status, event) for at, status, event in lived if at < calendar.end_of(day)]
        days.append(ReckonedDay(day, here > 0, _why_so_long(day, here, standing, calendar, ledger.unit), consumed))
        day += _DAY
    return tuple(days)


def _between(start: datetime, end: datetime, unit: Unit, calendar: WorkingCalendar) -> int:
    if end <= start:
        return 0
    if unit is Unit.WORKING_HOURS:
        return calendar.working_seconds(start, end)
    return round((end - start).total_seconds())


def _why_so_long(
    day: date, here: int, standing: list[tuple[str, ClockEvent]], calendar: WorkingCalendar, unit: Unit
) -> str:
    if here:
        return words.text("{time} counted on this day", time=clock_time(here))
    if standing and standing[-1][0] != "running":
        return _still(*standing[-1])
    worked = unit is not Unit.WORKING_HOURS or calendar.is_working_day(day)
    return words.text("no office hours were left that day") if worked else calendar.describe(day)


def clock_time(seconds: int) -> str:
    """Return a length in hours and minutes, in the language of the reader: `3小时30分钟`, `3 hours 30 minutes`."""
    hours, minutes = divmod(round(seconds / 60), 60)
    return words.left_over(hours, "hours", minutes)


def _still(status: str, event: ClockEvent) -> str:
    """Return why a day does not count on which the clock was paused or stopped."""
    facts = {"seq": event.seq, "what": event.what}
    if status == "paused":
        return words.text("paused, not counted: entry {seq}, {what}", **facts)
    return words.text("stopped, not counted: entry {seq}, {what}", **facts)


def _why(  # noqa: PLR0917 - the facts of one day
    day: date,
    start: date,
    first: date,
    status: str,
    event: ClockEvent | None,
    calendar: WorkingCalendar,
    unit: Unit,
) -> str:
    if day < start:
        return words.text("after the hour until which things are taken in: counted from the next working day")
    if day < first:
        return words.text("the day it started, not counted")
    if status != "running" and event is not None:
        return _still(status, event)
    return calendar.describe(day) if unit is Unit.WORKING_DAYS else words.text("calendar day")
