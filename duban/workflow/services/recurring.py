"""Recurring work and sheets: opened once per period, by however many daemons; those missed in downtime come later."""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from duban.states import THE_SYSTEM, OutOfCalendar, Repeats, occurrences
from duban.storage import StorageError, relations
from duban.workflow.instance import Command, Opening, claimed_as
from duban.workflow.people import bind_roles, known_units
from duban.workflow.services.sheets import open_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from duban.states import SheetRule, Span
    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled

log = logging.getLogger("duban.sweep")

SET_ASIDE = timedelta(minutes=5)
"""How long what could not be handled is left alone."""

_KNOWN = ""
"""The period under which the database stores since when it has known a scenario."""


class Recurring:
    """Opens recurring work; remembers what it has done, so that a sweep with nothing to open reads nothing."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._seen: dict[str, datetime] = {}
        self._set_aside: dict[str, float] = {}
        self._has_days: dict[str, bool] = {}

    def open_due(self, now: datetime) -> tuple[int, tuple[tuple[str, Exception], ...]]:
        """Open an instance for each period whose day has come by `now`.

        Return how many, and each scenario of which that failed with its error; such a one is left alone for a while.
        """
        opened = 0
        failed: list[tuple[str, Exception]] = []
        # What was looked at by a clock that was ahead is looked at again: all periods opened since have their claims.
        self._seen = {name: since for name, since in self._seen.items() if since <= now}
        for compiled, repeats in self._all(aside=False):
            try:
                opened += self._open(compiled, repeats, now)
            except StorageError:
                raise  # the database is busy, full or away: no scenario is to blame
            except Exception as error:
                name = compiled.definition.scenario
                log.debug("recurring work of %s cannot be opened", name, exc_info=True)
                self._set_aside[name] = self._core.elapsed() + SET_ASIDE.total_seconds()
                failed.append((name, error))
        return opened, tuple(failed)

    def next_instant(self) -> datetime | None:
        """Return when the next instance is to be opened, or None; now if a scenario was not looked at yet."""
        instants = (self._next(compiled, repeats) for compiled, repeats in self._all(aside=False))
        return min((instant for instant in instants if instant is not None), default=None)

    def impossible(self) -> tuple[str, ...]:
        """Return the scenarios whose recurring work cannot be opened: it has no such day, or was set aside."""
        aside = {name for name in self._set_aside if self._is_set_aside(name)}
        return tuple(sorted(aside.union(*map(self._without_a_day, self._all()))))

    def _without_a_day(self, one: tuple[Compiled, Repeats | SheetRule]) -> set[str]:
        compiled, repeats = one
        scenario, digest = compiled.definition.scenario, compiled.definition.digest
        digest += type(repeats).__name__
        if digest not in self._has_days:  # to find that there is none takes a look at every year
            try:
                next(_moments(compiled, repeats, self._core.now()))
            except OutOfCalendar:
                self._has_days[digest] = False
            else:
                self._has_days[digest] = True
        return set() if self._has_days[digest] else {scenario}

    def _is_set_aside(self, scenario: str) -> bool:
        return self._set_aside.get(scenario, 0.0) > self._core.elapsed()

    def _all(self, *, aside: bool = True) -> Iterator[tuple[Compiled, Repeats | SheetRule]]:
        """Yield the scenarios with recurring work, or only those that are not set aside now."""
        for name in self._core.catalogue.scenarios:
            if not aside and self._is_set_aside(name):
                continue
            compiled = self._core.catalogue.newest(name)
            for comes_back in (compiled.definition.repeats, compiled.definition.sheet):
                if comes_back is not None:
                    yield compiled, comes_back

    def _next(self, compiled: Compiled, repeats: Repeats | SheetRule) -> datetime | None:
        since = self._seen.get(_kept_as(compiled, repeats))
        now = self._core.now()
        if since is None:
            return now
        try:
            return next(moment for _, moment in _moments(compiled, repeats, since) if moment > since)
        except OutOfCalendar:
            return None  # it has no such day: the next sweep sets it aside

    def _open(self, compiled: Compiled, repeats: Repeats | SheetRule, now: datetime) -> int:
        scenario = compiled.definition.scenario
        since = self._seen.get(_kept_as(compiled, repeats))
        if since is None:
            with self._core.database.writing() as connection:
                relations.claim_period(connection, scenario, _KNOWN, at=now)
                since = min(relations.read_periods(connection, scenario)[_KNOWN], now)
        due = takewhile(lambda one: one[1] <= now, _moments(compiled, repeats, since))
        opened = [self._one(compiled, repeats, span) for span, moment in due if moment > since]
        self._seen[_kept_as(compiled, repeats)] = max(since, now)
        return sum(opened)

    def _one(self, compiled: Compiled, repeats: Repeats | SheetRule, span: Span) -> int:
        """Open what a period brings, and return how many instances."""
        if isinstance(repeats, Repeats):
            return self._repeat(compiled, repeats, span)
        with self._core.database.writing() as connection:
            self._core.refresh(connection)
            scenario, period = compiled.definition.scenario, claimed_as(span.key)
            if not relations.claim_period(connection, scenario, period, at=self._core.now()):
                return 0
            return open_sheets(self._core, connection, compiled, span)

    def _repeat(self, compiled: Compiled, repeats: Repeats, span: Span) -> bool:
        definition = compiled.definition
        title = (repeats.title or definition.title).replace("{period}", span.name)
        with self._core.database.writing() as connection:
            self._core.refresh(connection)
            if not relations.claim_period(connection, definition.scenario, span.key, at=self._core.now()):
                return False
            opening = Opening(
                actor=THE_SYSTEM,
                title=title,
                units=bind_roles(definition, self._core.directory, repeats.units),
                data=known_units(definition, self._core.directory, compiled.check(repeats.values), strict=False),
                note=None,
                source=None,
                external_no=None,
                ongoing=False,
                period=span.key,
            )
            for _, work in Command(self._core, connection).open(compiled, [opening]):
                if work is not None:
                    relations.period_opened(connection, definition.scenario, span.key, work.row)
        return True


def _kept_as(compiled: Compiled, repeats: Repeats | SheetRule) -> str:
    """Return under what it is remembered what was looked at: a scenario can have recurring work and sheets."""
    return f"{type(repeats).__name__} {compiled.definition.scenario}"


def _moments(compiled: Compiled, repeats: Repeats | SheetRule, since: datetime) -> Iterator[tuple[Span, datetime]]:
    calendar = compiled.calendar
    for span, day in occurrences(repeats.every, repeats.on, calendar.local_date(since), calendar):
        yield span, calendar.opening(day)
