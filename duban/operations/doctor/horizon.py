"""How far the calendars know: past the last published year every due date is provisional."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban.operations.doctor.checks import Finding, fine, wanting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from duban.workflow import Engine, Instance

_NEAR = timedelta(days=60)
"""The State Council publishes the next year about November; whoever has not heard of it by then should look."""

_ADVICE = (
    "放假安排公布后更新 holidays 库，或备好日期表，运行 `duban calendar import`",
    "once the year is published, upgrade the library holidays or write a table, then `duban calendar import`",
)


def look_at_calendar(engine: Engine, open_ones: Sequence[Instance]) -> Finding:
    """Return how far due dates can be relied upon.

    Before the year is published nobody can mend this, so it is said and not held against the installation; a year that
    has begun was published, and is.
    """
    day = engine.today()
    if past := [horizon for horizon in _horizons(engine) if horizon < day]:
        found = (
            f"放假安排只知道到{min(past)}，现在的时限都是暂定的",
            f"working days are known until {min(past)} only: every due date is provisional",
        )
        return wanting("calendar", found, _ADVICE)
    if numbers := [item.number for item in open_ones if item.provisional]:
        found = (
            f"{len(numbers)}个事项的时限落在尚未公布放假安排的年份，暂定",
            f"{len(numbers)} instances are due in a year that is not published: provisional",
        )
        return fine("calendar", found, note=_ADVICE)
    if near := [horizon for horizon in _horizons(engine) if horizon - day < _NEAR]:
        found = (
            f"放假安排只知道到{min(near)}，以后的时限都是暂定的",
            f"working days are known until {min(near)} only; later due dates are provisional",
        )
        return fine("calendar", found, note=_ADVICE)
    return fine("calendar", ("在办事项的时限都在已公布的日历之内", "every due date lies within the published calendar"))


def _horizons(engine: Engine) -> Iterator[date]:
    for each in engine.definitions():
        horizon = engine.working_calendar(each.scenario).horizon
        if horizon is not None:
            yield horizon
