"""Handing over: the open matters of units that are others now go on under their successors, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import Actor, each_once, succeed
from duban.states.history import HandedOver
from duban.storage import pinned, queries
from duban.workflow.errors import InvalidUnits
from duban.workflow.instance import Command
from duban.workflow.keeping.told import HandedMatter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Protocol

    from sqlalchemy.engine import Connection

    from duban.workflow.core import Core
    from duban.workflow.instance import UnitOfWork

    class Succession(Protocol):
        """Says which names units have had, and who takes over those of a matter."""

        names: list[str]

        def of(self, number: str, bound: Iterable[str]) -> dict[str, tuple[str, ...]]:
            """Return the successors in one matter of those of its units that are others now."""


def hand_over(
    core: Core,
    connection: Connection,
    succession: Succession,
    *,
    by: str,
    why: str,
    note: str | None,
    dry_run: bool,
) -> list[HandedMatter]:
    """Let the successors of units stand for them in every open matter, and return these.

    Each gets an entry in its history. No clock begins a lap, and no message leaves: what was told stays told.

    Raises:
        InvalidUnits: if a role that takes one unit would get several.

    """
    spelled = pinned.bound_as(connection, *succession.names)
    if not spelled:
        return []
    records = queries.find_instances(connection, now=core.now(), units=spelled, open_only=True)
    command = Command(core, connection, settles=False, dry_run=dry_run)
    if not dry_run and records:
        locked = command.lock([record.number for record in records])
        records = [record for record in locked if record.closed_at is None]
    actor, told = Actor.parse(by), list[HandedMatter]()

    def change(works: Sequence[UnitOfWork]) -> None:
        for work in works:
            bound = each_once([unit for units in work.subject.units.values() for unit in units])
            if names := succession.of(work.subject.number, bound):
                told.append(_hand_over(work, names, actor=actor, why=why, note=note))

    command.take(records, change)
    return told


def _hand_over(
    work: UnitOfWork, names: dict[str, tuple[str, ...]], *, actor: Actor, why: str, note: str | None
) -> HandedMatter:
    subject, definition = work.subject, work.compiled.definition
    before = dict(subject.units)
    changed = succeed(subject, names)
    for role, units in changed.items():
        declared = definition.roles.get(role)
        if declared is not None and not declared.many and len(units) > 1:
            message = words.Line(
                "{number}: role {role:shown} ({title}) takes one unit, not {units}",
                number=subject.number,
                role=role,
                title=declared.title,
                units=units,
            )
            raise InvalidUnits(message)
    subject.version += 1
    work.rebound.update(changed)
    texts = {role: subject.texts[role] for role in changed}
    work.note(HandedOver(names=names, why=why, note=note, units=changed, texts=texts), actor)
    return HandedMatter(
        number=subject.number,
        title=subject.title,
        state=subject.state,
        due_on=work.index.due_on,
        before={role: before[role] for role in changed},
        after=changed,
    )
