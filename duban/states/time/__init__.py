"""Time as offices count it: durations, moments, periods, working days and calendars."""

from duban.states.time.calendar import USUAL, Conventions, Roll, WorkingCalendar, known, utc
from duban.states.time.calendars import calendar_for
from duban.states.time.durations import BARE_UNITS, Duration, Unit, parse_duration
from duban.states.time.moments import Anchor, Moment, parse_moment
from duban.states.time.periods import (
    Period,
    PeriodDay,
    Span,
    day_in,
    following,
    has_day,
    occurrences,
    parse_period_day,
    span_called,
    span_named,
    span_of,
)
from duban.states.time.workdays import FIRST_YEAR, LAST_YEAR

__all__ = [
    "BARE_UNITS",
    "FIRST_YEAR",
    "LAST_YEAR",
    "USUAL",
    "Anchor",
    "Conventions",
    "Duration",
    "Moment",
    "Period",
    "PeriodDay",
    "Roll",
    "Span",
    "Unit",
    "WorkingCalendar",
    "calendar_for",
    "day_in",
    "following",
    "has_day",
    "known",
    "occurrences",
    "parse_duration",
    "parse_moment",
    "parse_period_day",
    "span_called",
    "span_named",
    "span_of",
    "utc",
]
