"""The errors of listeners.

Objection (Exception)                   what a listener inside raises to refuse what happens
WorkflowError
├── ListenerFailed (RuntimeError)       a listener inside has failed at what nobody asked for, such as a rung
└── SessionNeeded (RuntimeError)        a listener inside has called a verb that would wait for the listener itself
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.workflow.errors import WorkflowError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Objection(words.Portable, Exception):
    """What a listener inside raises so that an act is refused: `why` becomes the sentence of a blocker.

    Its code is `listener`; `facts`, which must be fit for JSON, become the blocker's own.
    """

    def __init__(self, why: str, *, facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.facts: Mapping[str, Any] = {} if facts is None else facts


class ListenerFailed(WorkflowError, RuntimeError):
    """A listener inside has failed at something that nobody asked for; that is undone, and tried again later."""

    def __init__(self, listener: str, reason: words.Line | str) -> None:
        super().__init__(words.Line("the listener {listener} failed: {reason}", listener=listener, reason=reason))
        self.listener = listener


class SessionNeeded(WorkflowError, RuntimeError):
    """A listener inside has called a verb that would wait for the transaction in which the listener is called."""

    def __init__(self) -> None:
        super().__init__(
            words.Line(
                "a listener inside of an act has only the act's own transaction: give the verb the session that the "
                "listener was given (session=), or listen with when='after'"
            )
        )
