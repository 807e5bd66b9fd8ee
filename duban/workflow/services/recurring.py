"""Recurring work: one instance per period, however many daemons run; those missed in downtime are opened later."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from duban.states import THE_SYSTEM, Repeats, occurrences
from duban.storage import calendars, relations
from duban.workflow.instance import Command, Opening
from duban.workflow.people import bind_roles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from duban.states import Span
    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled

_KNOWN = ""
"""The period under which the database stores since when it has known a scenario."""


class Recurring:
    """Opens recurring work; remembers what it has done, so that a sweep with nothing to open reads nothing."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._seen: dict[str, datetime] = {}

    def open_due(self, now: datetime) -> int:
        """Open an instance for each period whose day has come by `now`, and return how many."""
        return sum(self._open(compiled, repeats, now) for compiled, repeats in self._all())

    def next_instant(self) -> datetime | None:
        """Return when the next instance is to be opened, or None; now if a scenario was not looked at yet."""
        return min((self._next(compiled, repeats) for compiled, repeats in self._all()), default=None)

    def _all(self) -> Iterator[tuple[Compiled, Repeats]]:
        for name in self._core.catalogue.scenarios:
            compiled = self._core.catalogue.newest(name)
            if compiled.definition.repeats is not None:
                yield compiled, compiled.definition.repeats

    def _next(self, compiled: Compiled, repeats: Repeats) -> datetime:
        since = self._seen.get(compiled.definition.scenario)
        now = self._core.now()
        if since is None:
            return now
        return next(moment for _, moment in _moments(compiled, repeats, since) if moment > since)

    def _open(self, compiled: Compiled, repeats: Repeats, now: datetime) -> int:
        scenario = compiled.definition.scenario
        since = self._seen.get(scenario)
        if since is None:
            with self._core.database.writing() as connection:
                relations.claim_period(connection, scenario, _KNOWN, at=now)
                since = relations.read_periods(connection, scenario)[_KNOWN]
        due = takewhile(lambda one: one[1] <= now, _moments(compiled, repeats, since))
        opened = [self._one(compiled, repeats, span) for span, moment in due if moment > since]
        self._seen[scenario] = max(since, now)
        return sum(opened)

    def _one(self, compiled: Compiled, repeats: Repeats, span: Span) -> bool:
        definition = compiled.definition
        title = (repeats.title or definition.title).replace("{period}", span.name)
        with self._core.database.writing() as connection:
            self._core.catalogue.refresh(connection, calendars.read_stamp(connection))
            if not relations.claim_period(connection, definition.scenario, span.key, at=self._core.now()):
                return False
            opening = Opening(
                actor=THE_SYSTEM,
                title=title,
                units=bind_roles(definition, self._core.directory, repeats.units),
                data=compiled.check(repeats.values),
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


def _moments(compiled: Compiled, repeats: Repeats, since: datetime) -> Iterator[tuple[Span, datetime]]:
    calendar = compiled.calendar
    for span, day in occurrences(repeats.every, repeats.on, calendar.local_date(since), calendar):
        yield span, calendar.opening(day)
