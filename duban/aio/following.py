"""Following the feed in an async application: an iterator whose waiting is done in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from duban.workflow import Engine, FeedEvent


class AsyncFollowing:
    """Follows the feed."""

    engine: Engine

    async def follow(
        self, *, since: str | int | None = None, viewer: str | None = None, scope: str = "all"
    ) -> AsyncIterator[FeedEvent]:
        """Yield what has happened since a place in the feed, and go on with what happens: `async for`.

        It is as `Engine.follow`; it ends when the task is cancelled, or the iterator closed (`aclose`).
        """
        stopped = threading.Event()
        # A thread of its own: those of `asyncio.to_thread` are few, and this one waits without end.
        with_it = ThreadPoolExecutor(1, thread_name_prefix="duban-follow")
        loop, events = asyncio.get_running_loop(), None
        try:
            events = await loop.run_in_executor(
                with_it, lambda: self.engine.follow(since=since, viewer=viewer, scope=scope, stop=stopped.is_set)
            )
            while (event := await loop.run_in_executor(with_it, next, events, None)) is not None:
                yield event
        finally:
            stopped.set()
            if isinstance(events, Generator):
                with_it.submit(events.close)
            with_it.shutdown(wait=False)
