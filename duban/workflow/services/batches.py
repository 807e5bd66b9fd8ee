"""What a delivery has in hand: for each medium a batch, and its lanes, of which each sends one message at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from duban.workflow.values import DeliveryResult

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from duban.notifiers import Notifier, Unclear
    from duban.storage import OutboxRecord


SPARES = 4
"""Lanes that a medium gets beside its own while messages wait for answers."""


class Doubt(NamedTuple):
    """A message that was refused for what may be its own fault or the channel's."""

    record: OutboxRecord
    attempt: int
    error: Unclear


@dataclass(slots=True)
class Batch:
    """The state of one medium's delivery: messages leased and not sent yet, and the counts.

    `finding` guards leasing more, `probing` lets one message at a time try whether the channel works again. `served`
    are the lanes that the channel has refused no connection so far.
    """

    medium: str
    stop: Callable[[], bool]
    leased: deque[OutboxRecord] = field(default_factory=deque)
    finding: asyncio.Lock = field(default_factory=asyncio.Lock)
    probing: asyncio.Lock = field(default_factory=asyncio.Lock)
    ended: bool = False
    down: str | None = None
    doubts: list[Doubt] = field(default_factory=list)
    served: set[Lane] = field(default_factory=set)
    spares: int = 0
    delivered: int = 0
    retried: int = 0
    dead: int = 0
    waiting: int = 0

    def result(self) -> DeliveryResult:
        """Return what this delivery did."""
        down = {} if self.down is None else {self.medium: self.down}
        return DeliveryResult(self.delivered, self.retried, self.dead, waiting=self.waiting, down=down)


@dataclass(slots=True, eq=False)
class Lane:
    """Sends one message after the other, over this lane's own connection to the channel.

    It is `at_work` until it has once had nothing left. It `has_spare` if another lane was opened in its place while its
    message waits for an answer. It ends once it is `closed`: no answer came, or others have all the connections and
    are `called` to look once more.
    """

    turn: Round
    batch: Batch
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    open: Notifier | None = None
    at_work: bool = True
    has_spare: bool = False
    closed: bool = False
    called: bool = False


class Round:
    """One delivery by all lanes: whoever has nothing left looks again from time to time while others are at work.

    So a channel that takes ten minutes to answer for one message holds up only the lane of that message, and that one
    gets a few spares. The round is over when each lane has once had nothing left, or was late.
    """

    def __init__(self, drain: Callable[[Lane], Coroutine[Any, Any, None]], *, pause: float) -> None:
        self._drain = drain
        self._pause = pause
        self._at_work = 0
        self._over = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def is_over(self) -> bool:
        """Return whether no lane is to take another message."""
        return self._over.is_set()

    def start(self, batch: Batch) -> None:
        """Start a lane."""
        self._at_work += 1
        self._tasks.append(asyncio.create_task(self._drain(Lane(self, batch))))

    def start_spare(self, lane: Lane) -> None:
        """Start a lane in place of one whose message waits for an answer, if there are not too many such lanes."""
        if not lane.has_spare and lane.batch.spares < SPARES:
            lane.has_spare = True
            lane.batch.spares += 1
            self.start(lane.batch)

    async def end(self) -> list[BaseException]:
        """Wait until all lanes have ended, spare ones included, and return what they raised."""
        try:
            while waiting := [task for task in self._tasks if not task.done()]:
                await asyncio.wait(waiting)
        except asyncio.CancelledError:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            raise
        ends = await asyncio.gather(*self._tasks, return_exceptions=True)
        return [end for end in ends if end is not None]

    def rests(self, lane: Lane) -> None:
        """Note that a lane has had nothing left for the first time, or ends."""
        if lane.at_work:
            lane.at_work = False
            self._at_work -= 1
            if not self._at_work:
                self._over.set()

    def works_again(self, lane: Lane) -> None:
        """Note that a message was given back, so that a lane which has found none left looks once more."""
        lane.called = True
        if not (lane.at_work or self.is_over):
            lane.at_work = True
            self._at_work += 1

    async def again(self, lane: Lane) -> bool:
        """Wait a little while others are at work; return whether to look for messages again."""
        if lane.called:
            lane.called = False
            return True
        self.rests(lane)
        if not (self.is_over or lane.batch.ended):
            try:
                async with asyncio.timeout(self._pause):
                    await self._over.wait()
            except TimeoutError:
                return not self.is_over
        return False
