"""The indexer: takes the texts by which instances are found, after they have changed; no act has to wait for it.

What is behind is told by the rows themselves: the entry up to which an instance's text was taken is not its last one.
So nothing is lost, however many processes act and however they end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Jsonable
from duban.storage import reclaim_pairs, searching
from duban.workflow.core import HasCore
from duban.workflow.reads.search import pages_of

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH = 2_000
"""Instances in one transaction: while it writes, on SQLite nobody else does."""


@dataclass(frozen=True, slots=True)
class Indexed(Jsonable):
    """Of how many instances the text was taken, and how many wait for it, as somebody was acting on them."""

    instances: int
    behind: int


class Indexing(HasCore):
    """Keeps the index of the text search."""

    def index_texts(self, *, anew: bool = False, stop: Callable[[], bool] | None = None) -> Indexed:
        """Take the texts of all instances that have changed since theirs were taken, and return how many they were.

        Any number of processes may do so at the same time. Searches are right at any time: they look at the instances
        themselves as far as this was not done, which takes longer.

        Args:
            anew: empty the index first, and make it again from what the instances are.
            stop: called between batches; it ends early if this returns True.

        """
        self._core.prepare()
        if anew:
            with self._core.database.writing() as connection:
                searching.forget(connection)
        taken = 0
        place: tuple[int, int] | None = (-1, 0)
        while place is not None and not (stop is not None and stop()):
            with self._core.database.reading() as connection:
                records, place = searching.waiting(connection, after=place, limit=BATCH)
                pages = pages_of(self._core, connection, records)
            if not pages:
                break
            with self._core.database.writing() as connection:
                noted = searching.keep(connection, pages)
            if noted is None:
                break  # another process is at it
            taken += noted
            if place is not None:
                reclaim_pairs(self._core.database)
        with self._core.database.reading() as connection:
            return Indexed(taken, searching.lag(connection)[0])
