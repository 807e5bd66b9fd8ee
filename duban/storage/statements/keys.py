"""Statements about idempotency keys: what was asked with one before, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from duban.storage.records import KeyRecord
from duban.storage.statements.instances import insert_or_nothing, table_of
from duban.storage.tables import KeyRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

_key = table_of(KeyRow)
_key_read = select(_key.c.verb, _key.c.arguments, _key.c.result).where(_key.c.key == bindparam("k"))
_key_drop = delete(_key).where(_key.c.key == bindparam("k"))
_insert_key = insert_or_nothing(_key)


def read_key(connection: Connection, key: str) -> KeyRecord | None:
    """Return the verb, arguments and result stored for an idempotency key, or None."""
    row = connection.execute(_key_read, {"k": key}).first()
    return None if row is None else KeyRecord(*row)


def claim_key(connection: Connection, key: str, record: KeyRecord, *, at: datetime) -> bool:
    """Store an idempotency key with its result; return False if somebody else has used it in the meantime."""
    row = {"key": key, "verb": record.verb, "arguments": record.arguments, "result": record.result, "at": at}
    return connection.execute(_insert_key[connection.dialect.name], row).rowcount == 1


def drop_key(connection: Connection, key: str) -> None:
    """Delete an idempotency key that was claimed in this same transaction."""
    connection.execute(_key_drop, {"k": key})
