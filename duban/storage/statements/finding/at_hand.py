"""What units have at hand: how much of what is open is their turn, and when it is due, in one statement."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import Date, Integer, bindparam, case, exists, func, null, select, union_all

from duban.storage.records import InstanceRecord
from duban.storage.statements.finding.lights import shown_now
from duban.storage.statements.instances import INSTANCE_COLUMNS, table_of
from duban.storage.tables import BindingRow, InstanceRow, LinkRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import BindParameter, Column, Executable, ScalarSelect
    from sqlalchemy.engine import Connection

_instance, _binding, _link = table_of(InstanceRow), table_of(BindingRow), table_of(LinkRow)
_plan = _instance.alias("plan")

_UNITS: BindParameter[Any] = bindparam("units", expanding=True)

OVERDUE, TODAY, THIS_WEEK, LATER, UNDATED = range(5)
"""When something is due, in the order in which it is done."""


class HandCount(Struct, frozen=True):
    """How many open instances units take part in, by light (as its rank) and by when what is their turn is due.

    There are `more` if counting stopped early.
    """

    lights: dict[int, int]
    turn: dict[int, int]
    more: bool


def _counting() -> Executable:
    """Return the query that counts by light, by when something is due, and by whether it is the turn of the units."""
    now = bindparam("now", type_=_instance.c.light_until.type)
    today, sunday = bindparam("today", type_=Date), bindparam("sunday", type_=Date)
    due, shown = _instance.c.due_on, shown_now(now)
    when = case(
        (due.is_(None), UNDATED), (due < today, OVERDUE), (due == today, TODAY), (due <= sunday, THIS_WEEK), else_=LATER
    )
    bound = select(_binding.c.instance_id, _binding.c.role, _binding.c.done)
    bound, most = bound.where(_binding.c.unit.in_(_UNITS), _binding.c.open), bindparam("most", type_=Integer)
    first, further = bound.limit(most).subquery(), bound.limit(most + 1).subquery()
    turn = case(((first.c.role == _instance.c.turn) & ~first.c.done, 1), else_=0)
    each = (
        select(shown.label("light"), when.label("due"), func.max(turn).label("turn"))
        .select_from(first.join(_instance, _instance.c.id == first.c.instance_id))
        .group_by(_instance.c.id)
        .subquery()
    )
    by = each.c.light, each.c.due, each.c.turn
    roles = select(func.count()).select_from(further).scalar_subquery()
    return union_all(select(*by, func.count()).group_by(*by), select(null(), null(), null(), roles))


def count_at_hand(connection: Connection, units: Sequence[str], *, now: datetime, today: date, most: int) -> HandCount:
    """Return how many open instances these units take part in, and how many of these are their turn.

    Each is looked up: so no more than `most` of the roles that they fill are counted.
    """
    sunday = today + timedelta(days=6 - today.weekday())
    roles = 0
    lights, turns = dict[int, int](), dict[int, int]()
    asked = {"units": list(units), "now": now, "today": today, "sunday": sunday, "most": most}
    for light, moment, own, many in connection.execute(_counted, asked):
        if light is None:
            roles = many
            continue
        lights[light] = lights.get(light, 0) + many
        if own:
            turns[moment] = turns.get(moment, 0) + many
    return HandCount(lights, turns, roles > most)


class HandRecords(Struct, frozen=True):
    """Instances in order, those that wait for a decision, and by key the number and title of the plan of a task."""

    listed: list[InstanceRecord]
    undecided: list[InstanceRecord]
    plans: dict[int, tuple[str, str]]


def records_at_hand(connection: Connection, keys: Sequence[int], units: Sequence[str], *, linked: str) -> HandRecords:
    """Return the instances with these keys, and those in which units take part and that wait for a decision.

    `linked` is the kind of link by which a task belongs to its plan; of several it is the newest.
    """
    by_key: dict[int, InstanceRecord] = {}
    plans: dict[int, tuple[str, str]] = {}
    asked = {"keys": list(keys), "units": list(units), "linked": linked}
    for *columns, plan, called in connection.execute(_read, asked):
        record = InstanceRecord(*columns)
        by_key[record.id] = record
        if plan is not None:
            plans[record.id] = (plan, called)
    undecided = [record for record in by_key.values() if record.pending > 0]
    return HandRecords([by_key[key] for key in keys if key in by_key], undecided, plans)


def _of_plan(column: Column[str]) -> ScalarSelect[str]:
    query = select(column).join(_link, _link.c.to_id == _plan.c.id)
    query = query.where(_link.c.from_id == _instance.c.id, _link.c.kind == bindparam("linked"))
    return query.order_by(_link.c.at.desc(), _link.c.to_id.desc()).limit(1).correlate(_instance).scalar_subquery()


def _reading() -> Executable:
    """Return the query for instances by their keys, and for those that wait for a decision."""
    takes_part = exists(
        select(_binding.c.instance_id)
        .where(_binding.c.instance_id == _instance.c.id, _binding.c.unit.in_(_UNITS))
        .correlate(_instance)
    )
    number, title = _of_plan(_plan.c.number), _of_plan(_plan.c.title)
    listed = select(*INSTANCE_COLUMNS, number, title).where(_instance.c.id.in_(bindparam("keys", expanding=True)))
    waiting = select(*INSTANCE_COLUMNS, null(), null()).where(_instance.c.pending > 0, takes_part)
    return union_all(listed, waiting)


_counted, _read = _counting(), _reading()
