"""The numbers that a command takes: from the scenario's counter, which it can give back, or from where gaps may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.storage import instances

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.workflow.rules import Compiled


_OF_PAPERS = " "
"""What the counters of papers begin with; the name of no scenario begins with a space."""


def counter_of(series: str) -> str:
    """Return the name of the counter of a series of papers."""
    return _OF_PAPERS + series


def series_counted(counter: str) -> str | None:
    """Return the series of papers that a counter is for; None for that of a scenario's instances."""
    return counter.removeprefix(_OF_PAPERS) if counter.startswith(_OF_PAPERS) else None


class Numbering:
    """Takes numbers for one command, and gives back those that it does not use.

    The caller may commit their transaction even after a refusal. A number from the sequence of PostgreSQL cannot be
    given back: that is the gap that such a scenario allows.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._taken: list[tuple[str, int] | None] = []

    def __len__(self) -> int:
        """Return how many are taken."""
        return len(self._taken)

    def take(self, compiled: Compiled, many: int, now: datetime, *, fresh: bool) -> Sequence[int]:
        """Take numbers; the counter's row also serves as the lock for a scenario's openings.

        By a `fresh` version nothing was opened yet, and versions before it may have allowed gaps: then the counter goes
        on after the highest number that they took from the sequence.
        """
        year = now.astimezone(compiled.calendar.timezone).year
        scenario = compiled.definition.scenario
        if compiled.definition.gaps and self._connection.dialect.name != "sqlite":
            self._taken += [None] * many
            return instances.take_with_gaps(self._connection, scenario, year, many=many)
        first = instances.take_seq(self._connection, scenario, year, many=many)
        if fresh:
            first = instances.pass_over(self._connection, scenario, year, first, many=many)
        self._taken += [(scenario, year)] * many
        return range(first, first + many)

    def take_place(self, series: str, year: int) -> int:
        """Take the next number in a series of papers; its counter stays locked until the transaction ends."""
        counter = counter_of(series)
        place = instances.take_seq(self._connection, counter, year)
        self._taken.append((counter, year))
        return place

    def give_back(self, many: int) -> None:
        """Give back the numbers taken last."""
        while many > 0 and self._taken:
            taken = self._taken[-1]
            same = 0
            while self._taken and self._taken[-1] == taken and same < many:
                self._taken.pop()
                same += 1
            if taken is not None:
                instances.give_back_seq(self._connection, *taken, many=same)
            many -= same
