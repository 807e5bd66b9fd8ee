"""What the verbs return of reports: the lines of a sheet, and what each unit has last reported of a matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from duban.states import Jsonable, span_called


class LastReport(Struct, Jsonable, frozen=True):
    """What a unit has last reported of a matter: when it handed its `sheet` in, and who wrote the line.

    `values` holds the fields of the line; where there was `nothing_new`, `note` says why.
    """

    at: datetime
    by: str
    sheet: str
    period: str
    values: Mapping[str, Any] = field(default_factory=dict)
    nothing_new: bool = False
    note: str | None = None

    @property
    def period_name(self) -> str:
        """Return the period as offices write it."""
        return span_called(self.period)


class FilledLine(Struct, Jsonable, frozen=True):
    """A line of a sheet: the matter with the units that lead it, and what was said of it, by whom and when.

    It is `written` if anything was said.
    """

    number: str
    title: str
    leads: tuple[str, ...] = ()
    written: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    nothing_new: bool = False
    note: str | None = None
    at: datetime | None = None
    by: str | None = None


class FilledSheet(Struct, Jsonable, frozen=True):
    """The period of a sheet, and its lines as the viewer may see them: who only leads sees the lines that it leads."""

    period: str
    lines: tuple[FilledLine, ...]

    @property
    def missing(self) -> tuple[FilledLine, ...]:
        """Return the lines of which nothing was said yet."""
        return tuple(line for line in self.lines if not line.written)


def reports_from_json(values: Mapping[str, Any] | None) -> dict[str, LastReport]:
    """Return the reports that `to_json` wrote."""
    return {unit: LastReport(**{**each, "at": _instant(each["at"])}) for unit, each in (values or {}).items()}


def sheet_from_json(values: Mapping[str, Any] | None) -> FilledSheet | None:
    """Return the sheet that `to_json` wrote."""
    if values is None:
        return None
    lines = [
        FilledLine(**{**each, "leads": tuple(each["leads"]), "at": _instant(each["at"])}) for each in values["lines"]
    ]
    return FilledSheet(values["period"], tuple(lines))


def _instant(text: str | None) -> Any:  # noqa: ANN401 - an instant, or None
    return None if text is None else datetime.fromisoformat(text)
