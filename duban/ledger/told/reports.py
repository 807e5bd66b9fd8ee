"""Reports in the words of an office: what a line of a sheet says, and what became of the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import span_called
from duban.states.history import Progressed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, tzinfo

    from duban.states import Definition, LineSaid
    from duban.states.history import LinesStruck, Reported
    from duban.workflow import HistoryEntry, Instance

_WHY_TEXTS = {
    "closed": "it has ended",
    "relieved": "it is no longer the unit's",
    "excused": "the unit was excused",
}
_MOST_LINES = 3


def said_words(values: Mapping[str, Any], titles: Mapping[str, str], *, nothing_new: bool, note: str | None) -> str:
    """Return in words what a line says, value by value."""
    if nothing_new:
        told = words.text("nothing new")
        return f"{told}{words.aside(note)}" if note else told
    told = words.clauses(words.headed(titles.get(name, name), str(value)) for name, value in values.items())
    return f"{told}{words.aside(note)}" if note else told


@dataclass(frozen=True, slots=True)
class ReportTold:
    """What a unit has last reported of a matter, in words: for which period, and on which local day."""

    unit: str
    period: str
    said: str
    on: date


def reports_told(item: Instance, history: Iterable[HistoryEntry], zone: tzinfo) -> tuple[ReportTold, ...]:
    """Return what each unit has last reported of a matter, the newest first.

    The history has what people called the values when they were handed in.
    """
    titles: dict[str, str] = {}
    for entry in history if item.reports else ():
        facts = entry.facts
        if isinstance(facts, Progressed):
            titles |= facts.titles
    newest = sorted(item.reports.items(), key=lambda pair: pair[1].at, reverse=True)
    return tuple(
        ReportTold(
            unit,
            last.period_name,
            said_words(last.values, titles, nothing_new=last.nothing_new, note=last.note),
            last.at.astimezone(zone).date(),
        )
        for unit, last in newest
    )


def lines_written(definition: Definition | None, facts: Reported) -> str:
    """Return in words what was written into a sheet."""
    rule = None if definition is None else definition.sheet
    titles = {} if rule is None else {name: field.title for name, field in rule.lines.items()}
    told = [words.headed(number, _said(said, titles)) for number, said in list(facts.lines.items())[:_MOST_LINES]]
    if len(facts.lines) > _MOST_LINES:
        told.append(words.text("and more, lines in all: {count}", count=len(facts.lines)))
    said = words.text("reported: {lines}", lines=words.clauses(told))
    return f"{said}{words.aside(facts.note)}" if facts.note else said


def struck_words(facts: LinesStruck) -> str:
    """Return in words which lines are not needed any more."""
    struck = [f"{number}{words.aside(words.text(_WHY_TEXTS[why]))}" for number, why in facts.numbers.items()]
    return words.text("need not be reported any more: {numbers}", numbers=struck)


def progress_words(facts: Progressed) -> str:
    """Return in words what a unit has reported of an item."""
    said = {"unit": facts.unit, "period": span_called(facts.period), "sheet": facts.sheet}
    return words.text("{unit} reported for {period} ({sheet}): {said}", said=_said(facts.said, facts.titles), **said)


def _said(said: LineSaid, titles: Mapping[str, str]) -> str:
    return said_words(said.values, titles, nothing_new=said.nothing_new, note=said.note)
