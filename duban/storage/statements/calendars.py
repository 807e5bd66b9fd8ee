"""Imported calendars: single days that are working days or not, overriding the `holidays` library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from duban.storage.chain import canonical_json, days_hash
from duban.storage.records import InstanceRecord
from duban.storage.statements.instances import CALENDARS, INSTANCE_COLUMNS, table_of
from duban.storage.tables import CalendarDayRow, CalendarRow, CalendarVersionRow, InstanceRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from sqlalchemy.engine import Connection

_INSERTS: dict[str, Any] = {"sqlite": sqlite_insert, "postgresql": pg_insert}
_calendar, _day, _instance = table_of(CalendarRow), table_of(CalendarDayRow), table_of(InstanceRow)
_version = table_of(CalendarVersionRow)

_stamp = select(CALENDARS)
_days = select(_day.c.calendar, _day.c.day, _day.c.works)
_imports = select(_calendar.c.name, _calendar.c.imported_at)
_noted = select(_day.c.day, _day.c.works, _day.c.note).where(_day.c.calendar == bindparam("c")).order_by(_day.c.day)
_open = (
    select(*INSTANCE_COLUMNS)
    .where(_instance.c.closed_at.is_(None), _instance.c.id > bindparam("last"))
    .order_by(_instance.c.id)
    .limit(bindparam("many"))
)
_open_locked = _open.with_for_update()
_last_version = (
    select(_version.c.hash).where(_version.c.calendar == bindparam("c")).order_by(_version.c.stamp.desc()).limit(1)
)


def lock(connection: Connection) -> None:
    """Keep everybody else from reading the calendars until the transaction ends.

    On PostgreSQL an act that waits for an instance's row would go on with the stamp that it read before the import, and
    the import does not see an instance that is just being opened. The lock makes both start after the import. SQLite
    needs none: it has one writer at a time.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"LOCK TABLE {_calendar.name} IN ACCESS EXCLUSIVE MODE")


def read_stamp(connection: Connection) -> int | None:
    """Return the number that grows with each import."""
    found: int | None = connection.execute(_stamp).scalar()
    return found


def read_tables(connection: Connection) -> dict[str, dict[date, bool]]:
    """Return the imported days of every calendar: whether each is worked."""
    tables: dict[str, dict[date, bool]] = {}
    for calendar, day, works in connection.execute(_days):
        tables.setdefault(calendar, {})[day] = bool(works)
    return tables


def read_imports(connection: Connection) -> dict[str, datetime]:
    """Return when days were last imported into each calendar."""
    return {row[0]: row[1] for row in connection.execute(_imports)}


def read_days(connection: Connection, calendar: str) -> list[tuple[date, bool, str | None]]:
    """Return the imported days of one calendar with their notes, in date order."""
    return [(row[0], bool(row[1]), row[2]) for row in connection.execute(_noted, {"c": calendar})]


def keep_days(
    connection: Connection, calendar: str, days: Mapping[date, tuple[bool, str | None]], *, at: datetime
) -> None:
    """Store days of a calendar, replacing those stored before, and raise its stamp so that every process notices."""
    make = _INSERTS[connection.dialect.name]
    stamped = make(_calendar).values(name=calendar, stamp=1, imported_at=at)
    stamped = stamped.on_conflict_do_update(
        index_elements=["name"], set_={"stamp": _calendar.c.stamp + 1, "imported_at": at}
    )
    stamp: int = connection.execute(stamped.returning(_calendar.c.stamp)).scalar_one()
    _keep_version(connection, calendar, stamp, days, at)
    if not days:
        return
    kept = make(_day)
    kept = kept.on_conflict_do_update(
        index_elements=["calendar", "day"], set_={"works": kept.excluded.works, "note": kept.excluded.note}
    )
    rows = [{"calendar": calendar, "day": day, "works": works, "note": note} for day, (works, note) in days.items()]
    connection.execute(kept, rows)


def _keep_version(
    connection: Connection, calendar: str, stamp: int, days: Mapping[date, tuple[bool, str | None]], at: datetime
) -> None:
    before = connection.execute(_last_version, {"c": calendar}).scalar() or ""
    text = canonical_json({day.isoformat(): [works, note] for day, (works, note) in days.items()})
    digest = days_hash(before, calendar, stamp, at, text)
    row = {"calendar": calendar, "stamp": stamp, "at": at, "days": text, "hash": digest}
    connection.execute(insert(_version), row)


def open_instances(connection: Connection, *, lock: bool, many: int = 500) -> Iterator[list[InstanceRecord]]:
    """Yield the open instances in batches of `many`; with `lock` each stays locked until the transaction ends."""
    last = 0
    statement = _open_locked if lock else _open
    while True:
        batch = [InstanceRecord(*row) for row in connection.execute(statement, {"last": last, "many": many})]
        if batch:
            yield batch
        if len(batch) < many:
            return
        last = batch[-1].id
