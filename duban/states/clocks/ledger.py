"""The ledger of one clock: its budget, what of it is consumed, since when it runs, and what is reckoned from that."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from duban.states.definition import Light
from duban.states.time import Duration, Unit


class ClockStatus(StrEnum):
    """Whether a clock consumes its time: it does while running, and stands still otherwise."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class ClockLedger(Struct, frozen=True, gc=False):
    """What is known of one clock in one round; every instant is aware and UTC.

    `started_at` is the first start in the round, moved only by `restarts`; its local date is the start day, which is
    not counted. `since` is set while it runs, `halted_at` while it does not. `consumed` is what was used up to `since`
    or `halted_at`, in days of `unit`, or in seconds where `unit` is hours. `budget` has weeks and months turned into
    calendar days. `given` is the date or instant that replaces the budget, as moved by pauses. `light` is what a
    paused clock keeps. (Not a dataclass: each act reads one for every clock, and that takes five times as long.)
    """

    name: str
    round: int
    lap: int
    status: ClockStatus
    started_at: datetime
    lap_at: datetime
    since: datetime | None
    halted_at: datetime | None
    consumed: int
    unit: Unit
    budget: Duration | None
    given: date | datetime | None
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    revision: str
    light: Light | None = None

    def replaced(self, **changes: Any) -> ClockLedger:  # noqa: ANN401 - each of its own type
        """Return the ledger with these values in place of its own."""
        return replace(self, **changes)
