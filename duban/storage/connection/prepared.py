"""Frequent statements, whose text and value conversions are prepared once and not at each execution.

SQLAlchemy caches the compiled text as well, but processes parameters and rows at each execution, and handles events and
result objects that these few statements do not need; that is most of their cost. So they go straight to the driver's
cursor. Whoever logs or counts statements by SQLAlchemy's events sees ours too (`heard`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from duban.storage.connection.arrays import AT_LEAST, by_arrays, columns_of
from duban.storage.connection.heard import CURSORS, EVERYTHING, aloud, listened_to
from duban.storage.errors import NaiveInstantStored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Delete, Insert, Select, TextualSelect, Update
    from sqlalchemy.engine import Connection, Dialect
    from sqlalchemy.sql.dml import ReturningInsert

    _Make = Callable[[Any], Any]


Said = tuple[str, Any, bool]
"""A statement's text, its values as the driver takes them, and whether these are many rows."""

_WITHOUT_ZONE = len("2024-04-01 01:00:00.000000")
_REMEMBERED = 256


def instant_to_text(value: datetime | None) -> str | None:
    """Return an instant in the format that SQLAlchemy uses for datetimes on SQLite, without the zone."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise NaiveInstantStored(value)
    return _text_of(value if value.tzinfo is UTC else value.astimezone(UTC))


@lru_cache(maxsize=_REMEMBERED)
def _text_of(utc: datetime) -> str:
    # What is done or due at one time has the same instants. In UTC equal ones are the same; elsewhere the hour that is
    # put back comes twice.
    return utc.isoformat(" ", "microseconds")[:_WITHOUT_ZONE]


@lru_cache(maxsize=_REMEMBERED)
def instant_from_text(value: str | None) -> datetime | None:
    """Return the instant of such a text, aware and in UTC."""
    return None if value is None else datetime.fromisoformat(value + "+00:00")


class Prepared:
    """A statement that writes, executed as text with values converted by the types of its columns."""

    def __init__(self, statement: Insert | Update | Delete) -> None:
        self._statement = statement
        self._made: dict[tuple[str, str, str, tuple[str, ...], bool], tuple[str, _Make, str | None]] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute the statement for each row; all rows must have the same names."""
        if rows:
            text, values, _ = self._for(connection.dialect, tuple(rows[0]), by_name=True)
            if len(rows) == 1:
                say(connection, [(text, values(rows[0]), False)])
            else:
                say(connection, [(text, [values(row) for row in rows], True)])

    def run_in_order(self, connection: Connection, names: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
        """Execute the statement for each row, a sequence of values in the order of `names`."""
        if rows:
            say(connection, self.said(connection, names, rows))

    def said(self, connection: Connection, names: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> list[Said]:
        """Return what `run_in_order` would say to the database."""
        if not rows:
            return []
        text, values, arrays = self._for(connection.dialect, names, by_name=False)
        if len(rows) == 1:
            return [(text, values(rows[0]), False)]
        if arrays is not None and len(rows) >= AT_LEAST:
            return [(arrays, columns, False) for columns in columns_of([values(row) for row in rows])]
        return [(text, [values(row) for row in rows], True)]

    def returning(
        self, connection: Connection, names: tuple[str, ...], rows: Sequence[Sequence[Any]]
    ) -> list[Sequence[Any]]:
        """Execute the statement for each row, a sequence of values in the order of `names`.

        Return what the RETURNING clause gives, unconverted; it may give nothing for some.
        """
        text, values, arrays = self._for(connection.dialect, names, by_name=False)
        if arrays is not None and len(rows) >= AT_LEAST:
            said: list[Said] = [(arrays, columns, False) for columns in columns_of([values(row) for row in rows])]
        else:
            said = [(text, values(row), False) for row in rows]
        heard = listened_to(connection)
        if heard != EVERYTHING:
            return [row for found in _execute(connection, said, heard, fetches=True) for row in found]
        return [row for text, given, _ in said for row in connection.exec_driver_sql(text, given).all()]

    def _for(self, dialect: Dialect, names: tuple[str, ...], *, by_name: bool) -> tuple[str, _Make, str | None]:
        # An application's own engine may take its values otherwise than ours, by the same driver.
        kind = (dialect.name, dialect.driver, dialect.paramstyle, names, by_name)
        made = self._made.get(kind)
        if made is None:
            compiled = self._statement.compile(
                dialect=dialect, column_keys=list(names) if self._statement.is_insert else None
            )
            places = {name: name if by_name else place for place, name in enumerate(names)}
            made = self._made[kind] = (*_compiled(compiled, dialect, places), by_arrays(compiled, dialect))
        return made


class PreparedRead:
    """A statement that reads; its rows are tuples of values converted by the types of its columns."""

    def __init__(self, statement: Select[Any] | ReturningInsert[Any] | TextualSelect) -> None:
        self._statement = statement
        self._made: dict[tuple[str, str], tuple[str, _Make, list[tuple[int, _Make]]]] = {}

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any] | None:
        """Return the first row, or None."""
        heard = listened_to(connection)
        if heard == EVERYTHING:
            return connection.execute(self._statement, values).first()
        text, bound, converted = self._for(connection.dialect)
        (found,) = _execute(connection, [(text, bound(values), False)], heard, fetches=True)
        return _converted(found[0], converted) if found else None

    def all(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Return every row."""
        heard = listened_to(connection)
        if heard == EVERYTHING:
            return connection.execute(self._statement, values).all()
        text, bound, converted = self._for(connection.dialect)
        (found,) = _execute(connection, [(text, bound(values), False)], heard, fetches=True)
        return [_converted(row, converted) for row in found]

    def _for(self, dialect: Dialect) -> tuple[str, _Make, list[tuple[int, _Make]]]:
        made = self._made.get((dialect.name, dialect.driver))
        if made is None:
            made = self._made[dialect.name, dialect.driver] = self._make(dialect)
        return made

    def _make(self, dialect: Dialect) -> tuple[str, _Make, list[tuple[int, _Make]]]:
        text, bound = _compiled(self._statement.compile(dialect=dialect), dialect)
        kinds = [column.type.dialect_impl(dialect) for column in self._statement.exported_columns]
        processors = [kind.result_processor(dialect, None) for kind in kinds]
        return text, bound, [(place, process) for place, process in enumerate(processors) if process is not None]


def _converted(found: Sequence[Any], converted: list[tuple[int, _Make]]) -> list[Any]:
    row = list(found)
    for place, process in converted:
        row[place] = process(row[place])
    return row


def _compiled(
    compiled: Any,  # noqa: ANN401 - SQLAlchemy's compiled statement
    dialect: Dialect,
    places: Mapping[str, str | int] | None = None,
) -> tuple[str, _Make]:
    """Return a statement's text and the function that makes its parameters from a row.

    `places` maps each bound name to its key or position in the row; without it a row is a mapping by name.
    """
    order: list[str] = compiled.positiontup if compiled.positional else list(compiled.binds)
    types = [compiled.binds[name].type.dialect_impl(dialect) for name in order]
    processors = [kind.bind_processor(dialect) for kind in types]
    converted = [(place, process) for place, process in enumerate(processors) if process is not None]
    asked = order if places is None else [places[name] for name in order]
    pick: _Make = itemgetter(*asked) if len(asked) > 1 else lambda row: (row[asked[0]],)
    if asked == list(range(len(asked))):
        pick = tuple  # the values already come in the order in which they are bound

    def listed(row: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a mapping or a sequence
        values = list(pick(row))
        for place, process in converted:
            values[place] = process(values[place])
        return tuple(values)

    return str(compiled), listed if compiled.positional else lambda row: dict(zip(order, listed(row), strict=True))


def each_row(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Any]]:
    """Yield the rows of a query that are many, as the driver has them: instants are text on SQLite.

    Where somebody listens, they come by SQLAlchemy, with instants as such.
    """
    heard = listened_to(connection)
    if heard == EVERYTHING:
        yield from connection.execute(query)
        return
    dialect: Any = connection.dialect
    compiled: Any = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    try:
        values = {name: _bound(compiled, dialect, name, value) for name, value in compiled.params.items()}
        given: Any = tuple(values[name] for name in compiled.positiontup) if compiled.positional else values
    except KeyError:  # lists within lists have names of their own
        yield from connection.execute(query)
        return
    raw: Any = connection.connection.dbapi_connection
    cursor = raw.cursor()
    try:
        if heard == CURSORS:
            aloud(connection, cursor, str(compiled), given, many=False)
        else:
            cursor.execute(str(compiled), given)
        yield from cursor
    except dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            *(str(compiled), None, error, dialect.loaded_dbapi.Error), hide_parameters=True, dialect=dialect
        ) from error
    finally:
        cursor.close()


def _bound(compiled: Any, dialect: Any, name: str, value: Any) -> Any:  # noqa: ANN401 - as SQLAlchemy has them
    """Return a value as the driver takes it; those of a list have the list's name, and a number."""
    binds = compiled.binds
    bind = binds[name] if name in binds else binds[name.rpartition("_")[0]]
    process = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return value if process is None else process(value)


def say(connection: Connection, said: Sequence[Said]) -> None:
    """Execute statements that return no rows."""
    heard = listened_to(connection)
    if heard != EVERYTHING:
        _execute(connection, said, heard)
        return
    for text, values, _ in said:
        connection.exec_driver_sql(text, values)


def _execute(connection: Connection, said: Sequence[Said], heard: int, *, fetches: bool = False) -> list[Sequence[Any]]:
    """Execute statements on the driver's cursor, and return the rows of each if it `fetches` them.

    Errors are raised as SQLAlchemy would raise them.
    """
    raw: Any = connection.connection.dbapi_connection
    cursor = raw.cursor()
    found: list[Sequence[Any]] = []
    text = ""
    try:
        for text, values, many in said:
            if heard == CURSORS:
                aloud(connection, cursor, text, values, many=many)
            elif many:
                cursor.executemany(text, values)
            else:
                cursor.execute(text, values)
            if fetches:
                found.append(cursor.fetchall())
    except connection.dialect.loaded_dbapi.Error as error:
        lost = connection.dialect.is_disconnect(error, raw, cursor)
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            text,
            None,
            error,
            connection.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=connection.dialect,
        ) from error
    finally:
        cursor.close()
    return found
