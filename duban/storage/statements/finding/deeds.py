"""What somebody has done: the entries of histories that a unit or a person of it has written, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select, tuple_

from duban.storage.records import HistoryRecord
from duban.storage.statements.instances import table_of
from duban.storage.tables import BindingRow, HistoryRow, InstanceRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

_instance, _binding, _history = table_of(InstanceRow), table_of(BindingRow), table_of(HistoryRow)
_COLUMNS = [_history.c[name] for name in HistoryRecord.__struct_fields__]

Mark = tuple["datetime", int, int]
"""Where an entry stands among all: its moment, the key of its instance, and its seq."""


def find_deeds(
    connection: Connection,
    units: Sequence[str],
    person: str | None,
    *,
    kinds: Collection[str],
    since: datetime,
    until: datetime,
    scenario: str | None,
    before: Mark | None,
    limit: int,
) -> list[tuple[int, HistoryRecord]]:
    """Return the entries that somebody wrote from an instant on and before another, each with its instance's key.

    `units` are the spellings of one unit, which takes part in the instances. Whatever has stood still since `since`
    is passed over, so that old matters cost nothing.
    """
    actor = _history.c.actor
    if person is None:
        written = or_(actor.in_(units), *(func.substr(actor, 1, len(unit) + 1) == f"{unit}/" for unit in units))
    else:
        written = actor.in_([f"{unit}/{person}" for unit in units])
    own = select(_binding.c.instance_id).where(_binding.c.unit.in_(units))
    moved = [_instance.c.id.in_(own), _instance.c.acted_at >= since]
    if scenario is not None:
        moved.append(_instance.c.scenario == scenario)
    query = (
        select(_history.c.instance_id, *_COLUMNS)
        .join(_instance, _instance.c.id == _history.c.instance_id)
        .where(*moved, and_(_history.c.at >= since, _history.c.at < until), _history.c.kind.in_(kinds), written)
    )
    place = (_history.c.at, _history.c.instance_id, _history.c.seq)
    if before is not None:
        query = query.where(tuple_(*place) < tuple_(*before))
    query = query.order_by(*(column.desc() for column in place)).limit(limit)
    return [(key, HistoryRecord(*entry)) for key, *entry in connection.execute(query)]
