"""What units have at hand: how much of what is open is their turn, and when it is due, in one statement."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct
from sqlalchemy import Date, Integer, bindparam, case, exists, func, literal, null, or_, select, union_all

from duban.storage.records import InstanceRecord
from duban.storage.statements.finding.lights import shown_now
from duban.storage.statements.instances import INSTANCE_COLUMNS, table_of
from duban.storage.tables import BindingRow, InstanceRow, LinkRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import BindParameter, Column, ColumnElement, Executable, FromClause, ScalarSelect, Select
    from sqlalchemy.engine import Connection

_instance, _binding, _link = table_of(InstanceRow), table_of(BindingRow), table_of(LinkRow)
_plan, _row = _instance.alias("plan"), _instance.alias("row")
_closed = _row.c.closed_at

_LISTED, _WAITING, _BESIDE, _RECENT = "listed", "waiting", "beside", "recent"
"""The parts of what is read at once."""

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
    """Instances in order, those that wait for a decision, and by key the number and title of the plan of a task.

    `beside` are what is the turn of other units, the earliest due first, and `recent` those that were acted on since an
    instant, the latest first.
    """

    listed: list[InstanceRecord]
    undecided: list[InstanceRecord]
    plans: dict[int, tuple[str, str]]
    beside: list[InstanceRecord]
    recent: list[InstanceRecord]


def records_at_hand(
    connection: Connection,
    keys: Sequence[int],
    units: Sequence[str],
    *,
    linked: str,
    others: Sequence[str] = (),
    since: datetime | None = None,
    limit: int = 50,
) -> HandRecords:
    """Return the instances with these keys, and those in which units take part and that wait for a decision.

    `linked` is the kind of link by which a task belongs to its plan; of several it is the newest. Of what is the turn
    of `others`, and of what was acted on `since`, it is the first `limit`.
    """
    by_key: dict[int, InstanceRecord] = {}
    found: dict[str, dict[int, InstanceRecord]] = {name: {} for name in (_LISTED, _WAITING, _BESIDE, _RECENT)}
    plans: dict[int, tuple[str, str]] = {}
    asked = {"keys": list(keys), "units": list(units), "linked": linked}
    asked |= {"others": list(others), "most": limit} if others else {}
    asked |= {"since": since, "many": limit} if since is not None else {}
    for part, *columns, plan, called in connection.execute(_reading(bool(others), since is not None), asked):
        record = by_key.setdefault(columns[0], InstanceRecord(*columns))
        found[part][record.id] = record
        if plan is not None:
            plans[record.id] = (plan, called)
    undecided = {
        record.id: record for part in (_LISTED, _WAITING) for record in found[part].values() if record.pending > 0
    }
    return HandRecords(
        [by_key[key] for key in keys if key in found[_LISTED]],
        list(undecided.values()),
        plans,
        sorted(found[_BESIDE].values(), key=lambda one: (one.due_at is None, one.due_at, one.id)),
        sorted(found[_RECENT].values(), key=lambda one: (one.acted_at or one.opened_at, one.id), reverse=True)[:limit],
    )


def _of_plan(column: Column[str]) -> ScalarSelect[str]:
    query = select(column).join(_link, _link.c.to_id == _plan.c.id)
    query = query.where(_link.c.from_id == _instance.c.id, _link.c.kind == bindparam("linked"))
    return query.order_by(_link.c.at.desc(), _link.c.to_id.desc()).limit(1).correlate(_instance).scalar_subquery()


@cache
def _reading(others: bool, since: bool) -> Executable:  # noqa: FBT001 - the parts that are asked for
    """Return the query for instances by their keys, and for those that wait for a decision; each with its part.

    Two more parts are what is the turn of `others`, and what was acted on `since` in which the units take part.
    """
    number, title = _of_plan(_plan.c.number), _of_plan(_plan.c.title)
    listed = select(literal(_LISTED), *INSTANCE_COLUMNS, number, title)
    parts = [
        listed.where(_instance.c.id.in_(bindparam("keys", expanding=True))),
        _part(_WAITING).where(_instance.c.pending > 0, _takes_part(_instance)),
    ]
    if others:
        parts.append(_part(_BESIDE).where(_instance.c.id.in_(_turn_of_others())))
    if since:
        # Each has an index of its own; together they would be sorted.
        both = (_acted_on(_closed.is_(None)), _acted_on(_closed.is_not(None)))
        parts.append(_part(_RECENT).where(or_(*(_instance.c.id.in_(each) for each in both))))
    return union_all(*parts)


def _part(name: str) -> Select[Any]:
    return cast("Select[Any]", select(literal(name), *INSTANCE_COLUMNS, null(), null()))


def _takes_part(instance: FromClause) -> ColumnElement[bool]:
    query = select(_binding.c.instance_id)
    query = query.where(_binding.c.instance_id == instance.c.id, _binding.c.unit.in_(_UNITS))
    return exists(query.correlate(instance))


def _turn_of_others() -> Select[Any]:
    query = select(_row.c.id).join(_binding, _binding.c.instance_id == _row.c.id)
    others = _binding.c.unit.in_(bindparam("others", expanding=True))
    query = query.where(others, _binding.c.open, ~_binding.c.done, _binding.c.role == _row.c.turn)
    query = query.group_by(_row.c.id, _row.c.due_at)  # once, however many of the units hold the role
    return query.order_by(_row.c.due_at.is_(None), _row.c.due_at, _row.c.id).limit(bindparam("most"))


def _acted_on(standing: ColumnElement[bool]) -> Select[Any]:
    """Return the keys of the instances that are open, or closed, and were acted on since an instant."""
    at = _row.c.acted_at
    query = select(_row.c.id).where(standing, at >= bindparam("since", type_=at.type), _takes_part(_row))
    return query.order_by(at.desc(), _row.c.id.desc()).limit(bindparam("many"))


_counted = _counting()
