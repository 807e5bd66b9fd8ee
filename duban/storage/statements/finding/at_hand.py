"""What units have at hand: how much of what is open is their turn, and when it is due, in one statement."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import case, exists, func, select, union_all

from duban.storage.records import InstanceRecord
from duban.storage.statements.finding.lights import is_fresh, light_by_instants
from duban.storage.statements.instances import INSTANCE_COLUMNS, table_of
from duban.storage.tables import BindingRow, InstanceRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.engine import Connection

_instance, _binding = table_of(InstanceRow), table_of(BindingRow)

OVERDUE, TODAY, THIS_WEEK, LATER, UNDATED = range(5)
"""When something is due, in the order in which it is done."""


class HandCount(Struct, frozen=True):
    """How many open instances units take part in, by light (as its rank) and by when what is their turn is due."""

    open: int
    lights: dict[int, int]
    turn: dict[int, int]


def count_at_hand(connection: Connection, units: Sequence[str], *, now: datetime, today: date) -> HandCount:
    """Return how many open instances these units take part in, and how many of these are their turn."""
    sunday = today + timedelta(days=6 - today.weekday())
    due = _instance.c.due_on
    shown = case((is_fresh(now), _instance.c.light), else_=light_by_instants(now))
    when = case(
        (due.is_(None), UNDATED), (due < today, OVERDUE), (due == today, TODAY), (due <= sunday, THIS_WEEK), else_=LATER
    )
    turn = case(((_binding.c.role == _instance.c.turn) & ~_binding.c.done, 1), else_=0)
    each = (
        select(shown.label("light"), when.label("due"), func.max(turn).label("turn"))
        .select_from(_binding.join(_instance, _instance.c.id == _binding.c.instance_id))
        .where(_binding.c.unit.in_(units), _binding.c.open)
        .group_by(_instance.c.id)
        .subquery()
    )
    whole = 0
    lights, turns = dict[int, int](), dict[int, int]()
    by = each.c.light, each.c.due, each.c.turn
    for light, moment, own, many in connection.execute(select(*by, func.count()).group_by(*by)):
        whole += many
        lights[light] = lights.get(light, 0) + many
        if own:
            turns[moment] = turns.get(moment, 0) + many
    return HandCount(whole, lights, turns)


def records_at_hand(
    connection: Connection, keys: Sequence[int], units: Sequence[str]
) -> tuple[list[InstanceRecord], list[InstanceRecord]]:
    """Return the instances with these keys, in their order, and those that take part in wait for a decision."""
    takes_part = exists(
        select(_binding.c.instance_id)
        .where(_binding.c.instance_id == _instance.c.id, _binding.c.unit.in_(units))
        .correlate(_instance)
    )
    listed = select(*INSTANCE_COLUMNS).where(_instance.c.id.in_(keys))
    waiting = select(*INSTANCE_COLUMNS).where(_instance.c.pending > 0, takes_part)
    found = [InstanceRecord(*row) for row in connection.execute(union_all(listed, waiting))]
    by_key = {record.id: record for record in found}
    undecided = {record.id: record for record in found if record.pending > 0}
    return [by_key[key] for key in keys if key in by_key], list(undecided.values())
