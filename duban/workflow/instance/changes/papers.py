"""Papers in one locked instance: a draft waits for a signature; signed, it gets its number and leaves."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from duban.states import (
    Announcement,
    Recipient,
    RecipientKind,
    drafting_rung,
    level_called,
    next_level,
    paper_number,
    reply_day,
    series_of,
    units_meant,
)
from duban.states.history import Because, Signed, issued_by
from duban.workflow.instance.messages import said_of
from duban.workflow.rules import PAPER_WAITS, paper_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.states import Actor, ClockLedger, Rung, Subject, Waiting
    from duban.storage import NewMessage
    from duban.workflow.instance.work import UnitOfWork
    from duban.workflow.rules import Compiled


def draft_facts(compiled: Compiled, subject: Subject, waiting: Waiting) -> dict[str, Any]:
    """Return what templates see of a draft as `paper`: what it would be if it were signed now, without a number."""
    definition = compiled.definition
    paper, rung = definition.papers[waiting.paper or ""], drafting_rung(definition, waiting)
    return {
        "id": f"{subject.number}#{waiting.seq}",
        "name": paper.name,
        "level": level_called(paper, next_level(subject.papers, paper.name)),
        "to": list(units_meant(definition, subject, rung.notify)),
    }


def drafted(compiled: Compiled, subject: Subject, waiting: Waiting) -> dict[str, Any]:
    """Return what a draft that waits says of itself beside what every request has."""
    facts = draft_facts(compiled, subject, waiting)
    asks = compiled.definition.papers[facts["name"]].asks
    return {"paper": facts["name"], "asks": asks, "what": paper_words(facts["name"], facts["level"], facts["to"])}


def tell_draft(work: UnitOfWork, waiting: Waiting) -> tuple[str, ...]:
    """Tell those who may sign that a draft waits; return the units that are told."""
    message = work.compiled.definition.papers[waiting.paper or ""].draft or PAPER_WAITS
    roles = tuple(Recipient(RecipientKind.ROLE, role) for role in waiting.roles)
    facts = draft_facts(work.compiled, work.subject, waiting)
    return work.post(
        Announcement((), roles, message),
        message=message,
        ledger=work.subject.clocks[waiting.clock],
        decision={"id": facts["id"], "seq": waiting.seq},
        paper=facts,
    )


def sign(
    work: UnitOfWork, seq: int, *, actor: Actor, data: Mapping[str, Any], text: str | None, note: str | None
) -> None:
    """Sign a draft: number it, and send it to whom it is for now; the caller has checked for blockers."""
    compiled, subject = work.compiled, work.subject
    definition, calendar = compiled.definition, compiled.calendar
    waiting = subject.waiting.pop(seq)
    facts = draft_facts(compiled, subject, waiting)
    rung, paper = drafting_rung(definition, waiting), definition.papers[facts["name"]]
    ledger = subject.clocks[waiting.clock]
    subject.version += 1
    work.lapse(seq, "decided")
    work.stepper().merge(data)
    local, series = work.now.astimezone(calendar.timezone), series_of(paper)
    place = work.take_number(series, local.year)
    number, answer_by = paper_number(paper, local, place), reply_day(paper, work.now, calendar)
    salt = secrets.token_hex(16) if text else ""
    facts |= {"number": number, "reply_by": answer_by, "signed_by": str(actor)} | ({"text": text} if text else {})
    told = _send(work, rung, ledger, facts, said_of(actor, note))
    signed = Signed(
        asked=seq,
        paper=paper.name,
        number=number,
        series=series,
        year=local.year,
        place=place,
        level=next_level(subject.papers, paper.name),
        to=tuple(facts["to"]),
        reply_by=answer_by,
        **work.given(data),
        text=_digest(salt, text) if text else "",
        salt=salt,
        note=note or None,
        clock=ledger.name,
        lap=ledger.lap,
        rung=rung.id,
        message=paper.message,
        told=told or UNSET,
    )
    work.note(signed, actor)
    subject.papers = {**subject.papers, work.head[0]: issued_by(signed, work.now)}
    if rung.then is not None:
        work.pull(rung.then, Because(clock=ledger.name, lap=ledger.lap, rung=rung.id, decision=seq))


def _send(
    work: UnitOfWork, rung: Rung, ledger: ClockLedger, facts: Mapping[str, Any], act: Mapping[str, Any]
) -> tuple[str, ...]:
    message = rung.message or ""
    return work.post(
        Announcement((), rung.notify, message, rung.copy, rung.urgent),
        message=message,
        ledger=None,  # it leaves although its clock stops meanwhile
        about=ledger,
        act=act,
        paper=facts,
    )


def as_drafted(work: UnitOfWork, waiting: Waiting) -> list[NewMessage]:
    """Return the messages that a paper would be if it were signed now, without a number; nothing else is done."""
    compiled, subject = work.compiled, work.subject
    rung, facts = drafting_rung(compiled.definition, waiting), draft_facts(compiled, subject, waiting)
    paper = compiled.definition.papers[facts["name"]]
    facts |= {"reply_by": reply_day(paper, work.now, compiled.calendar)}
    _send(work, rung, subject.clocks[waiting.clock], facts, {})
    return work.messages


def _digest(salt: str, text: str) -> str:
    """Return what the history keeps of a text that was changed before it was signed."""
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()
