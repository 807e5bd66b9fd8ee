"""Which light an instance shows now, as SQL.

A row has the light that it showed when it was last written, and until when that holds. So an index by light is right
but for rows whose `light_until` has come since: these few, which have an index of their own, are judged by their
instants. Each sweep brings them up to date, whatever else it does; where nobody sweeps, an answer only takes longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, bindparam, case, null, or_, select, update

from duban.states import Light
from duban.storage.statements.instances import table_of
from duban.storage.tables import InstanceRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

_instance = table_of(InstanceRow)
_other = _instance.alias("stale")
_WORST_FIRST = (
    (Light.RED, _instance.c.red_at),
    (Light.YELLOW, _instance.c.yellow_at),
    (Light.BLUE, _instance.c.blue_at),
)


def light_by_instants(now: datetime | ColumnElement[datetime]) -> ColumnElement[int]:
    """Return the rank of the light of an instant, by the instants from which each light shows."""
    return case(*((since <= now, light.rank) for light, since in _WORST_FIRST), else_=Light.GREEN.rank)


def is_stale(now: datetime) -> ColumnElement[bool]:
    """Return whether the light that is written has ceased to hold."""
    return _instance.c.light_until <= now


def is_fresh(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return whether the light that is written holds still."""
    return or_(_instance.c.light_until.is_(None), _instance.c.light_until > now)


def not_stale(now: datetime) -> ColumnElement[bool]:
    """Return the same as `is_fresh`, by a list of the few that are stale, so that an index by light says the rest."""
    return _instance.c.id.not_in(stale_keys(now))


def stale_keys(now: datetime) -> Select[tuple[int]]:
    """Return the keys of the instances whose light has ceased to hold."""
    return select(_other.c.id).where(_other.c.light_until <= now)


def shown_now(now: datetime | ColumnElement[datetime]) -> ColumnElement[int]:
    """Return the rank of the light that an instance shows."""
    return case((is_fresh(now), _instance.c.light), else_=light_by_instants(now))


def shows(lights: Iterable[Light], now: datetime) -> ColumnElement[bool]:
    """Return whether an instance shows one of these lights now."""
    ranks = [light.rank for light in lights]
    written = and_(is_fresh(now), _instance.c.light.in_(ranks))
    return or_(written, and_(is_stale(now), light_by_instants(now).in_(ranks)))


_now = bindparam("now", type_=_instance.c.light_until.type)
_stale = select(_instance.c.id).where(_instance.c.light_until <= _now).limit(1)
_shown = light_by_instants(_now)
_worse = [
    case((and_(since > _now, light.rank > _shown), since), else_=null()) for light, since in reversed(_WORST_FIRST)
]


def _first_of(*instants: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """Return the first of some instants, each of which may be NULL."""
    first, *others = instants
    for other in others:
        sooner = or_(first.is_(None), and_(other.is_not(None), other < first))
        first = case((sooner, other), else_=first)
    return first


_some = (
    select(_instance.c.id)
    .where(_instance.c.light_until <= _now)
    .order_by(_instance.c.light_until)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_refresh = (
    update(_instance)
    .where(_instance.c.id.in_(_some))
    .values(light=_shown, light_until=_first_of(*_worse))
    .execution_options(synchronize_session=False)
)


def stale_lights(connection: Connection, now: datetime) -> bool:
    """Return whether there are rows whose light has ceased to hold."""
    return connection.execute(_stale, {"now": now}).first() is not None


def refresh_lights(connection: Connection, now: datetime, *, most: int) -> int:
    """Bring the lights of at most so many rows up to date, leaving out those that somebody has locked."""
    return connection.execute(_refresh, {"now": now, "most": most}).rowcount
