"""Letters: messages on their way, which keep the private values in them out of everything that is noted of them."""

from __future__ import annotations

import json
import traceback
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from duban import words
from duban.notifiers import Message, NotifierError, Receipt
from duban.states import Withheld

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from duban.notifiers import Notifier

_SHORTEST = 4
"""A value in ASCII that is shorter would be found in half of all answers by chance; of a name two signs are enough."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that is filled in, with the texts of the private values that its reader may see and it may show.

    A gateway may answer with what it was sent. What it answers is kept in receipts, reasons and logs, so the values are
    taken out of it.
    """

    message: Message
    secrets: tuple[str, ...] = ()

    def at(self, now: datetime) -> Letter:
        """Return the same for an attempt that is made now."""
        return replace(self, message=replace(self.message, sent_at=now))

    async def sent_by(self, notifier: Notifier) -> Receipt:
        """Send the message, and return the channel's answer, or raise its error, without private values."""
        if not self.secrets:
            return await notifier.send(self.message)
        try:
            receipt = await notifier.send(self.message)
        except NotifierError as error:
            raise hushed(error, self.secrets) from None
        except Exception as error:
            if not any(each in text for text in traceback.format_exception(error) for each in self.secrets):
                raise
            # The log would have the traceback, with what the errors behind this one say.
            raise RuntimeError(_hushed(f"{type(error).__name__}: {error}", self.secrets)) from None
        return replace(receipt, detail=_hushed(receipt.detail, self.secrets))


def secrets_of(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the texts by which private values could be repeated, the longest first."""
    found = {form for text in _texts(values.values()) for form in _forms(text)}
    return tuple(sorted(found, key=lambda each: (-len(each), each)))


def hushed(error: NotifierError, secrets: Iterable[str]) -> NotifierError:
    """Return an error that does not repeat any of these texts."""
    for name in ("reason", "problem", "alike"):
        if name in error.__dict__:
            error.__dict__[name] = _hushed(error.__dict__[name], secrets)
    error.args = tuple(_hushed(each, secrets) for each in error.args)
    return error


def _hushed(said: Any, secrets: Iterable[str]) -> Any:  # noqa: ANN401 - what an error bears: a line, its facts, a text
    """Return the same with a mark in place of each of these texts."""
    if isinstance(said, words.Line):
        return words.Line(said.english, **{name: _hushed(fact, secrets) for name, fact in said.facts.items()})
    if isinstance(said, (list, tuple)):
        return type(said)(_hushed(each, secrets) for each in said)
    if isinstance(said, BaseException):
        return _hushed(words.said_by(said), secrets)
    if not isinstance(said, str):
        return said
    for secret in secrets:
        said = said.replace(secret, str(Withheld()))
    return _without_beginning(said, secrets)


def _without_beginning(said: str, secrets: Iterable[str]) -> str:
    """Return a text that was cut without the beginning of a value at its end."""
    if not said.endswith("…"):
        return said
    for secret in secrets:
        for length in range(min(len(secret), len(said)) - 1, _SHORTEST - 1, -1):
            if said.endswith(f"{secret[:length]}…"):
                return f"{said[: -length - 1]}…"
    return said


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict):
            yield from _texts(value.values())
        elif isinstance(value, (list, tuple)):
            yield from _texts(value)
        elif value is not None and not isinstance(value, bool):
            yield str(value)


def _forms(text: str) -> Iterator[str]:
    """Yield a value as answers may repeat it: as it is, quoted, on one line, in JSON, in an address, in HTML."""
    quoted = words.nested_quotes(f"“{text}”")[1:-1]
    for line in dict.fromkeys((text, quoted, " ".join(text.split()), " ".join(quoted.split()))):
        if len(line) >= (_SHORTEST if line.isascii() else 2):
            yield from (
                line,
                json.dumps(line)[1:-1],
                json.dumps(line, ensure_ascii=False)[1:-1],
                quote(line),
                escape(line),
            )
