"""Which content each version of a scenario has: the first process to use a version says so, once for all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from duban import words
from duban.storage.connection import PreparedRead
from duban.storage.records import ContentRecord
from duban.storage.statements.instances import once_free, store_definition, table_of
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
_with_gaps = select(_definition.c.scenario, _definition.c.document).where(
    _definition.c.document.contains('"gaps":"allowed"', autoescape=True)
)
_INSERTS: dict[str, Any] = {"sqlite": sqlite_insert, "postgresql": pg_insert}
# A transaction that waits for another's row waits without end; so this lock is tried first, as for numbers.
_at_hand = select(
    func.pg_try_advisory_xact_lock(
        func.hashtext(literal_column("'duban_content'")), func.hashtext(bindparam("n", type_=Text()))
    )
)
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
    """Return the scenarios of which any version that is stored allows gaps in its numbers."""
    found = set()
    for scenario, document in connection.execute(_with_gaps):
        number = json.loads(document)["number"]
        if isinstance(number, dict) and number.get("gaps") == "allowed":
            found.add(scenario)
    return frozenset(found)


def keep_content(connection: Connection, record: DefinitionRecord, *, at: datetime) -> ContentRecord:
    """Store a definition as the content of its version, unless the version has one; return the version's content.

    Raises StorageBusy if another transaction that has said the same, or something else, stays open for longer than the
    busy timeout.
    """
    if connection.dialect.name != "sqlite":
        given = {"n": f"{record.scenario} {record.version}"}
        held = words.Line(
            "another transaction is the first to open by version {version} of {scenario}",
            version=record.version,
            scenario=record.scenario,
        )
        once_free(connection, lambda: connection.execute(_at_hand, given).scalar_one() or None, held)
    store_definition(connection, record, at=at)
    ours = ContentRecord(record.scenario, record.version, record.digest, at)
    row = {name: getattr(ours, name) for name in ContentRecord.__slots__}
    if connection.execute(_insert[connection.dialect.name], row).rowcount == 1:
        return ours
    return read_content(connection, record.scenario, record.version) or ours
