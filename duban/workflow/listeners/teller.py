"""Telling listeners what a command has written: inside of its transaction, and after the commit."""

from __future__ import annotations

from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from duban import words
from duban.states import Blocker
from duban.storage import Savepoint, connection_of
from duban.workflow.errors import BatchRefused, TransitionRefused, WorkflowError
from duban.workflow.listeners.complaining import log_failure
from duban.workflow.listeners.errors import ListenerFailed, Objection, SessionNeeded
from duban.workflow.listeners.happening import Happening, told_by
from duban.workflow.listeners.registry import INSIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import Session

    from duban.storage import Database, Guest
    from duban.workflow.listeners.happening import Worked
    from duban.workflow.listeners.registry import Listeners, Listening

    Heard = list[tuple[Happening, Listening]]

_AT_WORK: ContextVar[tuple[tuple[Listeners, Connection], ...]] = ContextVar("duban_listeners_at_work", default=())
"""The engines, by their listeners, of which listeners inside are being called, with the transaction of each."""


def require_joined(listeners: Listeners, guest: Guest | None) -> None:
    """Raise SessionNeeded if a listener inside calls a verb that would not join the transaction of the act."""
    for one, connection in _AT_WORK.get():
        if one is listeners and (guest is None or connection_of(guest) is not connection):
            raise SessionNeeded


class Told(NamedTuple):
    """What was asked for: of which subject, by which verb or trigger, under which key, and whether of many at once.

    Without a subject nobody has asked: the engine does it of its own accord.
    """

    subject: str = ""
    trigger: str = ""
    key: str | None = None
    batch: bool = False


class Unheard:
    """What stands in for a teller if nobody listens."""

    def __enter__(self) -> Self:
        """Return this."""
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing."""

    def keep_quiet(self) -> None:
        """Do nothing."""


UNHEARD = Unheard()


class Teller:
    """Tells listeners of the works of one command; what is written of them belongs into its `with`, whose end tells.

    If a listener inside objects or fails, all that was written within is undone: in a guest's transaction back to a
    savepoint, after which `undo` takes back what was written before it; else with the transaction.
    """

    def __init__(
        self,
        listeners: Listeners,
        database: Database,
        connection: Connection,
        works: Sequence[Worked],
        told: Told,
        *,
        undo: Callable[[], None],
    ) -> None:
        self._listeners = listeners
        self._database = database
        self._connection = connection
        self._told = told
        self._undo = undo
        self._inside: Heard = []
        self._after: Heard = []
        for work in works:
            made: dict[str | int, Any] = {}
            for record, names in told_by(work):
                for each in listeners.of(names, work, record):
                    heard = self._inside if each.when == INSIDE else self._after
                    heard.append((Happening(each.what, told.key, record, work, made), each))
        self._guest = database.guest_on(connection) if self._inside else None
        self._savepoint: Savepoint | None = None

    def __enter__(self) -> Self:
        """Begin a savepoint in a guest's transaction, if a listener inside may have to be undone."""
        if self._guest is not None:
            self._savepoint = Savepoint(self._guest)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Tell of what was written, or undo it."""
        try:
            if kind is None:
                self._tell()
                if self._savepoint is not None:
                    self._savepoint.release()
                return
        except BaseException:
            self._take_back()
            raise
        self._take_back()

    def keep_quiet(self) -> None:
        """Tell of nothing: nothing was done after all."""
        self._inside, self._after = [], []

    def _take_back(self) -> None:
        self._after.clear()  # what waits for the commit may do so still, where a framework makes it
        if self._savepoint is not None and self._savepoint.roll_back():
            self._undo()

    def _tell(self) -> None:
        if self._after:
            self._database.after_commit(self._connection, partial(_tell_after, self._after))
        if not self._inside:
            return
        root = self._connection.get_transaction()
        token = _AT_WORK.set((*_AT_WORK.get(), (self._listeners, self._connection)))
        try:
            with self._database.session_on(self._connection) as session:
                objections = [each for heard in self._inside if (each := self._ask(*heard, session)) is not None]
        finally:
            _AT_WORK.reset(token)
        if root is None or not root.is_active or self._connection.get_transaction() is not root:
            names = words.listed(sorted({listening.name for _, listening in self._inside}))
            raise ListenerFailed(names, words.Line("it has ended the transaction in which it was called"))
        if objections:
            raise self._refusal(objections)

    def _ask(self, happening: Happening, listening: Listening, session: Session) -> tuple[Happening, Blocker] | None:
        """Call a listener inside, and return why it objects, if it does."""
        try:
            listening.call(happening, session)
            session.flush()
        except Objection as objection:
            facts = {"why": objection.why, "number": happening.number, "listener": listening.name, **objection.facts}
            return happening, Blocker("listener", facts)
        except WorkflowError:
            raise
        except Exception as error:
            if self._told.subject:
                raise
            raise ListenerFailed(listening.name, words.said_by(error)) from error
        return None

    def _refusal(self, objections: Sequence[tuple[Happening, Blocker]]) -> WorkflowError:
        told, refusals = self._told, dict[str, list[Blocker]]()
        for happening, blocker in objections:
            refusals.setdefault(happening.number, []).append(blocker)
        first = objections[0][0]
        trigger = told.trigger or first.trigger or first.what
        if told.batch:
            return BatchRefused(TransitionRefused(number, trigger, each) for number, each in refusals.items())
        return TransitionRefused(told.subject or first.number, trigger, [blocker for _, blocker in objections])


def _tell_after(heard: Heard) -> None:
    """Call listeners after the commit; whatever they raise is logged, and the others are called all the same."""
    for happening, listening in heard:
        try:
            listening.call(happening)
        except Exception as error:  # noqa: BLE001 - it is the application's, and the act is done
            log_failure(happening, listening.name, error)
