"""The ledger of one clock: its budget, how much is consumed, since when it runs, and its due date."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from duban.states.definition import Light
from duban.states.time import Duration, Unit


class ClockStatus(StrEnum):
    """Whether a clock is running; only a running clock consumes time."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class ClockLedger(Struct, frozen=True, gc=False):
    """One clock in one round; every instant is aware and in UTC.

    - `started_at`: the first start in the round, which only `restarts` moves. Its local date is the starting day, which
      is not counted.
    - `since`: set while the clock runs; `halted_at`: set while it does not.
    - `consumed`: the time used up to `since` or `halted_at`, in days of `unit`, or in seconds if `unit` is hours.
    - `budget`: with weeks and months converted to calendar days.
    - `given`: the date or instant that replaces the budget, as moved by pauses.
    - `light`: the light that a paused clock keeps.
    - `stood`: of a clock with budgets by a field, from when to when it did not run; None for all others.
    - `extra`: how much of the budget is there only because a shorter one would have been over when it was chosen.

    It is not a dataclass: each act reads one for every clock, and a dataclass takes five times as long.
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
    stood: tuple[tuple[datetime, datetime], ...] | None = None
    extra: int = 0
