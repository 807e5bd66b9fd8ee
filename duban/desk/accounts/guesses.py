"""Counting addresses that were wrong guesses at a link: who has tried too many waits, and nothing of it is stored."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

FREE, WITHIN = 30, timedelta(minutes=10)
"""So many wrong ones from one address in this time have no consequence."""

_MOST = 10_000


class Guesses:
    """Wrong links by the network address that they came from, of this process; looking at a page writes nothing."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def wait(self, address: str, *, now: datetime) -> timedelta:
        """Return how long whoever comes from an address has to wait before a link is looked at; zero if not at all."""
        with self._lock:
            times, since = self._known.get(address, (0, now))
        return max(since + WITHIN - now, timedelta()) if times >= FREE else timedelta()

    def wrong(self, address: str, *, now: datetime) -> None:
        """Count a wrong one."""
        with self._lock:
            times, since = self._known.pop(address, (0, now))
            self._known[address] = (times + 1, since) if now - since < WITHIN else (1, now)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
