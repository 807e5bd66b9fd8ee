"""Drafts of papers in one locked instance: made by a rung, a person or an act, edited, and told to who signs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from duban.states import (
    THE_SYSTEM,
    Announcement,
    Recipient,
    RecipientKind,
    level_called,
    next_level,
    paper_goes,
    units_meant,
)
from duban.states.history import PaperDrafted, PaperEdited, drafted_by
from duban.storage import canonical_json, new_text
from duban.workflow.instance.changes.requests import wait_for
from duban.workflow.rules import PAPER_WAITS, paper_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from duban.states import Actor, Paper, Subject, Waiting
    from duban.workflow.instance.work import UnitOfWork
    from duban.workflow.rules import Compiled


class Edits(NamedTuple):
    """What somebody writes in a draft; None leaves what is there."""

    to: tuple[str, ...] | None = None
    copy: tuple[str, ...] | None = None
    title: str | None = None
    text: str | None = None
    requirements: str | None = None
    reply_by: date | None = None

    @property
    def said(self) -> dict[str, str]:
        """Return the title and the texts that are given."""
        texts = {"title": self.title, "text": self.text, "requirements": self.requirements}
        return {name: text for name, text in texts.items() if text is not None}


def draft_facts(
    compiled: Compiled, subject: Subject, waiting: Waiting, content: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return what templates see of a draft as `paper`: what it would be if it were signed now, without a number.

    `content` is its title and texts as people have written them.
    """
    definition = compiled.definition
    paper, going = definition.papers[waiting.paper or ""], paper_goes(definition, waiting)
    facts = {
        "id": f"{subject.number}#{waiting.seq}",
        "name": paper.name,
        "level": level_called(paper, next_level(subject.papers, paper.name)),
        "to": list(units_meant(definition, subject, going.to)),
    }
    copies = list(units_meant(definition, subject, going.copy))
    written = {name: content[name] for name in ("title", "requirements") if content and content.get(name)}
    return facts | written | ({"copy": copies} if copies else {})


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
        ledger=work.subject.clocks[waiting.clock] if waiting.clock else None,
        decision={"id": facts["id"], "seq": waiting.seq},
        paper=facts,
    )


def draft(
    work: UnitOfWork,
    paper: Paper,
    edits: Edits,
    *,
    actor: Actor = THE_SYSTEM,
    note: str | None = None,
    after: str = "",
    act: Mapping[str, Any] | None = None,
) -> None:
    """Draft a paper, and tell those who may sign it; the caller has checked for blockers.

    The engine drafts it `after` a trigger or an act of its own; `act` is then what messages can say of that.
    """
    sign = (paper.sign or "",)
    waiting = wait_for(work, "", sign, actor, paper=paper.name, note=note)
    content = {**edits.said, **({"act": act} if act else {})}
    kept = _keep(work, content)
    facts = PaperDrafted(
        paper=paper.name,
        roles=sign,
        after=after,
        to=edits.to,
        copy=edits.copy,
        reply_by=edits.reply_by,
        content=kept,
        note=note,
    )
    work.subject.version += 1
    waiting = work.subject.waiting[waiting.seq] = replace(waiting, drafted=drafted_by(facts, waiting.seq, str(actor)))
    told = tell_draft(work, waiting)
    work.note(replace(facts, told=told or UNSET), actor)


def edit(
    work: UnitOfWork, waiting: Waiting, edits: Edits, before: Mapping[str, Any], *, actor: Actor, note: str | None
) -> None:
    """Edit a draft whose title and texts were `before`; the caller has checked for blockers."""
    subject, earlier = work.subject, waiting.drafted
    content = {**before, **edits.said}
    facts = PaperEdited(
        asked=waiting.seq,
        to=edits.to if edits.to is not None or earlier is None else earlier.to,
        copy=edits.copy if edits.copy is not None or earlier is None else earlier.copy,
        reply_by=edits.reply_by if edits.reply_by is not None or earlier is None else earlier.reply_by,
        content=_keep(work, content),
        note=note,
    )
    subject.version += 1
    drafted = drafted_by(facts, work.head[0] + 1, str(actor), earlier)
    subject.waiting[waiting.seq] = replace(waiting, drafted=drafted)
    work.note(facts, actor)


def draft_due(work: UnitOfWork) -> None:
    """Draft the papers that the acts of this work ask for."""
    due, work.to_draft = work.to_draft, ()
    for paper, said in due:
        act = {name: value for name, value in said.items() if name in {"old", "new", "note", "by"} and value}
        plain = {name: value if isinstance(value, str) else value.isoformat() for name, value in act.items()}
        draft(work, paper, Edits(), after=said["drafted"], act=plain)


def _keep(work: UnitOfWork, content: Mapping[str, Any]) -> str:
    """Keep what a draft says beside the entry that is about to be written; return its hash, empty if it is nothing."""
    if not content:
        return ""
    text = new_text(work.head[0] + 1, canonical_json(content))
    work.papers += (text,)
    return text.hash
