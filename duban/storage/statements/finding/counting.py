"""Counts of instances, made by the database from indexes as far as these go; no instance is loaded."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from duban.states import Light
from duban.storage.statements.finding.conditions import conditions, route
from duban.storage.statements.finding.lights import light_by_instants, stale_keys
from duban.storage.statements.finding.standing import standing_pairs
from duban.storage.statements.instances import table_of
from duban.storage.tables import BindingRow, InstanceRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

    from duban.storage.statements.finding.conditions import Route, Sought

_instance, _binding = table_of(InstanceRow), table_of(BindingRow)

COUNTED = ("light", "state", "scenario", "unit", "waiting_for")
"""By what instances can be counted."""

_LIGHTS = {light.rank: str(light) for light in Light}


def count_all(
    connection: Connection, sought: Sought, *, now: datetime, most: int | None = None, way: Route | None = None
) -> int:
    """Return how many instances fit; no more than `most` are counted."""
    where = _where(connection, sought, now, way)
    counted = select(func.count()).select_from(_instance).where(*where)
    if most is not None:
        first = select(_instance.c.id).where(*where).limit(most).subquery()
        counted = select(func.count()).select_from(first)
    return connection.execute(counted).scalar_one()


def count_by(
    connection: Connection, sought: Sought, by: str, *, now: datetime, most: int | None = None, way: Route | None = None
) -> dict[str, int]:
    """Return how many instances fit, by light or by units; what none has is left out.

    No more than `most` of them are counted, whichever these are.
    """
    where = _first(_where(connection, sought, now, way), most)
    if by == "light":
        return _by_light(connection, where, now)
    turn = (_binding.c.role == _instance.c.turn, ~_binding.c.done) if by == "waiting_for" else ()
    counted = (
        select(_binding.c.unit, func.count(_binding.c.instance_id.distinct()))
        .join(_instance, _instance.c.id == _binding.c.instance_id)
        .where(*where, *turn)
        .group_by(_binding.c.unit)
    )
    return {row[0]: row[1] for row in connection.execute(counted)}


def count_standing(
    connection: Connection, sought: Sought, *, now: datetime, most: int | None = None, way: Route | None = None
) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many instances fit by scenario, and by state, in one statement; no more than `most`."""
    both = _instance.c.scenario, _instance.c.state  # as they stand in the index
    where = _first(_where(connection, sought, now, way), most)
    scenarios, states = Counter[str](), Counter[str]()
    for scenario, state, many in connection.execute(select(*both, func.count()).where(*where).group_by(*both)):
        scenarios[scenario] += many
        states[state] += many
    return dict(scenarios.most_common()), dict(states.most_common())


def _first(where: list[ColumnElement[bool]], most: int | None) -> list[ColumnElement[bool]]:
    """Return the conditions of no more than `most` of the instances that fulfil some conditions."""
    if most is None:
        return where
    some = select(_instance.c.id).where(*where).limit(most).subquery()
    return [_instance.c.id.in_(select(some.c.id))]


def _by_light(connection: Connection, where: list[ColumnElement[bool]], now: datetime) -> dict[str, int]:
    """Return the counts by light: by what is written, put right where that has ceased to hold."""
    written = select(_instance.c.light, func.count()).where(*where).group_by(_instance.c.light)
    found = Counter({row[0]: row[1] for row in connection.execute(written)})
    shown = light_by_instants(now).label("shown")
    stale = select(_instance.c.light, shown).where(*where, _instance.c.id.in_(stale_keys(now))).subquery()
    changed = select(stale.c.light, stale.c.shown, func.count()).group_by(stale.c.light, stale.c.shown)
    for before, after, many in connection.execute(changed):
        found[before] -= many
        found[after] += many
    return {_LIGHTS[rank]: many for rank, many in sorted(found.items(), reverse=True) if many}


def _where(connection: Connection, sought: Sought, now: datetime, way: Route | None = None) -> list[ColumnElement[Any]]:
    way = way or route(connection, sought)
    found = conditions(sought, way, connection.dialect.name, now=now)
    if sought.is_open:
        found.append(_instance.c.closed_at.is_(None))
    if sought.is_closed:
        found.append(_instance.c.closed_at.is_not(None))
    if sought.is_open and way.walks and sought.states and not sought.scenarios:
        scenarios = {scenario for scenario, _ in standing_pairs(connection, (), sought.states)}
        found.append(_instance.c.scenario.in_(scenarios))  # the index by which states are found begins with it
    return found
