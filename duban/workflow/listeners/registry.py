"""Which listeners there are, and what each of them wants to hear."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from duban import words
from duban.workflow.listeners.happening import CLOSING, ENTRY, OF_KIND

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duban.storage import HistoryRecord
    from duban.workflow.listeners.happening import What, Worked

When = Literal["inside", "after"]
"""When a listener is called: inside of the transaction, or after its commit."""

INSIDE: When = "inside"
AFTER: When = "after"

Listener = Callable[..., Any]
"""A function of the application: after the commit it gets the happening, inside the session as well."""


class Wanted(NamedTuple):
    """What a listener wants to hear; a set that is None lets everything pass."""

    scenarios: frozenset[str] | None
    triggers: frozenset[str] | None
    states: frozenset[str] | None


class Listening(NamedTuple):
    """A listener, what it listens to, and its place among all."""

    what: What
    when: When
    call: Listener
    wanted: Wanted
    place: int

    @property
    def name(self) -> str:
        """Return the listener's name, for people."""
        module = getattr(self.call, "__module__", None)
        name = getattr(self.call, "__qualname__", None) or type(self.call).__qualname__
        return f"{module}.{name}" if module else name

    def wants(self, work: Worked, record: HistoryRecord) -> bool:
        """Return whether it wants to hear of an entry."""
        scenarios, triggers, states = self.wanted
        return (
            (scenarios is None or work.subject.scenario in scenarios)
            and (triggers is None or record.trigger in triggers)
            and (states is None or record.to_state in states)
        )


class Listeners:
    """The listeners of one engine; whoever is added or left out meanwhile, each command asks those of its moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: tuple[Listening, ...] = ()
        self._by_name: Mapping[What, tuple[Listening, ...]] = {}
        self._places = 0

    def __bool__(self) -> bool:
        """Return whether anybody listens."""
        return bool(self._all)

    def add(self, what: What, when: When, call: Listener, wanted: Wanted) -> None:
        """Add a listener behind the others. Raises TypeError if it cannot be called as it would be."""
        _require_callable(call, 1 if when == AFTER else 2, when)
        with self._lock:
            self._places += 1
            self._set((*self._all, Listening(what, when, call, wanted, self._places)))

    def drop(self, call: Listener) -> bool:
        """Leave a listener out, whatever it listens to; return whether it was there."""
        with self._lock:
            left = tuple(each for each in self._all if each.call != call)
            found = len(left) < len(self._all)
            self._set(left)
        return found

    def _set(self, listening: tuple[Listening, ...]) -> None:
        by_name: dict[What, tuple[Listening, ...]] = {}
        for each in listening:
            by_name[each.what] = (*by_name.get(each.what, ()), each)
        self._all, self._by_name = listening, by_name

    def concern(self, works: Iterable[Worked]) -> bool:
        """Return whether anybody may want to hear of these works."""
        by_name = self._by_name
        if ENTRY in by_name or CLOSING in by_name:
            return True
        return any(OF_KIND.get(record.kind) in by_name for work in works for record in work.entries)

    def of(self, names: Sequence[What], work: Worked, record: HistoryRecord) -> list[Listening]:
        """Return who wants to hear of an entry under one of these names, in the order in which they were added."""
        by_name = self._by_name
        found = [each for name in names for each in by_name.get(name, ()) if each.wants(work, record)]
        return sorted(found, key=_place) if len(found) > 1 else found


def _place(listening: Listening) -> int:
    return listening.place


def _require_callable(call: Listener, arguments: int, when: When) -> None:
    if not callable(call):
        raise TypeError(words.Line("a listener is a function, not {given}", given=type(call).__name__))
    if inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(getattr(call, "__call__", None)):  # noqa: B004
        raise TypeError(
            words.Line("a listener of this engine is a plain function: AsyncEngine.on takes one that is awaited")
            if when == AFTER
            else words.Line("a listener inside is a plain function: the transaction of the act is not awaited")
        )
    try:
        inspect.signature(call).bind(*range(arguments))
    except ValueError:
        return  # some that are written in C do not say what they take
    except TypeError:
        message = (
            words.Line("a listener after the commit takes one argument: the happening")
            if when == AFTER
            else words.Line("a listener inside takes two arguments: the happening, and the session to write by")
        )
        raise TypeError(message) from None
