"""The doctor's report: one check for everything that it looks at, in the language of the reader."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from duban import words
from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime, timedelta

    from duban.workflow import Health

log = logging.getLogger("duban.doctor")

_LONGEST_TOLD = 300

Language = Literal["zh", "en"]
SHOWN = 10
"""The most names that are listed before only their number is given."""

_NAME_TEXTS = {
    "settings": "Settings",
    "directory": "Directory",
    "scenarios": "Scenarios",
    "scenario-units": "Units in scenarios",
    "channels": "Channels",
    "channel": "Channel {which}",
    "templates": "Templates for {which}",
    "addresses": "Addresses for {which}",
    "database": "Database",
    "changed": "Changed scenarios",
    "durability": "Power cuts",
    "backup": "Backups",
    "files": "Kept files",
    "fonts": "Fonts",
    "letter-templates": "Word templates",
    "foreign-keys": "Foreign keys",
    "clock": "System clock",
    "due": "Due steps",
    "sending": "Sending",
    "dead-letters": "Dead letters",
    "search": "Text search",
    "down": "Channel down: {which}",
    "stopped": "Account stopped: {which}",
    "refused": "Refused addresses",
    "dead-addresses": "Dead addresses",
    "mailbox": "Reports of lost mails",
    "receipts": "Reports of SMS",
    "recurring": "Recurring work",
    "operators": "Operators",
    "told": "Word to operators",
    "unknown-units": "Unknown units",
    "unreachable": "Unreachable",
    "calendar": "Calendar",
    "heartbeat": "Heartbeat",
    "daemon": "Daemon",
}


@dataclass(frozen=True, slots=True)
class Check(Jsonable):
    """One thing that the doctor looked at: what it found, and what to do.

    `code` is the same in every language. If all is `ok`, there may be advice about something that will need attention.
    """

    code: str
    name: str
    ok: bool
    found: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Examination(Jsonable):
    """All checks, and the figures if the database could be read."""

    _json = ("ok", ...)

    checks: tuple[Check, ...]
    health: Health | None = None

    @property
    def ok(self) -> bool:
        """Return whether every check is ok."""
        return all(check.ok for check in self.checks)


def fine(code: str, found: str, *, note: str = "", which: str = "") -> Check:
    """Return a check that found nothing wrong; `note` advises what should be done soon."""
    return _check(code, found, note, which, ok=True)


def wanting(code: str, found: str, advice: str, *, which: str = "") -> Check:
    """Return a check that found something wrong; `which` completes its name, such as a channel's medium."""
    return _check(code, found, advice, which, ok=False)


def _check(code: str, found: str, advice: str, which: str, *, ok: bool) -> Check:
    name = words.text(_NAME_TEXTS[code], which=which)
    return Check(f"{code}-{which}" if which else code, name, ok, found, advice)


def failed(code: str, error: Exception, advice: str, *, which: str = "") -> Check:
    """Return a check that found an error, whose text says what is wrong."""
    said = words.said_by(error)
    found = str(said) if isinstance(said, words.Line) else "\n".join(map(words.retold, str(error).split("\n")))
    return wanting(code, found, advice, which=which)


def guarded(code: str, look: Iterable[Check]) -> Iterator[Check]:
    """Yield what a look finds; an error that ends it becomes a finding, so that the other looks go on."""
    try:
        yield from look
    except Exception as error:  # noqa: BLE001 - it may be any
        yield broken_off(code, error)


def broken_off(code: str, error: Exception, *, which: str = "") -> Check:
    """Return a check that ended with an unexpected error."""
    log.debug("the doctor's check of %s broke off", code, exc_info=error)
    why = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_TOLD]
    advice = words.text(
        "remove the cause; where it is not plain, report these words to the makers of duban or of the plug"
    )
    return wanting(code, words.text("the check broke off: {why}", why=why), advice, which=which)


def some(names: Sequence[str]) -> str:
    """Return a list of names as text; of many names only the first, with how many there are."""
    if len(names) <= SHOWN:
        return words.listed(names)
    return words.text("{names} and more, {count} in all", names=names[:SHOWN], count=len(names))


def late(since: datetime | None, now: datetime, grace: timedelta) -> str:
    """Return in words how long something has been waiting; empty if that is no longer than `grace`."""
    return "" if since is None or now - since <= grace else span(now - since)


def span(length: timedelta) -> str:
    """Return a length of time in words, in days or minutes."""
    if length.days:
        return words.amount_of(length.days, "days")
    return words.amount_of(int(length.total_seconds() // 60), "minutes")
