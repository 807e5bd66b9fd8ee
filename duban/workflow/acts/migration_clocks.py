"""Clocks that a migration names anew: what stands under their old names beside the instance goes over with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duban.storage import outbox, renaming
from duban.workflow.instance import ClockRenamed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.engine import Connection

    from duban.workflow.instance import UnitOfWork


def rename_clocks(
    connection: Connection, work: UnitOfWork, names: Mapping[str, str], *, under_way: Collection[str]
) -> None:
    """Have the claims and unsent messages of renamed clocks go by the new names; `under_way` are the old clocks.

    Messages that the migration itself withdraws, because the clock begins a lap, go by the old one.
    """
    for old, new in names.items():
        if old not in under_way:
            continue
        unsent = renaming.unsent(connection, work.row, old)
        why = work.withdrawn.get(new)
        if why is not None:
            work.withdrawn[old] = why
            unsent = [row for row in unsent if row.status == outbox.DEAD]
        # The hash of what an earlier duban decided stands in no entry.
        work.send([], instead=[replace(row, clock=new) for row in unsent if row.salt is not None])
        work.renamed += (ClockRenamed(old, new, tuple(row.id for row in unsent)),)
