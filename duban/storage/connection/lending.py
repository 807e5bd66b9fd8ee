"""Connections that an application's framework lends: it begins and ends their transactions, and we never do.

An engine given as `bind` names its lender in its execution options. Django's is in `duban.contrib.django`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.engine import Connection
    from sqlalchemy.engine import Engine as SqlEngine

LENDER = "duban_lender"
"""The execution option of an engine that has a lender."""

Purpose = Literal["read", "write", "snapshot"]
"""What a connection is lent for: to read, to write in one transaction, to read as of one moment."""


class Lender(Protocol):
    """What lends connections.

    Its block is a transaction, or part of the one that the framework is in already: what was written in it is kept if
    it ends well, and undone if it raises.
    """

    def __call__(self, purpose: Purpose) -> AbstractContextManager[Connection]:
        """Lend a connection for a block."""
        ...

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call this once the framework has committed what is being written, and never if it rolls that back."""
        ...


def lender_of(engine: SqlEngine) -> Lender | None:
    """Return what lends an engine its connections, or None for an engine that makes its own."""
    return cast("Lender | None", engine.get_execution_options().get(LENDER))
