"""The ledger of one clock: its budget, what of it is consumed, since when it runs, and what is reckoned from that."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from duban.states.definition import Light
from duban.states.durations import Duration, Unit, parse_duration

if TYPE_CHECKING:
    from collections.abc import Mapping


class ClockStatus(StrEnum):
    """Whether a clock consumes its time: it does while running, and stands still otherwise."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class ClockLedger(NamedTuple):
    """What is known of one clock in one round; every instant is aware and UTC.

    `started_at` is the first start in the round, moved only by `restarts`; its local date is the start day, which is
    not counted. `since` is set while it runs, `halted_at` while it does not. `consumed` is what was used up to `since`
    or `halted_at`, in days of `unit`, or in seconds where `unit` is hours. `budget` has weeks and months turned into
    calendar days. `given` is the date or instant that replaces the budget, as moved by pauses. `light` is what a
    paused clock keeps. (A named tuple: each act reads one for every clock, and a dataclass takes five times as long.)
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

    def to_dict(self) -> dict[str, Any]:
        """Return the ledger as `pack` takes it; what is not set is left out."""
        facts: dict[str, Any] = {
            "name": self.name,
            "round": self.round,
            "lap": self.lap,
            "status": self.status,
            "started_at": self.started_at,
            "lap_at": self.lap_at,
            "consumed": self.consumed,
            "unit": self.unit,
            "revision": self.revision,
        }
        for key in ("since", "halted_at", "given", "due_on", "due_at", "light"):
            value = getattr(self, key)
            if value is not None:
                facts[key] = value
        if self.budget is not None:
            facts["budget"] = str(self.budget)
        if self.provisional:
            facts["provisional"] = True
        return facts

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> ClockLedger:
        """Return the ledger that `to_dict` wrote."""
        budget, given, due_on, light = (facts.get(key) for key in ("budget", "given", "due_on", "light"))
        return cls(
            name=facts["name"],
            round=facts["round"],
            lap=facts["lap"],
            status=ClockStatus(facts["status"]),
            started_at=datetime.fromisoformat(facts["started_at"]),
            lap_at=datetime.fromisoformat(facts["lap_at"]),
            since=_instant(facts.get("since")),
            halted_at=_instant(facts.get("halted_at")),
            consumed=facts["consumed"],
            unit=Unit(facts["unit"]),
            budget=None if budget is None else parse_duration(budget),
            given=None
            if given is None
            else datetime.fromisoformat(given)
            if "T" in given
            else date.fromisoformat(given),
            due_on=None if due_on is None else date.fromisoformat(due_on),
            due_at=_instant(facts.get("due_at")),
            provisional=facts.get("provisional", False),
            revision=facts["revision"],
            light=None if light is None else Light(light),
        )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
