"""Lengths of time that always say their unit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """The units of time; four kinds that are never mixed up, and two that become calendar days."""

    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"
    HOURS = "hours"
    WORKING_HOURS = "working hours"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Duration:
    """A positive whole number of one unit of time."""

    amount: int
    unit: Unit
