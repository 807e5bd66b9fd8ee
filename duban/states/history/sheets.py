"""The entries of what units report by sheets: of a sheet, and of the matters that stand on it."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - msgspec reads the annotations

from msgspec import field

from duban.states.history.entries import Entry
from duban.states.lines import LineSaid  # noqa: TC001 - likewise


class Reported(Entry, frozen=True, kw_only=True):
    """A unit wrote lines of its sheet; each replaces what the line said before."""

    kind = "report"
    by = "`report`"

    lines: dict[str, LineSaid]
    """By the numbers of the matters."""
    note: str | None = None
    """What was noted as they were written, such as from which sheet of a spreadsheet they come."""


class LinesStruck(Entry, frozen=True, kw_only=True):
    """Nothing has to be reported any more of matters on this sheet: they have ended, or are no longer the unit's."""

    kind = "struck"
    by = "the engine, before an act on the sheet or in the sweep"

    numbers: dict[str, str] = field(default_factory=dict)
    """By the numbers of the matters: `closed`, `relieved` or `excused`."""


class Progressed(Entry, frozen=True, kw_only=True):
    """A unit has handed in a sheet that says something new of this instance."""

    kind = "progress"
    by = "the engine, before an act on this instance or in the sweep, after `fire` has handed in a sheet"

    sheet: str
    period: str
    unit: str
    at: datetime
    """When the sheet was handed in."""
    hand: str
    """Who wrote the line."""
    said: LineSaid
    titles: dict[str, str] = field(default_factory=dict)
    """What people call the values, by their fields."""
