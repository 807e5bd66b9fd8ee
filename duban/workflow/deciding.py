"""Decisions about one instance under its lock: extensions are asked for, rungs wait for release, somebody decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from duban.states import (
    THE_SYSTEM,
    Announcement,
    Recipient,
    RecipientKind,
    Waiting,
    extend,
    extension_of,
    reminder_claim,
    reminder_day,
)
from duban.workflow.errors import UnknownInstance
from duban.workflow.own_messages import EXTENSION_DECIDED, EXTENSION_WAITS, RELEASE_WAITS
from duban.workflow.rung_words import release_words
from duban.workflow.values import Pending

if TYPE_CHECKING:
    from duban.states import Actor, ClockLedger, Definition, Duration, Rung, Subject
    from duban.workflow.catalogue import Compiled
    from duban.workflow.workbench import Workbench


def ask_extension(bench: Workbench, clock: str, length: Duration, *, actor: Actor, note: str | None) -> None:
    """Put down that the actor asks for more time, which nothing blocks, and tell who decides."""
    subject = bench.subject
    entry = extension_of(bench.compiled.definition, subject, clock)
    if entry is None:
        message = f"{clock} has no extension left"
        raise LookupError(message)
    subject.version += 1
    waiting = _wait(bench, clock, entry.approve, actor, length=length, note=note)
    ledger, after = subject.clocks[clock], _extended(bench, waiting)
    facts: dict[str, Any] = {"clock": clock, "length": str(length), "approvers": entry.approve}
    facts |= {"due_on": ledger.due_on, "due_at": ledger.due_at, "due_on_if_granted": after.due_on}
    told = _tell(bench, waiting)
    state = subject.state
    extra = {**facts, "note": note} if note else facts
    bench.journal.write("extend", actor, from_state=state, to_state=state, told=told, extra=extra)


def hold(bench: Workbench, clock: str, rung: Rung) -> list[str]:
    """Let a rung wait for its release; returns the units that are told that it does."""
    return _tell(bench, _wait(bench, clock, (rung.confirm or "",), THE_SYSTEM, rung=rung.id))


def _wait(bench: Workbench, clock: str, roles: tuple[str, ...], asked_by: Actor, **what: Any) -> Waiting:  # noqa: ANN401
    waiting = Waiting(
        seq=bench.journal.head[0] + 1,  # the entry that is about to be written
        clock=clock,
        roles=roles,
        asked_by=asked_by,
        asked_at=bench.now,
        reminded_on=bench.compiled.calendar.local_date(bench.now),
        **what,
    )
    bench.subject.waiting[waiting.seq] = waiting
    return waiting


def decide(bench: Workbench, seq: int, *, approve: bool, actor: Actor, note: str | None) -> None:
    """Grant or refuse what waits, which nothing blocks."""
    subject = bench.subject
    waiting = subject.waiting.pop(seq)
    subject.version += 1
    bench.settle(seq, "decided")
    facts: dict[str, Any] = {"asked": seq, "approve": approve, "clock": waiting.clock}
    if note:
        facts["note"] = note
    if waiting.length is not None:
        _decide_extension(bench, waiting, facts, approve=approve, actor=actor, note=note)
    else:
        _decide_release(bench, waiting, facts, approve=approve, actor=actor)


def _decide_extension(
    bench: Workbench, waiting: Waiting, facts: dict[str, Any], *, approve: bool, actor: Actor, note: str | None
) -> None:
    subject, before = bench.subject, bench.subject.clocks[waiting.clock]
    facts |= {"length": str(waiting.length), "due_on": before.due_on, "due_at": before.due_at}
    stepper = bench.stepper()
    if approve and waiting.length is not None:
        stepper.extend(waiting.clock, waiting.length)
        bench.absorb(stepper.effects)
    asker = Recipient(RecipientKind.UNIT, waiting.asked_by.unit)
    news = _news(bench, waiting, note) | {"approved": approve, "after": subject.clocks[waiting.clock].due_on}
    told = bench.post(
        Announcement("decide", (asker,), EXTENSION_DECIDED), message=EXTENSION_DECIDED, ledger=None, decision=news
    )
    state = subject.state
    bench.journal.write(
        "decide", actor, from_state=state, to_state=state, effects=stepper.effects, told=told, extra=facts
    )


def _decide_release(bench: Workbench, waiting: Waiting, facts: dict[str, Any], *, approve: bool, actor: Actor) -> None:
    subject = bench.subject
    rung = _rung(bench.compiled.definition, waiting)
    ledger = subject.clocks[waiting.clock]
    facts |= {"lap": ledger.lap, "rung": rung.id}
    told: list[str] = []
    earlier = len(bench.messages)
    if approve and rung.message is not None and (rung.notify or rung.copy):
        facts["message"] = rung.message
        told = bench.post(rung, message=rung.message, ledger=ledger)
    state = subject.state
    bench.journal.write("decide", actor, from_state=state, to_state=state, told=told, extra=facts)
    if approve and rung.then is not None:
        because = {"clock": ledger.name, "lap": ledger.lap, "rung": rung.id, "decision": waiting.seq}
        bench.pull_keeping(rung.then, because, earlier)


def remind(bench: Workbench, waiting: Waiting) -> None:
    """Remind who decides on the last working day that has opened; days that downtime ate are not made up for."""
    day = reminder_day(waiting, bench.compiled.calendar, bench.now)
    if day is None:
        return
    bench.subject.waiting[waiting.seq] = replace(waiting, reminded_on=day)
    ledger = bench.subject.clocks[waiting.clock]
    bench.claim(ledger, reminder_claim(waiting.seq, day))
    told = _tell(bench, waiting)
    state = bench.subject.state
    facts = {"asked": waiting.seq, "clock": waiting.clock, "day": day}
    bench.journal.write("remind", THE_SYSTEM, from_state=state, to_state=state, told=told, extra=facts)


def _tell(bench: Workbench, waiting: Waiting) -> list[str]:
    message = EXTENSION_WAITS if waiting.length is not None else RELEASE_WAITS
    roles = tuple(Recipient(RecipientKind.ROLE, role) for role in waiting.roles)
    return bench.post(
        Announcement("decide", roles, message),
        message=message,
        # A release belongs to the lap of its clock and is withdrawn with it; a request outlives a change of units.
        ledger=None if waiting.length is not None else bench.subject.clocks[waiting.clock],
        decision=_news(bench, waiting, waiting.note),
    )


def _news(bench: Workbench, waiting: Waiting, note: str | None) -> dict[str, Any]:
    """Return what the templates see as `decision`."""
    news: dict[str, Any] = {
        "id": f"{bench.subject.number}#{waiting.seq}",
        "seq": waiting.seq,
        "by": str(waiting.asked_by),
        "clock": waiting.clock,
        "note": note,
    }
    if waiting.length is None:
        rung = _rung(bench.compiled.definition, waiting)
        return news | {"what": {"message": rung.message, "then": rung.then}}
    before, after = bench.subject.clocks[waiting.clock], _extended(bench, waiting)
    return news | {"length": str(waiting.length), "before": before.due_on, "after": after.due_on}


def _extended(bench: Workbench, waiting: Waiting) -> ClockLedger:
    ledger = bench.subject.clocks[waiting.clock]
    if waiting.length is None:
        return ledger
    return extend(ledger, waiting.length, at=bench.now, calendar=bench.compiled.calendar)


def _rung(definition: Definition, waiting: Waiting) -> Rung:
    ladder = definition.ladders[waiting.clock]
    return next(rung for rung in ladder if rung.id == waiting.rung)


_LONGEST_SEQ = 18


def parse_id(id: str) -> tuple[str, int]:
    """Return the instance's number and the entry that asked; raises UnknownInstance where it is no such id."""
    number, _, seq = id.rpartition("#")
    if not number or not seq.isdecimal() or len(seq) > _LONGEST_SEQ:
        raise UnknownInstance(id)
    return number, int(seq)


def pending_of(compiled: Compiled, subject: Subject) -> list[Pending]:
    """Return what waits for a decision at one instance, that which was asked first first."""
    found = []
    for waiting in subject.waiting.values():
        shared: dict[str, Any] = {
            "id": f"{subject.number}#{waiting.seq}",
            "number": subject.number,
            "title": subject.title,
            "clock": waiting.clock,
            "units": tuple(dict.fromkeys(unit for role in waiting.roles for unit in subject.units.get(role, ()))),
            "asked_by": str(waiting.asked_by),
            "asked_at": waiting.asked_at,
            "note": waiting.note,
        }
        if waiting.length is None:
            rung = _rung(compiled.definition, waiting)
            found.append(Pending(kind="release", rung=rung.id, what=release_words(rung.message, rung.then), **shared))
            continue
        ledger = subject.clocks[waiting.clock]
        after = extend(ledger, waiting.length, at=waiting.asked_at, calendar=compiled.calendar)
        shared |= {"length": str(waiting.length), "due_on": ledger.due_on, "due_on_if_granted": after.due_on}
        found.append(Pending(kind="extension", **shared))
    return found
