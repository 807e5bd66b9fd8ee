"""Transactions on the desk's own tables: the one place where the desk reaches past the engine's verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy.engine import Connection

    from duban.workflow import Engine


def reading(engine: Engine) -> AbstractContextManager[Connection]:
    """Begin a transaction that reads one state of the engine's database."""
    return engine.database.reading()


def writing(engine: Engine) -> AbstractContextManager[Connection]:
    """Begin a transaction that writes into the engine's database; raises StorageBusy if it cannot begin in time."""
    return engine.database.writing()


def on_sqlite(engine: Engine) -> bool:
    """Return whether the engine's database is a file of SQLite."""
    return engine.database.is_sqlite
