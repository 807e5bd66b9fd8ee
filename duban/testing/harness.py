"""An engine under test: its clock is moved by hand, what falls due on the way takes effect, and messages are kept."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from duban import words
from duban.states import Duration, InvalidData, Unit, media, parse_duration
from duban.testing.asserting import Assertions
from duban.testing.databases import engine_for_test
from duban.testing.recording import RecordingNotifier
from duban.workflow import Engine, FixedClock, MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping
    from pathlib import Path

    from sqlalchemy.engine import Engine as SqlEngine

    from duban.notifiers import Notifier
    from duban.states import Definition, WorkingCalendar
    from duban.testing.saying import Said
    from duban.workflow import Directory

MONDAY = "2024-04-01T09:00+08:00"
"""When tests begin that do not say when: a Monday morning in China, with the holiday 清明 three days ahead."""

_MOST_STEPS = 100_000
"""After so many instants at which something is due, time does not get on."""


class Harness(Assertions):
    """A real engine on a virtual clock, whose messages are kept instead of sent; use it in a `with` statement.

    Args:
        scenarios: as `Engine` takes them: files, folders, names or definitions. By default all shipped ones.
        directory: who is who. By default every unit has a made-up person of each level, whom every medium reaches.
        at: the instant at which the clock starts.
        bind: the application's own SQLAlchemy engine, for tests with its own rows. Our tables are made if they are
            missing; they have to be empty, and are emptied at the end. By default a SQLite file that is thrown away.
        channels: notifiers of the test's own by medium, in place of those that record.

    Raises:
        NotEmpty: on entering, if the database of `bind` has rows of ours already.

    """

    def __init__(
        self,
        scenarios: Iterable[str | Path | Definition] | None = None,
        *,
        directory: Directory | None = None,
        at: datetime | str = MONDAY,
        bind: SqlEngine | None = None,
        channels: Mapping[str, Callable[[], Notifier]] | None = None,
    ) -> None:
        super().__init__()
        self.clock = FixedClock(at)
        self.outboxes = {each.name: RecordingNotifier() for each in media()}
        recording = {name: _giving(notifier) for name, notifier in self.outboxes.items()}
        self._options: dict[str, Any] = {
            "scenarios": scenarios,
            "directory": MadeUpPeople() if directory is None else directory,
            "channels": {**recording, **(channels or {})},
            "clock": self.clock,
        }
        self._bind = bind
        self._made: Engine | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Make the engine, and the schema if there is none."""
        self._made = self._stack.enter_context(engine_for_test(self._bind, **self._options))
        return self

    def __exit__(self, *_: object) -> None:
        """Close the engine, and delete what the test has written."""
        self._made = None
        self._stack.close()

    @property
    def engine(self) -> Engine:
        """Return the engine; outside of the `with` statement there is none."""
        if self._made is None:
            message = words.Line("a harness has an engine only inside its `with` statement")
            raise RuntimeError(message)
        return self._made

    @property
    def now(self) -> datetime:
        """Return the instant that the clock shows, in UTC."""
        return self.clock.now()

    def run(self) -> tuple[Said, ...]:
        """Let everything take effect that is due now, send what may leave, and return what was told by that."""
        return self._telling(self._take_effect)

    def until(self, at: datetime | str) -> tuple[Said, ...]:
        """Move the clock to an instant, and return what was told on the way.

        Everything that falls due in between takes effect at its own moment, as it would with a daemon that runs.

        Raises:
            ValueError: if the instant has no time zone, or is past already.

        """
        goal = FixedClock(at).now()
        if goal < self.now:
            facts = {"at": goal.isoformat(), "now": self.now.isoformat()}
            raise ValueError(words.Line("{at} is past already: it is {now}, and this clock only goes forward", **facts))
        return self._telling(lambda: self._go_on(goal))

    def advance(self, length: str | timedelta, *, scenario: str | None = None) -> tuple[Said, ...]:
        """Move the clock by a length of time such as `3 working days`, and return what was told on the way.

        Working days and hours are those of the scenario's calendar; if the loaded scenarios have different ones, say
        which is meant. Days end at the same time of day.

        Raises:
            DurationError: if the length has no definite unit.
            InvalidData: if it is not clear whose working days are meant.

        """
        goal = self.now + length if isinstance(length, timedelta) else self._later_by(parse_duration(length), scenario)
        return self.until(goal)

    def until_due(self, number: str, *, clock: str | None = None) -> tuple[Said, ...]:
        """Move the clock to the instant at which an instance is overdue, and return what was told on the way.

        That is the end of its due day. `clock` names one of several clocks; by default the one that is due first.

        Raises:
            InvalidData: if no such clock runs.

        """
        due = self._due(number, clock)
        if due is None:
            facts = {"number": number, "clock": clock or words.text("any clock")}
            raise InvalidData((words.Line("{number}: no clock runs that has a due day ({clock})", **facts),))
        return self.until(max(due, self.now))

    def _due(self, number: str, clock: str | None) -> datetime | None:
        if clock is None:
            return self.engine.instance(number).due_at
        return next((each.due_at for each in self.engine.why_due(number) if each.clock == clock), None)

    def _later_by(self, length: Duration, scenario: str | None) -> datetime:
        if length.unit is Unit.HOURS:
            return self.now + timedelta(hours=length.amount)
        calendar = self._calendar(scenario)
        if length.unit is Unit.WORKING_HOURS:
            return calendar.add_working_seconds(self.now, length.amount * 3600)
        local = self.now.astimezone(calendar.timezone)
        return datetime.combine(calendar.shift(local.date(), length.amount, length.unit), local.timetz())

    def _calendar(self, scenario: str | None) -> WorkingCalendar:
        if scenario is not None:
            return self.engine.working_calendar(scenario)
        known = [each.scenario for each in self.engine.definitions()]
        calendars = {each.revision: each for each in map(self.engine.working_calendar, known)}
        if len(calendars) != 1:
            facts = {"calendars": sorted(calendars), "scenarios": known}
            message = words.Line("scenario= has to say whose days are meant: of {calendars}, by {scenarios}", **facts)
            raise InvalidData((message,))
        return next(iter(calendars.values()))

    def _go_on(self, goal: datetime) -> None:
        for _ in range(_MOST_STEPS):
            self._take_effect()
            at = self.engine.next_instant()
            if at is None or at > goal:
                self.clock.set(goal)
                self._take_effect()
                return
            self.clock.set(max(at, self.now))
        facts = {"now": self.now.isoformat(), "steps": _MOST_STEPS}
        raise RuntimeError(words.Line("{now}: something is due {steps} times and is never done", **facts))

    def _take_effect(self) -> None:
        swept = self.engine.sweep()
        if swept.failures:
            first = swept.failures[0]
            message = words.text("sweep of {number} failed: {reason}", number=first.number, reason=first.reason)
            raise AssertionError(message)
        _finish(self.engine.deliver)

    def _telling(self, act: Callable[[], None]) -> tuple[Said, ...]:
        told = {each.id for each in self.said() if each.was_told}
        act()
        return tuple(each for each in self.said() if each.was_told and each.id not in told)


def _giving(notifier: Notifier) -> Callable[[], Notifier]:
    return lambda: notifier


def _finish(begun: Callable[[], Coroutine[Any, Any, object]]) -> None:
    """Wait for a coroutine; in a thread of its own if this one has a running loop, which cannot wait."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(begun())
        return
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(begun())).result()
