"""The errors of the engine.

WorkflowError
├── TransitionRefused (ValueError)      an act is refused; `blockers` has every reason
│   └── TransitionConflict              `expect=` names a version that is no longer the present one
├── BatchRefused (ValueError)           some of many acts are refused, so none was done; `refusals` has one for each
├── KeyReused (ValueError)              an idempotency key was used before with other arguments
├── UnknownInstance (LookupError)       no such number
├── UnknownScenario (LookupError)       no such scenario loaded
├── UnknownVersion (LookupError)        no such version of the scenario loaded
├── UnknownState (LookupError)          a search or a migration names a state that no definition concerned has
├── UnknownTrigger (LookupError)        the instance's definition has no such trigger
├── UnknownDefinition (LookupError)     an instance is pinned to a definition that the database does not hold
├── InvalidUnits (ValueError)           roles or units do not fit the scenario, or are unknown
├── ScenarioClash (ValueError)          two files declare one scenario and version, or do not fit together
├── SettingsError (ValueError)          duban.toml or a DUBAN_* variable cannot be used
├── CalendarTableError (ValueError)     a calendar's CSV cannot be used; every bad line is named
└── DirectoryError (ValueError)         units.csv or contacts.csv cannot be used; every bad row is named
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from duban import words
from duban.states import Blocker, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_COMPARED = 100


class WorkflowError(Exception):
    """The base of all errors that the engine raises itself."""


class DirectoryError(WorkflowError, ValueError):
    """The directory has rows that cannot be used; `problems` holds one line for each, with file and line."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep the problems; the message is all of them, one a line."""
        super().__init__("\n".join(problems))
        self.problems = problems


class CalendarTableError(WorkflowError, ValueError):
    """Days of a calendar, or lines of its file, cannot be used; `problems` holds one line of text for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep the problems; the message is all of them, one a line."""
        super().__init__("\n".join(problems))
        self.problems = problems


class TransitionRefused(WorkflowError, ValueError):
    """An act is refused and nothing was changed; `blockers` holds every reason."""

    def __init__(self, subject: str, trigger: str, blockers: Iterable[Blocker]) -> None:
        self.subject = subject
        self.trigger = trigger
        self.blockers = tuple(blockers)
        super().__init__(subject, trigger, self.blockers)

    def __str__(self) -> str:
        """Return the refusal with every reason, in the language of the reader."""
        facts = {"subject": self.subject, "trigger": self.trigger, "reasons": self.blockers}
        return words.text("{subject}: “{trigger}” cannot be done: {reasons:clauses}", **facts)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the blockers."""
        return tuple(blocker.code for blocker in self.blockers)


class TransitionConflict(TransitionRefused):
    """Somebody has acted since the version that the caller expected."""


class BatchRefused(WorkflowError, ValueError):
    """Some of many acts are refused, and nothing was changed; `refusals` holds a TransitionRefused for each."""

    def __init__(self, refusals: Iterable[TransitionRefused]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(self.refusals)

    def __str__(self) -> str:
        """Return the refusals, one a line, in the language of the reader."""
        return "\n".join(str(refusal) for refusal in self.refusals)


class KeyReused(WorkflowError, ValueError):
    """An idempotency key was used before, with other arguments or another verb."""

    def __init__(self, key: str, verb: str) -> None:
        super().__init__(f"the key {key!r} was used before for another {verb}: use a new key for a new act")
        self.key = key
        self.verb = verb


class UnknownInstance(WorkflowError, LookupError):
    """There is no instance with that number; `close` is one that may be meant, if a similar one was looked for."""

    def __init__(self, number: str, close: str | None = None) -> None:
        hint = f"; did you mean {close!r}?" if close else ": `duban list` shows the numbers"
        super().__init__(f"no instance {shown(number)}{hint}")
        self.number = number
        self.close = close


class UnknownScenario(WorkflowError, LookupError):
    """No scenario of that name is loaded; in a search, no instance in the database has one either."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name = name
        self.known = tuple(known)
        super().__init__(f"no scenario {shown(name)}{near(name, self.known)}")


class UnknownVersion(WorkflowError, LookupError):
    """That version of the scenario is not loaded."""

    def __init__(self, scenario: str, version: int, known: Iterable[int]) -> None:
        self.scenario = scenario
        self.version = version
        self.known = tuple(sorted(known))
        there = ", ".join(str(each) for each in self.known)
        super().__init__(f"scenario {scenario!r} has no version {version} loaded; there are: {there}")


class UnknownState(WorkflowError, LookupError):
    """A search or a migration names a state that the definitions concerned do not have, or still have."""

    def __init__(self, state: str, why: str) -> None:
        self.state = state
        super().__init__(f"state {shown(state)}: {why}")


class UnknownTrigger(WorkflowError, LookupError):
    """The definition that the instance is pinned to has no such trigger."""

    def __init__(self, trigger: str, known: Iterable[str], number: str) -> None:
        self.trigger = trigger
        self.known = tuple(known)
        super().__init__(f"{number} has no trigger {shown(trigger)}{near(trigger, self.known)}")


class UnknownDefinition(WorkflowError, LookupError):
    """An instance is pinned to a definition that the database does not hold."""

    def __init__(self, digest: str, number: str) -> None:
        super().__init__(f"{number} is pinned to definition {digest[:12]}…, which the database does not hold")
        self.digest = digest
        self.number = number


class InvalidUnits(WorkflowError, ValueError):
    """Roles or units do not fit the scenario, or are unknown."""


class ScenarioClash(WorkflowError, ValueError):
    """Two files declare one scenario and version, or scenarios share a number pattern or do not fit together."""


class SettingsError(WorkflowError, ValueError):
    """A setting cannot be used; the message says which, where it comes from and what may be written."""


def near(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a hint at the known name closest to `name`; if none is close, `otherwise` or a list of the known names."""
    there = tuple(known)
    # A cutoff of one half: in a Chinese word of two characters, one is often mistyped.
    close = difflib.get_close_matches(name[:_LONGEST_COMPARED], there, n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return otherwise or (f"; there are: {', '.join(there)}" if there else "; none is loaded")


def conflict(expected: int, found: int) -> Blocker:
    """Return the blocker of an act that expects a version other than the current one."""
    return Blocker("conflict", {"expect": expected, "version": found})
