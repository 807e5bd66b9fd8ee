"""What is called once a transaction is committed, whoever commits it, and never if it is rolled back.

SQLAlchemy tells of a commit before it is done, and of a session's commit also where that is none. So the methods by
which one connection ends its transaction are wrapped until it has ended, and nothing is added to any engine.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, ref

from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import SessionTransaction

    from duban.storage.connection.guests import Guest

    Call = Callable[[], None]
    """Something that is called after a commit; it raises nothing."""


class Committed:
    """The calls that wait for the transactions of connections to be committed."""

    def __init__(self) -> None:
        self._ours: dict[Connection, _Waiting] = {}
        self._theirs: WeakKeyDictionary[Connection, _Waiting] = WeakKeyDictionary()

    def __bool__(self) -> bool:
        """Return whether anything waits for a transaction of ours."""
        return bool(self._ours)

    def add(self, connection: Connection, call: Call, *, guest: Guest | None, ours: bool) -> None:
        """Call this once the transaction of a connection is committed.

        Savepoints are minded: what was added since one is forgotten with it. A transaction that is `ours` tells of its
        end by `take`. A `guest` has the connection; where it is a session, it is free again when the call comes.
        """
        known = self._ours if ours else self._theirs
        waiting = known.get(connection)
        if waiting is None:
            waiting = known[connection] = _Waiting()
        if not ours:
            waiting.follow(connection, partial(self._end, ref(connection)))
            waiting.hold(guest)
        elif guest is not None:
            waiting.follow(connection, None)
        waiting.calls.append(call)

    def take(self, connection: Connection) -> list[Call]:
        """Return what waited for a transaction of ours that has ended; nothing waits for it any more."""
        waiting = self._ours.pop(connection, None)
        if waiting is None:
            return []
        waiting.leave(connection)
        return waiting.calls

    def _end(self, ended: ref[Connection], *, committed: bool) -> None:
        connection = ended()
        waiting = None if connection is None else self._theirs.pop(connection, None)
        if connection is not None and waiting is not None:
            waiting.leave(connection)
            waiting.end(committed=committed)


class _Waiting:
    """What waits for one transaction."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._marks: list[tuple[str, int]] = []
        self._wrapped: tuple[str, ...] = ()
        self._held = False
        self._committed = False

    def follow(self, connection: Connection, end: Callable[..., None] | None) -> None:
        """Learn of the connection's savepoints, and with `end` how its transaction ends."""
        if self._wrapped:
            return
        asked: Any = connection
        wraps = {
            "_savepoint_impl": partial(self._begin_savepoint, asked._savepoint_impl),  # noqa: SLF001
            "_release_savepoint_impl": partial(self._release_savepoint, asked._release_savepoint_impl),  # noqa: SLF001
            "_rollback_to_savepoint_impl": partial(self._cut, asked._rollback_to_savepoint_impl),  # noqa: SLF001
        }
        if end is not None:
            for name in ("_commit_impl", "_commit_twophase_impl"):
                wraps[name] = partial(_committing, getattr(asked, name), end)
            for name in ("_rollback_impl", "_rollback_twophase_impl"):
                wraps[name] = partial(_rolling_back, getattr(asked, name), end)
        vars(connection).update(wraps)
        self._wrapped = tuple(wraps)

    def leave(self, connection: Connection) -> None:
        """Leave the connection as it was."""
        for name in self._wrapped:
            vars(connection).pop(name, None)
        self._wrapped = ()

    def hold(self, guest: Guest | None) -> None:
        """Hold what is to be called until the guest's session has ended its own part as well, and is free again."""
        session = guest() if isinstance(guest, scoped_session) else guest
        if self._held or not isinstance(session, Session):
            return
        if not event.contains(session, "after_transaction_end", _set_free):
            event.listen(session, "after_transaction_end", _set_free)
        _HELD.setdefault(session, []).append(self)
        self._held = True

    def end(self, *, committed: bool) -> None:
        """Call what waited if the transaction is committed, or forget it; it may be held still."""
        self._committed = committed
        if not committed:
            self.calls.clear()
        elif not self._held:
            self._call()

    def set_free(self) -> None:
        """Call what was held, if the transaction is committed; else whoever commits the connection does."""
        self._held = False
        if self._committed:
            self._call()

    def _call(self) -> None:
        calls, self.calls = self.calls, []
        for call in calls:
            call()

    def _begin_savepoint(self, begin: Callable[..., str], name: str | None = None) -> str:
        made = begin(name)
        self._marks.append((made, len(self.calls)))
        return made

    def _release_savepoint(self, release: Callable[[str], None], name: str) -> None:
        release(name)
        self._forget(name)

    def _cut(self, roll_back: Callable[[str], None], name: str) -> None:
        """Roll back to a savepoint; what has been added since then is forgotten."""
        # A savepoint of which nothing is known was there before the first call was added.
        del self.calls[self._forget(name) :]
        roll_back(name)

    def _forget(self, name: str) -> int:
        """Forget a savepoint and those within it, and return how much waited when it began."""
        for place, (known, many) in enumerate(self._marks):
            if known == name:
                del self._marks[place:]
                return many
        return 0


_HELD: WeakKeyDictionary[Session, list[_Waiting]] = WeakKeyDictionary()
"""What waits for sessions to end their transactions."""


def _set_free(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        for waiting in _HELD.pop(session, ()):
            waiting.set_free()


def _committing(commit: Callable[..., None], end: Callable[..., None], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
    commit(*args, **kwargs)
    end(committed=True)


def _rolling_back(roll_back: Callable[..., None], end: Callable[..., None], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
    end(committed=False)
    roll_back(*args, **kwargs)
