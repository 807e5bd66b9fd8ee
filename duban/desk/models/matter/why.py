"""为什么: how each clock got its day, day by day, which reminders took effect and reached whom, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.workflow import clock_words

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.states import ReckonedDay
    from duban.workflow import Engine, WhyDue, WhyEscalated, WhyNot


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of a clock, or several that are alike (`first` to `last`): whether they count, why, and what is used."""

    first: date
    last: date
    counted: bool
    why: str
    used: int


@dataclass(frozen=True, slots=True)
class ClockStory:
    """A clock: what it goes by, when it is due, its events and its days."""

    clock: WhyDue
    due: str
    days: tuple[DayLine, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The whole page."""

    clocks: tuple[ClockStory, ...]
    rungs: tuple[WhyEscalated, ...]
    next: tuple[WhyNot, ...]
    zone: tzinfo

    def clock_of(self, rung: WhyEscalated) -> str:
        """Return the name of a rung's clock, or of which urge it is a step."""
        return clock_words(rung.clock)


def why_of(engine: Engine, viewer: Viewer, rulebook: Rulebook, number: str) -> Why:
    """Return why a matter is due when it is, what became of its reminders, and what has not happened yet."""
    found = engine.explain(number, viewer=viewer.name)
    return Why(
        clocks=tuple(ClockStory(clock, _due(clock, rulebook), tuple(_lines(clock.days))) for clock in found.due),
        rungs=tuple(sorted(found.escalated, key=_at, reverse=True)),
        next=tuple({(each.about, each.why): each for each in found.not_yet}.values()),
        zone=found.timezone,
    )


def _at(rung: WhyEscalated) -> datetime:
    return rung.at


def _due(clock: WhyDue, rulebook: Rulebook) -> str:
    return "" if clock.due_on is None else words.written_day(clock.due_on, this_year=rulebook.today.year)


def _lines(days: tuple[ReckonedDay, ...]) -> list[DayLine]:
    """Return the days; those off that follow each other for one reason are one line."""
    lines: list[DayLine] = []
    for day in days:
        before = lines[-1] if lines else None
        if before is not None and not day.counted and not before.counted and day.why == before.why:
            lines[-1] = DayLine(before.first, day.day, day.counted, day.why, day.consumed)
        else:
            lines.append(DayLine(day.day, day.day, day.counted, day.why, day.consumed))
    return lines
