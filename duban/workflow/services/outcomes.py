"""What becomes of a message after an attempt to send it, and which channels this process leaves alone for a while."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.notifiers import AccountStopped, NoSuchAddress, Unsorted, next_attempt, next_copy
from duban.storage import StorageError, deliveries, outbox
from duban.words import Reason
from duban.workflow.logs import event
from duban.workflow.services.marking import Marking
from duban.workflow.services.receipts import Attempt, Receipts

if TYPE_CHECKING:
    from collections.abc import Collection
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from duban.notifiers import ChannelDown, Permanent, Receipt, Retryable, Uncertain
    from duban.storage import OutboxRecord
    from duban.workflow.core import Core
    from duban.workflow.services.batches import Batch, Doubt, Lane

log = logging.getLogger("duban.delivery")

CHANNEL_REST = timedelta(minutes=5)
"""How long this process does not use a channel that is down, unless the channel says how long itself."""

ALIKE = 5
"""So many different recipients treated alike, with nobody reached in between, say that it is the channel's fault."""


LONGEST_REST = timedelta(hours=1)
"""No channel is left alone longer, unless it says so itself."""

_AT_ONCE = nullcontext()


class Unwritten(NamedTuple):
    """A message that a channel has taken, and what is to be written of it."""

    record: OutboxRecord
    at: datetime
    attempt: int
    receipt: tuple[str, str]


class Outcomes:
    """Records what became of each attempt, with its receipt, and judges the channels by it."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._marks = Marking(core)
        self._receipts = Receipts(core)
        # Kept in memory and not with the messages: after a channel is repaired, a restart tries it at once. Until when
        # is told by the clock that only runs forward, or a year in which the other was wrong would be waited for.
        self._resting: dict[str, float] = {}
        # How often each has been left alone since it last took a message or answered for one.
        self._rests: Counter[str] = Counter()
        self._unanswered: defaultdict[str, set[str]] = defaultdict(set)
        self._unwritten: list[Unwritten] = []

    def rests(self, medium: str) -> bool:
        """Return whether a channel is left alone for now."""
        return self._resting.get(medium, 0.0) > self._core.elapsed()

    def turn(self, batch: Batch) -> AbstractAsyncContextManager[object]:
        """Return what waits until a message may be sent: while a channel has not worked again, one goes at a time."""
        return batch.probing if self._rests[batch.medium] else _AT_ONCE

    def answers(self, medium: str) -> bool:
        """Return whether a channel is one that answers: not if it did so for none of several recipients."""
        return len(self._unanswered.get(medium, ())) < ALIKE

    def wake(self) -> None:
        """Leave no channel alone any longer."""
        self._resting.clear()
        self._rests.clear()

    async def delivered(self, batch: Batch, record: OutboxRecord, attempt: int, taken: Receipt) -> None:
        """Record that a channel has taken a message; what it refused before was not the channel's fault."""
        batch.delivered += 1
        now, receipt = self._core.now(), ("delivered", f"{taken.channel}: {taken.detail}")
        try:
            await self.record(record, now, status=outbox.DELIVERED, attempts=attempt, receipt=receipt)
        except StorageError:
            self._unwritten.append(Unwritten(record, now, attempt, receipt))
            raise
        if self._marks.doubts(record):
            await asyncio.to_thread(self._marks.taken, record)
        self._works(batch)
        await self.blame_messages(batch)

    async def catch_up(self, media: Collection[str] | None) -> None:
        """Write what channels have taken while the database could not be written, before any of it is sent again.

        Raise StorageError if it still cannot.
        """
        for taken in [each for each in self._unwritten if media is None or each.record.medium in set(media)]:
            if taken not in self._unwritten:
                continue  # another delivery writes it
            self._unwritten.remove(taken)
            record, now, attempt, receipt = taken
            try:
                if await asyncio.to_thread(self._waits, record):  # what was written after all has its receipt
                    await self.record(record, now, status=outbox.DELIVERED, attempts=attempt, receipt=receipt)
            except BaseException:
                self._unwritten.append(taken)
                raise

    def _waits(self, record: OutboxRecord) -> bool:
        with self._core.database.reading() as connection:
            return deliveries.is_waiting(connection, record.id)

    async def limited(self, record: OutboxRecord, most: int, until: datetime) -> None:
        """Let a message wait whose recipient has had as many as the provider allows; no attempt is counted."""
        reason = words.kept(Reason("limited", {"most": most}))
        receipt = (outbox.LIMITED, reason)
        now = self._core.now()
        await self.record(record, now, status=outbox.PENDING, not_before=until, reason=reason, receipt=receipt)

    async def refused(self, batch: Batch, record: OutboxRecord, attempt: int, error: Permanent) -> None:
        """Record that a message was refused for good, and of its address if that is what there is none of."""
        batch.dead += 1
        self._works(batch)
        now, reason = self._core.now(), kept("refused", error)
        if isinstance(error, NoSuchAddress):
            await asyncio.to_thread(self._marks.found_dead, record, reason)
        receipt = ("refused", reason)
        await self.record(record, now, status=outbox.DEAD, attempts=attempt, reason=reason, receipt=receipt)

    async def rest(self, batch: Batch, record: OutboxRecord, error: ChannelDown) -> None:
        """Stop using a channel that is down for a while; its messages stay pending, and no attempt is counted."""
        self._leave_alone(batch, error, error.retry_after or CHANNEL_REST.total_seconds())
        reason = kept("stopped" if isinstance(error, AccountStopped) else "down", error)
        await self.record(record, self._core.now(), status=outbox.PENDING, reason=reason, receipt=("down", reason))

    async def refused_connection(self, lane: Lane, record: OutboxRecord, error: ChannelDown) -> None:
        """Close a lane whose channel is down, and give its message to the others; the last one lets the channel rest.

        Servers grant only so many connections: as long as another lane has one, the channel is not down.
        """
        lane.batch.served.discard(lane)
        if not lane.batch.served or isinstance(error, AccountStopped) or error.retry_after is not None:
            await self.rest(lane.batch, record, error)
            return
        lane.closed = True
        await self.record(record, self._core.now(), status=outbox.PENDING, reason=record.reason)
        for other in lane.batch.served:
            lane.turn.works_again(other)

    def _works(self, batch: Batch) -> None:
        """Note that a channel has answered for a message."""
        self._unanswered.pop(batch.medium, None)
        self._rests.pop(batch.medium, None)

    def _leave_alone(self, batch: Batch, error: Retryable, seconds: float = CHANNEL_REST.total_seconds()) -> None:
        self._rests[batch.medium] += 1
        self._resting[batch.medium] = self._core.elapsed() + seconds
        batch.down = str(error)

    async def doubt(self, batch: Batch, doubt: Doubt) -> None:
        """Leave it open whose fault a refusal is, until another recipient is reached or too many were refused alike."""
        batch.doubts.append(doubt)
        alike = [each for each in batch.doubts if each.error.alike == doubt.error.alike]
        rests = self._rests[batch.medium]
        # Nobody knows whether these have arrived after all: one at a time is enough, and less and less often.
        unsorted = isinstance(doubt.error, Unsorted)
        enough = 1 if unsorted and rests else ALIKE
        # As many of any kind say the same; so no channel whose answers are all different keeps a whole outbox in hand.
        refused = len({each.record.address for each in alike}) >= enough or len(batch.doubts) >= 4 * ALIKE
        if batch.down is None and not refused:
            return
        now = self._core.now()
        rest = min(CHANNEL_REST * 2 ** min(rests, 8), LONGEST_REST) if unsorted else CHANNEL_REST
        self._leave_alone(batch, doubt.error, rest.total_seconds())
        doubts, batch.doubts = batch.doubts, []
        # Behind the others: were these the only ones that are refused, nobody else would have a turn.
        behind = now + 2 * rest
        for record, attempt, error in doubts:
            if isinstance(error, Unsorted):
                await self.put_off(batch, record, attempt, error, behind=behind)
                continue
            reason = kept("down", error)
            await self.record(
                record, now, status=outbox.PENDING, not_before=behind, reason=reason, receipt=("down", reason)
            )

    async def blame_messages(self, batch: Batch) -> None:
        """Count the refusals of a channel that works against the messages that were refused."""
        doubts, batch.doubts = batch.doubts, []
        for record, attempt, error in doubts:
            await self.put_off(batch, record, attempt, error)

    async def unsure(self, batch: Batch, record: OutboxRecord, attempt: int, error: Uncertain) -> None:
        """Send a message that may have arrived a few times more, after long waits; its receipt says that it may have.

        A channel that answers for none of several recipients is left alone for a while.
        """
        now, copies = self._core.now(), await asyncio.to_thread(self._copies, record, attempt)
        again = next_copy(now, copies, key=record.message_id)
        reason = kept("unanswered" if again is None else "uncertain", error, copies=copies)
        advice = "the recipient may have it; {way_outbox} shows when it is sent again"
        log.warning(
            event("no answer", medium=batch.medium, message=record.message_id, reason=str(error), advice=advice)
        )
        if self.answers(batch.medium):
            self._unanswered[batch.medium].add(record.address)
        if not self.answers(batch.medium):
            self._leave_alone(batch, error)
        if again is None:
            batch.dead += 1
        else:
            batch.retried += 1
        await self.record(
            record,
            now,
            status=outbox.DEAD if again is None else outbox.PENDING,
            attempts=attempt,
            not_before=again,
            reason=reason,
            receipt=(outbox.UNCERTAIN, reason),
        )

    def _copies(self, record: OutboxRecord, attempt: int) -> int:
        """Return how many copies of a message were sent without an answer, this one included.

        One that a person has revived has had no more attempts since than are counted.
        """
        with self._core.database.reading() as connection:
            return min(outbox.count_receipts(connection, record.id, outcome=outbox.UNCERTAIN) + 1, attempt)

    async def put_off(
        self, batch: Batch, record: OutboxRecord, attempt: int, error: Retryable, *, behind: datetime | None = None
    ) -> None:
        """Record that an attempt has failed, and when the next is made; after too many the message is dead.

        `behind` is given if the channel is down by such failures: the message waits at least until then.
        """
        self._unanswered.pop(batch.medium, None)
        now = self._core.now()
        if isinstance(error, Unsorted):
            again = next_copy(now, attempt, key=record.message_id)
        else:
            again = next_attempt(now, attempt, key=record.message_id, retry_after=error.retry_after)
        if again is None:
            batch.dead += 1
            reason = kept("exhausted", error, attempts=attempt)
            receipt = ("dead", reason)
            await self.record(record, now, status=outbox.DEAD, attempts=attempt, reason=reason, receipt=receipt)
            return
        batch.retried += behind is None
        outcome = "retry" if behind is None else "down"
        reason = kept(outcome, error)
        await self.record(
            record,
            now,
            status=outbox.PENDING,
            attempts=attempt,
            not_before=max(again, behind or again),
            reason=reason,
            receipt=(outcome, reason),
        )

    async def record(
        self,
        record: OutboxRecord,
        now: datetime,
        *,
        status: str,
        attempts: int | None = None,
        not_before: datetime | None = None,
        reason: str | None = None,
        receipt: tuple[str, str] | None = None,
    ) -> None:
        """Write the state of a message after an attempt, with the receipt if there is one, and release its lease."""
        await self._receipts.write(
            Attempt(
                record,
                now,
                status=status,
                attempts=attempts,
                not_before=not_before,
                reason=reason,
                receipt=receipt,
            )
        )


def kept(code: str, answer: Exception, **facts: object) -> str:
    """Return a reason as it is stored: what a channel answered, and facts beside it."""
    return words.kept(Reason(code, {"answer": answer, **facts}))
