"""The schema: which version a database has, and bringing it to ours with Alembic."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from duban.storage.errors import SchemaMissing, SchemaNewer, SchemaOlder, SchemaUnknown
from duban.storage.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from duban.storage.database import Database

HEAD = "0004"
"""The newest migration; known here so that no start-up has to import Alembic (a test holds the two together)."""

VERSION_TABLE = "duban_alembic_version"

_one_at_a_time = threading.Lock()
"""Alembic keeps what it is migrating in globals of its own: two threads would fill each other's databases."""

_LOCK = 0x647562616E  # "duban": any number will do that nobody else is likely to take


def schema_version(connection: Connection) -> str | None:
    """Return the version of the schema that the database has; None where it has no tables of ours."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant


def require_schema(database: Database, connection: Connection) -> None:
    """Raise SchemaMissing, SchemaOlder or SchemaNewer unless the database has the schema that this code needs."""
    found = schema_version(connection)
    if found is None:
        raise SchemaMissing(database.where)
    if found < HEAD:
        raise SchemaOlder(database.where, found, HEAD)
    if found > HEAD:
        raise SchemaNewer(database.where, found, HEAD)


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the database to our schema; returns the version before and after. A newer or unknown one is refused."""
    from alembic import command  # noqa: PLC0415 - Alembic costs a quarter of a second, and most starts need none
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    with database.writing() as connection:
        if not database.is_sqlite:
            # Two processes that find an empty database must not both fill it; SQLite has its one writer.
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = schema_version(connection)
        if before is not None and before > HEAD:
            raise SchemaNewer(database.where, before, HEAD)
        if before is None:
            _require_no_tables(database, connection)
        if before != HEAD:
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
            config.attributes["connection"] = connection
            try:
                with _one_at_a_time:
                    command.upgrade(config, "head")
            except CommandError:
                raise SchemaUnknown(database.where, before) from None
    return before, HEAD


def _require_no_tables(database: Database, connection: Connection) -> None:
    """Raise SchemaUnknown where there are tables of ours: a part of a backup, or a migration that was broken off."""
    if not set(metadata.tables).isdisjoint(inspect(connection).get_table_names()):
        raise SchemaUnknown(database.where, None)
