"""What a clock that was wrong has put into a wrong time is brought back, once the clock is set right."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.notifiers import LONGEST_WAIT
from duban.states import media
from duban.storage import outbox
from duban.workflow.logs import event
from duban.workflow.people import LONGEST_FALLBACK, LONGEST_HOLIDAYS
from duban.workflow.services.workers import is_alive

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.storage import Lease, Waiting
    from duban.workflow.core import Core

log = logging.getLogger("duban.delivery")

_EVERY = 300.0
"""Seconds after which the outbox is looked through again, for what other processes have put there."""

_SKEW = timedelta(minutes=1)
"""By so much the clocks of several machines may differ."""

_SHORT = timedelta(minutes=10)
"""A wait that need not begin anew; longer ones may have been asked for."""

_LONGEST_LEASE = timedelta(days=1)
"""No setting holds a message for longer."""


class WrongTimes:
    """Looks through the outbox for instants that lie further ahead than any rule could have put them.

    It does so at first, when somebody has set the clock, and every few minutes.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._lookout = core.lookout()
        self._look_at = float("-inf")
        self._strays: dict[int, Lease] = {}

    def put_right(self) -> bool:
        """Bring back what waits for a wrong time; return whether somebody has set the clock since the last look."""
        jumped, passed = bool(self._lookout.jump()), self._core.elapsed()
        if jumped or passed >= self._look_at:
            self._look_at = passed + _EVERY
            messages, leases = self._messages(), self._leases()
            if messages or leases:
                log.warning(event("brought back", messages=messages, leases=leases, advice=_ADVICE))
        return jumped

    def _messages(self) -> int:
        database, now = self._core.database, self._core.now()
        with database.reading() as connection:
            rows = outbox.waiting(connection, now=now)
            openings = {row.definition: self._opening(connection, now, row) for row in rows if not row.urgent}
        found = [(row, time_brought_back(now, row, opening=openings.get(row.definition, now))) for row in rows]
        wrong = [(row, right) for row, right in found if right is not None]
        if not wrong:
            return 0
        with database.writing() as connection:
            return sum(outbox.bring_back(connection, row, to=right) for row, right in wrong)

    def _opening(self, connection: Connection, now: datetime, row: Waiting) -> datetime:
        digests = self._core.settings.digests
        try:
            calendar = self._core.catalogue.pinned(connection, row.definition, row.number).calendar
            return digests.latest(calendar, now) if digests.used else calendar.next_opening(now)
        except Exception:  # noqa: BLE001 - the drain says what is wrong with it
            return now

    def _leases(self) -> int:
        """End the leases that no setting could have made, of processes of which nobody knows whether they live.

        One that lives holds its message by renewing the lease, and by then the clock is right: so a lease is ended only
        if it is the same at a second look.
        """
        database, latest = self._core.database, self._core.now() + _LONGEST_LEASE + _SKEW
        with database.reading() as connection:
            beyond = outbox.leases_beyond(connection, latest)
        before, self._strays = self._strays, {lease.id: lease for lease in beyond if not is_alive(lease.worker)}
        gone = [lease for key, lease in self._strays.items() if before.get(key) == lease]
        if not gone:
            return 0
        with database.writing() as connection:
            return sum(outbox.end_lease(connection, lease) for lease in gone)


_ADVICE = "the clock was ahead and is set right: what took effect meanwhile stays, {way_history} shows it"


def time_brought_back(now: datetime, row: Waiting, *, opening: datetime) -> datetime | None:
    """Return the right instant for a message that waits for a wrong one, and None if it waits as its rules say.

    A message waits for another attempt at most `LONGEST_WAIT` after the last one, and otherwise for the next opening. A
    wait that began at a wrong time begins anew, unless it was a short one: then the message may leave at once.
    """
    if row.tried_at is not None and row.not_before > row.tried_at > now + _SKEW:
        wait = row.not_before - row.tried_at
        return now + min(wait, LONGEST_WAIT) if wait > _SHORT else now
    if row.behind is not None:  # one medium stands behind the other
        opening += LONGEST_FALLBACK * (len(media()) - 1)
    if row.own_calendar:
        opening += LONGEST_HOLIDAYS
    latest = opening if row.tried_at is None else max(opening, now + LONGEST_WAIT)
    return now if row.not_before > latest + _SKEW else None
