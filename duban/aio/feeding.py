"""The verbs of the feed, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.aio.guest import AsyncGuest
    from duban.workflow import Engine, EventsOrdered, FeedPage


class AsyncFeed:
    """Reads what has happened to all instances."""

    engine: Engine

    async def events(
        self,
        *,
        since: str | int | None = None,
        limit: int = 100,
        viewer: str | None = None,
        scope: str = "all",
        session: AsyncGuest | None = None,
    ) -> FeedPage:
        """Return what has happened to all instances since a place in the feed, in the order that is everybody's.

        Nothing ever comes in before what was read. So whoever keeps `next` of each page, once the events of it are
        dealt with, reads every entry of every history; those of a page that was not dealt with come again. Entries of
        one instance are in their own order, those of several not always in that of their commits.

        Args:
            since: the `next` of the page before, or the cursor or position of an event: what is behind that comes. By
                default from the first event that is kept.
            limit: how many events to look at; up to 1,000. Those that the reader may not see count as well.
            viewer: who reads, a unit or `unit/person`: remarks are left out that are not for the unit. Private values
                are there for nobody, but as salted hashes.
            scope: what the viewer reads of: `own` (instances in which the unit takes part now), `below` (the unit, or
                one below it), `lead` (its own, and all that was opened under these), or `all`.
            session: your own; then only what has its position already is read.

        Raises:
            UnknownPosition: if the feed has never come to `since`, or another event is there: it is another database,
                or one that was restored from a backup.
            EventsGone: if events behind `since` are not kept any more.
            InvalidData: if an argument cannot be used.

        """
        return await run(partial(self.engine.events, since=since, limit=limit, viewer=viewer, scope=scope), session)

    async def order_events(self, *, anew: bool = False, stop: Callable[[], bool] | None = None) -> EventsOrdered:
        """Give all that has happened since the last time its positions in the feed; `events` does so first as well.

        What is older than the settings say (`keep_days`) is taken out of the feed; the histories have it still. A
        daemon does this at each heartbeat. Any number of processes may: they take turns.

        Args:
            anew: make the feed again from the histories. All entries get new positions, in the order of time, behind
                the last one that was given; so a cursor of before is refused (`EventsGone`). Acts wait meanwhile.
            stop: called between batches; it ends early if this returns True.

        """
        return await run(partial(self.engine.order_events, anew=anew, stop=stop))
