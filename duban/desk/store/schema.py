"""The schema of the desk's tables: which version a database has, and how Alembic brings it up to ours."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from duban.desk.store.connecting import on_sqlite, reading, writing
from duban.desk.store.errors import DeskMissing, DeskNewer
from duban.desk.store.tables import PREFIX

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from duban.workflow import Engine

HEAD = "0003"
"""The newest migration; repeated here so that no start-up has to import Alembic (a test compares the two)."""

VERSION_TABLE = PREFIX + "version"

_one_at_a_time = threading.Lock()
_LOCK = 0x6465736B  # "desk" in ASCII


def version_of(connection: Connection) -> str | None:
    """Return the version of the desk's tables, or None if there are none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant


def is_furnished(engine: Engine) -> bool:
    """Return whether an engine's database has the desk's tables."""
    with reading(engine) as connection:
        return version_of(connection) is not None


def require(engine: Engine) -> None:
    """Raise DeskMissing if the desk's tables are not there or older, DeskNewer if a later duban has upgraded them."""
    with reading(engine) as connection:
        found = version_of(connection)
    if found is None or found < HEAD:
        raise DeskMissing(engine.where)
    if found > HEAD:
        raise DeskNewer(engine.where, found, HEAD)


def upgrade(engine: Engine) -> None:
    """Create the desk's tables beside the engine's, or bring them up to ours."""
    from alembic import command  # noqa: PLC0415 - Alembic costs a quarter of a second, and most starts need none
    from alembic.config import Config  # noqa: PLC0415

    engine.prepare()
    with writing(engine) as connection:
        if not on_sqlite(engine):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        found = version_of(connection)
        if found is not None and found > HEAD:
            raise DeskNewer(engine.where, found, HEAD)
        if found != HEAD:
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
            config.attributes["connection"] = connection
            with _one_at_a_time:
                command.upgrade(config, "head")
