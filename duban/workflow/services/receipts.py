"""Writing what became of attempts, with the receipts: those that end at the same time share a transaction."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from duban.storage import StorageBusy, StorageError, digests, outbox, tried

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.storage import OutboxRecord
    from duban.workflow.core import Core


_PATIENT = 2
"""So many attempts of a group wait for a database that is busy; it is for the others as well."""


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


class _Waiting(NamedTuple):
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
            faults = self._written(group)
            with suppress(RuntimeError):  # a loop that is closed has nobody who waits
                loop.call_soon_threadsafe(_tell, group, faults)

    def _next(self) -> list[_Waiting]:
        """Return the attempts to write now; of two at one message the first, and at a digest alone."""
        with self._lock:
            group: list[_Waiting] = []
            for waiting in self._waiting[: tried.MOST]:
                record = waiting.attempt.record
                if group and (digests.is_digest(record) or record.id in {one.attempt.record.id for one in group}):
                    break
                group.append(waiting)
                if digests.is_digest(record):
                    break
            del self._waiting[: len(group)]
            self._at_work = bool(group)
            return group

    def _written(self, group: list[_Waiting]) -> list[Exception | None]:
        """Write attempts, and return what failed in the place of each.

        What keeps all of them from being written together may be the fault of one: then each is written alone.
        """
        found = [waiting.attempt for waiting in group]
        try:
            left = self._together(found) if len(found) > 1 else found
        except StorageBusy:
            left = found
        except StorageError as error:
            return [error] * len(found)  # none of them fares better alone, and nobody knows what was committed
        except Exception:  # noqa: BLE001 - it is raised again for the one that it is about
            left = found
        faults: list[Exception | None] = []
        for attempt in found:
            failed = [fault for fault in faults if isinstance(fault, StorageBusy)]
            if attempt not in left:
                faults.append(None)
            elif len(failed) < _PATIENT:
                faults.append(self._alone(attempt))
            else:
                faults.append(failed[-1])
        return faults

    def _together(self, found: list[Attempt]) -> list[Attempt]:
        """Write attempts by one transaction, and return those that could not be: their messages are locked."""
        with self._core.database.writing() as connection:
            written = tried.record_together(connection, [attempt.of(attempt.record) for attempt in found])
        return [attempt for attempt in found if attempt.record.id not in written]

    def _alone(self, attempt: Attempt) -> Exception | None:
        try:
            with self._core.database.writing() as connection:
                record_one(connection, attempt)
        except Exception as error:  # noqa: BLE001 - whoever waits for it raises it
            return error
        return None


def record_one(connection: Connection, attempt: Attempt) -> None:
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
    if gathered and attempt.status == outbox.PENDING and (attempt.attempts or record.attempts):
        digests.hold(connection, record)
    elif gathered and attempt.status == outbox.PENDING:
        digests.thaw(connection, record)


def _tell(group: list[_Waiting], faults: list[Exception | None]) -> None:
    for waiting, fault in zip(group, faults, strict=True):
        if waiting.written.done():
            continue  # whoever waited was cancelled
        if fault is None:
            waiting.written.set_result(None)
        else:
            waiting.written.set_exception(fault)
