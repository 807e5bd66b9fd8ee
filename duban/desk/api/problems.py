"""What is answered when something cannot be done: RFC 9457, with the engine's reasons and where they apply."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from duban import StorageError, words
from duban.evidence import EvidenceError, NoRoomForFiles
from duban.states import DurationError, InvalidData, StatesError
from duban.workflow import (
    DirectoryChanged,
    DirectoryError,
    EventsGone,
    InvalidUnits,
    KeyReused,
    TransitionConflict,
    TransitionRefused,
    UnknownInstance,
    UnknownMessage,
    UnknownName,
    UnknownPosition,
    UnknownScenario,
    UnknownState,
    UnknownTrigger,
    WorkflowError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duban.states import Blocker

KIND = "application/problem+json"


class Code(StrEnum):
    """What a problem is, in a word that no language changes."""

    MALFORMED = "malformed"
    PARAMETERS = "parameters"
    CURSOR = "cursor"
    KEY_NEEDED = "key-needed"
    UNAUTHORIZED = "unauthorized"
    SCOPE = "scope"
    FUNCTION = "function"
    NOT_FOUND = "not-found"
    METHOD = "method"
    REFUSED = "refused"
    STANDS = "stands"
    GONE = "gone"
    STALE = "stale"
    TOO_LARGE = "too-large"
    KIND = "kind"
    FIELDS = "fields"
    KEY_REUSED = "key-reused"
    MATCH_NEEDED = "match-needed"
    TOO_MANY = "too-many"
    FAILED = "failed"
    BUSY = "busy"
    NO_ROOM = "no-room"


TITLE_TEXTS = {
    "malformed": "the request cannot be read",
    "parameters": "the address asks for what there is not",
    "cursor": "this cursor is none, or belongs to another question",
    "key-needed": "this token has to send an Idempotency-Key",
    "unauthorized": "say who you are: send a token that is good",
    "scope": "this token may not do that",
    "function": "this account may not do that",
    "not-found": "there is nothing here, or it is none of yours",
    "method": "this address is not asked like that",
    "refused": "this cannot be done now",
    "stands": "this was opened already, and is with other units",
    "gone": "this is not kept any more",
    "stale": "somebody has acted meanwhile",
    "too-large": "this is too much at once",
    "kind": "this is not the kind of content that is taken here",
    "fields": "something in it cannot be used",
    "key-reused": "this key was used before with other content",
    "match-needed": "this token has to send If-Match",
    "too-many": "too many requests: come again later",
    "failed": "that did not work",
    "busy": "many are working at this moment: come again in a few seconds",
    "no-room": "there is no room for files",
}
STATUS = {
    **dict.fromkeys(("malformed", "parameters", "cursor", "key-needed"), 400),
    "unauthorized": 401,
    "scope": 403,
    "function": 403,
    "not-found": 404,
    "method": 405,
    "refused": 409,
    "stands": 409,
    "gone": 410,
    "stale": 412,
    "too-large": 413,
    "kind": 415,
    "fields": 422,
    "key-reused": 422,
    "match-needed": 428,
    "too-many": 429,
    "failed": 500,
    "busy": 503,
    "no-room": 507,
}
"""The status of each problem by its code, which no language changes."""


class Problem(Exception):
    """A request that is not done: `code` says why in a word, `detail` in a sentence of the reader's language."""

    def __init__(
        self,
        code: Code,
        detail: str = "",
        *,
        blockers: Iterable[Blocker] = (),
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,  # noqa: ANN401 - what JSON takes
    ) -> None:
        super().__init__(code, detail)
        self.code, self.detail, self.headers = code, detail, dict(headers or {})
        self.blockers, self.errors, self.more = tuple(blockers), tuple(errors), more

    @property
    def status(self) -> int:
        """Return the status of HTTP."""
        return STATUS[self.code]

    def to_json(self, *, instance: str, trace: str) -> dict[str, Any]:
        """Return the members of the answer; those that say nothing are left out."""
        found: dict[str, Any] = {
            "type": f"/problems/{self.code}",
            "title": words.text(TITLE_TEXTS[self.code]),
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "code": str(self.code),
            "blockers": [blocker.to_json() for blocker in self.blockers],
            "errors": list(self.errors),
            "trace": trace,
            **self.more,
        }
        return {name: value for name, value in found.items() if value not in ("", [])}


def error_at(pointer: str, code: str, message: object) -> dict[str, str]:
    """Return what is wrong at one place of what was sent."""
    return {"pointer": pointer, "code": code, "message": str(message)}


def problem_of(error: Exception, *, number: str = "", names: Iterable[str] = (), reading: bool = False) -> Problem:
    """Return the problem that an error of the engine is for whoever has asked.

    `number` is that of the matter of the address, `names` are those of the fields that were sent.
    """
    if isinstance(error, Problem | TransitionRefused):
        return error if isinstance(error, Problem) else _refused(error)
    if isinstance(error, UnknownInstance) and (reading or error.number == number):
        return Problem(Code.NOT_FOUND)
    for kind, code in _CODES.items():
        if isinstance(error, kind):
            headers = {"retry-after": "5"} if code is Code.BUSY else {}
            return Problem(code, "" if code in _UNTOLD else str(error), headers=headers)
    if reading:
        return Problem(Code.PARAMETERS, str(error))
    return Problem(Code.FIELDS, str(error), errors=_errors(error, tuple(names)))


_CODES: Mapping[type[Exception], Code] = {
    KeyReused: Code.KEY_REUSED,
    UnknownMessage: Code.NOT_FOUND,
    NoRoomForFiles: Code.NO_ROOM,
    DirectoryChanged: Code.STALE,
    StorageError: Code.BUSY,
    EventsGone: Code.GONE,
    UnknownPosition: Code.GONE,
}
_UNTOLD = {Code.NOT_FOUND, Code.BUSY}
"""What has no more to say than its title."""


def is_ours(error: Exception) -> bool:
    """Return whether an error says what somebody has done wrong, rather than that the program has a fault."""
    return isinstance(error, Problem | WorkflowError | StatesError | EvidenceError | StorageError)


def _refused(error: TransitionRefused) -> Problem:
    """Return why an act is refused; if it only lacks fields, as what is wrong with the form."""
    if isinstance(error, TransitionConflict):
        return Problem(Code.STALE, str(error), blockers=error.blockers)
    missing = [
        error_at(f"#/data/{_escaped(str(each.facts['field']))}", each.code, each)
        for each in error.blockers
        if "field" in each.facts
    ]
    lacking = bool(error.blockers) and all(each.code == "requires" for each in error.blockers)
    return Problem(Code.FIELDS if lacking else Code.REFUSED, str(error), blockers=error.blockers, errors=missing)


_POINTERS: Mapping[type[Exception], tuple[str, str]] = {
    UnknownTrigger: ("#/trigger", "unknown"),
    UnknownScenario: ("#/scenario", "unknown"),
    UnknownState: ("#/state", "unknown"),
    UnknownName: ("#/data", "unknown"),
    UnknownInstance: ("#/other", "unknown"),
    InvalidUnits: ("#/units", "units"),
    DurationError: ("#/length", "length"),
}


def _errors(error: Exception, names: tuple[str, ...]) -> list[dict[str, str]]:
    for kind, (pointer, code) in _POINTERS.items():
        if isinstance(error, kind):
            return [error_at(pointer, code, error)]
    if isinstance(error, InvalidData | DirectoryError):
        lines = error.__dict__["problems"]  # as they are kept: with the facts that say which field is meant
        return [error_at(_place_of(line, names), "invalid", line) for line in lines]
    return []


def _place_of(line: object, names: tuple[str, ...]) -> str:
    """Return the place that a line is about: of the fields that were sent, the one that is among its facts."""
    told = line.facts.values() if isinstance(line, words.Line) else ()
    named = next((each for each in told if isinstance(each, str) and each in names), None)
    if named is None:
        named = next((name for name in names if str(line).startswith((f"{name}:", f"{name}："))), None)
    return "#" if named is None else f"#/data/{_escaped(named)}"


def _escaped(name: str) -> str:
    """Return a name as JSON pointers have it (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
