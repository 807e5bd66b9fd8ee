"""The verb that follows the feed: what has happened, and then what happens, as it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.storage import Follower
from duban.workflow.feed.events import read_cursor
from duban.workflow.feed.reading import ReadingEvents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duban.workflow.feed.events import FeedEvent


class Feed(ReadingEvents):
    """Reads the feed, follows it, and keeps it."""

    def follow(
        self,
        *,
        since: str | int | None = None,
        viewer: str | None = None,
        scope: str = "all",
        stop: Callable[[], bool] | None = None,
    ) -> Iterator[FeedEvent]:
        """Yield what has happened since a place in the feed, as `events` gives it, and go on with what happens.

        It waits for what is to come: PostgreSQL wakes it by NOTIFY, a SQLite file is looked at ten times a second. Keep
        the `cursor` of each event once it is dealt with, and begin there the next time. With `bind=` and PostgreSQL,
        one connection of your pool is held as long as it goes on.

        Args:
            since: as `events` takes it.
            viewer: who reads; as there.
            scope: what the viewer reads of; as there.
            stop: called while it waits, ten times a second; it ends if this returns True.

        Raises:
            UnknownPosition, EventsGone, InvalidData: as `events` does.

        """
        ends = stop or _never
        # Whatever is wrong with the arguments is said at once, and not when the first event is asked for.
        self.events(since=since, limit=1, viewer=viewer, scope=scope)
        return self._keep_following(since, viewer, scope, ends)

    def _keep_following(
        self, since: str | int | None, viewer: str | None, scope: str, stop: Callable[[], bool]
    ) -> Iterator[FeedEvent]:
        core = self._core
        with Follower(core.database, core.elapsed) as follower:
            while not stop():
                page = self.events(since=since, viewer=viewer, scope=scope)
                yield from page.events
                since = page.next or since
                if not page.more:
                    follower.wait(_position(page.next), stop)


def _position(cursor: str) -> int:
    found = read_cursor(cursor)
    return 0 if found is None else found[0]


def _never() -> bool:
    return False
