"""The state machine: one shared `transitions` machine per definition, without instances or effects.

Only this module knows the entries of a trigger: it says which of them an act takes or, if none, why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from transitions import Machine

from duban.states.acting.guards import Blocker, ended_blocker, guard_blocker, leaves, state_blocker
from duban.states.definition import Transition

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.states.definition import Definition
    from duban.states.subject import Subject


class Choice(Struct, frozen=True, gc=False):
    """The result of pulling a trigger in a state: the entry that it takes, or why it takes none.

    If no entry is taken, `considered` holds those that leave the state and whose conditions do not hold, or all entries
    of the trigger if none leaves the state.
    """

    taken: Transition | None
    why: Blocker | None = None
    considered: tuple[Transition, ...] = ()

    @property
    def leaves(self) -> bool:
        """Return whether a considered entry leaves the state, so that only its condition is in the way."""
        return self.why is not None and self.why.code == "guard"


class _Walker:
    """A temporary model for `transitions`: it is in a state and records the transition that accepted it."""

    __slots__ = ("fits", "state", "taken")

    def __init__(self, state: str, fits: Callable[[Transition], bool]) -> None:
        self.state = state
        self.fits = fits
        self.taken: Transition | None = None


class WorkflowMachine:
    """Finds which transition a trigger takes from a state; it has no state, so one serves all instances and threads.

    `transitions` works on unregistered models through `machine.events[trigger].trigger(model)`. Models are never added
    to the machine: `add_model` costs O(n) and sets attributes on the object.
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
        self._definition = definition
        self._chosen: dict[tuple[str, str], Choice] = {}
        self._open = {
            (entry.trigger, source)
            for entries in definition.transitions.values()
            for entry in entries
            if entry.when is not None
            for source in entry.sources
        }

    def choose(self, trigger: str, subject: Subject, fits: Callable[[Transition], bool]) -> Choice:
        """Return the first entry of a known trigger that leaves the subject's state and `fits`, or why there is none.

        If no entry has a condition the machine always answers the same, so it is asked once.
        """
        state = subject.state
        if subject.ended is not None:
            return self._take_up(trigger, subject, fits)
        chosen = self._chosen.get((trigger, state))
        if chosen is not None:
            return chosen
        entries = self._definition.transitions[trigger]
        if state not in self._machine.events[trigger].transitions:
            return Choice(None, state_blocker(self._definition, subject, trigger), entries)
        walker = _Walker(state, fits)
        moved = self._machine.events[trigger].trigger(walker)
        if not moved or walker.taken is None:
            here = tuple(entry for entry in entries if state in entry.sources)
            return Choice(None, guard_blocker(subject, trigger, here), here)
        choice = Choice(walker.taken)
        if (trigger, state) not in self._open:
            self._chosen[trigger, state] = choice
        return choice

    def _take_up(self, trigger: str, subject: Subject, fits: Callable[[Transition], bool]) -> Choice:
        """Return the entry by which what has ended without a final state is taken up again, or why there is none."""
        entries = self._definition.transitions[trigger]
        here = tuple(entry for entry in entries if leaves(self._definition, subject, entry))
        taken = next((entry for entry in here if fits(entry)), None)
        if taken is not None:
            return Choice(taken)
        if not here:
            return Choice(None, ended_blocker(subject, trigger), entries)
        return Choice(None, guard_blocker(subject, trigger, here), here)


def _condition(entry: Transition) -> Callable[[Any], bool]:
    def fits(event: Any) -> bool:  # noqa: ANN401 - `transitions` has no types
        if not event.model.fits(entry):
            return False
        event.model.taken = entry
        return True

    return fits
