"""When the operators were told of what is wrong: claimed for each day by one process, as any number may look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from duban.storage.statements.instances import table_of
from duban.storage.tables import TellingRow

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.engine import Connection

_telling = table_of(TellingRow)
_INSERTS: dict[str, Any] = {"sqlite": sqlite_insert, "postgresql": pg_insert}
_first = {name: make(_telling).on_conflict_do_nothing().returning(_telling.c.day) for name, make in _INSERTS.items()}
_again = (
    update(_telling)
    .where(
        _telling.c.day == bindparam("which"),
        _telling.c.told_at.is_(None),
        # An instant that no claim can have set comes of a clock that was wrong.
        or_(_telling.c.until <= bindparam("now"), _telling.c.until > bindparam("latest")),
    )
    .values(until=bindparam("new_until"))
)
_settle = (
    update(_telling)
    .where(_telling.c.day == bindparam("which"))
    .values(until=bindparam("new_until"), told_at=bindparam("new_told_at"), how=bindparam("new_how"))
)
_once_more = (
    update(_telling)
    .where(_telling.c.day == bindparam("which"), _telling.c.how == bindparam("before"))
    .values(how=bindparam("new_how"))
)
_newest = select(_telling.c.day, _telling.c.until, _telling.c.told_at, _telling.c.how).order_by(_telling.c.day.desc())


class Telling(NamedTuple):
    """A day on which somebody has told the operators, or tried to."""

    day: date
    until: datetime
    told_at: datetime | None
    how: str


def claim_day(connection: Connection, day: date, *, now: datetime, until: datetime, latest: datetime) -> bool:
    """Claim a day until the instant `until`; return False if they have been told on it, or another process tells them.

    No claim or pause between attempts ends after `latest`.
    """
    row = {"day": day, "until": until, "told_at": None, "how": "{}"}
    if connection.execute(_first[connection.dialect.name].values(row)).first() is not None:
        return True
    given = {"which": day, "now": now, "latest": latest, "new_until": until}
    return connection.execute(_again, given).rowcount == 1


def claim_once_more(connection: Connection, told: Telling, *, how: str) -> bool:
    """Claim a day on which they have been told, to tell them more; return False if another process has done so."""
    given = {"which": told.day, "before": told.how, "new_how": how}
    return connection.execute(_once_more, given).rowcount == 1


def settle_day(connection: Connection, day: date, *, until: datetime, told_at: datetime | None, how: str) -> None:
    """Write how the attempt of a day ended; without `told_at` it may be repeated after `until`."""
    given = {"which": day, "new_until": until, "new_told_at": told_at, "new_how": how}
    connection.execute(_settle, given)


def read_days(connection: Connection, *, limit: int, by: date) -> list[Telling]:
    """Return the newest days up to `by`, the newest first."""
    found = connection.execute(_newest.where(_telling.c.day <= by).limit(limit))
    return [Telling(*row) for row in found]
