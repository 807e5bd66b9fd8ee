"""A process that is forked: what it inherits of open connections it lets be, and makes its own.

Two processes on one connection to a server read each other's answers. Two on one SQLite connection take each other's
locks for their own: SQLite keeps them in memory, the child has a copy of that, and the file may be damaged. So files
are closed before a fork, as far as nobody is at work with them, and what is open all the same the child leaves alone:
it does not even close it, which would say goodbye to the server in the parent's name.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Protocol
from weakref import WeakSet

from sqlalchemy.pool import QueuePool

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Engine

log = logging.getLogger("duban.storage")


class Forked(Protocol):
    """What is told of a fork of the process that it lives in."""

    def about_to_fork(self) -> None:
        """Let go, in the parent, of what no child may inherit."""

    def begun_in_child(self) -> None:
        """Begin anew in the child, without touching what is the parent's."""


_told: WeakSet[Forked] = WeakSet()
_the_parents: list[object] = []
"""What a child has inherited and never touches; kept, since to be collected is to be closed."""


def tell_of_forks(one: Forked) -> None:
    """Tell an object of the forks of this process, for as long as it lives."""
    _told.add(one)


def leave_to_the_parent(inherited: object) -> None:
    """Keep what a child has inherited, so that nothing closes it."""
    _the_parents.append(inherited)


def close_files(engine: Engine) -> None:
    """Close the connections of a SQLite engine that nobody works with."""
    if _has_a_pool(engine) and engine.dialect.name == "sqlite":
        engine.dispose()


def take_a_new_pool(engine: Engine) -> None:
    """Give an engine, in a child, a pool of the child's own."""
    if _has_a_pool(engine):
        leave_to_the_parent(engine.pool)
        engine.dispose(close=False)


def _has_a_pool(engine: Engine) -> bool:
    """Return whether an engine keeps connections that it can make anew.

    A database in memory is the child's own copy already. Any other pool than SQLAlchemy's usual one has been given its
    connections by somebody, who must see to them.
    """
    return isinstance(engine.pool, QueuePool) and not in_memory(engine)


def in_memory(engine: Engine) -> bool:
    """Return whether an engine's database is one of SQLite's in memory."""
    place = engine.url.database or ":memory:"
    return engine.dialect.name == "sqlite" and (":memory:" in place or "memory" in engine.url.query.get("mode", ""))


def _about_to_fork() -> None:
    for one in list(_told):
        _quietly(one.about_to_fork)


def _begun_in_child() -> None:
    for one in list(_told):
        _quietly(one.begun_in_child)


def _quietly(step: Callable[[], None]) -> None:
    # Nothing may stop a fork, and what is raised here, Python would only print.
    try:
        step()
    except Exception:
        log.exception("a connection is not ready for a fork")


if hasattr(os, "register_at_fork"):  # there are no forks on Windows
    os.register_at_fork(before=_about_to_fork, after_in_child=_begun_in_child)
