"""Limits that a provider sets for one recipient, kept before it says so: messages wait instead of being refused."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from threading import Lock
from typing import TYPE_CHECKING

from duban.notifiers import limits_of
from duban.storage import deliveries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from duban.notifiers import Notifier
    from duban.workflow.core import Core


class Limits:
    """Counts what was sent to each address, by the channels that have limits.

    It is kept in memory, and read from the outbox when a process begins to send by such a channel; what other processes
    send meanwhile it does not know, and of that the provider says so itself.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._sent: dict[str, dict[str, list[datetime]]] = {}
        self._lock = Lock()

    async def wait(self, notifier: Notifier, medium: str, address: str) -> tuple[int, datetime] | None:
        """Return the limit that is reached for an address, and until when; else None, and one more counts as sent."""
        limits = limits_of(notifier)
        if not limits:
            return None
        if medium not in self._sent:
            await asyncio.to_thread(self._read, medium, max(limits))
        now = self._core.now()
        with self._lock:
            sent = self._sent[medium].setdefault(address, [])
            reached = _reached(sent, limits, now)
            if reached is None:
                del sent[: bisect_right(sent, now - max(limits))]
                sent.append(now)
            return reached

    def take_back(self, medium: str, address: str) -> None:
        """Count a message no more that was not sent after all."""
        with self._lock:
            if sent := self._sent.get(medium, {}).get(address):
                sent.pop()

    def _read(self, medium: str, longest: timedelta) -> None:
        with self._core.database.reading() as connection:
            rows = deliveries.delivered_since(connection, medium=medium, since=self._core.now() - longest)
        found: dict[str, list[datetime]] = {}
        for address, at in rows:
            found.setdefault(address, []).append(at)
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
