"""Statements that an application's own SQLAlchemy listeners hear, though they go straight to the driver's cursor."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection


def is_watched(connection: Connection) -> bool:
    """Return whether statements must go through SQLAlchemy: it begins the transaction, logs, or may change them.

    Whoever listens to cursors hears ours all the same (`aloud`), and whoever listens to transactions hears those.
    """
    engine: Any = connection.engine
    dialect: Any = connection.dialect
    asked: Any = connection
    try:
        # The flags that SQLAlchemy itself checks. Should they be renamed, everything goes through SQLAlchemy again.
        watched = engine.echo
        if not watched and (asked._has_events or engine._has_events):  # noqa: SLF001
            watched = asked.dispatch.before_execute or asked.dispatch.after_execute
        # A dialect is listened to by ourselves, when it connects; of its events only these are about statements.
        if not watched and dialect._has_events:  # noqa: SLF001
            heard = dialect.dispatch
            watched = heard.do_execute or heard.do_executemany or heard.do_execute_no_params or heard.handle_error
    except AttributeError:
        return True
    return bool(watched) or not connection.in_transaction()


def has_hearers(connection: Connection) -> bool:
    """Return whether somebody listens to what is said to cursors."""
    asked: Any = connection
    if not (asked._has_events or asked.engine._has_events):  # noqa: SLF001
        return False
    return bool(asked.dispatch.before_cursor_execute or asked.dispatch.after_cursor_execute)


def aloud(connection: Connection, cursor: Any, text: str, values: Any, *, many: bool) -> None:  # noqa: ANN401 - the driver's
    """Execute a statement, and let those hear of it who listen to cursors; they may change what is said."""
    asked: Any = connection
    context = StatementContext(connection, cursor, text, values, many=many)
    for hear in asked.dispatch.before_cursor_execute:
        text, values = hear(connection, cursor, text, values, context, many)
    if many:
        cursor.executemany(text, values)
    else:
        cursor.execute(text, values)
    asked.dispatch.after_cursor_execute(connection, cursor, text, values, context, many)


class StatementContext:
    """What listeners get in place of SQLAlchemy's execution context; they may keep notes of their own on it."""

    compiled = None
    invoked_statement = None
    isinsert = isupdate = isdelete = False
    is_text = True
    execution_options: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, connection: Connection, cursor: Any, statement: str, parameters: Any, *, many: bool) -> None:  # noqa: ANN401 - the driver's
        self.root_connection = self.connection = connection
        self.engine, self.dialect = connection.engine, connection.dialect
        self.cursor, self.executemany = cursor, many
        self.statement, self.parameters = statement, parameters
