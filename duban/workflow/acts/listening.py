"""The verbs by which an application listens to what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, get_args, overload

from duban import words
from duban.states import shown
from duban.workflow.core import HasCore
from duban.workflow.errors import UnknownName, UnknownState, near
from duban.workflow.listeners import HAPPENINGS, Listener, Wanted, What, When

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_TRIGGER = "trigger"

Given = TypeVar("Given", bound=Listener)


class Listening(HasCore):
    """Tells functions of the application what happens."""

    @overload
    def on(
        self,
        what: What,
        listener: Given,
        *,
        when: When = "after",
        scenario: str | Iterable[str] | None = None,
        trigger: str | Iterable[str] | None = None,
        state: str | Iterable[str] | None = None,
    ) -> Given: ...

    @overload
    def on(
        self,
        what: What,
        listener: None = None,
        *,
        when: When = "after",
        scenario: str | Iterable[str] | None = None,
        trigger: str | Iterable[str] | None = None,
        state: str | Iterable[str] | None = None,
    ) -> Callable[[Given], Given]: ...

    def on(
        self,
        what: What,
        listener: Listener | None = None,
        *,
        when: When = "after",
        scenario: str | Iterable[str] | None = None,
        trigger: str | Iterable[str] | None = None,
        state: str | Iterable[str] | None = None,
    ) -> Any:
        """Call `listener` when something happens, by this engine, and return it; without one, return a decorator.

        Each repeat of a request with its `key`, a dry run, `allowed` and a simulation tell nobody.

        Args:
            what: `act` (a trigger was pulled, by whomever), `rung` (a rung took effect, or a stay has reached its
                limit), `opening`, `closing`, `decision`, or `entry`: each entry of the history, whatever it is.
            listener: the function. It gets the `Happening`, and inside, as a second argument, the session to write by.
            when: `after` the commit, also where that is the application's own; or `inside` of the transaction, in which
                it may write, and raise `Objection` to refuse what happens.
            scenario: only in this scenario, or in one of these.
            trigger: only by this trigger, or by one of these.
            state: only into this state, or into one of these.

        Raises:
            ValueError: if `what` or `when` is none of those.
            TypeError: if the listener cannot be called so.
            UnknownScenario: if no such scenario is loaded.
            UnknownName: if no loaded definition of theirs has such a trigger.
            UnknownState: if none has such a state.

        """
        _one_of("what", what, HAPPENINGS)
        _one_of("when", when, get_args(When))
        wanted = self._wanted(scenario, trigger, state)
        listeners = self._core.listeners

        def listen(call: Listener) -> Listener:
            listeners.add(what, when, call, wanted)
            return call

        return listen if listener is None else listen(listener)

    def off(self, listener: Listener) -> None:
        """Call a listener no more, whatever it listens to. Raises ValueError if it does not listen."""
        if not self._core.listeners.drop(listener):
            name = getattr(listener, "__qualname__", type(listener).__qualname__)
            raise ValueError(words.Line("{listener} does not listen", listener=name))

    def _wanted(
        self,
        scenario: str | Iterable[str] | None,
        trigger: str | Iterable[str] | None,
        state: str | Iterable[str] | None,
    ) -> Wanted:
        catalogue = self._core.catalogue
        scenarios = None
        if scenario is not None:
            scenarios = frozenset(catalogue.newest(name).definition.scenario for name in _each(scenario))
        triggers, states = (None if given is None else frozenset(_each(given)) for given in (trigger, state))
        definitions = [each for each in catalogue.loaded if scenarios is None or each.scenario in scenarios]
        known = dict.fromkeys(name for each in definitions for name in each.transitions)
        for name in _missing(triggers, known):
            raise UnknownName(_TRIGGER, name, near(name, known))
        known = dict.fromkeys(name for each in definitions for name in each.states)
        for name in _missing(states, known):
            raise UnknownState(name, near(name, known))
        return Wanted(scenarios, triggers, states)


def _each(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _missing(wanted: frozenset[str] | None, known: Iterable[str]) -> list[str]:
    return sorted((wanted or frozenset()).difference(known))


def _one_of(name: str, given: object, known: tuple[str, ...]) -> None:
    if given not in known:
        hint = near(str(given), known)
        raise ValueError(words.Line("{name}= cannot be {given}; {near}", name=name, given=shown(str(given)), near=hint))
