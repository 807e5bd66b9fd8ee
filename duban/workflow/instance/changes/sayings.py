"""What people say about one locked instance: remarks, urges and answers; none of them changes its state."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import UNSET, UnsetType

from duban.states import (
    Announcement,
    Blocker,
    Recipient,
    RecipientKind,
    Urge,
    answer_blockers,
    answer_due,
    at_turn,
    instruct_blockers,
    instruction_tells,
    remark_blockers,
    urge_asks,
    urge_blockers,
    urge_clock,
    urge_tells,
    with_answer,
    with_reply,
    with_step,
    with_urge,
)
from duban.states.history import Answered, Instructed, Remarked, Scan, Unanswered, Urged
from duban.workflow.errors import TransitionRefused
from duban.workflow.instance.claims import FIRED, Claim
from duban.workflow.instance.messages import said_of
from duban.workflow.instance.openings import Wanted
from duban.workflow.rules import DEMANDED, UNANSWERED, URGED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from duban.states import Actor, DueStep
    from duban.workflow.instance.work import UnitOfWork


class Instruction(NamedTuple):
    """What a leader has instructed: who, on which day, what, what is asked of the units, and a scan of it.

    With `open` what the scenario says is opened beside the instance.
    """

    leader: str
    on: date
    text: str
    demand: str | None
    scan: Mapping[str, str] | None
    open: bool = False


ANSWERED = "answered"
"""The reason for which a unit gets no more messages about an urge."""

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
    source = Announcement((), urge_tells(definition, subject.state), message, () if rule is None else rule.copy)
    turn = definition.states[subject.state].waits_for or ""
    due = answer_due(rule, work.now, compiled.calendar)
    said = {
        "id": f"{subject.number}#{seq}",
        "seq": seq,
        "by": str(actor),
        "note": note or None,
        "turn": definition.roles[turn].title if turn else "",
        "units": list(at_turn(definition, subject, turn or None)),
        "on": compiled.calendar.local_date(work.now),
        "due": None if due is None else due.due_on,
    }
    told = work.post(source, message=message, ledger=None, said=said, act=said_of(actor, note))
    work.note(Urged(units=asked, note=note or None, told=told or UNSET), actor)
    subject.urges = with_urge(subject.urges, seq, Urge(work.now, actor, asked))
    return told


def go_up(work: UnitOfWork, due: DueStep) -> None:
    """Let an urge that nobody has answered go up by a step, and tell those who answer for the silent units."""
    compiled, subject, step = work.compiled, work.subject, due.step
    definition, asked, urged = compiled.definition, due.asked, subject.urges[due.asked]
    subject.urges[asked] = with_step(urged, step.id)
    work.claims += (Claim(urge_clock(asked), subject.round, 1, step.id, FIRED),)
    work.tally.fired += 1
    message, until = step.message or UNANSWERED, answer_due(definition.urge, urged.at, compiled.calendar)
    levels = tuple(Recipient(RecipientKind.UNIT, unit, level) for unit in due.units for level in step.levels)
    turn = definition.states[subject.state].waits_for or ""
    said = {
        "id": f"{subject.number}#{asked}",
        "seq": asked,
        "by": str(urged.by),
        "turn": definition.roles[turn].title if turn else "",
        "units": list(due.units),
        "on": compiled.calendar.local_date(urged.at),
        "due": None if until is None else until.due_on,
    }
    told = work.post(Announcement((), levels, message, step.copy, step.urgent), message=message, ledger=None, said=said)
    moment = due.moment.isoformat()
    work.note(Unanswered(asked=asked, step=step.id, units=due.units, moment=moment, told=told or UNSET))


def answer(work: UnitOfWork, asked: int, text: str, *, actor: Actor, by_link: str | UnsetType = UNSET) -> None:
    """Judge and record a unit's answer to an urge; raises TransitionRefused."""
    _require(work, "answer", answer_blockers(work.subject, asked, text, actor))
    work.subject.version += 1
    work.note(Answered(asked=asked, text=text.strip(), by_link=by_link), actor)
    if asked in work.subject.urges:
        work.hush(asked, actor.unit, ANSWERED)
    work.subject.urges = with_answer(work.subject.urges, asked, actor.unit)
    work.subject.papers = with_reply(work.subject.papers, asked, actor.unit)


def instruct(work: UnitOfWork, given: Instruction, *, actor: Actor) -> None:
    """Judge and record what a leader has instructed, and tell the units what it asks for; raises TransitionRefused."""
    compiled, subject = work.compiled, work.subject
    definition, today = compiled.definition, compiled.calendar.local_date(work.now)
    _require(
        work,
        "instruct",
        instruct_blockers(definition, subject, given.text, actor, leader=given.leader, on=given.on, today=today),
    )
    rule = definition.instructions
    opens = rule.opens if rule is not None and given.open else None
    if given.open and opens is None:
        _require(work, "instruct", [Blocker("instruct", {}, "opens-nothing")])
    subject.version += 1
    told: tuple[str, ...] = ()
    if given.demand and subject.closed_at is None:
        message = DEMANDED if rule is None or rule.message is None else rule.message
        tells, copied = instruction_tells(definition, subject.state), () if rule is None else rule.copy
        source = Announcement((), tells, message, copied)
        said = {"by": str(actor), "demand": given.demand}
        told = work.post(source, message=message, ledger=None, said=said, act=said_of(actor, given.demand))
    entry = Instructed(
        leader=given.leader,
        on=given.on,
        demand=given.demand,
        text=given.text.strip(),
        scan=None if given.scan is None else Scan(**given.scan),
        salt=secrets.token_hex(16),
        told=told or UNSET,
    )
    work.note(entry, actor)
    if opens is not None:
        known: dict[str, Any] = {"leader": given.leader, "on": given.on, "demand": given.demand or ""}
        work.openings += (Wanted(opens, work.head[0], known),)


def _require(work: UnitOfWork, verb: str, blockers: list[Blocker]) -> None:
    if blockers:
        raise TransitionRefused(work.subject.number, verb, blockers)
