"""The sequencer: gives the entries that were committed their positions in the feed; no act has to wait for it.

What waits is told by rows that the acts themselves have written. So nothing is lost or comes twice, however many
processes do this and however they end: the rows go, and the positions come, in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.states import Jsonable
from duban.storage import StorageBusy, StorageReadOnly, feed
from duban.workflow.core import HasCore

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.workflow.core import Core

BATCH = 1_000
"""Acts whose entries get their positions in one transaction: while it writes, on SQLite nobody else does."""


@dataclass(frozen=True, slots=True)
class EventsOrdered(Jsonable):
    """How many entries got their positions, and how many lost theirs, as they are not kept any longer.

    `first` and `last` are the positions with which the feed begins and ends; 0 if there is nothing in it.
    """

    events: int
    dropped: int
    first: int
    last: int


class OrderingEvents(HasCore):
    """Keeps the feed."""

    def order_events(self, *, anew: bool = False, stop: Callable[[], bool] | None = None) -> EventsOrdered:
        """Give all that has happened since the last time its positions in the feed; `events` does so first as well.

        What is older than the settings say (`keep_days`) is taken out of the feed; the histories have it still. A
        daemon does this at each heartbeat. Any number of processes may: they take turns.

        Args:
            anew: make the feed again from the histories. All entries get new positions, in the order of time, behind
                the last one that was given; so a cursor of before is refused (`EventsGone`). Acts wait meanwhile.
            stop: called between batches; it ends early if this returns True.

        """
        core = self._core
        core.prepare()
        given = 0
        if anew:
            with core.database.writing() as connection:
                given = feed.make_anew(connection)
        given += order(core, stop=stop)
        dropped = drop_old(core, stop=stop)
        with core.database.reading() as connection:
            return EventsOrdered(given, dropped, *feed.span(connection))


def order(core: Core, *, stop: Callable[[], bool] | None = None) -> int:
    """Give positions to all entries that wait for theirs, and return how many they were."""
    given = 0
    while not (stop is not None and stop()):
        with core.database.reading() as connection:
            if not feed.has_waiting(connection):
                break
        with core.database.writing() as connection:
            given += feed.give_positions(connection, limit=BATCH)
    return given


def drop_old(core: Core, *, stop: Callable[[], bool] | None = None) -> int:
    """Take out of the feed what is older than is kept, and return how much that was."""
    days = core.settings.feed.keep_days
    if days is None:
        return 0
    dropped, moment = 0, core.now() - timedelta(days=days)
    while not (stop is not None and stop()):
        with core.database.writing() as connection:
            gone = feed.drop_before(connection, moment, limit=BATCH)
        dropped += gone
        if gone < BATCH:
            break
    return dropped


def order_if_possible(core: Core) -> None:
    """Give positions to what waits, unless the database can only be read or somebody else writes without end."""
    try:
        order(core)
    except (StorageReadOnly, StorageBusy):
        return
