"""What is still known of the time of an act: its working calendar, and the private values that were given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from duban.states import Unit
from duban.workflow.replay.verdicts import Doubt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from duban.states import ClockLedger, ClockRule, Condition, Duration, Rung
    from duban.states.history import ClockFacts
    from duban.workflow.rules import Compiled

_BY_WORKING_DAYS = frozenset({Unit.WORKING_DAYS, Unit.WORKING_HOURS})
_BY_CLOCKS = frozenset({"light", "due_on", "due_at", "headline_on", "provisional"})
"""What conditions see of an `item` that depends on its clocks."""


class Then:
    """What is known of the past of one instance.

    Args:
        compiled: the rules that it was opened under, with the calendar as it is today.
        imports: when days were last imported into each calendar.
        private: the private values that are stored, as `read_private` returns them, by the names of their time.

    """

    def __init__(
        self,
        compiled: Compiled,
        imports: Mapping[str, datetime],
        private: Iterable[tuple[str, str | None, int, str]],
    ) -> None:
        self._imports = imports
        self._private = {(name, seq): text for name, text, seq, _ in private if text is not None}
        self._gone: set[str] = set()
        self._once_gone: set[str] = set()
        """Private fields whose value is gone now, and those of which any value ever given is."""
        self._moved: set[str] = set()
        self._revision: str | None = None
        self.use(compiled)

    def rename(self, clocks: Mapping[str, str], fields: Mapping[str, str]) -> None:
        """Let what is known of clocks and fields be known by their new names."""
        self._moved = {clocks.get(clock, clock) for clock in self._moved}
        self._gone, self._once_gone = (
            {fields.get(name, name) for name in each} for each in (self._gone, self._once_gone)
        )

    def use(self, compiled: Compiled) -> None:
        """Go on under other rules."""
        self._calendar = compiled.calendar
        self._clocks = tuple(rule for rule in compiled.definition.clocks.values() if rule.unless is not None)
        self._chosen = {rule.name for rule in compiled.definition.clocks.values() if rule.by is not None}
        laid = {compiled.definition.calendar, compiled.definition.table}
        self._imported = max((at for name, at in self._imports.items() if name in laid), default=None)

    # -- the calendar ------------------------------------------------------------------------------------------------

    def calendar_at(self, at: datetime, told: Mapping[str, ClockFacts] | None = None) -> bool:
        """Return whether the calendar at an instant is known to be today's; `told` are clocks that were set then."""
        if self._imported is not None and self._imported >= at:
            return False
        present = self._calendar.revision
        if self._revision == present or (self._calendar.country is None and self._imported is None):
            return True
        return any(facts.revision == present for facts in (told or {}).values())

    def counts_alike(self, length: Duration | None, at: datetime) -> bool:
        """Return whether a length of time from an instant is today what it was then."""
        if length is None or self.calendar_at(at):
            return True
        conventions = self._calendar.conventions
        moves = conventions.roll is not None or conventions.cut_off is not None
        return length.unit not in _BY_WORKING_DAYS and (length.unit.in_hours or not moves)

    def dates_alike(self, rung: Rung, at: datetime) -> bool:
        """Return whether a rung's moment, given its clock, is today what it was at an instant."""
        offset = rung.at.offset
        return offset is None or offset.unit is Unit.HOURS or self.calendar_at(at)

    def reckons(self, ledger: ClockLedger, told: ClockFacts, rule: ClockRule | None) -> bool:
        """Return whether a clock's facts were computed by today's calendar, from what is known of the clock."""
        known = ledger.name not in self._moved and not self.date_gone(rule)
        return known and told.revision == self._calendar.revision

    def heard(self, ledger: ClockLedger) -> None:
        """Take note of the calendar by which a clock was last computed.

        By another calendar than today's, what is not in the entries may have become something else: a date that was
        given and then moved by a pause, and weeks or months that were converted to days from a later start; so may a
        budget that was chosen when it would have been over.
        """
        self._revision = ledger.revision
        fixed = ledger.given is None and self._calendar.conventions.cut_off is None and ledger.name not in self._chosen
        if ledger.revision != self._calendar.revision and not fixed:
            self._moved.add(ledger.name)

    # -- what was given ----------------------------------------------------------------------------------------------

    def private(self, name: str, seq: int) -> Any:  # noqa: ANN401 - any value of a field
        """Return the private value that was given with an entry; None if it is gone."""
        text = self._private.get((name, seq))
        try:
            found = None if text is None else json.loads(text)
        except ValueError:
            found = None
        if found is not None:
            self._gone.discard(name)
        else:
            self._gone.add(name)
            self._once_gone.add(name)
        return found

    def date_gone(self, rule: ClockRule | None) -> bool:
        """Return whether a clock goes by a private date of which a value is gone."""
        return rule is not None and rule.unless in self._once_gone

    @property
    def dates_gone(self) -> bool:
        """Return whether any clock does."""
        return any(self.date_gone(rule) for rule in self._clocks)

    def doubt(self, condition: Condition, at: datetime) -> Doubt | None:
        """Return why a condition can no longer be judged as it was at an instant; None if it can."""
        if not self._gone.isdisjoint(condition.names):
            return Doubt.ERASED
        if self.calendar_at(at):
            return None
        by_clocks = any(
            path[0] == "clocks" or (path[0] == "item" and (len(path) == 1 or path[1] in _BY_CLOCKS))
            for path in condition.usage.paths
        )
        return Doubt.CALENDAR if by_clocks else None
