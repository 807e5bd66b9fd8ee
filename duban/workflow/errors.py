"""The errors of the engine.

WorkflowError
├── TransitionRefused (ValueError)      an act is refused; `blockers` has every reason
│   ├── TransitionConflict              `expect=` names a version that is no longer the present one
│   └── LinkDead                        the link in a message was used, or is not good any more
├── BatchRefused (ValueError)           some of many acts are refused, so none was done; `refusals` has one for each
├── KeyReused (ValueError)              an idempotency key was used before with other arguments
├── UnknownInstance (LookupError)       no such number
├── UnknownMessage (LookupError)        the outbox has no message with that id
├── UnknownLink (LookupError)           no message has a link with that token
├── UnknownFile (LookupError)           no field of the instance that the reader may see names such a file
├── UnknownScenario (LookupError)       no such scenario loaded
│   └── AmbiguousScenario               several have this title
├── UnknownVersion (LookupError)        no such version of the scenario loaded
├── UnknownState (LookupError)          a search or a migration names a state that no definition concerned has
├── UnknownName (LookupError)           a migration names a role, field or trigger that is not there, or is still there
├── UnknownTrigger (LookupError)        the instance's definition has no such trigger
├── UnknownDefinition (LookupError)     an instance is pinned to a definition that the database does not hold
│   └── AlteredDefinition               it holds one, but not as it was stored
├── InvalidUnits (ValueError)           roles or units do not fit the scenario, or are unknown
├── ScenarioClash (ValueError)          two files declare one scenario and version, or do not fit together
│   └── ScenarioChanged                 a version has another content here than in the database
├── SettingsError (ValueError)          duban.toml or a DUBAN_* variable cannot be used
├── NoAnchors (ValueError)              a file holds no anchors
├── KeyUnusable (ValueError)            a key for signing anchors, or for checking signatures, cannot be used
├── CalendarTableError (ValueError)     a calendar's CSV cannot be used; every bad line is named
└── DirectoryError (ValueError)         units.csv or contacts.csv cannot be used; every bad row is named
    └── DirectoryChanged                `expect=` names a change of the directory that is no longer the last one
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from duban import words
from duban.states import Blocker, several_titled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_SHOWN = 12
"""So many characters of a digest tell it from all others."""
_LONGEST_COMPARED = 100
_NAMED_TEXTS = {
    "role": "role {name:shown}: {why}",
    "field": "field {name:shown}: {why}",
    "trigger": "trigger {name:shown}: {why}",
    "clock": "clock {name:shown}: {why}",
}


class WorkflowError(words.Portable, Exception):
    """The base of all errors that the engine raises itself."""


class DirectoryError(WorkflowError, ValueError):
    """The directory has rows that cannot be used; `problems` holds one line for each, with file and line."""

    problems: words.SaidEach = words.SaidEach()

    def __init__(self, problems: tuple[words.Line | str, ...]) -> None:
        """Keep the problems; the message is all of them, one a line."""
        super().__init__(words.Line("{problems:lines}", problems=problems))
        self.problems = problems


class DirectoryChanged(DirectoryError):
    """Somebody has changed the directory since the change that the caller expected; nothing was written.

    `seq` is the number of the last change, which was made `by` somebody `at` an instant.
    """

    def __init__(self, seq: int, by: str, at: datetime) -> None:
        line = words.Line(
            "{by} has changed the directory meanwhile (change {seq}): read it again, and change that", by=by, seq=seq
        )
        super().__init__((line,))
        self.seq, self.by, self.at = seq, by, at


class CalendarTableError(WorkflowError, ValueError):
    """Days of a calendar, or lines of its file, cannot be used; `problems` holds one line of text for each."""

    problems: words.SaidEach = words.SaidEach()

    def __init__(self, problems: tuple[words.Line | str, ...]) -> None:
        """Keep the problems; the message is all of them, one a line."""
        super().__init__(words.Line("{problems:lines}", problems=problems))
        self.problems = problems


class TransitionRefused(WorkflowError, ValueError):
    """An act is refused and nothing was changed; `blockers` holds every reason."""

    def __init__(self, subject: str, trigger: str, blockers: Iterable[Blocker]) -> None:
        self.subject = subject
        self.trigger = trigger
        self.blockers = tuple(blockers)
        super().__init__(subject, trigger, self.blockers)

    @property
    def line(self) -> words.Line:
        """Return the refusal with every reason, as it is kept and worded."""
        facts = {"subject": self.subject, "trigger": self.trigger, "reasons": self.blockers}
        return words.Line("{subject}: “{trigger:verb}” cannot be done: {reasons:clauses}", **facts)

    def __str__(self) -> str:
        """Return the refusal with every reason, in the language of the reader."""
        return str(self.line)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the blockers."""
        return tuple(blocker.code for blocker in self.blockers)


class TransitionConflict(TransitionRefused):
    """Somebody has acted since the version that the caller expected."""


class LinkDead(TransitionRefused):
    """The link in a message was used, or is not good any more; `blockers` say why."""


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
        super().__init__(
            words.Line(
                "the key {key:shown} was used before for another {verb}: use a new key for a new act",
                key=key,
                verb=verb,
            )
        )
        self.key = key
        self.verb = verb


class UnknownInstance(WorkflowError, LookupError):
    """There is no instance with that number; `close` is one that may be meant, if a similar one was looked for.

    If it is `request`, it was to be the id of what waits for a decision, and is none.
    """

    def __init__(self, number: str, close: str | None = None, *, request: bool = False) -> None:
        super().__init__(
            words.Line(
                "{number:shown} is no id of what waits there, such as WT-2026-0001#7: {way_pending} lists them"
                if request
                else "no instance {number:shown}; did you mean {close:shown}?"
                if close
                else "no instance {number:shown}: {way_find} shows the numbers",
                number=number,
                close=close,
            )
        )
        self.number = number
        self.close = close
        self.request = request


class UnknownMessage(WorkflowError, LookupError):
    """The outbox has no messages with these ids."""

    def __init__(self, ids: Iterable[int]) -> None:
        self.ids = tuple(ids)
        super().__init__(words.Line("no message has the ID {ids}: {way_outbox_all} shows them", ids=self.ids))


class UnknownLink(WorkflowError, LookupError):
    """No message has a link with this token, which is not repeated."""

    def __init__(self) -> None:
        super().__init__(words.Line("no message has such a link"))


class UnknownFile(WorkflowError, LookupError):
    """No field of the instance that the reader may see names a file with this hash, of those that are kept here."""

    def __init__(self, number: str, sha256: str) -> None:
        super().__init__(
            words.Line(
                "{number} names no file {sha256} that is kept here and that you may see; {way_files} shows those",
                number=number,
                sha256=sha256,
            )
        )
        self.number = number
        self.sha256 = sha256


class UnknownScenario(WorkflowError, LookupError):
    """No scenario of that name is loaded; in a search, no instance in the database has one either."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name = name
        self.known = tuple(known)
        hint = near(name, self.known, otherwise=None if self.known else words.Line("none is loaded"))
        super().__init__(words.Line("no scenario {name:shown}; {near}", name=name, near=hint))


class AmbiguousScenario(UnknownScenario):
    """Several loaded scenarios have that title; `known` has their names, of which one has to be given."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name = name
        self.known = tuple(known)
        WorkflowError.__init__(self, several_titled(name, self.known))


class UnknownVersion(WorkflowError, LookupError):
    """That version of the scenario is not loaded."""

    def __init__(self, scenario: str, version: int, known: Iterable[int]) -> None:
        self.scenario = scenario
        self.version = version
        self.known = tuple(sorted(known))
        super().__init__(
            words.Line(
                "scenario {name:shown} has no version {version} loaded; there are: {known}",
                name=scenario,
                version=version,
                known=self.known,
            )
        )


class UnknownState(WorkflowError, LookupError):
    """A search or a migration names a state that the definitions concerned do not have, or still have."""

    def __init__(self, state: str, why: words.Line | str) -> None:
        self.state = state
        super().__init__(words.Line("state {state:shown}: {why}", state=state, why=why))


class UnknownName(WorkflowError, LookupError):
    """A migration renames a role, field, trigger or clock (`kind`) that is not there, or that keeps its name."""

    def __init__(self, kind: str, name: str, why: words.Line | str) -> None:
        self.kind = kind
        self.name = name
        super().__init__(words.Line(_NAMED_TEXTS[kind], name=name, why=why))


class UnknownTrigger(WorkflowError, LookupError):
    """The definition that the instance is pinned to has no such trigger."""

    def __init__(self, trigger: str, known: Iterable[str], number: str) -> None:
        self.trigger = trigger
        self.known = tuple(known)
        hint = near(trigger, self.known)
        super().__init__(
            words.Line("{number} has no trigger {trigger:shown}; {near}", number=number, trigger=trigger, near=hint)
        )


class UnknownDefinition(WorkflowError, LookupError):
    """An instance is pinned to a definition that the database does not hold."""

    def __init__(self, digest: str, number: str) -> None:
        super().__init__(self._told(number, digest[:12]))
        self.digest = digest
        self.number = number

    @staticmethod
    def _told(number: str, digest: str) -> words.Line:
        return words.Line(
            "{number} is pinned to definition {digest}…, which the database does not hold", number=number, digest=digest
        )


class AlteredDefinition(UnknownDefinition):
    """An instance is pinned to a definition whose stored document was changed: nothing is judged by it."""

    @staticmethod
    def _told(number: str, digest: str) -> words.Line:
        return words.Line(
            "{number} is pinned to definition {digest}…, whose stored document was changed, so that nothing is judged "
            "by it: see {way_verify}, and put the document back from a backup",
            number=number,
            digest=digest,
        )


class InvalidUnits(WorkflowError, ValueError):
    """Roles or units do not fit the scenario, or are unknown."""


class ScenarioClash(WorkflowError, ValueError):
    """Two files declare one scenario and version, or scenarios share a number pattern or do not fit together."""


class ScenarioChanged(ScenarioClash):
    """A version of a scenario has another content here than the one that the database has worked with.

    Nothing is opened by it, or migrated to it: two processes would work by different rules under one name. `digest` is
    that of the file here, `known` that of the database, which it has had `since`.
    """

    def __init__(self, scenario: str, version: int, digest: str, *, known: str, since: datetime) -> None:
        super().__init__(
            words.Line(
                "scenario {scenario:shown} version {version} is another here (digest {digest}) than in the database, "
                "which has worked by {known} since {since}: raise the version of the file that was changed, "
                "or bring it back as it was",
                scenario=scenario,
                version=version,
                digest=digest[:_SHOWN],
                known=known[:_SHOWN],
                since=since.strftime("%Y-%m-%d %H:%M UTC"),
            )
        )
        self.scenario, self.version, self.digest, self.known, self.since = scenario, version, digest, known, since


class NoAnchors(WorkflowError, ValueError):
    """A file holds no anchors, neither a log of them nor the heads that earlier versions exported."""

    def __init__(self, file: str, reason: words.Line | str | None = None) -> None:
        reason = reason or words.Line("these are no heads that {way_heads} wrote")
        super().__init__(words.at(file, reason))
        self.file = file


class KeyUnusable(WorkflowError, ValueError):
    """A key cannot be used to sign anchors or to check their signatures; the message never repeats the key."""

    def __init__(self, reason: words.Line, where: str | None = None) -> None:
        super().__init__(words.at(where, reason) if where else words.Line("the key {reason}", reason=reason))
        self.reason = reason
        self.where = where


class SettingsError(WorkflowError, ValueError):
    """A setting cannot be used; the message says which, where it comes from and what may be written."""


def near(name: str, known: Iterable[str], otherwise: words.Line | None = None, *, cutoff: float = 0.5) -> words.Line:
    """Return a hint at the known name closest to `name`; if none is close, `otherwise` or a list of the known names."""
    there = tuple(known)
    # A cutoff of one half: in a Chinese word of two characters, one is often mistyped.
    close = difflib.get_close_matches(name[:_LONGEST_COMPARED], there, n=1, cutoff=cutoff)
    if close:
        return words.Line("did you mean {close:shown}?", close=close[0])
    return otherwise or words.Line("there are: {known}" if there else "there are none", known=there)


def conflict(expected: int, found: int) -> Blocker:
    """Return the blocker of an act that expects a version other than the current one."""
    return Blocker("conflict", {"expect": expected, "version": found})
