"""Statements that an application's own SQLAlchemy listeners hear, though they go straight to the driver's cursor."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection


NOBODY, CURSORS, EVERYTHING = 0, 1, 2
"""What somebody listens to: nothing of ours, what is said to cursors, or whatever only SQLAlchemy itself can tell."""


def listened_to(connection: Connection) -> int:
    """Return what somebody listens to; statements go through SQLAlchemy where that is everything.

    That is so where it begins the transaction, where it logs, and where a listener may change what is executed. Whoever
    listens to cursors is told by `aloud`, and whoever listens to transactions needs not be told of statements.
    """
    engine: Any = connection.engine
    dialect: Any = connection.dialect
    asked: Any = connection
    try:
        # The flags that SQLAlchemy itself checks. Should they be renamed, everything goes through SQLAlchemy again.
        if engine.echo or not connection.in_transaction():
            return EVERYTHING
        # A dialect is listened to by ourselves, when it connects; of its events only these are about statements.
        if dialect._has_events:  # noqa: SLF001
            heard = dialect.dispatch
            if heard.do_execute or heard.do_executemany or heard.do_execute_no_params or heard.handle_error:
                return EVERYTHING
        if not (asked._has_events or engine._has_events):  # noqa: SLF001
            return NOBODY
        heard = asked.dispatch if asked._has_events else _heard_on(engine)  # noqa: SLF001
        if heard.before_execute or heard.after_execute:
            return EVERYTHING
    except AttributeError:
        return EVERYTHING
    return CURSORS if heard.before_cursor_execute or heard.after_cursor_execute else NOBODY


def _heard_on(engine: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's own
    """Return what is listened to on an engine; of one that only has other options, what is on the one behind it.

    A connection's own answer takes three times as long, because it asks both of them each time.
    """
    behind = vars(engine).get("_proxied")
    return engine.dispatch if behind is None or vars(engine).get("_has_events") else behind.dispatch


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
