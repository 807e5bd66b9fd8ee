"""What instances are asked for, as SQL conditions, and by which of them the answer is best begun."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, cast, exists, func, literal, or_, select, tuple_, union_all
from sqlalchemy.dialects.postgresql import JSONB

from duban.states import Light
from duban.storage.chain import canonical_json
from duban.storage.statements.finding.lights import shows
from duban.storage.statements.instances import table_of
from duban.storage.statements.searching import Match
from duban.storage.tables import BindingRow, InstanceRow, LinkRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import CompoundSelect, ScalarSelect, Select
    from sqlalchemy.engine import Connection

_instance, _binding, _link = table_of(InstanceRow), table_of(BindingRow), table_of(LinkRow)
_whole = _instance.alias("whole")

FEW = 500
"""So many candidates are looked at one by one and sorted; if there are more, an index is walked in order."""

Span = tuple[datetime | None, datetime | None]
"""From an instant, up to one that is not in it any more."""


class Sought(Struct, frozen=True, kw_only=True):
    """What instances are asked for; every name as it is stored, every unit in all its spellings.

    `units` fill a role, or the `role`; it is the turn of `waiting`; `scope` are the units whose matters somebody looks
    into, with those that were opened under them if `led`, or the parts of those that they lead, in a role that is
    `leading` in the scenario. `linked` is the key of an instance, and the kind of link.
    `text` are those whose text has the words that are looked for.
    """

    open_only: bool = False
    closed_only: bool = False
    wholes_only: bool = False
    ended: str | None = None
    scenarios: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Scenarios that do not fit."""
    states: tuple[str, ...] = ()
    lights: tuple[Light, ...] = ()
    units: tuple[str, ...] | None = None
    role: str | None = None
    waiting: tuple[str, ...] | None = None
    scope: tuple[str, ...] | None = None
    led: bool = False
    leading: tuple[tuple[str, str], ...] = ()
    numbers: tuple[str, ...] = ()
    source: str | None = None
    external_no: str | None = None
    linked: tuple[int, str] | None = None
    opened: Span = (None, None)
    closed: Span = (None, None)
    due: Span = (None, None)
    due_on: tuple[date | None, date | None] = (None, None)
    quiet_since: datetime | None = None
    data: tuple[tuple[str, Any], ...] = ()
    text: Match | None = None

    @property
    def is_open(self) -> bool:
        """Return whether only open instances can fit."""
        return self.open_only or self.waiting is not None

    @property
    def is_closed(self) -> bool:
        """Return whether only closed instances can fit."""
        return self.closed_only or self.ended is not None or self.closed != (None, None)


class Route(Struct, frozen=True):
    """How an answer is begun: by one narrow condition, `by`, or by none; then an index is walked."""

    by: str | None

    @property
    def walks(self) -> bool:
        """Return whether an index is walked in the order asked for."""
        return self.by is None


def route(connection: Connection, sought: Sought) -> Route:
    """Return how an answer is begun; that costs a statement only if it is asked for the matters of units."""
    if (found := route_by_row(sought)).walks and (name := bound_by(sought)) is not None:
        return Route(name if connection.execute(select(how_many(sought, name, FEW + 1))).scalar_one() <= FEW else None)
    return found


def route_by_row(sought: Sought) -> Route:
    """Return how an answer is begun if it does not matter in how many instances units take part."""
    if sought.numbers:
        return Route("numbers")
    if sought.external_no is not None:
        return Route("external_no")
    if sought.linked is not None:
        return Route("linked")
    return Route("text" if sought.text is not None and sought.text.few else None)


def bound_by(sought: Sought) -> str | None:
    """Return the condition by which units are named whose matters are few, if they have few."""
    names = ("waiting", "units", *(() if sought.led else ("scope",)))
    return next((name for name in names if getattr(sought, name) is not None), None)


def how_many(sought: Sought, name: str, most: int) -> ScalarSelect[int]:
    """Return in how many roles the units of a condition take part, as part of a statement; no more than `most`."""
    return select(func.count()).select_from(_candidates(sought, name, most).subquery()).scalar_subquery()


def conditions(
    sought: Sought,
    way: Route,
    dialect: str,
    *,
    now: datetime,
    lights: bool = True,
    standing: bool = True,
    most: int | None = None,
) -> list[ColumnElement[bool]]:
    """Return every condition but whether instances are open; without `lights` or `standing`, not these either.

    Of the candidates that units are bound to, no more than `most` are looked at.
    """
    found = list(_plain(sought, dialect))
    if lights and sought.lights:
        found.append(shows(sought.lights, now))
    if standing and sought.scenarios:
        found.append(_instance.c.scenario.in_(sought.scenarios))
    if standing and sought.states:
        # What has ended keeps the state where it stood, and is not in it any more.
        kept = [] if sought.ended else [_instance.c.ended.is_(None)]
        found += [_instance.c.state.in_(sought.states), *kept]
    for name, units in (("waiting", sought.waiting), ("units", sought.units), ("scope", sought.scope)):
        if units is None:
            continue
        if name == "scope" and sought.led:
            found.append(_instance.c.id.in_(_under(units)))
            continue
        led = name == "scope" and bool(sought.leading)
        if way.by == name:
            found.append(_instance.c.id.in_(_candidates(sought, name, most)))
        if way.by != name or name == "waiting":
            fills = _fills(sought, name, units)
            found.append(or_(fills, _is_part(sought, units)) if led else fills)
    return found


def _fills(sought: Sought, name: str, units: Sequence[str]) -> ColumnElement[bool]:
    """Return whether one of the units takes part in an instance as is asked, looked up for that instance."""
    query = _bound(sought, name, units).where(_binding.c.instance_id == _instance.c.id)
    # As an expression, or SQLite would look for the role by the key of the table, where each instance stands elsewhere.
    query = query.where(_binding.c.role.concat("") == _instance.c.turn) if name == "waiting" else query
    # By itself, in a statement that reads bindings too, it would be about the very binding that is read.
    return exists(query.correlate(_instance))


def _candidates(sought: Sought, name: str, most: int | None) -> Select[tuple[int]] | CompoundSelect[tuple[int]]:
    """Return the keys of the instances that the units of a condition are bound to, and of the parts that they lead.

    No more than `most` of either, and parts of no more than so many. A key may come several times, as often as units
    hold roles: whoever counts these sees by it whether some were cut off.
    """
    units = getattr(sought, name)
    bound = _bound(sought, name, units).limit(most)
    if name != "scope" or not sought.leading:
        return bound
    some, parts = bound.subquery(), _parts(sought, units, most).limit(most).subquery()
    return union_all(select(some.c[0]), select(parts.c[0]))


def _bound(sought: Sought, name: str, units: Sequence[str]) -> Select[tuple[int]]:
    """Return the keys of the instances in which one of the units takes part as is asked."""
    query = select(_binding.c.instance_id).where(_binding.c.unit.in_(units))
    if sought.is_open:
        query = query.where(_binding.c.open)
    if name == "units" and sought.role is not None:
        query = query.where(_binding.c.role == sought.role)
    if name == "waiting":
        query = query.where(~_binding.c.done)
    return query


def _parts(sought: Sought, units: Sequence[str], most: int | None) -> Select[tuple[int]]:
    """Return the keys of the parts of the instances that one of the units leads; of open ones if only these can fit."""
    own = select(_binding.c.instance_id, _binding.c.role).where(_binding.c.unit.in_(units))
    led = (own.where(_binding.c.open) if sought.is_open else own).limit(most).subquery()
    below = led.join(_link, _link.c.to_id == led.c.instance_id)
    # Looked up afterwards: most instances have no parts, and their rows are large.
    leads = tuple_(_whole.c.scenario, led.c.role).in_(sought.leading)
    whole = exists(select(literal(1)).where(_whole.c.id == _link.c.to_id, leads).correlate(led, _link))
    return select(_link.c.from_id).select_from(below).where(_link.c.kind == "child_of", whole)


def _is_part(sought: Sought, units: Sequence[str]) -> ColumnElement[bool]:
    """Return whether an instance is such a part, looked up for that instance."""
    # One inside the other: joined, databases begin with the units' bindings, again for each instance.
    leads = select(literal(1)).where(_binding.c.instance_id == _whole.c.id, *_leads(sought, units))
    if sought.is_open:
        leads = leads.where(_binding.c.open)
    above = select(literal(1)).where(_whole.c.id == _link.c.to_id, exists(leads.correlate(_whole)))
    part = select(literal(1)).where(_link.c.from_id == _instance.c.id, _link.c.kind == "child_of")
    return exists(part.where(exists(above.correlate(_link))).correlate(_instance))


def _leads(sought: Sought, units: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a binding is that of one of the units, in a role that leads."""
    return _binding.c.unit.in_(units), tuple_(_whole.c.scenario, _binding.c.role).in_(sought.leading)


def _under(units: Sequence[str]) -> Select[tuple[int]]:
    """Return the keys of the instances in which one of the units takes part, and of all that was opened under them."""
    own = select(_binding.c.instance_id.label("id")).where(_binding.c.unit.in_(units)).cte(recursive=True)
    below = select(_link.c.from_id).join(own, _link.c.to_id == own.c.id).where(_link.c.kind == "child_of")
    led = own.union(below)
    return select(led.c.id)


def _plain(sought: Sought, dialect: str) -> list[ColumnElement[bool]]:
    """Return the conditions on the columns of the row itself."""
    row, found = _instance.c, list[ColumnElement[bool]]()
    equal = ((row.ended, sought.ended), (row.source, sought.source), (row.external_no, sought.external_no))
    found += [column == value for column, value in equal if value is not None]
    if sought.numbers:
        found.append(row.number.in_(sought.numbers))
    if sought.without:
        found.append(row.scenario.not_in(sought.without))
    if sought.wholes_only:
        part = select(literal(1)).where(_link.c.from_id == row.id, _link.c.kind == "child_of")
        found.append(~exists(part.correlate(_instance)))
    if sought.linked is not None:
        key, kind = sought.linked
        found.append(row.id.in_(select(_link.c.from_id).where(_link.c.to_id == key, _link.c.kind == kind)))
    for column, (since, before) in (
        (row.opened_at, sought.opened),
        (row.closed_at, sought.closed),
        (row.due_at, sought.due),
    ):
        found += [column >= since] if since is not None else []
        found += [column < before] if before is not None else []
    first, last = sought.due_on
    found += [row.due_on >= first] if first is not None else []
    found += [row.due_on <= last] if last is not None else []
    if sought.quiet_since is not None:
        found.append(row.acted_at < sought.quiet_since)
    if sought.text is not None:
        found.append(sought.text.where)
    return [*found, *(_says(name, value, dialect) for name, value in sought.data)]


def _says(name: str, value: Any, dialect: str) -> ColumnElement[bool]:  # noqa: ANN401 - a JSON value
    """Return whether a public field has a value; of a field of several values, whether that is one of them."""
    if dialect != "sqlite":
        stored = cast(_instance.c.memory, JSONB)["data"][name]
        asked = cast(literal(canonical_json(value)), JSONB)
        return or_(stored == asked, and_(func.jsonb_typeof(stored) == "array", stored.op("@>")(asked)))
    path = '$.data."' + name + '"'
    listed = func.json_each(_instance.c.memory, path).table_valued("value", "type")
    if isinstance(value, bool):
        return exists(select(literal(1)).select_from(listed).where(listed.c.type == canonical_json(value)))
    return exists(select(literal(1)).select_from(listed).where(listed.c.value == value))
