"""What a delivery has in hand: for each medium a batch, and its lanes, of which each sends one message at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from duban.workflow.values import DeliveryResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.notifiers import Notifier, Unclear
    from duban.storage import OutboxRecord


class Doubt(NamedTuple):
    """A message that was refused for what may be its own fault or the channel's."""

    record: OutboxRecord
    attempt: int
    error: Unclear


@dataclass(slots=True)
class Batch:
    """The state of one medium's delivery: messages leased and not sent yet, and the counts.

    `finding` guards leasing more.
    """

    medium: str
    stop: Callable[[], bool]
    leased: deque[OutboxRecord] = field(default_factory=deque)
    finding: asyncio.Lock = field(default_factory=asyncio.Lock)
    ended: bool = False
    down: str | None = None
    doubts: list[Doubt] = field(default_factory=list)
    delivered: int = 0
    retried: int = 0
    dead: int = 0
    deferred: int = 0
    waiting: int = 0

    def result(self) -> DeliveryResult:
        """Return what this delivery did."""
        down = {} if self.down is None else {self.medium: self.down}
        return DeliveryResult(self.delivered, self.retried, self.dead, self.deferred, self.waiting, down)


@dataclass(slots=True)
class Lane:
    """Sends one message after the other, over this lane's own connection to the channel.

    It is `late` once the channel took longer for a message than channels usually do.
    """

    batch: Batch
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    open: Notifier | None = None
    late: bool = False
    at_work: bool = True


class Round:
    """One delivery by all lanes: whoever has nothing left looks again from time to time while others are at work.

    So a channel that takes ten minutes to answer for one message holds up only the lane of that message. The round is
    over when each lane has once had nothing left, or was late.
    """

    def __init__(self, *, pause: float) -> None:
        self._pause = pause
        self._at_work = 0
        self._over = asyncio.Event()

    @property
    def is_over(self) -> bool:
        """Return whether no lane is to take another message."""
        return self._over.is_set()

    def lane(self, batch: Batch) -> Lane:
        """Return a new lane, which is at work."""
        self._at_work += 1
        return Lane(batch)

    def rests(self, lane: Lane) -> None:
        """Note that a lane has had nothing left for the first time, or ends."""
        if lane.at_work:
            lane.at_work = False
            self._at_work -= 1
            if not self._at_work:
                self._over.set()

    async def again(self, lane: Lane) -> bool:
        """Wait a little while others are at work; return whether to look for messages again."""
        self.rests(lane)
        if not (self.is_over or lane.batch.ended):
            try:
                async with asyncio.timeout(self._pause):
                    await self._over.wait()
            except TimeoutError:
                return not self.is_over
        return False
