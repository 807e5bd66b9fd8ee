"""Ending one locked instance without its being done, and taking back a request: who may, and what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType

from duban.states import (
    MERGED,
    MERGING,
    TAKING_BACK,
    VOID,
    VOIDING,
    Blocker,
    Effects,
    is_request,
    open_tasks,
    parts_of,
    role_blockers,
)
from duban.states.history import Ended, LinkHeard, Merged, TakenBack, step_facts
from duban.workflow.instance.messages import said_of
from duban.workflow.instance.opening import opening_blockers
from duban.workflow.instance.others import FOLLOWS, part_with_all

if TYPE_CHECKING:
    from duban.states import Actor, Definition, Subject
    from duban.workflow.instance.work import UnitOfWork


_ENDED = "ended"
"""Why what has not left is withdrawn: nobody is to be asked any more for what is void, or is done elsewhere."""


def ending_blockers(definition: Definition, subject: Subject, actor: Actor, *, note: str | None) -> list[Blocker]:
    """Return why the actor may not end the instance, by the scenario's `voids_by` or else by its `opens_by`."""
    blockers = _entitled(definition, subject, actor)
    if subject.closed_at is not None:
        blockers.append(Blocker("state", {"state": subject.state}, "ended"))
    if not (note and note.strip()):
        blockers.append(Blocker("requires", {"field": "note"}, "note"))
    return blockers


def _entitled(definition: Definition, subject: Subject, actor: Actor) -> list[Blocker]:
    if definition.void_roles:
        return role_blockers(definition, subject, definition.void_roles, actor)
    return opening_blockers(definition, subject, actor)


def merging_blockers(work: UnitOfWork, into: UnitOfWork, actor: Actor) -> list[Blocker]:
    """Return why the actor may not merge one instance into another, as to the other and what the two are."""
    subject, other = work.subject, into.subject
    if work.row == into.row:
        return [Blocker("conflict", {"number": subject.number}, "merged-itself")]
    blockers = _entitled(into.compiled.definition, other, actor)
    if other.closed_at is not None:
        blockers.append(Blocker("state", {"number": other.number, "state": other.state}, "into"))
    for whole, part in ((subject, other), (other, subject)):
        if any(part.number in parts_of(whole, on).values() for on in {**whole.children, **whole.divided}):
            blockers.append(Blocker("conflict", {"number": whole.number}, "part"))
    return blockers


def left_open(subject: Subject, verb: str) -> list[Blocker]:
    """Return `tasks` if it is a plan with open tasks: it does not end before they are done or go on under another."""
    still = open_tasks(subject)
    return [Blocker("tasks", {"trigger": verb, "open": list(still), "count": len(still)}, "plan")] if still else []


def void(work: UnitOfWork, *, actor: Actor, note: str, approved: int | UnsetType = UNSET) -> None:
    """Close the instance as void, at the state where it stands; its open parts are told that they are not needed."""
    stepper = work.stepper()
    stepper.end(VOID)
    told = work.announce(stepper.effects, said_of(actor, note), after=VOIDING)
    facts = step_facts(stepper.effects, work.subject)
    work.note(Ended(note=note, **facts, told=told or UNSET, approved=approved), actor)
    work.absorb(stepper.effects)
    work.silenced = _ENDED
    part_with_all(work)


def merge(
    work: UnitOfWork, into: UnitOfWork, *, actor: Actor, note: str, again: bool, approved: int | UnsetType = UNSET
) -> None:
    """Let the instance follow another: it is closed where it stands, and the other counts it as a repeat.

    `again` says that the two are linked as repeats, so that it is counted already.
    """
    stepper, subject, other = work.stepper(), work.subject, into.subject
    stepper.end(MERGED)
    subject.merged_into = other.number
    work.links += ((into, FOLLOWS),)
    told = work.announce(stepper.effects, said_of(actor, note), after=MERGING)
    facts = step_facts(stepper.effects, subject)
    work.note(Merged(into=other.number, note=note, **facts, told=told or UNSET, approved=approved), actor)
    work.absorb(stepper.effects)
    work.silenced = _ENDED
    part_with_all(work)
    other.repeats += not again
    into.note(LinkHeard(number=subject.number, link=FOLLOWS, again=again))


def withdrawal_blockers(subject: Subject, seq: int, actor: Actor) -> list[Blocker]:
    """Return why the actor may not take back the request made in the history entry `seq`: only who asked may."""
    waiting, request = subject.waiting.get(seq), f"{subject.number}#{seq}"
    if waiting is None:
        return [Blocker("state", {"id": request}, "decided")]
    if not is_request(waiting):
        return [Blocker("state", {"id": request}, "release")]
    if not actor.is_unit_of(waiting.asked_by):
        return [Blocker("role", {"id": request, "by": str(waiting.asked_by), "unit": actor.unit}, "asker")]
    return []


def take_back(work: UnitOfWork, seq: int, *, actor: Actor, note: str | None) -> None:
    """Take back a request; the caller has checked for blockers."""
    waiting = work.subject.waiting.pop(seq)
    work.subject.version += 1
    work.lapse(seq, "taken back")
    told = work.announce(Effects(), said_of(actor, note), after=TAKING_BACK)
    length = "" if waiting.length is None else str(waiting.length)
    work.note(TakenBack(asked=seq, clock=waiting.clock, length=length, note=note or None, told=told or UNSET), actor)
