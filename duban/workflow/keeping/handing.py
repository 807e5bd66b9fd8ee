"""Handing over: the open matters of units that are others now go on under their successors, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Actor, each_once
from duban.storage import finding, pinned
from duban.workflow.instance import Command
from duban.workflow.instance import hand_over as pass_on
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
            ...


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
    records = finding.find_instances(connection, now=core.now(), units=spelled, open_only=True)
    command = Command(core, connection, settles=False, dry_run=dry_run)
    if not dry_run and records:
        locked = command.lock([record.number for record in records])
        records = [record for record in locked if record.closed_at is None]
    actor, told = Actor.parse(by), list[HandedMatter]()

    def change(works: Sequence[UnitOfWork]) -> None:
        for work in works:
            bound = each_once([unit for units in work.subject.units.values() for unit in units])
            if names := succession.of(work.subject.number, bound):
                told.append(_handed(work, names, actor=actor, why=why, note=note))

    command.take(records, change)
    return told


def _handed(
    work: UnitOfWork, names: dict[str, tuple[str, ...]], *, actor: Actor, why: str, note: str | None
) -> HandedMatter:
    subject, before = work.subject, dict(work.subject.units)
    changed = pass_on(work, names, actor=actor, why=why, note=note)
    return HandedMatter(
        number=subject.number,
        title=subject.title,
        state=subject.state,
        due_on=work.index.due_on,
        before={role: before[role] for role in changed},
        after=changed,
    )
