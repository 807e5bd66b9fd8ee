"""Very many rows by one statement: PostgreSQL takes each column as one array.

Row by row it parses, plans and answers for each of them, which takes longer than to store it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.engine import Dialect

AT_LEAST = 8
"""For fewer rows it is not worth it."""

_MOST = 500
"""The most rows in one statement: each goes through memory as a whole."""

_DRIVERS = ("psycopg", "psycopg_async")
_BOUND = r"%s(?:::[A-Z ]+)?"
_VALUES = re.compile(rf"(?P<head>.*) VALUES \({_BOUND}(?:, {_BOUND})*\)(?P<tail>.*)", re.DOTALL)
"""An insert of which each value is bound, as SQLAlchemy writes it for psycopg."""


def by_arrays(compiled: Any, dialect: Dialect) -> str | None:  # noqa: ANN401 - SQLAlchemy's compiled statement
    """Return the text of an insert that takes an array for each column; None for one that cannot take them so."""
    if dialect.driver not in _DRIVERS or dialect.paramstyle != "format" or not compiled.isinsert:
        return None
    found = _VALUES.fullmatch(str(compiled))
    if found is None:
        return None
    kinds = [compiled.binds[name].type.compile(dialect=dialect) for name in compiled.positiontup]
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    return f"{found['head']} SELECT * FROM unnest({arrays}){found['tail']}"  # noqa: S608 - our own statement


def columns_of(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[list[Any], ...]]:
    """Yield the columns of so many rows at a time as one statement takes."""
    for first in range(0, len(rows), _MOST):
        yield tuple(map(list, zip(*rows[first : first + _MOST], strict=True)))
