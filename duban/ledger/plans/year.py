"""A plan's year, foreseen: which message would reach whom on which day if it were opened and nobody did anything."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from duban.ledger.opening.notices import import_notice
from duban.ledger.plans.opening import PLAN
from duban.notifiers import ConsoleNotifier
from duban.states import Jsonable, media
from duban.workflow import STATUSES, FixedClock, throwaway_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duban.ledger.notice import Notice
    from duban.workflow import Engine, OutboxEntry, Progress

MOST_STOPS = 5_000
"""The most instants at which something is due that are played of a year."""

_YEAR = timedelta(days=365)
_WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ForeseenLetter(Jsonable):
    """What one person would get about one matter on a day, by whatever media; `contact` is empty if nobody would.

    `task` is the number of the task in the plan; empty for what is about the plan itself or about what it opens.
    """

    day: date
    unit: str
    contact: str
    message: str
    task: str
    title: str
    is_copy: bool


@dataclass(frozen=True, slots=True)
class MonthOfMessages(Jsonable):
    """How often a message would be sent in a month: how often on which day, and to how many units."""

    month: str
    message: str
    count: int
    units: int
    days: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PlanYear(Jsonable):
    """Everything that a plan would send from one day to another if nobody did anything about it.

    `waiting` counts what would not leave before somebody releases it. `finished` says that the whole time was played.
    """

    _json = (..., "months", "by_unit")

    start: date
    until: date
    letters: tuple[ForeseenLetter, ...]
    waiting: int
    finished: bool

    @property
    def months(self) -> tuple[MonthOfMessages, ...]:
        """Return the counts month by month, in each the most frequent message first."""
        found: dict[tuple[str, str], list[ForeseenLetter]] = {}
        for letter in self.letters:
            found.setdefault((f"{letter.day:%Y-%m}", letter.message), []).append(letter)
        months = [
            MonthOfMessages(
                month,
                message,
                len(letters),
                len({letter.unit for letter in letters}),
                dict(sorted(Counter(letter.day.isoformat() for letter in letters).items())),
            )
            for (month, message), letters in found.items()
        ]
        return tuple(sorted(months, key=lambda each: (each.month, -each.count, each.message)))

    @property
    def by_unit(self) -> Mapping[str, int]:
        """Return how much each unit would get, the most first."""
        return dict(Counter(letter.unit for letter in self.letters).most_common())


def foresee(
    engine: Engine,
    notice: Notice,
    *,
    by: str,
    scenario: str = "task",
    plan: str | None = PLAN,
    start: datetime | None = None,
    until: date | None = None,
    progress: Progress | None = None,
) -> PlanYear:
    """Play a plan on a database that is thrown away, and return what it would send; nothing is opened or sent.

    It is opened at `start`, by default now, and nobody does anything until the end of `until`: by default the end of
    January after its last date, but a year at least, up to which offices archive a plan. Raises as `import_notice`.
    """
    begins = engine.now() if start is None else start
    zone = engine.working_calendar(scenario).timezone
    first = begins.astimezone(zone).date()
    last = _last_day(notice, first) if until is None else until
    end = datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1)
    ways: Mapping[str, Callable[[], ConsoleNotifier]] = dict.fromkeys((each.name for each in media()), ConsoleNotifier)
    clock = FixedClock(begins)
    with throwaway_engine(
        scenarios=engine.definitions(), directory=engine.directory, channels=ways, clock=clock
    ) as trial:
        _copy_calendars(engine, trial)
        opened = import_notice(trial, notice, by=by, scenario=scenario, plan=plan)
        numbers = {str(task.instance): task.item.number for task in opened.tasks}
        finished = _play(trial, clock, end, progress)
        titles = {item.number: item.title for item in trial.find()}
        sent = trial.outbox(statuses=[status for status in STATUSES if status != _WITHDRAWN])
        return PlanYear(first, last, _letters(sent, numbers, titles, last), len(trial.pending()), finished)


def _last_day(notice: Notice, first: date) -> date:
    dated = [item.deadline_date for item in notice.items if item.deadline_date is not None]
    return max(date(max([*dated, first]).year + 1, 1, 31), first + _YEAR)


def _copy_calendars(engine: Engine, trial: Engine) -> None:
    """Let the trial count by the days that were imported."""
    if not engine.has_database():
        return
    for name in dict.fromkeys(definition.calendar for definition in engine.definitions()):
        if days := engine.calendar(name).days:
            trial.import_calendar(name, {day: (works, note) for day, works, note in days})


def _play(trial: Engine, clock: FixedClock, end: datetime, progress: Progress | None) -> bool:
    """Sweep at each instant at which something is due before the end; return whether the end was reached."""
    for stop in range(MOST_STOPS):
        wake = trial.next_instant(deliveries=False)
        if wake is None or wake >= end:
            return True
        clock.set(max(wake, clock.now()))
        if trial.sweep().failures:
            return False
        if progress is not None:
            progress(stop + 1, None)
    return False


def _letters(
    sent: list[OutboxEntry], numbers: Mapping[str, str], titles: Mapping[str, str], last: date
) -> tuple[ForeseenLetter, ...]:
    """Return what people would get; one who gets a message by several media gets one letter."""
    found: dict[tuple[object, ...], ForeseenLetter] = {}
    for each in sent:
        day = max(each.not_before, each.created_at).date()
        if day > last:
            continue
        letter = ForeseenLetter(
            day,
            each.unit,
            each.contact,
            each.message,
            numbers.get(each.number, ""),
            titles.get(each.number, ""),
            each.is_copy,
        )
        found.setdefault((day, each.unit, each.contact, each.message, each.number, each.created_at), letter)
    return tuple(sorted(found.values(), key=lambda letter: (letter.day, letter.message, letter.unit, letter.task)))


def opening_hour(day: date, engine: Engine, scenario: str) -> datetime:
    """Return when the office opens on a day, or on the next on which it does."""
    calendar = engine.working_calendar(scenario)
    midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.timezone)
    return calendar.next_opening(midnight.astimezone(UTC))
