"""Linking two instances that exist: as a repeat of the same matter, as what counts for a quota, or for the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Blocker, Linked
from duban.storage import instances, relations
from duban.workflow.errors import TransitionRefused, UnknownInstance
from duban.workflow.linking import CHILD, COUNTS, OPENED, REPEAT
from duban.workflow.tickets import keep_ticket, replay, ticket_for
from duban.workflow.writing import write_back

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from duban.states import Actor
    from duban.workflow.core import Core
    from duban.workflow.values import Instance
    from duban.workflow.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Relation:
    """What is asked for: that `number` stands in a relation of this kind to `other`."""

    number: str
    other: str
    kind: str
    actor: Actor
    note: str | None


def relate(core: Core, connection: Connection, asked: Relation, *, key: str | None) -> Instance:
    """Link two instances inside the transaction of `connection`; returns the first as it stands then."""
    benches: dict[str, tuple[int, Workbench]] = {}
    for number in sorted({asked.number, asked.other}):  # in one order, so that no two links wait for each other
        record = instances.lock_instance(connection, number)
        if record is None:
            raise UnknownInstance(number)
        compiled, subject = core.load(connection, record)
        benches[number] = record.id, core.workbench(compiled, subject, now=core.now(), record=record)
    own, bench = benches[asked.number]
    arguments = {"number": asked.number, "other": asked.other, "kind": asked.kind, "by": str(asked.actor)}
    ticket = ticket_for(key, "link", {**arguments, "note": asked.note}, private=bench.compiled.private)
    if (earlier := replay(core, connection, ticket)) is not None:
        return earlier
    blockers = core.opening_blockers(bench.compiled.definition, bench.subject, asked.actor)
    blockers += _senseless(connection, asked, {number: row for number, (row, _) in benches.items()})
    if blockers:
        raise TransitionRefused(asked.number, "link", blockers)
    other_key, other = benches[asked.other]
    _note(bench, other, asked)
    result = bench.result()
    if (earlier := keep_ticket(core, connection, ticket, result, bench.compiled, at=bench.now)) is not None:
        return earlier
    write_back(connection, list(benches.values()))
    relations.join(connection, own, other_key, asked.kind, at=bench.now)
    return result


def _senseless(connection: Connection, asked: Relation, keys: dict[str, int]) -> list[Blocker]:
    if asked.number == asked.other:
        return [Blocker("conflict", {"number": asked.number}, "itself")]
    if asked.kind in {CHILD, OPENED}:
        return [Blocker("conflict", {"kind": asked.kind}, "reserved")]
    if relations.joined(connection, keys[asked.number], keys[asked.other], asked.kind):
        return [Blocker("conflict", {"other": asked.other, "kind": asked.kind}, "linked")]
    return []


def _note(bench: Workbench, other: Workbench, asked: Relation) -> None:
    subject, there = bench.subject, other.subject
    subject.version += 1
    if asked.kind == REPEAT:
        subject.repeats += 1
        there.repeats += 1
    facts = {"other": asked.other, "link": asked.kind}
    if asked.note:
        facts["note"] = asked.note
    bench.journal.write("link", asked.actor, from_state=subject.state, to_state=subject.state, extra=facts)
    heard = {"number": asked.number, "link": asked.kind}
    if asked.kind == COUNTS:
        units = tuple(dict.fromkeys(unit for names in subject.units.values() for unit in names))
        subject.reports_to = (*subject.reports_to, asked.other)
        there.linked[asked.number] = Linked(subject.state, subject.closed_at is not None, units)
        heard |= {"state": subject.state, "closed": subject.closed_at is not None, "parties": units}  # type: ignore[dict-item]
    other.note("linked", heard)
