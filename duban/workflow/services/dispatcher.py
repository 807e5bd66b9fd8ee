"""The dispatcher: takes messages from the outbox under a lease, renders them and hands them to their channels."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict, deque
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.notifiers import (
    ChannelDown,
    Notifier,
    NotifierError,
    Permanent,
    Retryable,
    Unclear,
    connected,
    next_attempt,
)
from duban.states import TemplateError
from duban.storage import OutboxRecord, StorageError, outbox
from duban.words import Reason
from duban.workflow.logs import event
from duban.workflow.services.rendering import Private, private_of_message, rendered
from duban.workflow.services.workers import is_dead, is_ours, this_worker
from duban.workflow.values import DeliveryResult

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled
    from duban.workflow.services.letters import Letter

log = logging.getLogger("duban.delivery")

BATCH = 20
"""Messages under one lease."""

CHANNEL_REST = timedelta(minutes=5)
"""How long this process does not use a channel that is down, unless the channel says how long itself."""

ALIKE = 5
"""So many different recipients refused alike, with nobody reached in between, say that it is the channel's fault."""


class _Doubt(NamedTuple):
    """A message that was refused for what may be its own fault or the channel's."""

    record: OutboxRecord
    attempt: int
    error: Unclear


@dataclass(slots=True)
class _Batch:
    """The state of one delivery: messages leased and not sent yet, and the counts; `finding` guards leasing more."""

    stop: Callable[[], bool]
    leased: deque[OutboxRecord] = field(default_factory=deque)
    finding: asyncio.Lock = field(default_factory=asyncio.Lock)
    ended: bool = False
    down: dict[str, str] = field(default_factory=dict)
    doubts: defaultdict[str, list[_Doubt]] = field(default_factory=partial(defaultdict, list))
    delivered: int = 0
    retried: int = 0
    dead: int = 0
    deferred: int = 0
    waiting: int = 0
    withdrawn: int = 0

    def result(self) -> DeliveryResult:
        down = dict(self.down)
        return DeliveryResult(
            self.delivered, self.retried, self.dead, self.deferred, self.waiting, down, self.withdrawn
        )


@dataclass(slots=True)
class _Lane:
    """Sends one message after the other, over this lane's own connections to the channels."""

    batch: _Batch
    stack: AsyncExitStack
    open: dict[str, Notifier] = field(default_factory=dict)


class Dispatcher:
    """Delivers at least once: a channel's answer is committed before the next message leaves on its connection."""

    def __init__(self, core: Core) -> None:
        self._core = core
        # Sending may take half a lease, and a lease with less than two thirds left is renewed before sending, so that
        # no other process can take the message while it is in flight.
        self._lease_time = timedelta(seconds=core.settings.lease_seconds)
        self._renew_below = self._lease_time * 2 / 3
        self._send_timeout = self._lease_time.total_seconds() / 2
        self._lanes = core.settings.connections
        self._worker = this_worker()
        # Kept in memory and not with the messages: after a channel is repaired, a restart tries it at once.
        self._resting: dict[str, datetime] = {}

    async def run_once(self, *, stop: Callable[[], bool] | None = None) -> DeliveryResult:
        """Send everything that may leave now; `stop` is called between messages, and True ends early."""
        if not is_ours(self._worker):
            self._worker = this_worker()
        batch = _Batch(stop or (lambda: False), withdrawn=await asyncio.to_thread(self._tidy))
        lanes = await asyncio.gather(*(self._drain(batch) for _ in range(self._lanes)), return_exceptions=True)
        if batch.leased:
            await asyncio.to_thread(self._release, list(batch.leased))
        for medium in list(batch.doubts):
            await self._blame_messages(batch, medium)
        for fault in lanes:
            if fault is not None:
                raise fault
        batch.deferred, batch.waiting = await asyncio.to_thread(self._waiting, batch.down)
        return batch.result()

    async def _drain(self, batch: _Batch) -> None:
        """Send one message after the other until there are none left, or another lane has failed."""
        async with AsyncExitStack() as stack:
            lane = _Lane(batch, stack)
            try:
                while (record := await self._next(batch)) is not None:
                    if record.medium in batch.down:
                        await asyncio.to_thread(self._release, [record])
                    else:
                        await self._send(lane, record)
            except BaseException:
                batch.ended = True
                raise

    async def _next(self, batch: _Batch) -> OutboxRecord | None:
        """Return the next message to send, leasing more if none of the leased ones is left; None at the end."""
        async with batch.finding:
            if batch.ended or batch.stop():
                batch.ended = True
                return None
            if not batch.leased:
                batch.leased.extend(await asyncio.to_thread(self._lease, self._core.now()))
            batch.ended = not batch.leased
            return batch.leased.popleft() if batch.leased else None

    def _tidy(self) -> int:
        """Release the leases of killed processes, and withdraw messages that were recalled while they were leased.

        Return how many were withdrawn. Done once per delivery and not with each lease, because both look at every
        pending message.
        """
        with self._core.database.writing() as connection:
            now = self._core.now()
            for worker in outbox.lease_holders(connection):
                if is_dead(worker):
                    outbox.release_leases(connection, worker)
            return outbox.withdraw_recalled(connection, now=now)

    def _lease(self, now: datetime) -> list[OutboxRecord]:
        resting = [medium for medium, until in self._resting.items() if until > now]
        with self._core.database.writing() as connection:
            return outbox.lease_messages(
                connection, now=now, until=now + self._lease_time, worker=self._worker, limit=BATCH, resting=resting
            )

    def _waiting(self, down: Collection[str]) -> tuple[int, int]:
        """Return how many messages wait for opening hours, and how many for channels that are down."""
        now = self._core.now()
        with self._core.database.reading() as connection:
            waiting = outbox.count_waiting(connection, now=now, media=down) if down else 0
            return outbox.count_deferred(connection, now=now), waiting

    def _release(self, records: list[OutboxRecord]) -> None:
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

    async def _send(self, lane: _Lane, record: OutboxRecord) -> None:
        batch, now = lane.batch, self._core.now()
        if not record.address:
            batch.dead += 1
            reason = _nobody(record)
            await self._record(record, now, status=outbox.DEAD, reason=reason, receipt=("dead", reason))
            return
        try:
            compiled, letter = await self._prepare(record, now)
            opening = compiled.calendar.next_opening(now)
            if not record.urgent and opening > now:
                await self._record(record, now, status=outbox.PENDING, not_before=opening)
                return
            notifier = await self._channel(lane, record.medium)
        except _NotMine:
            return
        except ChannelDown as error:
            await self._rest(batch, record, error)
            return
        except StorageError:
            raise
        except Exception as error:
            # Its definition, facts or wording cannot be used: this message is dead, and the others go on.
            log.debug("%s cannot be rendered", record.message_id, exc_info=True)
            batch.dead += 1
            told = (
                error
                if isinstance(error, (NotifierError, TemplateError))
                else Permanent(f"{type(error).__name__}: {error}")
            )
            reason = _kept("unsendable", told)
            await self._record(record, now, status=outbox.DEAD, reason=reason, receipt=("dead", reason))
            return
        await self._hand_over(batch, notifier, letter, record)

    async def _hand_over(self, batch: _Batch, notifier: Notifier, letter: Letter, record: OutboxRecord) -> None:
        attempt = record.attempts + 1
        try:
            async with asyncio.timeout(self._send_timeout):
                taken = await letter.sent_by(notifier)
        except ChannelDown as error:
            await self._rest(batch, record, error)
        except Unclear as error:
            await self._doubt(batch, _Doubt(record, attempt, error))
        except Permanent as error:
            batch.dead += 1
            now, reason = self._core.now(), _kept("refused", error)
            receipt = ("refused", reason)
            await self._record(record, now, status=outbox.DEAD, attempts=attempt, reason=reason, receipt=receipt)
        except Retryable as error:
            await self._put_off(batch, record, attempt, error)
        except TimeoutError:
            late = words.Line("no answer within {seconds} seconds", seconds=f"{self._send_timeout:g}")
            await self._put_off(batch, record, attempt, Retryable(late))
        except Exception as error:
            # An error in a notifier must neither end the delivery nor lose the message.
            log.exception(event("channel failed", medium=record.medium, message=record.message_id))
            await self._put_off(batch, record, attempt, Retryable(f"{type(error).__name__}: {error}"))
        else:
            batch.delivered += 1
            await self._record(
                record,
                self._core.now(),
                status=outbox.DELIVERED,
                attempts=attempt,
                receipt=("delivered", f"{taken.channel}: {taken.detail}"),
            )
            await self._blame_messages(batch, record.medium)

    async def _rest(self, batch: _Batch, record: OutboxRecord, error: ChannelDown) -> None:
        """Stop using a channel that is down for a while; its messages stay pending, and no attempt is counted."""
        now = self._core.now()
        rest = timedelta(seconds=error.retry_after) if error.retry_after else CHANNEL_REST
        self._resting[record.medium] = now + rest
        batch.down[record.medium] = str(error)
        reason = _kept("down", error)
        await self._record(record, now, status=outbox.PENDING, reason=reason, receipt=("down", reason))

    async def _doubt(self, batch: _Batch, doubt: _Doubt) -> None:
        """Leave it open whose fault a refusal is, until another recipient is reached or too many were refused alike."""
        medium = doubt.record.medium
        doubts = batch.doubts[medium]
        doubts.append(doubt)
        alike = [each for each in doubts if each.error.alike == doubt.error.alike]
        if medium not in batch.down and len({each.record.address for each in alike}) < ALIKE:
            return
        now = self._core.now()
        self._resting[medium] = now + CHANNEL_REST
        batch.down[medium] = str(doubt.error)
        del batch.doubts[medium]
        for record, _, error in doubts:
            reason = _kept("down", error)
            # Behind the others: were these the only ones that are refused, nobody else would have a turn.
            behind = now + 2 * CHANNEL_REST
            await self._record(
                record, now, status=outbox.PENDING, not_before=behind, reason=reason, receipt=("down", reason)
            )

    async def _blame_messages(self, batch: _Batch, medium: str) -> None:
        """Count the refusals of a channel that works against the messages that were refused."""
        for record, attempt, error in batch.doubts.pop(medium, ()):
            await self._put_off(batch, record, attempt, error)

    async def _put_off(self, batch: _Batch, record: OutboxRecord, attempt: int, error: Retryable) -> None:
        now = self._core.now()
        again = next_attempt(now, attempt, key=record.message_id, retry_after=error.retry_after)
        if again is None:
            batch.dead += 1
            reason = _kept("exhausted", error, attempts=attempt)
            receipt = ("dead", reason)
            await self._record(record, now, status=outbox.DEAD, attempts=attempt, reason=reason, receipt=receipt)
            return
        batch.retried += 1
        reason = _kept("retry", error)
        await self._record(
            record,
            now,
            status=outbox.PENDING,
            attempts=attempt,
            not_before=again,
            reason=reason,
            receipt=("retry", reason),
        )

    async def _channel(self, lane: _Lane, medium: str) -> Notifier:
        """Return the open channel of a medium; raises ChannelDown if none is configured or it cannot be opened."""
        if medium not in lane.open:
            factory = self._core.channels.get(medium)
            if factory is None:
                raise ChannelDown(
                    words.Line(
                        "no channel for {medium} is set up: see [channels.{medium}] in duban.toml", medium=medium
                    )
                )
            try:
                lane.open[medium] = await lane.stack.enter_async_context(connected(factory()))
            except ChannelDown:
                raise
            except Exception as error:
                # A setting that cannot be used, or an error in the channel: it is not the message's fault.
                raise ChannelDown(
                    words.Line("the channel for {medium} cannot be set up: {error}", medium=medium, error=error)
                ) from error
        return lane.open[medium]

    async def _prepare(self, record: OutboxRecord, now: datetime) -> tuple[Compiled, Letter]:
        """Render a leased message by the definition that it was composed under, renewing the lease if need be.

        Raises _NotMine if the lease has run out and another worker has the message.
        """
        compiled = self._core.catalogue.at_hand(record.definition)
        if compiled is None or compiled.private or self._expires(record, now):
            return await asyncio.to_thread(self._look_up, record, now)
        return compiled, rendered(compiled, record, Private())  # no database access, so no thread is needed

    def _expires(self, record: OutboxRecord, now: datetime) -> bool:
        return record.leased_until is None or record.leased_until - now < self._renew_below

    def _look_up(self, record: OutboxRecord, now: datetime) -> tuple[Compiled, Letter]:
        core = self._core
        if self._expires(record, now):
            with core.database.writing() as connection:
                held = outbox.renew_lease(connection, record.id, worker=self._worker, until=now + self._lease_time)
            if not held:
                raise _NotMine
        with core.database.reading() as connection:
            compiled = core.catalogue.pinned(connection, record.definition, record.number)
            private = private_of_message(connection, compiled, record)
        return compiled, rendered(compiled, record, private)

    async def _record(
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
        def record_it() -> None:
            with self._core.database.writing() as connection:
                if receipt is not None:
                    outbox.add_receipt(connection, record.id, at=now, outcome=receipt[0], detail=receipt[1])
                outbox.record_attempt(
                    connection,
                    record.id,
                    status=status,
                    attempts=record.attempts if attempts is None else attempts,
                    not_before=not_before or record.not_before,
                    settled_at=None if status == outbox.PENDING else now,
                    reason=reason,
                )

        await asyncio.to_thread(record_it)


def _kept(code: str, answer: Exception, **facts: object) -> str:
    return words.kept(Reason(code, {"answer": answer, **facts}))


def _nobody(record: OutboxRecord) -> str:
    """Return why a message has no address, as it is stored; earlier versions stored a sentence."""
    because = json.loads(record.facts).get("because", [])
    return because if isinstance(because, str) else words.kept(*(Reason(**each) for each in because))


class _NotMine(Exception):
    """The lease has run out and another worker has the message."""
