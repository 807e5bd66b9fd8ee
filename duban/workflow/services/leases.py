"""Leases: a message is one worker's while it is being sent, and everybody's again if that worker is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban.storage import outbox
from duban.workflow.services.gathering import gather
from duban.workflow.services.workers import is_dead, is_ours, this_worker

if TYPE_CHECKING:
    from datetime import datetime

    from duban.storage import OutboxRecord
    from duban.workflow.core import Core

BATCH = 20
"""The fewest messages that are leased at once, if there are so many."""

_FOR_EACH = 10
"""So many are leased for each connection: all of them wait while more are leased."""


class Leases:
    """Takes messages of the outbox for this worker, keeps them while they are being sent, and gives them back.

    A lease with less than two thirds left is renewed before its message is sent, and every quarter of its time for as
    long as the channel has not answered, so that no other worker takes a message in flight.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._time = timedelta(seconds=core.settings.lease_seconds)
        self._limit = max(BATCH, _FOR_EACH * core.settings.connections)
        self._renew_below = self._time * 2 / 3
        self._worker = this_worker()

    @property
    def interval(self) -> float:
        """Return after how many seconds the lease of a message in flight is renewed."""
        return self._time.total_seconds() / 4

    def tidy(self) -> tuple[int, tuple[str, ...]]:
        """Release the leases of killed processes, withdraw what was recalled, gather what leaves as one.

        Return how many were withdrawn, and the media that have messages.

        Done once per delivery and not with each lease, because all of it looks at every pending message.
        """
        if not is_ours(self._worker):
            self._worker = this_worker()
        with self._core.database.writing() as connection:
            now = self._core.now()
            for worker in outbox.lease_holders(connection):
                if is_dead(worker):
                    outbox.release_leases(connection, worker)
            withdrawn = outbox.withdraw_recalled(connection, now=now)
            gather(self._core, connection, now)
            return withdrawn, outbox.media_waiting(connection, now=now)

    def take(self, medium: str) -> list[OutboxRecord]:
        """Lease messages of a medium that may leave now."""
        now = self._core.now()
        with self._core.database.writing() as connection:
            return outbox.lease_messages(
                connection, now=now, until=now + self._time, worker=self._worker, limit=self._limit, medium=medium
            )

    def release(self, records: list[OutboxRecord]) -> None:
        """Give up the leases of messages that will not be sent now."""
        with self._core.database.writing() as connection:
            for record in records:
                outbox.record_attempt(
                    connection,
                    record.id,
                    status=outbox.PENDING,
                    attempts=record.attempts,
                    not_before=record.not_before,
                    settled_at=None,
                    reason=record.reason,
                )

    def expires(self, record: OutboxRecord, now: datetime) -> bool:
        """Return whether a lease is to be renewed before its message is sent; one that lies too far ahead is as well.

        That was taken by a clock which has been set right since, and others may have it by now.
        """
        return record.leased_until is None or not self._renew_below <= record.leased_until - now <= self._time

    def renew(self, record: OutboxRecord) -> bool:
        """Renew the lease of a message; return False if another worker has it, or it has ended."""
        with self._core.database.writing() as connection:
            until = self._core.now() + self._time
            return outbox.renew_lease(connection, record.id, worker=self._worker, until=until)
