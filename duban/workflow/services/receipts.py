"""Writing what became of attempts, with the receipts: those that end at the same time share a transaction."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from duban.storage import StorageBusy, StorageError, digests, outbox, tried
from duban.workflow.services.gathering import patiently
from duban.workflow.services.standing_behind import settle_behind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.storage import OutboxRecord
    from duban.workflow.core import Core


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of an attempt to send a message; what is None stays as it is."""

    record: OutboxRecord
    now: datetime
    status: str
    attempts: int | None = None
    not_before: datetime | None = None
    reason: str | None = None
    receipt: tuple[str, str] | None = None

    def of(self, record: OutboxRecord) -> tried.Ended:
        """Return what becomes of a message: the one that was sent, or one of which it has told."""
        return tried.Ended(
            record.id,
            record.message_id,
            self.now,
            status=self.status,
            attempts=record.attempts if self.attempts is None else self.attempts,
            not_before=self.not_before or record.not_before,
            settled_at=None if self.status == outbox.PENDING else self.now,
            reason=self.reason,
            receipt=self.receipt,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """An attempt that is to be written, and who waits for that."""

    attempt: Attempt
    written: asyncio.Future[None]


class Receipts:
    """Writes attempts one group after the other: what has ended while a group was written is the next one.

    Whoever has an attempt written goes on when it is committed, so a kill repeats at most the message in flight on each
    connection, however many share a transaction.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._lock = Lock()
        self._writers: WeakKeyDictionary[asyncio.AbstractEventLoop, _Writer] = WeakKeyDictionary()

    async def write(self, attempt: Attempt) -> None:
        """Return once an attempt is committed; raises what kept it from that."""
        loop = asyncio.get_running_loop()
        with self._lock:
            writer = self._writers.get(loop)
            if writer is None:
                writer = self._writers[loop] = _Writer(self._core)
        await writer.write(loop, attempt)


class _Writer:
    """Writes the attempts of one event loop, in a thread that ends when there are none left.

    A task could be cancelled with attempts that channels have answered for already.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._lock = Lock()
        self._waiting: list[_Waiting] = []
        self._at_work = False

    async def write(self, loop: asyncio.AbstractEventLoop, attempt: Attempt) -> None:
        waiting = _Waiting(attempt, loop.create_future())
        if digests.is_digest(attempt.record):
            loop.run_in_executor(None, self._write_alone, loop, waiting)
        else:
            with self._lock:
                self._waiting.append(waiting)
                starts, self._at_work = not self._at_work, True
            if starts:
                loop.call_soon(self._start, loop)  # after the others whose answers have come at the same time
        await waiting.written

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.run_in_executor(None, self._work, loop)

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        while group := self._next():
            try:
                written = self._write_together(group)
            except StorageBusy:
                written = set()
            except StorageError as error:
                # None of them fares better alone, and nobody knows what was committed.
                _tell(loop, dict.fromkeys(group, error))
                continue
            except Exception:  # noqa: BLE001 - it is raised again for the one that it is about
                written = set()
            _tell(loop, {waiting: None for waiting in group if waiting.attempt.record.id in written})
            for waiting in group:
                if waiting.attempt.record.id not in written:
                    self._apart(loop, waiting)

    def _apart(self, loop: asyncio.AbstractEventLoop, waiting: _Waiting) -> None:
        """Write an attempt in a thread of its own, for it may have to wait; in this one if nobody waits for it."""

        def start() -> None:
            loop.run_in_executor(None, self._write_alone, loop, waiting)

        if waiting.written.done() or loop.is_closed():
            self._write_alone(loop, waiting)
        else:
            loop.call_soon_threadsafe(start)

    def _next(self) -> list[_Waiting]:
        """Return the attempts to write now; of two at one message the first."""
        with self._lock:
            group: dict[int, _Waiting] = {}
            for waiting in self._waiting[: tried.MOST]:
                if waiting.attempt.record.id in group:
                    break
                group[waiting.attempt.record.id] = waiting
            del self._waiting[: len(group)]
            self._at_work = bool(group)
            return list(group.values())

    def _write_together(self, group: list[_Waiting]) -> set[int]:
        """Write attempts by one transaction, and return the keys of those that were."""
        ended = [waiting.attempt.of(waiting.attempt.record) for waiting in group]
        worker = group[0].attempt.record.leased_by or ""
        with self._core.database.writing() as connection:
            written = tried.record_together(connection, ended, worker=worker)
            for attempt in (waiting.attempt for waiting in group if waiting.attempt.record.id in written):
                settle_behind(self._core, connection, attempt.record, status=attempt.status, now=attempt.now)
            return written

    def _write_alone(self, loop: asyncio.AbstractEventLoop, waiting: _Waiting) -> None:
        fault = None
        try:
            patiently(self._core, lambda connection: record_one(self._core, connection, waiting.attempt))
        except Exception as error:  # noqa: BLE001 - whoever waits for it raises it
            fault = error
        _tell(loop, {waiting: fault})


def record_one(core: Core, connection: Connection, attempt: Attempt) -> None:
    """Write what became of a message; what became of a digest became of the messages in it.

    They have its receipts as their own.
    """
    record = attempt.record
    gathered = digests.standing(connection, record) if digests.is_digest(record) else []
    for each in (record, *gathered):
        ended = attempt.of(each)
        if ended.receipt is not None:
            outcome, detail = ended.receipt
            outbox.add_receipt(connection, each.id, at=attempt.now, outcome=outcome, detail=detail)
        outbox.record_attempt(
            connection,
            each.id,
            status=ended.status,
            attempts=ended.attempts,
            not_before=ended.not_before,
            settled_at=ended.settled_at,
            reason=ended.reason,
        )
        settle_behind(core, connection, each, status=attempt.status, now=attempt.now)
    if gathered and attempt.status == outbox.PENDING and (attempt.attempts or record.attempts):
        digests.hold(connection, record)
    elif gathered and attempt.status == outbox.PENDING:
        digests.thaw(connection, record)


def _tell(loop: asyncio.AbstractEventLoop, faults: Mapping[_Waiting, Exception | None]) -> None:
    """Let those go on whose attempts are written, or raise what has failed."""

    def tell() -> None:
        for waiting, fault in faults.items():
            if waiting.written.done():
                continue  # whoever waited was cancelled
            if fault is None:
                waiting.written.set_result(None)
            else:
                waiting.written.set_exception(fault)

    with suppress(RuntimeError):  # a loop that is closed has nobody who waits
        loop.call_soon_threadsafe(tell)
