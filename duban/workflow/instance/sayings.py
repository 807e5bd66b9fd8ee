"""What people say about one locked instance: remarks, urges and answers; none of them changes its state."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from msgspec import UNSET

from duban.states import (
    Announcement,
    Urge,
    answer_blockers,
    remark_blockers,
    urge_asks,
    urge_blockers,
    urge_tells,
    with_answer,
    with_urge,
)
from duban.states.history import Answered, Remarked, Urged
from duban.workflow.errors import TransitionRefused
from duban.workflow.rules import URGED

if TYPE_CHECKING:
    from duban.states import Actor, Blocker
    from duban.workflow.instance.work import UnitOfWork

OFFICE, UNITS = "office", "units"
"""Whom a remark is for: those who run the matter, or the units that take part too."""


def remark(work: UnitOfWork, text: str, *, to: str, actor: Actor) -> None:
    """Judge and record a remark; raises TransitionRefused."""
    _require(work, "remark", remark_blockers(work.compiled.definition, work.subject, text, actor))
    work.subject.version += 1
    salt = secrets.token_hex(16) if to == OFFICE else ""
    work.note(Remarked(to=to, text=text.strip(), salt=salt), actor)


def urge(work: UnitOfWork, *, actor: Actor, note: str | None) -> tuple[str, ...]:
    """Judge, record and send an urge, and return the units that are told; raises TransitionRefused."""
    compiled, subject = work.compiled, work.subject
    definition = compiled.definition
    _require(work, "urge", urge_blockers(definition, subject, actor, now=work.now, calendar=compiled.calendar))
    rule, asked, seq = definition.urge, urge_asks(definition, subject), work.head[0] + 1
    subject.version += 1
    message = URGED if rule is None or rule.message is None else rule.message
    source = Announcement("urge", urge_tells(definition, subject.state), message, () if rule is None else rule.copy)
    turn = definition.states[subject.state].waits_for or ""
    said = {
        "id": f"{subject.number}#{seq}",
        "by": str(actor),
        "note": note or None,
        "turn": definition.roles[turn].title if turn else "",
        "units": list(subject.units.get(turn, ())),
    }
    told = work.post(source, message=message, ledger=None, urge=said)
    work.note(Urged(units=asked, note=note or None, told=told or UNSET), actor)
    subject.urges = with_urge(subject.urges, seq, Urge(work.now, actor, asked))
    return told


def answer(work: UnitOfWork, asked: int, text: str, *, actor: Actor) -> None:
    """Judge and record a unit's answer to an urge; raises TransitionRefused."""
    _require(work, "answer", answer_blockers(work.subject, asked, text, actor))
    work.subject.version += 1
    work.note(Answered(asked=asked, text=text.strip()), actor)
    work.subject.urges = with_answer(work.subject.urges, asked, actor.unit)


def _require(work: UnitOfWork, verb: str, blockers: list[Blocker]) -> None:
    if blockers:
        raise TransitionRefused(work.subject.number, verb, blockers)
