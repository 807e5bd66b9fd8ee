"""The sequencer: gives the entries that were committed their positions in the feed; no act has to wait for it.

What waits is told by rows that the acts themselves have written. So nothing is lost or comes twice, however many
processes do this and however they end: the rows go, and the positions come, in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    """How many entries got their positions, and the first and the last position that there is; 0 if there is none."""

    events: int
    first: int
    last: int


class OrderingEvents(HasCore):
    """Keeps the feed."""

    def order_events(self, *, stop: Callable[[], bool] | None = None) -> EventsOrdered:
        """Give all that happened since the last time its positions in the feed; `events` does so first as well.

        A daemon does this at each heartbeat. Any number of processes may: they take turns.

        Args:
            stop: called between batches; it ends early if this returns True.

        """
        self._core.prepare()
        given = order(self._core, stop=stop)
        with self._core.database.reading() as connection:
            return EventsOrdered(given, *feed.span(connection))


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


def order_if_possible(core: Core) -> None:
    """Give positions to what waits, unless the database can only be read or somebody else writes without end."""
    try:
        order(core)
    except (StorageReadOnly, StorageBusy):
        return
