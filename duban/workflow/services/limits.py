"""Limits that a provider sets for one recipient, kept before it says so: messages wait instead of being refused."""

from __future__ import annotations

import asyncio
from threading import Lock
from typing import TYPE_CHECKING

from duban.notifiers import limits_of
from duban.storage import deliveries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from duban.notifiers import Notifier
    from duban.storage import OutboxRecord
    from duban.workflow.core import Core

    Sent = dict[str, list[tuple[datetime, str]]]


class Limits:
    """Counts what was sent to each address, by the channels that have limits.

    It is kept in memory, and read from the outbox when a process begins to send by such a channel; what other processes
    send meanwhile it does not know, and of that the provider says so itself.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._sent: dict[str, Sent] = {}
        self._tidied: dict[str, datetime] = {}
        self._lock = Lock()

    async def wait(self, notifier: Notifier, record: OutboxRecord) -> tuple[int, datetime] | None:
        """Return the limit that an address has reached, and until when; else None, and the message counts as sent."""
        limits = limits_of(notifier)
        if not limits:
            return None
        medium, longest = record.medium, max(limits)
        if medium not in self._sent:
            await asyncio.to_thread(self._read, medium, longest)
        now = self._core.now()
        with self._lock:
            self._tidy(medium, now, longest)
            sent = self._sent[medium].get(record.address, [])
            reached = _reached([at for at, _ in sent], limits, now)
            if reached is None:
                self._sent[medium][record.address] = [*sent, (now, record.message_id)]
            return reached

    def take_back(self, record: OutboxRecord) -> None:
        """Count a message no more that was not sent after all: its last attempt, and none of another message."""
        with self._lock:
            sent = self._sent.get(record.medium, {}).get(record.address, [])
            mine = [place for place, (_, key) in enumerate(sent) if key == record.message_id]
            if mine:
                del sent[mine[-1]]

    def _tidy(self, medium: str, now: datetime, longest: timedelta) -> None:
        """Forget what no limit counts any more, once in the longest span, or at once if the clock was set back."""
        tidied = self._tidied.setdefault(medium, now)
        if tidied <= now < tidied + longest:
            return
        self._tidied[medium] = now
        kept = {
            address: recent
            for address, sent in self._sent[medium].items()
            if (recent := [one for one in sent if now - longest < one[0] <= now])
        }
        self._sent[medium] = kept

    def _read(self, medium: str, longest: timedelta) -> None:
        with self._core.database.reading() as connection:
            rows = deliveries.delivered_since(connection, medium=medium, since=self._core.now() - longest)
        found: Sent = {}
        for address, at in rows:
            found.setdefault(address, []).append((at, ""))
        with self._lock:
            self._sent.setdefault(medium, found)


def _reached(sent: list[datetime], limits: Mapping[timedelta, int], now: datetime) -> tuple[int, datetime] | None:
    """Return the limit that is reached, and when the next may be sent; the one that holds longest, if several are."""
    waits = [
        (recent[-most] + span, most)
        for span, most in limits.items()
        if len(recent := [at for at in sent if now - span < at <= now]) >= most
    ]
    if not waits:
        return None
    until, most = max(waits)
    return most, until
