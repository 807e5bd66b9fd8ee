"""Who in a unit has one locked matter in hand: handing it on within the unit, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Blocker, is_among, role_blockers, same_name
from duban.states.history import HandedOn, held_by
from duban.workflow.errors import TransitionRefused

if TYPE_CHECKING:
    from duban.states import Actor, Definition, Subject
    from duban.workflow.instance.work import UnitOfWork


def hand_on_blockers(definition: Definition, subject: Subject, actor: Actor, *, to: str | None) -> list[Blocker]:
    """Return why the actor may not hand the matter on within the own unit, or take it back (`to` is None)."""
    found = role_blockers(definition, subject, tuple(definition.roles), actor)
    if subject.closed_at is not None:
        found.append(Blocker("state", {"state": subject.state}, "holder"))
    holder = next((person for unit, person in subject.holders.items() if is_among(actor.unit, (unit,))), None)
    if to is None and holder is None:
        found.append(Blocker("holder", {"unit": actor.unit}, "nobody"))
    elif to is not None and same_name(to, holder):
        found.append(Blocker("holder", {"unit": actor.unit, "person": holder}, "already"))
    return found


def hand_on(work: UnitOfWork, *, to: str | None, actor: Actor, note: str | None) -> None:
    """Judge and record that a unit hands a matter on to one of its people; raises TransitionRefused."""
    subject = work.subject
    blockers = hand_on_blockers(work.compiled.definition, subject, actor, to=to)
    if blockers:
        raise TransitionRefused(subject.number, "hand_on", blockers)
    subject.version += 1
    subject.holders = held_by(subject.holders, actor.unit, to)
    work.note(HandedOn(unit=actor.unit, to=to, note=note or None), actor)
