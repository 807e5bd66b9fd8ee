"""How many messages opening would send, counted by message and by unit, and whether that is too much at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from duban.workflow import WouldSend

HANDFUL = 10
"""The most messages that may leave at once without a warning."""


@dataclass(frozen=True, slots=True)
class ForecastMessage(Jsonable):
    """How often one message would be sent, to which units, and when the first of it would leave (None: never)."""

    message: str
    count: int
    units: tuple[str, ...]
    leaves_at: datetime | None
    at_once: int


@dataclass(frozen=True, slots=True)
class Forecast(Jsonable):
    """Everything that would be sent; `at_once` counts what would leave now, office hours or not."""

    messages: tuple[ForecastMessage, ...]
    by_unit: Mapping[str, int]

    @property
    def total(self) -> int:
        """Return how many messages there would be."""
        return sum(each.count for each in self.messages)

    @property
    def at_once(self) -> int:
        """Return how many would leave now."""
        return sum(each.at_once for each in self.messages)

    @property
    def by_message(self) -> Mapping[str, int]:
        """Return how often each message would be sent."""
        return {each.message: each.count for each in self.messages}


def forecast_of(messages: Iterable[WouldSend]) -> Forecast:
    """Return the counts, the most frequent message and the unit that gets most first."""
    found: dict[str, list[WouldSend]] = {}
    for each in messages:
        found.setdefault(each.message, []).append(each)
    counted = [
        ForecastMessage(
            message=name,
            count=len(several),
            units=tuple(dict.fromkeys(each.unit for each in several)),
            leaves_at=min((each.leaves_at for each in several if each.leaves_at is not None), default=None),
            at_once=sum(each.at_once for each in several),
        )
        for name, several in found.items()
    ]
    by_unit = Counter(each.unit for several in found.values() for each in several)
    return Forecast(tuple(sorted(counted, key=lambda each: -each.count)), dict(by_unit.most_common()))
