"""How late something is, in the words and the shape that every page shows: each length says its unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.states import Duration, Unit

if TYPE_CHECKING:
    from datetime import date

    from duban.desk.models.rulebook import Rulebook
    from duban.states import Definition, WorkingCalendar
    from duban.workflow import Instance

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lamp:
    """A light with its words: `shape` is that of the style sheet, `said` the lateness, `day` the due day in words."""

    shape: str
    said: str
    day: str = ""


def lamp_of(item: Instance, rulebook: Rulebook, *, headline: bool = False) -> Lamp:
    """Return the light of a matter; with `headline`, by the clock that lists show."""
    if item.closed_at is not None:
        said = words.closed_as(item.state) if item.ended is None else words.text("ended without being done")
        return Lamp("done", said)
    due = item.headline_on if headline and item.headline_on is not None else item.due_on
    if due is None:
        return Lamp("off" if item.ongoing else str(item.light), words.text("no due day"))
    definition, today = rulebook.of(item), rulebook.today
    said = lateness(due, today, rulebook.calendar(item.scenario), unit_of(definition))
    day = words.written_day(due, this_year=today.year)
    if due < today:
        day = words.text("was due on {day}", day=day)
    return Lamp(str(item.light), said, day)


def lateness(due: date, today: date, calendar: WorkingCalendar | None, unit: Unit) -> str:
    """Return how much is left until a day, or by how much it is over: 剩3个工作日, 今天到期, 逾期3个工作日."""
    if due == today:
        return words.text("due today")
    if calendar is None:
        unit = Unit.CALENDAR_DAYS
    first, last = (due + _DAY, today) if due < today else (today + _DAY, due)
    days = (last - first).days + 1 if calendar is None else calendar.count(first, last, unit)
    length = Duration(max(days, 1), unit).said
    return words.text("{length} overdue", length=length) if due < today else words.text("{length} left", length=length)


def when_due(item: Instance, today: date) -> str:
    """Return when a matter is due, as `at_hand` counts it: `overdue`, `today`, `week`, `later` or `undated`."""
    due = item.due_on
    if due is None:
        return "undated"
    if due <= today:
        return "today" if due == today else "overdue"
    return "week" if due <= today + _DAY * (6 - today.weekday()) else "later"


def unit_of(definition: Definition) -> Unit:
    """Return the unit that a scenario's days are told in: that of its headline clock, or of the first with a budget."""
    rules = [definition.clocks[definition.headline]] if definition.headline else list(definition.clocks.values())
    budget = next((rule.budget for rule in rules if rule.budget is not None), None)
    return Unit.WORKING_DAYS if budget is None or budget.unit is not Unit.CALENDAR_DAYS else Unit.CALENDAR_DAYS
