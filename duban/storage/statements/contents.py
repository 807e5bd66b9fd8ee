"""Which content each version of a scenario has: the first process to use a version says so, once for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from duban.storage.connection import PreparedRead
from duban.storage.records import ContentRecord
from duban.storage.statements.instances import store_definition, table_of
from duban.storage.tables import ContentRow, DefinitionRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.storage.records import DefinitionRecord

_content, _definition = table_of(ContentRow), table_of(DefinitionRow)
_columns = [_content.c[name] for name in ContentRecord.__slots__]
_one = PreparedRead(
    select(*_columns).where(_content.c.scenario == bindparam("s"), _content.c.version == bindparam("v"))
)
_with_gaps = select(_definition.c.scenario).where(
    _definition.c.document.contains('"number":{"gaps":"allowed"', autoescape=True)
)
_INSERTS: dict[str, Any] = {"sqlite": sqlite_insert, "postgresql": pg_insert}
_insert = {
    name: make(_content).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    for name, make in _INSERTS.items()
}


def read_content(connection: Connection, scenario: str, version: int) -> ContentRecord | None:
    """Return the content of a version; None if none has been used yet."""
    row = _one.first(connection, {"s": scenario, "v": version})
    return None if row is None else ContentRecord(*row)


def read_contents(connection: Connection) -> list[ContentRecord]:
    """Return the content of every version that was ever used."""
    return [ContentRecord(*row) for row in connection.execute(select(*_columns))]


def scenarios_with_gaps(connection: Connection) -> frozenset[str]:
    """Return the scenarios of which any version that is stored allows gaps in its numbers.

    A quotation mark inside of a text is escaped, so the canonical document holds these characters nowhere else.
    """
    return frozenset(connection.execute(_with_gaps).scalars())


def keep_content(connection: Connection, record: DefinitionRecord, *, at: datetime) -> ContentRecord:
    """Store a definition as the content of its version, unless the version has one; return the version's content.

    On PostgreSQL this waits for a transaction that has just said the same or something else.
    """
    store_definition(connection, record, at=at)
    ours = ContentRecord(record.scenario, record.version, record.digest, at)
    row = {name: getattr(ours, name) for name in ContentRecord.__slots__}
    if connection.execute(_insert[connection.dialect.name], row).rowcount == 1:
        return ours
    return read_content(connection, record.scenario, record.version) or ours
