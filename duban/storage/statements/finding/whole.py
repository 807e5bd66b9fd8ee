"""All instances that fit, or the first of them, by due date: for those who read them all."""

from __future__ import annotations

from datetime import timedelta
from itertools import starmap
from typing import TYPE_CHECKING

from sqlalchemy import select, union_all

from duban.states import Light
from duban.storage.records import InstanceRecord
from duban.storage.statements.finding.conditions import Route, Sought, conditions
from duban.storage.statements.finding.orders import BEGINNING
from duban.storage.statements.finding.walking import find_places, records_of
from duban.storage.statements.instances import INSTANCE_COLUMNS, table_of
from duban.storage.tables import InstanceRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.storage.statements.searching import Match

_instance = table_of(InstanceRow)


def find_instances(
    connection: Connection,
    *,
    now: datetime,
    scenario: str | Sequence[str] | None = None,
    state: str | None = None,
    units: Sequence[str] | None = None,
    role: str | None = None,
    light: str | None = None,
    open_only: bool = False,
    ended: str | None = None,
    due_by: datetime | None = None,
    limit: int | None = None,
    linked: tuple[int, str] | None = None,
    text: Match | None = None,
) -> list[InstanceRecord]:
    """Return the instances that fit, ordered by due date, those without one last, and then as they were opened.

    `scenario` is one, or several; `units` are the spellings of one unit's name. With `linked`, only those with a link
    of this kind to the instance that has this key; with `text`, only those whose text has the words.
    """
    sought = Sought(
        scenarios=(scenario,) if isinstance(scenario, str) else tuple(scenario or ()),
        states=() if state is None else (state,),
        units=None if units is None else tuple(units),
        role=role,
        lights=() if light is None else (Light(light),),
        open_only=open_only,
        ended=ended,
        due=(None, None if due_by is None else due_by + timedelta(microseconds=1)),
        linked=linked,
        text=text,
    )
    return _found(connection, sought, now=now, limit=limit)


def _found(connection: Connection, sought: Sought, *, now: datetime, limit: int | None) -> list[InstanceRecord]:
    if limit is not None and sought.is_open:
        places = find_places(connection, sought, order="due", now=now, limit=limit)
        return records_of(connection, [place.id for place in places])
    where = conditions(sought, Route(_narrow(sought)), connection.dialect.name, now=now)
    if sought.is_open:
        where.append(_instance.c.closed_at.is_(None))
    if sought.is_closed:
        where.append(_instance.c.closed_at.is_not(None))
    query = select(*INSTANCE_COLUMNS).where(*where)
    if limit is None:
        ordered = query.order_by(_instance.c.due_at.is_(None), _instance.c.due_at, _instance.c.id)
        return list(starmap(InstanceRecord, connection.execute(ordered)))
    # What is closed has no due date: so the dated ones stand in the index of what is open.
    dated = query.where(_instance.c.closed_at.is_(None), _instance.c.due_at >= BEGINNING)
    undated = query.where(_instance.c.due_at.is_(None))
    parts = [
        dated.order_by(_instance.c.due_at, _instance.c.id).limit(limit).subquery(),
        undated.order_by(_instance.c.id).limit(limit).subquery(),
    ]
    both = union_all(*(select(*part.c) for part in parts)).subquery()
    first = select(*both.c).order_by(both.c.due_at.is_(None), both.c.due_at, both.c.id).limit(limit)
    return list(starmap(InstanceRecord, connection.execute(first)))


def _narrow(sought: Sought) -> str | None:
    return next((name for name in ("waiting", "units") if getattr(sought, name) is not None), None)
