"""Log lines: one per event, as `key=value`, for people to read and programs to parse."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAIN = re.compile(r"[^\s=\"\\]+")


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, and its facts; passed to a logger in place of a message.

    An application with a handler of its own finds the facts in `record.msg.facts`; as text it is `name key=value …`.
    """

    name: str
    facts: Mapping[str, object]

    def __str__(self) -> str:
        """Return the event as text, on one line."""
        return " ".join([self.name, *(f"{key}={_shown(value)}" for key, value in self.facts.items())])


def event(name: str, /, **facts: object) -> Event:
    """Return an event for a logger; facts that are None are left out, and advice may name ways (`{way_health}`)."""
    if isinstance(advice := facts.get("advice"), str):
        facts["advice"] = words.with_ways(advice)
    return Event(name, {key: value for key, value in facts.items() if value is not None})


class LineFormatter(logging.Formatter):
    """Writes each record on one line: time (UTC), level, logger, event and its facts; a traceback is a fact as well."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said = record.msg if isinstance(record.msg, Event) else Event(record.getMessage(), {})
        facts: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": said.name,
            **said.facts,
        }
        if record.exc_info:
            facts["traceback"] = self.formatException(record.exc_info)
        return " ".join(f"{key}={_shown(value)}" for key, value in facts.items())


class Complaints:
    """Logs a task's failure once for each reason, and once that it works again, however often it is tried."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._said: dict[str, str] = {}

    def failed(self, task: str, reason: str, *, advice: str) -> None:
        """Warn of a task that failed, unless it failed for this reason the last time as well."""
        if self._said.get(task) != reason:
            self._said[task] = reason
            self._log.warning(event(f"{task} failed", reason=reason, advice=advice))

    def done(self, task: str) -> None:
        """Log that a task works again, if it failed the last time."""
        if self._said.pop(task, None) is not None:
            self._log.info(event(f"{task} works again"))


def _shown(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    text = "".join(" " if _unseen(sign) else sign for sign in text)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _unseen(sign: str) -> bool:
    """Return whether a character is invisible: it could reverse a line in a terminal, or end it (U+2028, U+2029)."""
    category = unicodedata.category(sign)
    return (category[0] == "C" or category in {"Zl", "Zp"}) and sign not in "\n\t"
