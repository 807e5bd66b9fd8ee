"""The dispatcher: takes messages from the outbox under a lease, renders them and hands them to their channels."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from duban import words
from duban.notifiers import (
    ChannelDown,
    Notifier,
    NotifierError,
    Permanent,
    Receipt,
    Retryable,
    Uncertain,
    Unclear,
    connected,
    patience_of,
)
from duban.states import TemplateError
from duban.storage import OutboxRecord, StorageError, digests, outbox
from duban.words import Reason
from duban.workflow.logs import event
from duban.workflow.services.batches import Batch, Doubt, Lane, Round
from duban.workflow.services.flight import answered
from duban.workflow.services.framing import as_mail
from duban.workflow.services.gathering import gathered
from duban.workflow.services.leases import Leases
from duban.workflow.services.limits import Limits
from duban.workflow.services.outcomes import Outcomes, kept
from duban.workflow.services.rendering import Private, form_of, private_of_message, rendered
from duban.workflow.services.wrong_times import WrongTimes
from duban.workflow.values import DeliveryResult

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled
    from duban.workflow.services.gathering import Gathered
    from duban.workflow.services.letters import Letter

log = logging.getLogger("duban.delivery")

_PAUSE = 5.0
"""Seconds after which lanes with nothing left look again, while another waits for its channel's answer."""


class Dispatcher:
    """Delivers at least once: a channel's answer is committed before the next message leaves on its connection.

    Each medium has lanes of its own, so that a channel which does not answer holds up no other.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._leases = Leases(core)
        # What a channel may take for a message unless it says so itself, and what a stop waits for at most.
        self._usual = core.settings.lease_seconds / 2
        self._lanes = core.settings.connections
        self._pause = min(_PAUSE, core.settings.heartbeat_seconds)
        self._outcomes = Outcomes(core)
        self._limits = Limits(core)
        self._wrong_times = WrongTimes(core)

    async def run_once(
        self, *, media: Collection[str] | None = None, stop: Callable[[], bool] | None = None
    ) -> DeliveryResult:
        """Send everything that may leave now, of these media or of all; `stop` returns whether to end early."""
        await self._outcomes.catch_up(media)
        if await asyncio.to_thread(self._wrong_times.put_right):
            self._outcomes.wake()
        withdrawn, waiting = await asyncio.to_thread(self._leases.tidy)
        batches = [
            Batch(medium, stop or (lambda: False)) for medium in waiting if media is None or medium in set(media)
        ]
        turn = Round(self._drain, pause=self._pause)
        for batch in batches:
            for _ in range(self._lanes):
                turn.start(batch)
        faults = await turn.end()
        for batch in batches:
            if batch.leased:
                await asyncio.to_thread(self._leases.release, list(batch.leased))
            await self._outcomes.blame_messages(batch)
        for fault in faults:
            raise fault
        for batch in batches:
            if batch.down is not None:
                batch.waiting = await asyncio.to_thread(self._waiting, batch.medium)
        deferred = await asyncio.to_thread(self._deferred, media)
        return sum((batch.result() for batch in batches), DeliveryResult(deferred=deferred, withdrawn=withdrawn))

    async def _drain(self, lane: Lane) -> None:
        """Send one message after the other until there are none left, or another lane of the medium has failed."""
        turn, batch = lane.turn, lane.batch
        try:
            async with lane.stack:
                while not batch.ended:
                    record = None if turn.is_over and not lane.at_work else await self._next(batch)
                    if record is None:
                        if not await turn.again(lane):
                            return
                        await self._outcomes.blame_messages(batch)
                    else:
                        await self._send_unless_it_rests(lane, record)
                        if lane.closed:
                            return
        except BaseException:
            batch.ended = True
            raise
        finally:
            batch.served.discard(lane)
            turn.rests(lane)

    async def _send_unless_it_rests(self, lane: Lane, record: OutboxRecord) -> None:
        """Send a message, or give it back if its channel is left alone; one that has rested gets one at a time."""
        async with self._outcomes.turn(lane.batch):
            if self._outcomes.rests(record.medium):
                await asyncio.to_thread(self._leases.release, [record])
            else:
                await self._send(lane, record)

    async def _next(self, batch: Batch) -> OutboxRecord | None:
        """Return the next message to send, leasing more if none of the leased ones is left; None at the end."""
        async with batch.finding:
            if batch.ended or batch.stop():
                batch.ended = True
                return None
            if not batch.leased and not self._outcomes.rests(batch.medium):
                batch.leased.extend(await asyncio.to_thread(self._leases.take, batch.medium))
            return batch.leased.popleft() if batch.leased else None

    def _waiting(self, medium: str) -> int:
        with self._core.database.reading() as connection:
            return outbox.count_waiting(connection, now=self._core.now(), media=[medium])

    def _deferred(self, media: Collection[str] | None) -> int:
        with self._core.database.reading() as connection:
            return outbox.count_deferred(connection, now=self._core.now(), media=media)

    async def _send(self, lane: Lane, record: OutboxRecord) -> None:
        batch, now = lane.batch, self._core.now()
        if not record.address:
            batch.dead += 1
            reason = _nobody(record)
            await self._outcomes.record(record, now, status=outbox.DEAD, reason=reason, receipt=("dead", reason))
            return
        try:
            if digests.is_digest(record):
                await self._channel(lane)  # a digest is frozen only when it can be tried
                record, compiled, letter = await asyncio.to_thread(self._look_together, record, now)
            else:
                compiled, letter = await self._prepare(record, now)
            letter = as_mail(self._core, compiled, record, letter)
            opening = compiled.hours_of(record.facts).next_opening(now)
            if not record.urgent and opening > now:
                await self._outcomes.record(record, now, status=outbox.PENDING, not_before=opening)
                return
            notifier = await self._channel(lane)
        except _NotMine:
            return
        except ChannelDown as error:
            await self._outcomes.rest(batch, record, error)
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
            reason = kept("unsendable", told)
            await self._outcomes.record(record, now, status=outbox.DEAD, reason=reason, receipt=("dead", reason))
            return
        await self._hand_over(lane, notifier, letter, record)

    async def _hand_over(self, lane: Lane, notifier: Notifier, letter: Letter, record: OutboxRecord) -> None:
        batch, attempt = lane.batch, record.attempts + 1
        if reached := await self._limits.wait(notifier, record):
            await self._outcomes.limited(record, *reached)
            return
        batch.served.add(lane)
        try:
            taken = await self._counted(lane, notifier, letter, record)
        except ChannelDown as error:
            await self._outcomes.refused_connection(lane, record, error)
        except Unclear as error:
            await self._outcomes.doubt(batch, Doubt(record, attempt, error))
        except Uncertain as error:
            lane.closed = True
            await self._outcomes.unsure(batch, record, attempt, error)
        except Permanent as error:
            await self._outcomes.refused(batch, record, attempt, error)
        except Retryable as error:
            await self._outcomes.put_off(batch, record, attempt, error)
        except Exception as error:
            # An error in a notifier must neither end the delivery nor lose the message.
            log.exception(event("channel failed", medium=record.medium, message=record.message_id))
            await self._outcomes.put_off(batch, record, attempt, Retryable(f"{type(error).__name__}: {error}"))
        else:
            await self._outcomes.delivered(batch, record, attempt, taken)

    async def _counted(self, lane: Lane, notifier: Notifier, letter: Letter, record: OutboxRecord) -> Receipt:
        """Return the channel's receipt; what was not sent does not count for the limits of its recipient."""
        try:
            return await self._flown(lane, notifier, letter, record)
        except Uncertain:
            raise
        except Exception:
            self._limits.take_back(record)
            raise

    async def _flown(self, lane: Lane, notifier: Notifier, letter: Letter, record: OutboxRecord) -> Receipt:
        """Return the channel's receipt, holding the message until it answers; raise Uncertain if it does not.

        Whoever stops a delivery waits no longer for an answer than channels usually take; after as long, others go on
        over another connection.
        """

        def breaks_off(flown: float) -> bool:
            # To be asked whether it stops shows others that the delivery makes progress.
            stopped, late = lane.batch.stop(), flown >= self._usual
            if late and not stopped and self._outcomes.answers(lane.batch.medium):
                lane.turn.start_spare(lane)
            return stopped and late

        patience = patience_of(notifier, usual=self._usual)
        try:
            return await answered(
                letter.at(self._core.now()).sent_by(notifier),
                patience=patience,
                hold=partial(self._hold, record),
                interval=self._leases.interval,
                breaks_off=breaks_off,
            )
        except TimeoutError:
            if lane.batch.stop():
                raise Uncertain(words.Line("the delivery was stopped before an answer came")) from None
            raise Uncertain(words.Line("no answer within {seconds} seconds", seconds=f"{patience:g}")) from None
        except asyncio.CancelledError:
            broken_off = Uncertain(words.Line("the delivery was stopped before an answer came"))
            await asyncio.shield(self._outcomes.unsure(lane.batch, record, record.attempts + 1, broken_off))
            raise

    async def _hold(self, record: OutboxRecord) -> None:
        """Renew the lease of a message in flight; a database that is busy or away is asked again the next time."""
        with suppress(StorageError):
            await asyncio.to_thread(self._leases.renew, record)

    async def _channel(self, lane: Lane) -> Notifier:
        """Return the lane's open channel; raises ChannelDown if none is configured or it cannot be opened."""
        if lane.open is None:
            medium = lane.batch.medium
            factory = self._core.channels.get(medium)
            if factory is None:
                raise ChannelDown(
                    words.Line(
                        "no channel for {medium} is set up: see [channels.{medium}] in duban.toml", medium=medium
                    )
                )
            try:
                lane.open = await lane.stack.enter_async_context(connected(factory()))
            except ChannelDown:
                raise
            except Exception as error:
                # A setting that cannot be used, or an error in the channel: it is not the message's fault.
                raise ChannelDown(
                    words.Line("the channel for {medium} cannot be set up: {error}", medium=medium, error=error)
                ) from error
        return lane.open

    async def _prepare(self, record: OutboxRecord, now: datetime) -> tuple[Compiled, Letter]:
        """Render a leased message by the definition that it was composed under, renewing the lease if need be.

        Raises _NotMine if the lease has run out and another worker has the message.
        """
        compiled = self._core.catalogue.at_hand(record.definition)
        looks = compiled is not None and (compiled.private or compiled.tells_of_reminders(form_of(compiled, record)))
        if compiled is None or looks or self._leases.expires(record, now):
            return await asyncio.to_thread(self._look_up, record, now)
        return compiled, rendered(compiled, record, Private())  # no database access, so no thread is needed

    def _look_up(self, record: OutboxRecord, now: datetime) -> tuple[Compiled, Letter]:
        core = self._core
        if self._leases.expires(record, now) and not self._leases.renew(record):
            raise _NotMine
        with core.database.reading() as connection:
            compiled = core.catalogue.pinned(connection, record.definition, record.number)
            private = private_of_message(connection, compiled, record)
        return compiled, rendered(compiled, record, private)

    def _look_together(self, record: OutboxRecord, now: datetime) -> Gathered:
        """Freeze and render a leased digest. Raises _NotMine likewise, and if nothing is left to be told together."""
        if self._leases.expires(record, now) and not self._leases.renew(record):
            raise _NotMine
        found = gathered(self._core, record, now)
        if found is None:
            raise _NotMine
        return found


def _nobody(record: OutboxRecord) -> str:
    """Return why a message has no address, as it is stored; earlier versions stored a sentence."""
    because = json.loads(record.facts).get("because", [])
    return because if isinstance(because, str) else words.kept(*(Reason(**each) for each in because))


class _NotMine(Exception):
    """There is nothing to send: another worker has it by now, or what was gathered has dropped out."""
