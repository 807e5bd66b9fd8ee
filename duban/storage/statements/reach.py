"""What is known about reaching people: addresses that are dead, and links in messages that were used."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from duban.storage.reach_tables import AddressRow, LinkUseRow
from duban.storage.statements.instances import insert_or_nothing, table_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.dialects.postgresql import Insert as PgInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
    from sqlalchemy.engine import Connection

_address, _link_use = table_of(AddressRow), table_of(LinkUseRow)

_use = select(_link_use.c.message_id, _link_use.c.trigger, _link_use.c.at, _link_use.c.by).where(
    _link_use.c.message_id == bindparam("message"), _link_use.c.trigger == bindparam("which")
)
_use_link = insert_or_nothing(_link_use)


class LinkUse(NamedTuple):
    """That a link was used: the message that it stands in, what it did, when, and who it was."""

    message_id: str
    trigger: str
    at: datetime
    by: str


def link_use(connection: Connection, message_id: str, trigger: str) -> LinkUse | None:
    """Return how the link in a message was used, or None if it was not."""
    row = connection.execute(_use, {"message": message_id, "which": trigger}).first()
    return None if row is None else LinkUse(*row)


def use_link(connection: Connection, use: LinkUse) -> bool:
    """Store that a link was used; return False if it was before."""
    return connection.execute(_use_link[connection.dialect.name], use._asdict()).rowcount == 1


class Mark(NamedTuple):
    """An address that is dead: since when, why, and the message by which that was found out."""

    medium: str
    address: str
    at: datetime
    reason: str
    message_id: str | None


_next = select(func.coalesce(func.max(_address.c.seq), 0) + 1)
_open = select(*(_address.c[name] for name in Mark._fields)).where(_address.c.cleared_at.is_(None))
_KEY = [_address.c.medium, _address.c.address]
_NEWS = ("seq", "at", "reason", "message_id", "cleared_at", "cleared_by")


def _marking(new: PgInsert | SqliteInsert) -> PgInsert | SqliteInsert:
    news = {name: new.excluded[name] for name in _NEWS}
    marked_again = new.on_conflict_do_update(index_elements=_KEY, set_=news, where=_address.c.cleared_at.is_not(None))
    return marked_again.execution_options(preserve_rowcount=True)


_marks = {"sqlite": _marking(sqlite_insert(_address)), "postgresql": _marking(pg_insert(_address))}
_clear = (
    update(_address)
    .where(
        _address.c.medium == bindparam("which"),
        _address.c.address == bindparam("written"),
        _address.c.cleared_at.is_(None),
    )
    .values(seq=bindparam("next"), cleared_at=bindparam("now"), cleared_by=bindparam("who"))
)


def lock_marks(connection: Connection) -> None:
    """Keep others from marking addresses until the transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"LOCK TABLE {_address.name} IN SHARE ROW EXCLUSIVE MODE")


def mark_address(
    connection: Connection, medium: str, address: str, *, now: datetime, reason: str, message_id: str | None
) -> bool:
    """Write that an address is dead; return False if that is known already."""
    lock_marks(connection)
    row = {"medium": medium, "address": address, "at": now, "reason": reason, "message_id": message_id}
    row |= {"seq": connection.execute(_next).scalar_one(), "cleared_at": None, "cleared_by": None}
    return connection.execute(_marks[connection.dialect.name], row).rowcount == 1


def clear_address(connection: Connection, medium: str, address: str, *, now: datetime, by: str) -> bool:
    """Write that an address works again; return False if it is not marked."""
    lock_marks(connection)
    given = {"which": medium, "written": address, "now": now, "who": by}
    return connection.execute(_clear, {**given, "next": connection.execute(_next).scalar_one()}).rowcount == 1


def read_marks(connection: Connection) -> list[Mark]:
    """Return the addresses that are dead, the newest first."""
    return [Mark(*row) for row in connection.execute(_open.order_by(_address.c.seq.desc()))]
