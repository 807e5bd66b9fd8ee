"""The dates of clocks as a step moves them: by the fields that give them, and by the clocks that they hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from duban.states.clocks import (
    ClockLedger,
    ClockStatus,
    begin_lap,
    budget_of,
    comes_before_due,
    give_date,
    hung,
    light_at,
    light_instants,
    reckon_anew,
    rung_moment,
)
from duban.states.editions import SECOND_EDITION
from duban.states.values import decode

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from duban.states.definition import ClockRule, Definition, Rung
    from duban.states.subject import Subject
    from duban.states.time import WorkingCalendar


class DatedClocks:
    """Moves the clocks of a subject whose dates are changed by a step; `Stepper` carries the step out."""

    __slots__ = ()

    if TYPE_CHECKING:
        definition: Definition
        calendar: WorkingCalendar
        subject: Subject
        now: datetime
        _rules: tuple[ClockRule, ...]
        _begun: set[str]
        """The clocks that began, or began a lap, in this step."""
        _former: dict[str, Any]
        """What the fields that this step changed held before."""

        def _keep(self, name: str, ledger: ClockLedger) -> ClockLedger: ...
        def _lap(self, name: str, ledger: ClockLedger) -> None: ...
        def _skip(self, ledger: ClockLedger, rung: Rung, why: str) -> None: ...
        def _rungs(self, clock: str) -> tuple[Rung, ...]: ...

    def _follow(self, changed: Mapping[str, bool], *, besides: Collection[str] = (), corrected: bool = False) -> None:
        """Move the clocks whose date or budget was changed by an act; those `besides` begin anew, and take it up then.

        A later date begins a lap, as an extension does: else nobody would be told when the new day comes. An earlier
        one begins none, so that what was said is not said again; reminders whose moments have passed by it are skipped.
        """
        for name in list(self.subject.clocks) if changed else ():
            ledger = self.subject.clocks[name]
            rule = self.definition.clocks[name]
            dated = None if name in besides else self._moved(rule, ledger, changed, corrected=corrected)
            if dated is None:
                continue
            if ledger.due_at is not None and dated.due_at is not None and dated.due_at > ledger.due_at:
                self._lap(name, begin_lap(dated, at=self.now, calendar=self.calendar))
            else:
                self._skip_passed(ledger, self._keep(name, dated))

    def _moved(
        self, rule: ClockRule, ledger: ClockLedger, changed: Mapping[str, bool], *, corrected: bool
    ) -> ClockLedger | None:
        """Return a clock as the changed fields date it, or None if they do not."""
        given = self._new_date(rule, changed, corrected=corrected)
        if given is not None:
            return self._relit(give_date(ledger, given, at=self.now, calendar=self.calendar))
        if rule.by is None or rule.by.field not in changed or ledger.given is not None or self.subject.ongoing:
            return None
        before, after = budget_of(rule, self._former), budget_of(rule, self.subject.data)
        if before == after:
            return None
        return self._relit(reckon_anew(ledger, before, after, at=self.now, calendar=self.calendar))

    def _relit(self, ledger: ClockLedger) -> ClockLedger:
        """Return a clock with another date; one that is paused keeps the light that it has by that."""
        if ledger.status is not ClockStatus.PAUSED:
            return ledger
        lights = light_instants(self._rungs(ledger.name), ledger, self.calendar)
        return replace(ledger, light=light_at(lights, self.now))

    def _new_date(
        self, rule: ClockRule, changed: Mapping[str, bool], *, corrected: bool = False
    ) -> date | datetime | None:
        """Return the date by which an act moves a clock of this rule, if it does; a correction always does."""
        subject, field_name = self.subject, rule.unless
        if subject.ongoing or field_name is None or field_name not in changed:
            return None
        kept = subject.edition < SECOND_EDITION or (rule.once and changed[field_name])
        return None if kept and not corrected else self._given(field_name)

    def _given(self, name: str) -> date | datetime:
        given: date | datetime = decode(
            self.definition.fields[name], self.subject.data.get(name, self.subject.private.get(name))
        )
        return given

    def _skip_passed(self, before: ClockLedger, ledger: ClockLedger) -> None:
        """Skip the reminders before due whose moments have come by another date, and had not come by the old one."""
        if ledger.status is not ClockStatus.RUNNING:
            return
        claimed, now = self.subject.claimed.get(ledger.name, ()), self.now
        for rung in self._rungs(ledger.name):
            was, moment = (rung_moment(rung, each, self.calendar) for each in (before, ledger))
            if rung.id in claimed or moment is None or moment > now or (was is not None and was <= now):
                continue
            if comes_before_due(rung, moment, ledger):
                self._skip(ledger, rung, "another date")

    def _hung(self, rule: ClockRule, ledger: ClockLedger) -> ClockLedger:
        """Return a clock with the date of the one that it hangs on, if it does."""
        if rule.after is None or self.subject.ongoing or ledger.status is ClockStatus.STOPPED:
            return ledger
        return self._relit(hung(ledger, rule, self.subject.clocks, self.calendar))

    def _take_along(self, name: str) -> None:
        """Move the clocks that hang on one that was changed: they begin a lap if that did, and only then.

        Whether they do must not depend on their dates: what is replayed years later is reckoned by another calendar.
        """
        for rule in self._rules:
            ledger = self.subject.clocks.get(rule.name)
            if rule.after is None or rule.after.clock != name or ledger is None:
                continue
            if ledger.status is ClockStatus.STOPPED:
                continue
            if name in self._begun and rule.name not in self._begun:
                self._lap(rule.name, begin_lap(self._hung(rule, ledger), at=self.now, calendar=self.calendar))
            else:
                self._skip_passed(ledger, self._keep(rule.name, ledger))
