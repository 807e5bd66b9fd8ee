"""Linking two existing instances: as repeats of one matter, as counting for a quota, or just for the record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from duban.states import Blocker
from duban.states.history import AFTER, LinkHeard, LinkMade, follow_others
from duban.storage import relations
from duban.workflow.errors import TransitionRefused
from duban.workflow.instance import (
    CARRIED,
    CHILD,
    COUNTS,
    FOLLOWS,
    IN_PLAN,
    OPENED,
    REPEAT,
    aim,
    counted_facts,
    opening_blockers,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from duban.states import Actor, Subject
    from duban.workflow.instance import UnitOfWork


@dataclass(frozen=True, slots=True)
class Relation:
    """A request to link the instance `number` with `other`, by a link of this kind."""

    number: str
    other: str
    kind: str
    actor: Actor
    note: str | None


def relate(connection: Connection, works: Sequence[UnitOfWork], asked: Relation) -> None:
    """Link the first of two instances with the second.

    Raises TransitionRefused if the actor may not, if both are one instance, if they are linked so already, or if only
    the engine makes links of this kind.
    """
    own, other = works[0], works[-1]
    blockers = opening_blockers(own.compiled.definition, own.subject, asked.actor)
    blockers += _senseless(connection, asked, own.row, other.row)
    if blockers:
        raise TransitionRefused(asked.number, "link", blockers)
    _note(own, other, replace(asked, number=own.subject.number, other=other.subject.number))


def _senseless(connection: Connection, asked: Relation, own: int, other: int) -> list[Blocker]:
    if own == other:
        return [Blocker("conflict", {"number": asked.number}, "itself")]
    if asked.kind in {CHILD, OPENED, FOLLOWS, IN_PLAN, CARRIED}:
        return [Blocker("conflict", {"kind": asked.kind}, "reserved")]
    if relations.joined(connection, own, other, asked.kind):
        return [Blocker("conflict", {"other": asked.other, "kind": asked.kind}, "linked")]
    if asked.kind == AFTER and own in relations.reached_from(connection, other, AFTER):
        return [Blocker("conflict", {"number": asked.number, "other": asked.other}, "circle")]
    return []


def _note(own: UnitOfWork, other: UnitOfWork, asked: Relation) -> None:
    subject, there = own.subject, other.subject
    own.links += ((other, asked.kind),)
    subject.version += 1
    if asked.kind == REPEAT:
        subject.repeats += 1
        there.repeats += 1
    stands = _standing(there) if asked.kind == AFTER else {}
    entry = LinkMade(other=asked.other, link=asked.kind, note=asked.note or None, **stands)
    own.note(entry, asked.actor)
    follow_others(subject, entry)
    heard: dict[str, Any] = {"reports": True} if asked.kind == AFTER else {}
    if asked.kind == COUNTS:
        subject.reports_to = (*subject.reports_to, asked.other)
        heard = _standing(subject) | counted_facts(other.compiled, subject)
    _hear(other, LinkHeard(number=asked.number, link=asked.kind, **heard))


def _standing(subject: Subject) -> dict[str, Any]:
    """Return what an entry says of how a linked instance stands."""
    units = tuple(dict.fromkeys(unit for names in subject.units.values() for unit in names))
    told = {"state": subject.state, "closed": subject.closed_at is not None, "parties": units}
    return told if subject.ended is None else {**told, "ended": subject.ended}


def _hear(work: UnitOfWork, entry: LinkHeard) -> None:
    work.note(entry)
    follow_others(work.subject, entry)
    aim(work)
