"""What units report of matters: the lines of a sheet while it is filled in, and the last report of each unit."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from duban.states.names import fold_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NOTHING_NEW = "nothing_new"
"""What a line says in place of its values if there is nothing new to report."""


class LineSaid(Struct, frozen=True, gc=False, omit_defaults=True):
    """What a line says: its values by field, or that there is nothing new; `note` gives the reason."""

    values: dict[str, Any] = field(default_factory=dict)
    nothing_new: bool = False
    note: str | None = None


class SheetLine(Struct, frozen=True, gc=False, omit_defaults=True):
    """One matter on a sheet: its title, the units that lead it, and what was said of it, by whom and when."""

    title: str
    leads: tuple[str, ...] = ()
    said: LineSaid | None = None
    at: datetime | None = None
    by: str | None = None


class Sheet(Struct, frozen=True, gc=False, omit_defaults=True):
    """A sheet as it is filled in: the key of its period, and its lines by the numbers of the matters.

    `struck` are the matters that stood on it and need no line any more.
    """

    period: str
    lines: dict[str, SheetLine] = field(default_factory=dict)
    struck: tuple[str, ...] = ()


class Report(Struct, frozen=True, gc=False, omit_defaults=True):
    """What a unit has last reported of a matter: on which sheet, when it was handed in and who wrote the line."""

    sheet: str
    period: str
    at: datetime
    by: str
    said: LineSaid


def missing_lines(sheet: Sheet | None) -> tuple[str, ...]:
    """Return the matters of a sheet of which nothing was said yet."""
    return () if sheet is None else tuple(number for number, line in sheet.lines.items() if line.said is None)


def filled(sheet: Sheet, said: Mapping[str, LineSaid], *, at: datetime, by: str) -> Sheet:
    """Return the sheet with what somebody says of some of its matters; what was said of these before is replaced."""
    lines = {
        number: replace(line, said=said[number], at=at, by=by) if number in said else line
        for number, line in sheet.lines.items()
    }
    return replace(sheet, lines=lines)


def without(sheet: Sheet, numbers: Iterable[str]) -> Sheet:
    """Return the sheet with some of its matters struck."""
    gone = dict.fromkeys(numbers)
    left = {number: line for number, line in sheet.lines.items() if number not in gone}
    return replace(sheet, lines=left, struck=(*sheet.struck, *gone))


def with_report(reports: Mapping[str, Report], unit: str, report: Report) -> dict[str, Report]:
    """Return the last reports with a newer one of a unit."""
    return {**{name: each for name, each in reports.items() if fold_name(name) != fold_name(unit)}, unit: report}


def is_news(reports: Mapping[str, Report], unit: str, report: Report) -> bool:
    """Return whether a unit's report says anything that is not known of it: a sheet may be handed in twice."""
    known = next((each for name, each in reports.items() if fold_name(name) == fold_name(unit)), None)
    return known is None or (known.sheet, known.said) != (report.sheet, report.said)
