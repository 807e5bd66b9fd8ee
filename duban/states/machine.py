"""The state machine: one shared `transitions` machine per definition, which holds no instance and knows no effects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transitions import Machine

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.states.definition import Definition, Transition


class _Walker:
    """A throw-away model: it stands in a state and notes the transition that let it through."""

    __slots__ = ("fits", "state", "taken")

    def __init__(self, state: str, fits: Callable[[Transition], bool]) -> None:
        self.state = state
        self.fits = fits
        self.taken: Transition | None = None


class WorkflowMachine:
    """Answers which transition a trigger takes from a state; stateless, so one serves all instances and threads.

    `transitions` works on unregistered models through `machine.events[trigger].trigger(model)`. Models are never added
    to it: `add_model` costs O(n) and grafts attributes on the object.
    """

    def __init__(self, definition: Definition) -> None:
        self._machine = Machine(
            model=None,
            states=list(definition.states),
            initial=definition.initial,
            auto_transitions=False,
            send_event=True,
        )
        for trigger, entries in definition.transitions.items():
            for entry in entries:
                self._machine.add_transition(trigger, list(entry.sources), entry.target, conditions=[_condition(entry)])
        self._settled: dict[tuple[str, str], Transition] = {}
        self._open = {
            (entry.trigger, source)
            for entries in definition.transitions.values()
            for entry in entries
            if entry.when is not None
            for source in entry.sources
        }

    def leaves(self, trigger: str, state: str) -> bool:
        """Return whether any entry of the trigger starts from the state, whatever its conditions."""
        return state in self._machine.events[trigger].transitions

    def choose(self, trigger: str, state: str, fits: Callable[[Transition], bool]) -> Transition | None:
        """Return the first entry of the trigger that leaves `state` and that `fits`; None where there is none.

        Where no entry has a condition the machine says the same each time, and is asked once.
        """
        settled = self._settled.get((trigger, state))
        if settled is not None:
            return settled
        if not self.leaves(trigger, state):
            return None
        walker = _Walker(state, fits)
        moved = self._machine.events[trigger].trigger(walker)
        if walker.taken is not None and (trigger, state) not in self._open:
            self._settled[trigger, state] = walker.taken
        return walker.taken if moved else None


def _condition(entry: Transition) -> Callable[[Any], bool]:
    def fits(event: Any) -> bool:  # noqa: ANN401 - `transitions` has no types
        if not event.model.fits(entry):
            return False
        event.model.taken = entry
        return True

    return fits
