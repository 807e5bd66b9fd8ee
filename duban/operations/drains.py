"""Drains side by side, one for each medium: a channel that takes minutes to answer holds up no other."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Condition
from typing import TYPE_CHECKING

from duban.workflow import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator

_STUCK_SECONDS = 60
"""A drain that has shown no progress for so long is stuck; one that waits for an answer shows some each second."""


class Drains:
    """Which media are being drained, and when each of these drains has last made progress."""

    def __init__(self) -> None:
        self._clock = SystemClock()  # threads are stuck in real time, whatever clock the engine has
        self._felt: dict[str, float] = {}
        self._changed = Condition()
        self._closed = False

    @contextmanager
    def of(self, medium: str) -> Iterator[bool]:
        """Begin to drain a medium, until the context is left; give False if somebody drains it already."""
        with self._changed:
            free = not self._closed and medium not in self._felt
            if free:
                self._felt[medium] = self._clock.elapsed()
        try:
            yield free
        finally:
            if free:
                with self._changed:
                    del self._felt[medium]
                    self._changed.notify_all()

    def feel(self, medium: str) -> None:
        """Note that the drain of a medium has made progress."""
        with self._changed:
            if medium in self._felt:
                self._felt[medium] = self._clock.elapsed()

    @property
    def all_go_on(self) -> bool:
        """Return whether no drain is stuck."""
        with self._changed:
            now = self._clock.elapsed()
            return all(now - felt < _STUCK_SECONDS for felt in self._felt.values())

    @contextmanager
    def none(self) -> Iterator[None]:
        """Wait until nothing is being drained, and let no drain begin until the context is left."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._felt)
        try:
            yield
        finally:
            self._closed = False
