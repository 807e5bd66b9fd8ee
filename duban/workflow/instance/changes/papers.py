"""Papers in one locked instance: signed, a draft gets its number and leaves; later it is filed, scanned or voided."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from duban.states import (
    THE_SYSTEM,
    USUAL_MEDIUM,
    Announcement,
    FieldType,
    Recipient,
    RecipientKind,
    answered_by,
    next_level,
    paper_goes,
    paper_number,
    series_of,
)
from duban.states.history import (
    Because,
    PaperFile,
    PaperFiled,
    PaperScanned,
    PaperVoided,
    Signed,
    issued_by,
    paper_field,
    voided,
)
from duban.storage import canonical_json, new_text
from duban.workflow.instance.changes.drafting import draft_facts
from duban.workflow.instance.messages import compose, said_of
from duban.workflow.rules import PAPER_VOIDED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duban.states import Actor, Going, Waiting
    from duban.storage import NewMessage
    from duban.workflow.instance.work import UnitOfWork

_OF_THE_READER = ("reader", "contact", "locale", "alone", "because", "behind", "calendar", "level", "units")
"""What the facts of a message say of its reader alone."""


def sign(
    work: UnitOfWork,
    seq: int,
    *,
    actor: Actor,
    data: Mapping[str, Any],
    text: str | None,
    note: str | None,
    content: Mapping[str, Any],
) -> None:
    """Sign a draft: number it, and send it to whom it is for now; the caller has checked for blockers.

    `content` is its title and texts as people have written them; `text` stands in place of that.
    """
    compiled, subject = work.compiled, work.subject
    definition, calendar = compiled.definition, compiled.calendar
    waiting = subject.waiting.pop(seq)
    facts, going = draft_facts(compiled, subject, waiting, content), paper_goes(definition, waiting)
    paper = definition.papers[facts["name"]]
    ledger = subject.clocks[waiting.clock] if waiting.clock else None
    subject.version += 1
    work.lapse(seq, "decided")
    work.stepper().merge(data)
    local, series = work.now.astimezone(calendar.timezone), series_of(paper)
    place = work.take_number(series, local.year)
    number, answer_by = paper_number(paper, local, place), answered_by(paper, waiting, work.now, calendar)
    written = text or content.get("text") or ""
    salt = secrets.token_hex(16) if written else ""
    facts |= {"number": number, "reply_by": answer_by, "signed_by": str(actor)}
    facts |= {"text": written} if written and (text or paper.document is None) else {}
    earlier, act = len(work.messages), _act(actor, note, content)
    told = _send(work, going, waiting, facts, act)
    body = _document(work, waiting, going, facts, act=act, rows=work.messages[earlier:]) | {
        **({"text": written} if written else {}),
        "drafted_by": str(waiting.asked_by),
        "on": local.date().isoformat(),
        "note": note or "",
    }
    kept = new_text(work.head[0] + 1, canonical_json(body), due_at=work.now)
    work.papers += (kept,)
    signed = Signed(
        asked=seq,
        paper=paper.name,
        number=number,
        series=series,
        year=local.year,
        place=place,
        level=next_level(subject.papers, paper.name),
        to=tuple(facts["to"]),
        copies=tuple(facts.get("copy", ())),
        reply_by=answer_by,
        **work.given(data),
        text=_digest(salt, written) if written else "",
        salt=salt,
        content=kept.hash,
        note=note or None,
        clock=waiting.clock,
        lap=0 if ledger is None else ledger.lap,
        rung=waiting.rung or "",
        message=paper.message,
        told=told or UNSET,
    )
    work.note(signed, actor)
    subject.papers = {**subject.papers, work.head[0]: issued_by(signed, work.now)}
    if ledger is not None and going.rung is not None and going.rung.then is not None:
        work.pull(going.rung.then, Because(clock=ledger.name, lap=ledger.lap, rung=going.rung.id, decision=seq))


def _act(actor: Actor, note: str | None, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what messages can say of a signature, and of the act after which the paper was drafted."""
    return said_of(actor, note) | {
        name: each for name, each in content.get("act", {}).items() if name in {"old", "new"}
    }


def _send(
    work: UnitOfWork, going: Going, waiting: Waiting, facts: Mapping[str, Any], act: Mapping[str, Any]
) -> tuple[str, ...]:
    message = work.compiled.definition.papers[waiting.paper or ""].message
    return work.post(
        Announcement((), going.to, message, going.copy, going.urgent),
        message=message,
        ledger=None,  # it leaves although its clock stops meanwhile
        about=work.subject.clocks[waiting.clock] if waiting.clock else None,
        act=act,
        paper=facts,
    )


def _document(
    work: UnitOfWork,
    waiting: Waiting,
    going: Going,
    facts: Mapping[str, Any],
    *,
    act: Mapping[str, Any],
    rows: Sequence[NewMessage],
) -> dict[str, Any]:
    """Return all that the document of a paper is made of, as it is at this moment.

    `rows` are the messages by which it leaves. The private values in it are left out: they are read from where they
    can be erased.
    """
    compiled, subject = work.compiled, work.subject
    paper = compiled.definition.papers[waiting.paper or ""]
    message = paper.document or paper.message
    mails = [row for row in rows if row.medium == USUAL_MEDIUM and not row.is_copy] or list(rows)
    if paper.document is not None or not mails:
        ledger = subject.clocks[waiting.clock] if waiting.clock else None
        mails = compose(
            compiled,
            subject,
            work.core.postmaster,
            Announcement((), going.to, message, going.copy),
            message=message,
            ledger=None,
            now=work.now,
            index=work.index,
            domain=work.core.settings.message_domain,
            digests=work.core.settings.digests,
            fallback=work.core.settings.fallback,
            about=ledger,
            act=act,
            paper=facts,
        )
    known: dict[str, Any] = json.loads(mails[0].facts) if mails else {}
    pinned = {name: each for name, each in known.items() if name not in _OF_THE_READER}
    figures = subject.data.get(paper.figures) if paper.figures else None
    if pinned.get("wording", {}).get("language") not in {None, compiled.own_language}:
        del pinned["wording"]
    return {
        "message": message,
        "definition": compiled.definition.digest,
        "facts": pinned,
        "paper": {**facts, "reply_by": None if facts.get("reply_by") is None else facts["reply_by"].isoformat()},
        **({"files": _listed(work)} if paper.evidence else {}),
        **({"figures": figures["sha256"]} if figures else {}),
    }


def _listed(work: UnitOfWork) -> list[dict[str, str]]:
    """Return the files of the fields of an instance that everybody may see, each with the title of its field."""
    found = []
    for name, field in work.compiled.definition.fields.items():
        value = work.subject.data.get(name)
        if field.type is FieldType.FILE and not field.private and value:
            files = value if isinstance(value, list | tuple) else [value]
            found += [{"field": field.title, "name": each["name"], "sha256": each["sha256"]} for each in files]
    return found


def as_drafted(
    work: UnitOfWork, waiting: Waiting, content: Mapping[str, Any]
) -> tuple[list[NewMessage], dict[str, Any]]:
    """Return the messages that a paper would be if it were signed now, and its document; nothing else is done."""
    compiled, subject = work.compiled, work.subject
    facts, going = draft_facts(compiled, subject, waiting, content), paper_goes(compiled.definition, waiting)
    paper = compiled.definition.papers[facts["name"]]
    facts |= {"reply_by": answered_by(paper, waiting, work.now, compiled.calendar)}
    text = content.get("text") or ""
    facts |= {"text": text} if text and paper.document is None else {}
    act = _act(THE_SYSTEM, None, content)
    _send(work, going, waiting, facts, act)
    body = _document(work, waiting, going, facts, act=act, rows=work.messages) | ({"text": text} if text else {})
    return work.messages, body | {"on": compiled.calendar.local_date(work.now).isoformat()}


def file_paper(work: UnitOfWork, asked: int, files: Sequence[PaperFile]) -> None:
    """Record that the document of a paper is kept as these files."""
    _name(work, asked, files, THE_SYSTEM)
    work.note(PaperFiled(asked=asked, files=tuple(files), filed={paper_field(asked): len(files)}))


def scan_paper(work: UnitOfWork, asked: int, file: PaperFile, *, actor: Actor, note: str | None) -> None:
    """Record that a scan of a paper came back; the caller has checked for blockers."""
    work.subject.version += 1
    _name(work, asked, [file], actor)
    work.note(PaperScanned(asked=asked, file=file, note=note or None, filed={paper_field(asked): 1}), actor)


def _name(work: UnitOfWork, asked: int, files: Sequence[PaperFile], by: Actor) -> None:
    field, seq = paper_field(asked), work.head[0] + 1
    work.files.uses += tuple(
        {"seq": seq, "field": field, "place": place, "sha256": each.sha256, "name": each.name, "by": str(by)}
        for place, each in enumerate(files)
    )


def void_paper(work: UnitOfWork, asked: int, to: Sequence[str], *, actor: Actor, note: str) -> None:
    """Void a paper, and tell the units `to` which it went; the caller has checked for blockers."""
    subject = work.subject
    issued = subject.papers[asked]
    subject.version += 1
    subject.papers = voided(subject.papers, asked)
    units = tuple(Recipient(RecipientKind.UNIT, unit) for unit in to)
    told = work.post(
        Announcement((), units, PAPER_VOIDED),
        message=PAPER_VOIDED,
        ledger=None,
        act=said_of(actor, note),
        decision={"note": note, "by": str(actor), "what": issued.number, "id": "", "clock": ""},
        paper={"name": issued.paper, "number": issued.number, "to": list(to)},
    )
    work.note(PaperVoided(asked=asked, number=issued.number, note=note, told=told or UNSET), actor)


def _digest(salt: str, text: str) -> str:
    """Return what the history keeps of a text that was changed before it was signed."""
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()
