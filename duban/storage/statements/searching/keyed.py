"""Statements about rows of many keys, as a single value, so that their text is always the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, JSON, BigInteger, ColumnElement, any_, bindparam, func, literal_column, select

from duban.storage.connection import PreparedRead

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Column, Select
    from sqlalchemy.engine import Connection

NONE: ColumnElement[int] = literal_column("0")
"""As text: prepared statements know no values of their own, and SQLite wants an offset with each limit."""


def of_keys(query: Select[Any], column: Column[Any]) -> dict[str, Select[Any]]:
    """Return for each database a query for those rows of which a column is one of `keys`."""
    values = func.json_each(bindparam("keys", type_=JSON())).table_valued("value")
    return {
        "sqlite": query.where(column.in_(select(values.c.value))),
        "postgresql": query.where(column == any_(bindparam("keys", type_=ARRAY(BigInteger())))),
    }


def prepared(queries: Mapping[str, Select[Any]]) -> dict[str, PreparedRead]:
    """Return the queries of each database, prepared."""
    return {name: PreparedRead(query) for name, query in queries.items()}


def among(connection: Connection, column: Column[Any], keys: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition that a column is one of these keys, for a statement that is made each time."""
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(keys), type_=ARRAY(BigInteger()), unique=True))
    values = bindparam(None, list(keys), type_=JSON(), unique=True)
    return column.in_(select(func.json_each(values).table_valued("value").c.value))
