"""What templates and expressions see of reports: the lines of a sheet, and what each unit has last reported."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from duban.states import as_json, decode, is_among, missing_lines, span_called
from duban.workflow.report_values import FilledLine, FilledSheet, LastReport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.states import Definition, LineSaid, Subject
    from duban.workflow.rules.compiled import Compiled


class Told(dict[str, Any]):
    """What was said of a matter; whatever was not said is none."""

    def __missing__(self, name: str) -> None:
        """Return none."""


class Last(dict[str, Told]):
    """What each unit has last reported; of one that has not, nothing was said."""

    def __missing__(self, unit: str) -> Told:
        """Return what is seen of a unit that has reported nothing: a false value."""
        return Told()


def reports_kept(subject: Subject) -> dict[str, Any]:
    """Return what each unit has last reported, as JSON."""
    return {
        unit: {
            **_said(each.said),
            "at": each.at.isoformat(),
            "by": each.by,
            "sheet": each.sheet,
            "period": span_called(each.period),
        }
        for unit, each in subject.reports.items()
    }


def last_view(kept: Mapping[str, Any]) -> Last:
    """Return `last` as templates and expressions see it, made from what `reports_kept` returns."""
    return Last({unit: Told({**each, "at": datetime.fromisoformat(each["at"])}) for unit, each in kept.items()})


def sheet_kept(subject: Subject) -> dict[str, Any] | None:
    """Return a sheet with its lines, as JSON; none for an instance that is no sheet."""
    sheet = subject.sheet
    if sheet is None:
        return None
    lines = [
        {
            "number": number,
            "title": line.title,
            "leads": list(line.leads),
            "written": line.said is not None,
            **({} if line.said is None else _said(line.said)),
        }
        for number, line in sheet.lines.items()
    ]
    return {"period": span_called(sheet.period), "lines": lines, "missing": list(missing_lines(sheet))}


def sheet_view(compiled: Compiled, kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return `sheet` as templates and expressions see it, made from what `sheet_kept` returns."""
    if kept is None:
        return {"period": "", "lines": [], "missing": []}
    rule = compiled.definition.sheet
    fields = {} if rule is None else rule.lines
    lines = [
        Told({name: decode(fields[name], value) if name in fields else value for name, value in each.items()})
        for each in kept["lines"]
    ]
    return {
        "period": kept["period"],
        "lines": lines,
        "missing": [line for line in lines if line["number"] in kept["missing"]],
    }


def _said(said: LineSaid) -> dict[str, Any]:
    values: dict[str, Any] = as_json(dict(said.values))
    return {**values, "nothing_new": said.nothing_new, "note": said.note}


def last_reports(subject: Subject) -> dict[str, LastReport]:
    """Return what each unit has last reported, as callers get it."""
    return {
        unit: LastReport(each.at, each.by, each.sheet, each.period, **_told(each.said))
        for unit, each in subject.reports.items()
    }


def filled_sheet(definition: Definition, subject: Subject, viewer: str | None) -> FilledSheet | None:
    """Return a sheet with its lines as a unit may see them: who only leads sees those that it leads."""
    rule, sheet = definition.sheet, subject.sheet
    if sheet is None:
        return None
    others = [units for role, units in subject.units.items() if rule is None or role != rule.lead]
    leads_only = viewer is not None and not any(is_among(viewer, units) for units in others)
    lines = [
        FilledLine(
            number,
            line.title,
            line.leads,
            line.said is not None,
            **({} if line.said is None else _told(line.said)),
            at=line.at,
            by=line.by,
        )
        for number, line in sheet.lines.items()
        if not leads_only or viewer is None or is_among(viewer, line.leads)
    ]
    return FilledSheet(sheet.period, tuple(lines))


def _told(said: LineSaid) -> dict[str, Any]:
    return {"values": dict(said.values), "nothing_new": said.nothing_new, "note": said.note}
