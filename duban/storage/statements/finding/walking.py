"""A page of instances: the places of those that stand behind another in an order, and their rows."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import ColumnElement, and_, case, literal, select, union_all

from duban.storage.records import InstanceRecord
from duban.storage.statements.finding.conditions import conditions, route
from duban.storage.statements.finding.lights import light_by_instants, not_stale, stale_keys
from duban.storage.statements.finding.orders import stretches
from duban.storage.statements.finding.standing import standing_pairs
from duban.storage.statements.instances import INSTANCE_COLUMNS, table_of
from duban.storage.tables import InstanceRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Column, Executable, Select
    from sqlalchemy.engine import Connection

    from duban.storage.statements.finding.conditions import Route, Sought
    from duban.storage.statements.finding.orders import Stretch

    Conditions = list[ColumnElement[bool]]

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
    way: Route | None = None,
) -> list[Place]:
    """Return where the first `limit` instances stand that fit, in an order; those `behind` a stretch and key in it.

    `backwards` returns those that stand before it, the nearest first. Whoever knows how the answer is best begun
    says it by `way`.
    """
    parts = dict(stretches(order, is_open=sought.is_open, is_closed=sought.is_closed))
    if not parts:  # nothing is open and closed
        return []
    way = way or route(connection, sought)
    columns = list(dict.fromkeys([_instance.c.id, *(column for each in parts.values() for column in each.keys)]))
    walks = _walks(connection, sought, way, parts, now=now)
    found: list[Select[Any]] = []
    for number, branches in walks.items():
        if behind is not None and (number > behind[0] if backwards else number < behind[0]):
            continue
        stretch = parts[number]
        begun = stretch.begun(behind[1] if behind and number == behind[0] else None, backwards=backwards)
        for branch in branches:
            walk = select(literal(number).label("stretch"), *columns).where(*begun, *branch)
            found.append(walk.order_by(*stretch.order(backwards=backwards)).limit(limit if way.walks else None))
    if not walks:
        found = [_few(parts, columns, conditions(sought, way, connection.dialect.name, now=now))]
    if not found:
        return []
    query: Executable = found[0] if len(found) == 1 else union_all(*(select(*one.subquery().c) for one in found))
    places = _placed(connection.execute(query).all(), columns, parts)
    if len(parts) > 1 or len(found) > 1:
        places = _sorted(places, parts, backwards=backwards)
    if behind is not None and not walks:
        places = [place for place in places if _is_behind(place, behind, parts, backwards=backwards)]
    return places[:limit]


def _few(parts: dict[int, Stretch], columns: Sequence[Column[Any]], where: Conditions) -> Select[Any]:
    """Return the query for a few candidates, each with the stretch in which it stands; they are sorted afterwards."""
    numbers = [(and_(*stretch.where), number) for number, stretch in parts.items() if stretch.where]
    rest = next((number for number, stretch in parts.items() if not stretch.where), None)
    stretch: Any = case(*numbers, else_=rest).label("stretch") if numbers else literal(rest).label("stretch")
    inside = [] if rest is not None else [_any(and_(*part.where) for part in parts.values())]
    return cast("Select[Any]", select(stretch, *columns).where(*where, *inside))


def _any(found: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    first, *others = found
    for other in others:
        first |= other
    return first


def _is_behind(place: Place, behind: tuple[int, Sequence[Any]], parts: dict[int, Stretch], *, backwards: bool) -> bool:
    """Return whether a place is behind another, or `backwards` before it."""
    if place.stretch != behind[0]:
        return place.stretch < behind[0] if backwards else place.stretch > behind[0]
    key, other = place.key, tuple(behind[1])
    return key < other if parts[place.stretch].down != backwards else key > other


def _placed(rows: Sequence[Any], columns: Sequence[Column[Any]], parts: dict[int, Stretch]) -> list[Place]:
    position = {column.name: place for place, column in enumerate(columns, start=1)}
    keys = {number: [position[column.name] for column in stretch.keys] for number, stretch in parts.items()}
    return [Place(row[0], tuple(row[at] for at in keys[row[0]]), row[position["id"]]) for row in rows]


def _sorted(places: Sequence[Place], parts: dict[int, Stretch], *, backwards: bool) -> list[Place]:
    """Return the places that come from several walks, or in no order.

    Their keys are instants and numbers: names, which a database may sort otherwise than Python, are never among them.
    """
    found: dict[int, list[Place]] = {number: [] for number in sorted(parts, reverse=backwards)}
    for place in places:
        found[place.stretch].append(place)
    for number, those in found.items():
        those.sort(key=lambda place: place.key, reverse=parts[number].down != backwards)
    return [place for those in found.values() for place in those]


def _walks(
    connection: Connection, sought: Sought, way: Route, parts: dict[int, Stretch], *, now: datetime
) -> dict[int, list[Conditions]]:
    """Return for each stretch the conditions of each walk through it: one, or one for each light or state asked for.

    A few candidates are left to be sorted, unless all stand in one stretch: then the database sorts them.
    """
    if not way.walks and len(parts) > 1:
        return {}
    dialect = connection.dialect.name
    plainly = [conditions(sought, way, dialect, now=now)]
    if not way.walks:
        return dict.fromkeys(parts, plainly)
    branches = plainly
    if any(stretch.by_due for stretch in parts.values()):
        if sought.lights:
            branches = _by_light(sought, conditions(sought, way, dialect, now=now, lights=False), now)
        elif sought.scenarios or sought.states:
            pairs = standing_pairs(connection, sought.scenarios, sought.states)
            if len(pairs) <= _MOST_BRANCHES:
                rest = conditions(sought, way, dialect, now=now, standing=False)
                branches = [[_instance.c.scenario == one, _instance.c.state == two, *rest] for one, two in pairs]
    return {number: branches if stretch.by_due else plainly for number, stretch in parts.items()}


def _by_light(sought: Sought, rest: Conditions, now: datetime) -> list[Conditions]:
    """Return the walks along each light as it is written, and one through those where that has ceased to hold."""
    ranks = [light.rank for light in sought.lights]
    fresh = [[_instance.c.light == rank, not_stale(now), *rest] for rank in ranks]
    # As a list of keys, or SQLite would look for the few that are stale along the order of all.
    return [*fresh, [_instance.c.id.in_(stale_keys(now)), light_by_instants(now).in_(ranks), *rest]]


def records_of(connection: Connection, keys: Sequence[int]) -> list[InstanceRecord]:
    """Return the instances with these keys, in the order of the keys."""
    found: dict[int, InstanceRecord] = {}
    for start in range(0, len(keys), _MANY):
        query = select(*INSTANCE_COLUMNS).where(_instance.c.id.in_(keys[start : start + _MANY]))
        found |= {record.id: record for record in starmap(InstanceRecord, connection.execute(query))}
    return [found[key] for key in keys if key in found]
