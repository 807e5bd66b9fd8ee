"""Statements that are said often: their text and the conversions of their values are made once, not at each execution.

SQLAlchemy compiles a statement once as well, but takes its parameters apart anew each time; for the few writes of every
command that is most of what they cost.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Insert, Update
    from sqlalchemy.engine import Connection, Dialect

    _Make = Callable[[Mapping[str, Any]], Any]


class Prepared:
    """A statement that writes; it goes out as text, with the values that its columns' types make of what is given."""

    def __init__(self, statement: Insert | Update) -> None:
        self._statement = statement
        self._made: dict[tuple[str, tuple[str, ...]], tuple[str, _Make]] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute the statement for each row; all rows have the same names."""
        if not rows:
            return
        names = tuple(rows[0])
        made = self._made.get((connection.dialect.name, names))
        if made is None:
            made = self._make(connection.dialect, names)
            self._made[connection.dialect.name, names] = made
        text, values = made
        connection.exec_driver_sql(text, values(rows[0]) if len(rows) == 1 else [values(row) for row in rows])

    def _make(self, dialect: Dialect, names: tuple[str, ...]) -> tuple[str, _Make]:
        inserts = self._statement.is_insert
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=list(names) if inserts else None)
        order: list[str] = compiled.positiontup if compiled.positional else list(compiled.binds)
        types = [compiled.binds[name].type.dialect_impl(dialect) for name in order]
        processors = [kind.bind_processor(dialect) for kind in types]
        converted = [(place, process) for place, process in enumerate(processors) if process is not None]
        pick = itemgetter(*order)

        def listed(row: Mapping[str, Any]) -> list[Any]:
            values = list(pick(row))
            for place, process in converted:
                values[place] = process(values[place])
            return values

        if compiled.positional:
            return str(compiled), lambda row: tuple(listed(row))
        return str(compiled), lambda row: dict(zip(order, listed(row), strict=True))
