"""Decisions in one locked instance: requests for extensions, rungs that wait for release, and what is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import UNSET
from msgspec.structs import replace

from duban.states import (
    DENIED,
    GRANTED,
    THE_SYSTEM,
    Announcement,
    Recipient,
    RecipientKind,
    drafting_rung,
    extend,
    extension_of,
    is_request,
    reminder_claim,
    reminder_day,
    waits_for_opinion,
)
from duban.states.history import Because, Decided, ExtensionAsked, Reminded, step_facts
from duban.storage import outbox
from duban.workflow.errors import UnknownInstance
from duban.workflow.instance.changes.drafting import drafted, tell_draft
from duban.workflow.instance.changes.requests import (
    addressed,
    asked_first,
    asked_of,
    consulted,
    consulted_facts,
    heard_of,
    opinions_of,
    put_to,
    wait_for,
)
from duban.workflow.instance.claims import FIRED, Claim
from duban.workflow.instance.messages import said_of
from duban.workflow.rules import (
    APPROVAL_WAITS,
    EXTENSION_DECIDED,
    EXTENSION_WAITS,
    OPINION_WAITS,
    RELEASE_WAITS,
    release_words,
)
from duban.workflow.values import Pending

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.states import Actor, ClockLedger, Duration, Rung, Subject, Waiting
    from duban.workflow.instance.work import UnitOfWork
    from duban.workflow.rules import Compiled


def ask_extension(
    work: UnitOfWork,
    clock: str,
    length: Duration,
    *,
    actor: Actor,
    note: str | None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Record that the actor asks for more time, and tell those who decide; the caller has checked for blockers."""
    subject = work.subject
    entry = extension_of(work.compiled.definition, subject, clock)
    if entry is None:
        message = f"{clock} has no extension left"
        raise LookupError(message)
    subject.version += 1
    waiting = wait_for(
        work, clock, entry.approve, actor, length=length, note=note, data=dict(data or {}), **consulted(entry)
    )
    ledger, after = subject.clocks[clock], _extended(work, waiting)
    told = tell(work, waiting, to=asked_first(work, waiting), message=OPINION_WAITS)
    asked = ExtensionAsked(
        clock=clock,
        length=str(length),
        approvers=entry.approve,
        due_on=ledger.due_on,
        due_at=ledger.due_at,
        due_on_if_granted=after.due_on,
        note=note or None,
        data=waiting.data,
        told=tuple(dict.fromkeys((*told, *tell(work, waiting)))) or UNSET,
        **consulted_facts(waiting),
    )
    work.note(asked, actor)


def hold(work: UnitOfWork, clock: str, rung: Rung) -> tuple[str, ...]:
    """Let a rung wait for its release, or for the signature of the paper that it drafts; return who is told."""
    return tell(work, wait_for(work, clock, (rung.confirm or "",), THE_SYSTEM, rung=rung.id, paper=rung.paper))


def decide_request(
    work: UnitOfWork, waiting: Waiting, *, approve: bool, actor: Actor, note: str | None, recorded: Mapping[str, Any]
) -> None:
    """Grant or refuse a request for more time, or the release of a rung, which waits no longer.

    `recorded` says whose decision it was, if the actor only records it.
    """
    if waiting.length is not None:
        _decide_extension(work, waiting, approve=approve, actor=actor, note=note, recorded=recorded)
    else:
        _decide_release(work, waiting, approve=approve, actor=actor, note=note)


def _decide_extension(
    work: UnitOfWork, waiting: Waiting, *, approve: bool, actor: Actor, note: str | None, recorded: Mapping[str, Any]
) -> None:
    subject, before = work.subject, work.subject.clocks[waiting.clock]
    stepper = work.stepper()
    if approve and waiting.length is not None:
        stepper.extend(waiting.clock, waiting.length)
        work.absorb(stepper.effects)
    asker = Recipient(RecipientKind.UNIT, waiting.asked_by.unit)
    news = _news(work, waiting, note) | {"approved": approve, "after": subject.clocks[waiting.clock].due_on}
    said, earlier = (
        said_of(actor, note, old=before.due_on, new=subject.clocks[waiting.clock].due_on),
        len(work.messages),
    )
    others = work.announce(stepper.effects, said, after=GRANTED if approve else DENIED)
    told = work.post(
        Announcement((), (asker,), EXTENSION_DECIDED),
        message=EXTENSION_DECIDED,
        ledger=None,
        decision=news,
        besides={(row.unit, row.contact) for row in work.messages[earlier:] if row.status == outbox.PENDING},
    )
    decided = Decided(
        asked=waiting.seq,
        approve=approve,
        clock=waiting.clock,
        note=note or None,
        length=str(waiting.length),
        due_on=before.due_on,
        due_at=before.due_at,
        **step_facts(stepper.effects, subject),
        told=tuple(dict.fromkeys((*told, *others))) or UNSET,
        **recorded,
    )
    work.note(decided, actor)


def _decide_release(work: UnitOfWork, waiting: Waiting, *, approve: bool, actor: Actor, note: str | None) -> None:
    subject = work.subject
    if waiting.rung is None:  # a paper that no rung has drafted, which is only ever refused
        work.note(Decided(asked=waiting.seq, approve=approve, note=note or None), actor)
        return
    rung = drafting_rung(work.compiled.definition, waiting)
    ledger = subject.clocks[waiting.clock]
    said: dict[str, Any] = {}
    earlier = len(work.messages)
    if approve and rung.message is not None and (rung.notify or rung.copy):
        said = {
            "message": rung.message,
            "told": work.post(rung, message=rung.message, ledger=ledger) or UNSET,
        }
    decided = Decided(
        asked=waiting.seq,
        approve=approve,
        clock=waiting.clock,
        note=note or None,
        lap=ledger.lap,
        rung=rung.id,
        **said,
    )
    work.note(decided, actor)
    if approve and rung.then is not None:
        because = Because(clock=ledger.name, lap=ledger.lap, rung=rung.id, decision=waiting.seq)
        work.pull_keeping(rung.then, because, earlier)


def remind(work: UnitOfWork, waiting: Waiting) -> None:
    """Remind those who decide, for the last working day that has opened; days missed in downtime are left out."""
    day = reminder_day(waiting, work.compiled.calendar, work.now)
    if day is None:
        return
    work.subject.waiting[waiting.seq] = replace(waiting, reminded_on=day)
    ledger = work.subject.clocks.get(waiting.clock)
    of = (work.subject.round, 1) if ledger is None else (ledger.round, ledger.lap)
    work.claims += (Claim(waiting.clock, *of, reminder_claim(waiting.seq, day), FIRED),)
    if waits_for_opinion(work.subject, waiting, work.compiled.calendar, work.now):
        told = tell(work, waiting, to=asked_first(work, waiting), message=OPINION_WAITS)
    else:
        told = tell(work, waiting)
    work.note(Reminded(asked=waiting.seq, clock=waiting.clock, day=day, told=told or UNSET))


def tell(
    work: UnitOfWork,
    waiting: Waiting,
    *,
    to: tuple[Recipient, ...] | None = None,
    message: str | None = None,
    note: str | None = None,
    more: Mapping[str, Any] | None = None,
) -> tuple[str, ...]:
    """Tell those who decide what waits, or others of it in another message; return the units that are told."""
    if waiting.paper is not None:
        return tell_draft(work, waiting)
    asked = addressed(work.subject, waiting, waiting.roles) if to is None else to
    if not asked:
        return ()
    usual = EXTENSION_WAITS if waiting.length is not None else RELEASE_WAITS if waiting.act is None else APPROVAL_WAITS
    named = message or usual
    return work.post(
        Announcement((), asked, named),
        message=named,
        # A release belongs to its clock's lap and is withdrawn with it; a request for more time outlives a new lap.
        ledger=None if is_request(waiting) else work.subject.clocks[waiting.clock],
        decision=_news(work, waiting, waiting.note if more is None else note) | dict(more or {}),
    )


def _news(work: UnitOfWork, waiting: Waiting, note: str | None) -> dict[str, Any]:
    """Return what templates see as `decision`."""
    news: dict[str, Any] = {
        "id": f"{work.subject.number}#{waiting.seq}",
        "seq": waiting.seq,
        "by": str(waiting.asked_by),
        "clock": waiting.clock,
        "note": note,
    }
    news |= heard_of(work.compiled, work.subject, waiting)
    if waiting.act is not None:
        asked = waiting.act
        said = {"verb": asked.verb, "trigger": asked.trigger, "into": asked.into, "fields": list(asked.data)}
        return news | {"asked": str(waiting.note or ""), "act": said}
    if waiting.length is None:
        rung = drafting_rung(work.compiled.definition, waiting)
        return news | {"what": {"message": rung.message, "then": rung.then}}
    before, after = work.subject.clocks[waiting.clock], _extended(work, waiting)
    return news | {"length": str(waiting.length), "before": before.due_on, "after": after.due_on}


def _extended(work: UnitOfWork, waiting: Waiting) -> ClockLedger:
    ledger = work.subject.clocks[waiting.clock]
    if waiting.length is None:
        return ledger
    return extend(ledger, waiting.length, at=work.now, calendar=work.compiled.calendar)


_LONGEST_SEQ = 18


def parse_id(id: str) -> tuple[str, int]:
    """Return the instance's number and the seq of the entry that asked; raises UnknownInstance for anything else."""
    number, _, seq = id.rpartition("#")
    if not number or not seq.isdecimal() or len(seq) > _LONGEST_SEQ:
        raise UnknownInstance(id, request=True)
    return number, int(seq)


def pending_of(compiled: Compiled, subject: Subject) -> list[Pending]:
    """Return the requests of one instance that wait for a decision, oldest first."""
    found = []
    for waiting in subject.waiting.values():
        shared: dict[str, Any] = {
            "id": f"{subject.number}#{waiting.seq}",
            "number": subject.number,
            "title": subject.title,
            "clock": waiting.clock,
            "units": put_to(subject, waiting, waiting.roles),
            "asked_by": str(waiting.asked_by),
            "asked_at": waiting.asked_at,
            "note": waiting.note,
            "recorders": put_to(subject, waiting, waiting.recorded_by),
            **opinions_of(compiled, subject, waiting),
        }
        if waiting.act is not None:
            found.append(Pending(kind="approval", **shared, **asked_of(compiled, waiting)))
            continue
        if waiting.paper is not None:
            found.append(Pending(kind="paper", rung=waiting.rung, **drafted(compiled, subject, waiting), **shared))
            continue
        if waiting.length is None:
            rung = drafting_rung(compiled.definition, waiting)
            found.append(Pending(kind="release", rung=rung.id, what=release_words(rung.message, rung.then), **shared))
            continue
        ledger = subject.clocks[waiting.clock]
        after = extend(ledger, waiting.length, at=waiting.asked_at, calendar=compiled.calendar)
        shared |= {"length": str(waiting.length), "due_on": ledger.due_on, "due_on_if_granted": after.due_on}
        shared["data"] = dict(waiting.data)
        found.append(Pending(kind="extension", **shared))
    return found
