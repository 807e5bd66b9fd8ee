"""The schema: which version a database has, and how Alembic upgrades it to ours."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from duban.storage.errors import SchemaMissing, SchemaNewer, SchemaOlder, SchemaUnknown
from duban.storage.tables import metadata
from duban.storage.views import drop_views, has_views, make_views

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from duban.storage.connection import Database

HEAD = "0011"
"""The newest migration; repeated here so that no start-up has to import Alembic (a test compares the two)."""

VERSION_TABLE = "duban_alembic_version"

_one_at_a_time = threading.Lock()
"""Alembic keeps the current migration in globals, so two threads would migrate each other's databases."""

_LOCK = 0x647562616E  # "duban" in ASCII: any number that nobody else is likely to use


def schema_version(connection: Connection) -> str | None:
    """Return the version of the database's schema, or None if it has none of our tables."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant


def require_schema(database: Database, connection: Connection) -> None:
    """Check that the database has the schema that this code needs.

    Raises:
        SchemaMissing: if it has none of our tables.
        SchemaOlder: if `duban db upgrade` is needed.
        SchemaNewer: if a later duban has upgraded it.

    """
    found = schema_version(connection)
    if found is None:
        raise SchemaMissing(database.where)
    if found < HEAD:
        raise SchemaOlder(database.where, found, HEAD)
    if found > HEAD:
        raise SchemaNewer(database.where, found, HEAD)


def upgrade(database: Database) -> tuple[str | None, str]:
    """Upgrade the database to our schema and return the version before and after.

    Raises:
        SchemaNewer: if a later duban has upgraded it.
        SchemaUnknown: if it has some of our tables, but no version that a migration starts from.

    """
    from alembic import command  # noqa: PLC0415 - Alembic costs a quarter of a second, and most starts need none
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    with database.writing() as connection:
        if not database.is_sqlite:
            # Two processes that find an empty database must not both create the tables; SQLite has one writer anyway.
            # However long the one before takes, who comes after waits for it.
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = schema_version(connection)
        if before is not None and before > HEAD:
            raise SchemaNewer(database.where, before, HEAD)
        if before is None:
            _require_no_tables(database, connection)
        if before != HEAD:
            drop_views(connection)
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
            config.attributes["connection"] = connection
            try:
                with _one_at_a_time:
                    command.upgrade(config, "head")
            except CommandError:
                raise SchemaUnknown(database.where, before) from None
        if before != HEAD or not has_views(connection):
            drop_views(connection)
            make_views(connection)
    return before, HEAD


def _require_no_tables(database: Database, connection: Connection) -> None:
    """Raise SchemaUnknown if there are any of our tables: a partial backup, or a migration that was interrupted."""
    if not set(metadata.tables).isdisjoint(inspect(connection).get_table_names()):
        raise SchemaUnknown(database.where, None)
