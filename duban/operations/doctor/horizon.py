"""Checks how far the calendars are known: past the last published year every due date is provisional."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.operations.doctor.checks import Check, fine, wanting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.workflow import Engine

_NEAR = timedelta(days=60)
"""The State Council publishes the next year around November; an installation that lacks it by then should look."""


def look_at_calendar(engine: Engine, *, provisional: int = 0) -> Check:
    """Return how far due dates can be relied on, of which so many of open instances are provisional.

    Nothing can be done before a year is published, so a missing year is only noted; once the year has begun, it has
    been published, and the check fails.
    """
    day = engine.today()
    advice = words.text(
        "once the year is published, upgrade the library holidays or write a table, then {way_import_calendar}"
    )
    if past := [horizon for horizon in _horizons(engine) if horizon < day]:
        found = words.text("working days are known until {day} only: every due date is provisional", day=min(past))
        return wanting("calendar", found, advice)
    if provisional:
        found = words.text("instances due in a year that is not published: {count}, provisional", count=provisional)
        return fine("calendar", found, note=advice)
    if near := [horizon for horizon in _horizons(engine) if horizon - day < _NEAR]:
        found = words.text("working days are known until {day} only; later due dates are provisional", day=min(near))
        return fine("calendar", found, note=advice)
    return fine("calendar", words.text("every due date lies within the published calendar"))


def _horizons(engine: Engine) -> Iterator[date]:
    for each in engine.definitions():
        horizon = engine.working_calendar(each.scenario).horizon
        if horizon is not None:
            yield horizon
