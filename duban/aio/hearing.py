"""Listeners that are awaited: called by whatever thread has committed, they run on the application's event loop."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.util import await_only

from duban.workflow import log_failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from duban.workflow import Happening

    AwaitedListener = Callable[[Happening], Awaitable[object]]

_HEARING: ContextVar[_Hearing | None] = ContextVar("duban_hearing", default=None)
"""What the verb that this thread carries out has its listeners called by."""

_ALIVE: set[asyncio.Task[None]] = set()
"""The tasks that call listeners; an event loop alone would let them be collected."""


class _Hearing:
    """Calls the awaited listeners of one verb, one after the other, in a task on the loop.

    The verb's thread does not wait for them: they may themselves need a thread, and there are only so many.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[Awaited, Happening]] = deque()
        self.task: asyncio.Task[None] | None = None

    def tell(self, listener: Awaited, happening: Happening) -> None:
        """Let a listener be called; in whatever thread."""
        self._loop.call_soon_threadsafe(self._take, listener, happening)

    def _take(self, listener: Awaited, happening: Happening) -> None:
        self._waiting.append((listener, happening))
        if self.task is None or self.task.done():
            self.task = self._loop.create_task(self._call())
            _ALIVE.add(self.task)
            self.task.add_done_callback(_ALIVE.discard)

    async def _call(self) -> None:
        while self._waiting:
            listener, happening = self._waiting.popleft()
            await listener.call(happening)


@asynccontextmanager
async def hearing() -> AsyncIterator[None]:
    """Have awaited listeners called by what a verb does meanwhile, and wait until they have come to their end.

    If the caller is cancelled they are called all the same.
    """
    own = _Hearing()
    token = _HEARING.set(own)
    try:
        yield
    finally:
        _HEARING.reset(token)
    if own.task is not None:
        await asyncio.shield(own.task)


class Awaited:
    """A listener that is awaited, as the engine calls it."""

    def __init__(self, listener: AwaitedListener) -> None:
        self._listener = listener
        self.__wrapped__ = listener
        self.__module__ = listener.__module__
        self.__qualname__ = getattr(listener, "__qualname__", type(listener).__qualname__)

    def __call__(self, happening: Happening) -> None:
        """Let it be called where it can be awaited."""
        own = _HEARING.get()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # in a thread
            if own is None:
                asyncio.run(self.call(happening))
            else:
                own.tell(self, happening)
            return
        call: Any = self.call(happening)
        try:
            await_only(call)  # in the commit of an AsyncSession, which is awaited
        except MissingGreenlet:
            task = loop.create_task(self.call(happening))
            _ALIVE.add(task)
            task.add_done_callback(_ALIVE.discard)

    async def call(self, happening: Happening) -> None:
        """Call it, and log what it raises."""
        try:
            await self._listener(happening)
        except Exception as error:  # noqa: BLE001 - it is the application's, and the act is done
            log_failure(happening, f"{self.__module__}.{self.__qualname__}", error)

    def __eq__(self, other: object) -> bool:
        """Return whether it is the same listener, wrapped or not."""
        return self._listener == (other._listener if isinstance(other, Awaited) else other)

    def __hash__(self) -> int:
        """Return the listener's own hash."""
        return hash(self._listener)
