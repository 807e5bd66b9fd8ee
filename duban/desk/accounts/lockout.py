"""Counting failures to sign in: guessing gets slow, and nobody can lock somebody else out.

Failures count for a name at an address, for a browser in which the account has signed in before, for an address, and
for a name altogether. So whoever guesses at a name from elsewhere slows down nobody but themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from duban.desk.store import failures

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

FREE = 5
"""So many failures have no consequence."""

FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=15)
"""The first wait, which doubles with each further failure, and the longest."""

PER_ADDRESS, WITHIN = 30, timedelta(minutes=10)
PER_NAME, A_DAY = 100, timedelta(days=1)
"""So many failures by browsers that have never signed in; then such browsers have to be let in by a link."""


@dataclass(frozen=True, slots=True)
class Trying:
    """Who tries to sign in: what stands for the name, the address, and the browser if the account knows it."""

    name: str
    address: str
    device: str | None = None

    @property
    def counters(self) -> tuple[str, ...]:
        """Return the names of the counters that a failure adds to."""
        if self.device is not None:
            return (f"device:{self.device}",)
        return (f"name:{self.name}:{self.address}"[:80], f"address:{self.address}"[:80], f"name:{self.name}")


def wait(connection: Connection, trying: Trying, *, now: datetime) -> timedelta:
    """Return how long this one has to wait before a password is looked at; zero if not at all."""
    found = {row.what: row for row in connection.execute(select(failures).where(failures.c.what.in_(trying.counters)))}
    longest = timedelta()
    for place, what in enumerate(trying.counters):
        row = found.get(what)
        if row is None:
            continue
        limit, within = ((FREE, A_DAY), (PER_ADDRESS, WITHIN), (PER_NAME, A_DAY))[place]
        if row.times < limit or now - row.first_at >= within + LONGEST:
            continue
        held = FIRST * 2 ** min(row.times - FREE, 12) if place == 0 else within
        since = row.last_at if place == 0 else row.first_at
        longest = max(longest, since + min(held, LONGEST if place == 0 else within) - now)
    return longest


def failed(connection: Connection, trying: Trying, *, now: datetime) -> None:
    """Count a failure."""
    for place, what in enumerate(trying.counters):
        within = (A_DAY, WITHIN, A_DAY)[place]
        row = connection.execute(select(failures).where(failures.c.what == what)).first()
        if row is None:
            connection.execute(failures.insert().values(what=what, times=1, first_at=now, last_at=now))
            continue
        fresh = now - row.first_at >= within
        values = {"times": 1, "first_at": now} if fresh else {"times": row.times + 1}
        connection.execute(update(failures).where(failures.c.what == what).values(**values, last_at=now))


def succeeded(connection: Connection, trying: Trying) -> None:
    """Forget the failures of this one; those of the address stay, where others may be guessing."""
    connection.execute(delete(failures).where(failures.c.what == trying.counters[0]))


def forget_old(connection: Connection, *, now: datetime) -> None:
    """Take away failures that count no more, with the addresses that they were counted for."""
    connection.execute(delete(failures).where(failures.c.last_at < now - A_DAY - LONGEST))
