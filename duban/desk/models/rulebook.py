"""What read models know of the definitions that matters are pinned to: each is read once, for it never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from duban.states import SYSTEM

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from duban.states import Definition, Transition, WorkingCalendar
    from duban.workflow import Allowed, Engine, Instance

LEAD = "lead"
"""The role that leads, as plans, the ledger and the shipped scenarios call it."""


def leading(definition: Definition) -> str:
    """Return the role of those who lead a matter: `lead`, as a plan and the ledger name it, or who runs it."""
    return LEAD if LEAD in definition.roles else definition.office[0]


class Rulebook:
    """Definitions by their digests, and the calendars that scenarios go by."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, Definition] = {}

    def of(self, item: Instance) -> Definition:
        """Return the definition that a matter is pinned to."""
        if (found := self._known.get(item.digest)) is None:
            found = self._known[item.digest] = self._engine.rules(item.number)
        return found

    def calendar(self, scenario: str | None = None) -> WorkingCalendar | None:
        """Return the calendar of a scenario that is loaded, or of the first one; None if there is none."""
        loaded = [each.scenario for each in self._engine.definitions()]
        name = scenario if scenario in loaded else next(iter(loaded), None)
        return None if name is None else self._engine.working_calendar(name)

    @property
    def zone(self) -> tzinfo:
        """Return the time zone of the office."""
        calendar = self.calendar()
        return ZoneInfo("Asia/Shanghai") if calendar is None else calendar.timezone

    @property
    def today(self) -> date:
        """Return the office's day."""
        return self._engine.today()

    def waits_for(self, item: Instance) -> tuple[str | None, tuple[str, ...]]:
        """Return the role that a matter waits for, and the units whose turn it is."""
        if item.closed_at is not None or item.ended is not None:
            return None, ()
        role = self.of(item).states[item.state].waits_for
        if role is None:
            return None, ()
        return role, item.owing.get(role, item.units.get(role, ()))


def is_for_people(definition: Definition, trigger: str) -> bool:
    """Return whether people pull a trigger, and not the engine alone."""
    return any(set(entry.by) != {SYSTEM} for entry in definition.transitions.get(trigger, ()))


def can_be_done(allowed: Allowed) -> bool:
    """Return whether an act can be done now, once its form is filled in."""
    return all(blocker.code == "requires" for blocker in allowed.blockers)


def entry_of(definition: Definition, trigger: str, state: str) -> Transition | None:
    """Return the entry of a trigger that would be taken in a state, as far as that can be told beforehand."""
    entries = definition.transitions.get(trigger, ())
    return next((each for each in entries if state in each.sources), None)
