"""Layout of what units report: the lines of a sheet, and the last report of each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.workflow import Engine, FilledLine, FilledSheet, Instance, LastReport, Situation

LINE_COLUMNS = ("Number", "Matter", "Lead", "Reported")


def report_pairs(standing: Situation) -> list[tuple[str, str]]:
    """Return what each unit has last reported of an instance, with headings."""
    return [
        (word("Last report"), last_words(unit, each, standing.line_titles))
        for unit, each in standing.instance.reports.items()
    ]


def last_words(unit: str, report: LastReport, titles: Mapping[str, str]) -> str:
    """Return in words what a unit has last reported, and for which period."""
    from duban.ledger import said_words

    said = said_words(report.values, titles, nothing_new=report.nothing_new, note=report.note)
    return word("{unit}, {period}: {said}", unit=unit, period=report.period_name, said=said)


def line_rows(sheet: FilledSheet, titles: Mapping[str, str]) -> list[list[str]]:
    """Return the lines of a sheet as rows."""
    return [_line_row(line, titles) for line in sheet.lines]


def _line_row(line: FilledLine, titles: Mapping[str, str]) -> list[str]:
    from duban.ledger import said_words

    said = word("still missing")
    if line.written:
        said = said_words(line.values, titles, nothing_new=line.nothing_new, note=line.note)
    return [line.number, line.title, words.listed(line.leads), said]


def last_of_all(item: Instance, titles: Mapping[str, str]) -> str:
    """Return in words the report that was handed in last, and how many units have reported; empty if there is none."""
    if not item.reports:
        return ""
    unit = max(item.reports, key=lambda name: item.reports[name].at)
    said = last_words(unit, item.reports[unit], titles)
    count = len(item.reports)
    return said if count == 1 else said + words.aside(word("{count} units have reported", count=count))


def line_titles(engine: Engine, scenario: str) -> dict[str, str]:
    """Return what people call the values that units report of a scenario's matters, as the loaded files have it."""
    from duban.workflow import UnknownScenario

    try:
        progress = engine.definition(scenario).progress
        rule = None if progress is None else engine.definition(progress.sheet).sheet
    except UnknownScenario:
        return {}
    return {} if rule is None else {name: declared.title for name, declared in rule.lines.items()}
