"""A page of instances: the keys of those that stand behind a place in an order, and their rows."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, and_, literal, select, union_all

from duban.storage.records import InstanceRecord
from duban.storage.statements.finding.conditions import conditions, route
from duban.storage.statements.finding.lights import is_fresh, is_stale, light_by_instants
from duban.storage.statements.finding.orders import stretches
from duban.storage.statements.finding.standing import standing_pairs
from duban.storage.statements.instances import INSTANCE_COLUMNS, table_of
from duban.storage.tables import InstanceRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Column, Select
    from sqlalchemy.engine import Connection

    from duban.storage.statements.finding.conditions import Route, Sought
    from duban.storage.statements.finding.orders import Stretch

_instance = table_of(InstanceRow)
_MOST_BRANCHES = 24
"""An index is walked at so many places at once at most; if there are more, it is walked along the whole."""
_MANY = 900


class Place(NamedTuple):
    """Where an instance stands in an order: in which stretch, and with which key in it; `id` is that of its row."""

    stretch: int
    key: tuple[Any, ...]
    id: int


def find_places(
    connection: Connection,
    sought: Sought,
    *,
    order: str,
    now: datetime,
    limit: int,
    behind: tuple[int, Sequence[Any]] | None = None,
    backwards: bool = False,
) -> list[Place]:
    """Return where the first `limit` instances stand that fit, in an order; those `behind` a stretch and key in it.

    `backwards` returns those that stand before it, the nearest first.
    """
    way = route(connection, sought)
    parts = stretches(order, is_open=sought.is_open, is_closed=sought.is_closed)
    pairs = None
    if way.walks and (sought.scenarios or sought.states) and any(stretch.by_due for _, stretch in parts):
        pairs = standing_pairs(connection, sought.scenarios, sought.states)
    columns = _columns(stretch for _, stretch in parts)
    found: list[Select[Any]] = []
    for number, stretch in parts:
        if behind is not None and (number > behind[0] if backwards else number < behind[0]):
            continue
        begun = [] if behind is None or number != behind[0] else [stretch.behind(behind[1], backwards=backwards)]
        for branch in _branches(sought, way, stretch, connection.dialect.name, now=now, pairs=pairs):
            query = select(literal(number).label("stretch"), *columns).where(*stretch.where, *begun, *branch)
            found.append(query.order_by(*stretch.order(backwards=backwards)).limit(limit))
    if not found:
        return []
    alone = found[0] if len(found) == 1 else union_all(*(select(*one.subquery().c) for one in found))
    rows = connection.execute(alone).all()
    return _sorted(rows, columns, dict(parts), backwards=backwards)[:limit]


def _columns(found: Any) -> list[Column[Any]]:  # noqa: ANN401 - an iterable of stretches
    """Return the columns that the keys of these stretches have, each once, and the row's own."""
    return list(dict.fromkeys([_instance.c.id, *(column for stretch in found for column in stretch.keys)]))


def _sorted(
    rows: Sequence[Any], columns: Sequence[Column[Any]], parts: dict[int, Stretch], *, backwards: bool
) -> list[Place]:
    """Return the places of rows that come from several walks, each of which is in order."""
    position = {column.name: place for place, column in enumerate(columns, start=1)}
    places = [
        Place(row[0], tuple(row[position[column.name]] for column in parts[row[0]].keys), row[position["id"]])
        for row in rows
    ]
    found: list[Place] = []
    for number in sorted(parts, reverse=backwards):
        mine = [place for place in places if place.stretch == number]
        if parts[number].by_due or len(parts) > 1:
            mine.sort(key=lambda place: place.key, reverse=parts[number].down != backwards)
        found += mine
    return found


def _branches(
    sought: Sought, way: Route, stretch: Stretch, dialect: str, *, now: datetime, pairs: list[tuple[str, str]] | None
) -> list[list[ColumnElement[bool]]]:
    """Return the conditions of each walk through one stretch: one, or one for each light or state that is asked for."""
    if not way.walks or not stretch.by_due:
        return [conditions(sought, way, dialect, now=now)]
    if sought.lights:
        rest = conditions(sought, way, dialect, now=now, lights=False)
        ranks = [light.rank for light in sought.lights]
        fresh = [[_instance.c.light == rank, is_fresh(now), *rest] for rank in ranks]
        return [*fresh, [is_stale(now), light_by_instants(now).in_(ranks), *rest]]
    if pairs is None or len(pairs) > _MOST_BRANCHES:
        return [conditions(sought, way, dialect, now=now)]
    rest = conditions(sought, way, dialect, now=now, standing=False)
    there = [and_(_instance.c.scenario == scenario, _instance.c.state == state) for scenario, state in pairs]
    return [[standing, *rest] for standing in there]


def records_of(connection: Connection, keys: Sequence[int]) -> list[InstanceRecord]:
    """Return the instances with these keys, in the order of the keys."""
    found: dict[int, InstanceRecord] = {}
    for start in range(0, len(keys), _MANY):
        query = select(*INSTANCE_COLUMNS).where(_instance.c.id.in_(keys[start : start + _MANY]))
        found |= {record.id: record for record in starmap(InstanceRecord, connection.execute(query))}
    return [found[key] for key in keys if key in found]
