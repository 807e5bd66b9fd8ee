"""How many requests are taken: so many a minute from each token or account, and fewer that change something."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from duban.desk.api.problems import Code, Problem

if TYPE_CHECKING:
    from datetime import datetime

_MINUTE = 60
_MOST_KNOWN = 10_000


class Pace:
    """Counts requests by the minute in which they came, in this process."""

    def __init__(self, requests: int, acts: int) -> None:
        self._limits = {False: requests, True: acts}
        self._counts: dict[tuple[str, bool], tuple[int, int]] = {}
        self._lock = Lock()

    def take(self, who: str, *, acts: bool, now: datetime) -> None:
        """Count a request. Raise Problem if there were too many in this minute."""
        second = int(now.timestamp())
        minute = second // _MINUTE
        with self._lock:
            if len(self._counts) > _MOST_KNOWN:
                self._counts = {key: seen for key, seen in self._counts.items() if seen[0] == minute}
            for kind in {False, acts}:
                there, count = self._counts.get((who, kind), (minute, 0))
                count = count + 1 if there == minute else 1
                if count > self._limits[kind]:
                    raise Problem(Code.TOO_MANY, headers={"retry-after": str(_MINUTE - second % _MINUTE)})
                self._counts[who, kind] = (minute, count)
