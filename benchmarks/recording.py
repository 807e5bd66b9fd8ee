"""What duban says to its database, taken down and said again through the bare driver: the floor under each figure."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban import Engine
    from duban.storage import Durability


@dataclass
class Recording:
    """Transactions, each a list of statements with their parameters and whether these are many rows."""

    transactions: list[list[tuple[str, Any, bool]]] = field(default_factory=list)

    def bulk(self) -> list[tuple[str, list[Any]]]:
        """Return all rows of each statement together, in the order of the first of its kind; reads only once each."""
        together: dict[str, list[Any]] = {}
        for transaction in self.transactions:
            for statement, parameters, many in transaction:
                together.setdefault(statement, []).extend(parameters if many else [parameters])
        return list(together.items())


@contextmanager
def recording(engine: Engine) -> Iterator[Recording]:
    """Take down what reaches the database meanwhile."""
    taken = Recording()
    current: list[tuple[str, Any, bool]] = []

    def note(_c: object, _k: object, statement: str, parameters: Any, _x: object, executemany: bool) -> None:  # noqa: ANN401, FBT001
        if statement.split(maxsplit=1)[0] not in {"BEGIN", "PRAGMA"}:
            current.append((statement, parameters, executemany))

    def end(_c: object) -> None:
        if current:
            taken.transactions.append(list(current))
            current.clear()

    bind = engine.database.engine
    listeners = [("before_cursor_execute", note), ("commit", end), ("rollback", end)]
    for name, listener in listeners:
        event.listen(bind, name, listener)
    try:
        yield taken
    finally:
        for name, listener in listeners:
            event.remove(bind, name, listener)


_SYNCHRONOUS = {"full": "FULL", "relaxed": "NORMAL"}


def connect(url: str, *, durability: Durability = "relaxed") -> Any:  # noqa: ANN401 - either driver's connection
    """Open a database by its driver alone, as duban has it opened."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("journal_mode = WAL", f"synchronous = {_SYNCHRONOUS[durability]}", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection
    return psycopg.connect(url.replace("postgresql+psycopg", "postgresql"))


def replay(connection: Any, taken: Recording) -> None:  # noqa: ANN401 - either driver's connection
    """Say each transaction again, statement by statement, and commit it."""
    cursor = connection.cursor()
    lite = isinstance(connection, sqlite3.Connection)
    for transaction in taken.transactions:
        if lite:
            cursor.execute("BEGIN IMMEDIATE")
        for statement, parameters, many in transaction:
            if many:
                cursor.executemany(statement, parameters)
            else:
                cursor.execute(statement, parameters)
                if statement.startswith("SELECT"):
                    cursor.fetchall()
        connection.commit()


def replay_bulk(connection: Any, taken: Recording, *, size: int) -> None:  # noqa: ANN401 - either driver's connection
    """Say the same in bulk: every `size` transactions as one, each statement once for all its rows."""
    cursor = connection.cursor()
    for first in range(0, len(taken.transactions), size):
        batch = Recording(taken.transactions[first : first + size])
        if isinstance(connection, sqlite3.Connection):
            cursor.execute("BEGIN IMMEDIATE")
        for statement, rows in batch.bulk():
            if statement.startswith("SELECT") or "RETURNING" in statement:
                for row in rows:
                    cursor.execute(statement, row)
                    cursor.fetchall()
            else:
                cursor.executemany(statement, rows)
        connection.commit()
