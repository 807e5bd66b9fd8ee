"""Counts by light that stop early: what they take depends on how far they count, and not on how many there are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, literal, select, union_all

from duban.states import Light
from duban.storage.statements.finding.conditions import (
    FEW,
    Route,
    Sought,
    bound_by,
    conditions,
    how_many,
    route_by_row,
)
from duban.storage.statements.finding.lights import light_by_instants, not_stale, shown_now, stale_keys
from duban.storage.statements.instances import table_of
from duban.storage.tables import InstanceRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.engine import Connection

_instance = table_of(InstanceRow)
_LIGHTS = {light.rank: str(light) for light in Light}
_BOUND = -1
"""Stands where a light would, in the row that says in how many roles units take part."""


class LightCount(Struct, frozen=True):
    """How many instances show each light, at least; there may be more `beyond` what was counted of some lights.

    `way` is how a list of the same instances is best begun.
    """

    lights: dict[str, int]
    beyond: tuple[str, ...]
    way: Route


def count_lights(connection: Connection, sought: Sought, *, now: datetime, most: int) -> LightCount:
    """Return how many instances fit by the light that they show, whatever lights are asked for, in one statement.

    Of everything that is open, `most` are counted of each light. Of all else no more than `most` are looked at,
    whatever their light: then each light may have more.
    """
    sought, way = replace(sought, lights=()), route_by_row(sought)
    if way.walks and _is_everything(sought):
        return _of_each(connection, sought, now, most)
    name = bound_by(sought) if way.walks else None
    begun = way if name is None else Route(name)
    where = conditions(sought, begun, connection.dialect.name, now=now, most=None if name is None else most)
    if sought.is_open:
        where.append(_instance.c.closed_at.is_(None))
    if sought.is_closed:
        where.append(_instance.c.closed_at.is_not(None))
    some = select(shown_now(now).label("light")).where(*where).limit(most + 1).subquery()
    query: Any = select(some.c.light, func.count()).group_by(some.c.light)
    if name is not None:
        roles = how_many(sought, name, max(most, FEW) + 1)
        query = union_all(query, select(literal(_BOUND), roles))
    found = Counter[int]()
    for rank, many in connection.execute(query):
        found[rank] += many
    bound = found.pop(_BOUND, 0)
    if name is not None and bound > FEW:
        begun = Route(None)
    if (looked_at := sum(found.values())) <= most >= bound:
        return LightCount(_named(found), (), begun)
    if looked_at > most:
        found[found.most_common(1)[0][0]] -= 1  # the one by which it is seen that there are more
    return LightCount(_named(found), tuple(_LIGHTS.values()), begun)


def _is_everything(sought: Sought) -> bool:
    """Return whether everything that is open is asked for, but for some scenarios perhaps."""
    return sought == Sought(open_only=True, without=sought.without)


def _of_each(connection: Connection, sought: Sought, now: datetime, most: int) -> LightCount:
    """Return the counts of everything open: along each light as it is written, and of those where it has changed."""
    fits = [_instance.c.closed_at.is_(None)]
    if sought.without:
        fits.append(_instance.c.scenario.not_in(sought.without))
    light = _instance.c.light
    walks = [_counted(1, light, [light == each.rank, not_stale(now), *fits], most) for each in Light]
    stale = _counted(0, light_by_instants(now), [_instance.c.id.in_(stale_keys(now)), *fits], most)
    found, changed = Counter[int](), Counter[int]()
    for is_written, rank, many in connection.execute(union_all(*walks, stale)):
        (found if is_written else changed)[rank] += many
    unsure = sum(changed.values()) > most
    found += changed
    beyond = tuple(name for rank, name in _LIGHTS.items() if unsure or found[rank] > most)
    return LightCount(_named(Counter({rank: min(many, most) for rank, many in found.items()})), beyond, Route(None))


def _counted(mark: int, light: ColumnElement[int], where: list[ColumnElement[bool]], most: int) -> Select[Any]:
    some = select(light.label("light")).where(*where).limit(most + 1).subquery()
    return cast("Select[Any]", select(literal(mark), some.c.light, func.count()).group_by(some.c.light))


def _named(found: Counter[int]) -> dict[str, int]:
    return {_LIGHTS[rank]: many for rank, many in sorted(found.items(), reverse=True) if many}
