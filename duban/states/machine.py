"""The state machine: one shared `transitions` machine per definition, which holds no instance and knows no effects.

It alone knows the entries of a trigger: it says which of them an act takes and, if none, why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from transitions import Machine

from duban.states.definition import Transition
from duban.states.guards import Blocker, guard_blocker, state_blocker

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.states.definition import Definition
    from duban.states.subject import Subject


class Choice(Struct, frozen=True, gc=False):
    """What becomes of a trigger in a state: the entry that it takes, or why it takes none.

    `considered` are the entries that came into question where none was taken: those that leave the state, whose
    conditions do not hold, or all entries of the trigger if none leaves it.
    """

    taken: Transition | None
    why: Blocker | None = None
    considered: tuple[Transition, ...] = ()

    @property
    def leaves(self) -> bool:
        """Return whether an entry that was considered leaves the state, so that only its condition is in the way."""
        return self.why is not None and self.why.code == "guard"


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
        self._definition = definition
        self._settled: dict[tuple[str, str], Choice] = {}
        self._open = {
            (entry.trigger, source)
            for entries in definition.transitions.values()
            for entry in entries
            if entry.when is not None
            for source in entry.sources
        }

    def choose(self, trigger: str, subject: Subject, fits: Callable[[Transition], bool]) -> Choice:
        """Return the first entry of a known trigger that leaves the subject's state and `fits`; if none, why.

        If no entry has a condition the machine says the same each time, and is asked once.
        """
        state = subject.state
        settled = self._settled.get((trigger, state))
        if settled is not None:
            return settled
        entries = self._definition.transitions[trigger]
        if state not in self._machine.events[trigger].transitions:
            return Choice(None, state_blocker(self._definition, subject, trigger), entries)
        walker = _Walker(state, fits)
        moved = self._machine.events[trigger].trigger(walker)
        if not moved or walker.taken is None:
            here = tuple(entry for entry in entries if state in entry.sources)
            conditions = [entry.when for entry in here if entry.when is not None]
            return Choice(None, guard_blocker(subject, trigger, conditions), here)
        choice = Choice(walker.taken)
        if (trigger, state) not in self._open:
            self._settled[trigger, state] = choice
        return choice


def _condition(entry: Transition) -> Callable[[Any], bool]:
    def fits(event: Any) -> bool:  # noqa: ANN401 - `transitions` has no types
        if not event.model.fits(entry):
            return False
        event.model.taken = entry
        return True

    return fits
