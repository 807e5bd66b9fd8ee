"""What people enter for a score, each with its reason, its evidence and who entered it: a table, CSV or .xlsx."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.excel.sheet import read_sheet
from duban.ledger.scores.problems import as_number
from duban.ledger.scores.scheme import exact
from duban.scenarios.checkers import hint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction
    from os import PathLike

    from duban.ledger.scores.scheme import Scheme

COLUMNS = {
    "unit": "单位",
    "indicator": "项目",
    "number": "数值",
    "reason": "理由",
    "evidence": "依据",
    "by": "登记人",
}
"""The headings of the table; English ones are taken as well, so that a program can write it."""

_OTHER_HEADINGS = {"被考核单位": "unit", "指标": "indicator", "得分": "number", "次数": "number", "自评得分": "number"}
_NEEDED = ("unit", "indicator", "number")


class EntriesError(words.Portable, ValueError):
    """A table of what is entered has mistakes; `problems` holds every one."""

    def __init__(self, source: str, problems: tuple[words.Line, ...]) -> None:
        """Keep the problems, each with the file's name before it; the message is all of them, one a line."""
        self.problems = tuple(words.at(source, problem) for problem in problems)
        super().__init__(words.Line("{problems:lines}", problems=self.problems))
        self.source = source


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody enters for one unit and one indicator, bonus, deduction or veto: a number, and why."""

    unit: str
    indicator: str
    number: Fraction
    reason: str = ""
    evidence: str = ""
    by: str = ""
    line: int = 0

    def to_json(self) -> dict[str, object]:
        """Return it as JSON has it; the number as text, so that it stays exact."""
        return {"number": exact(self.number), "reason": self.reason, "evidence": self.evidence, "by": self.by}


def read_entries(path: str | PathLike[str], scheme: Scheme) -> tuple[Entry, ...]:
    """Return what a table enters, in its order; lines without a number are passed over, as in a form half filled in.

    Raises EntriesError with every problem, ListError if the file is no table, and OSError if it cannot be opened.
    """
    rows = read_sheet(path)
    problems: list[words.Line] = []
    start, columns = _head(rows)
    missing = [COLUMNS[name] for name in _NEEDED if name not in columns]
    if missing:
        said = words.Line(
            "the table has no column {missing}; its head names {known}", missing=missing, known=list(COLUMNS.values())
        )
        raise EntriesError(str(path), (said,))
    found: list[Entry] = []
    for row in rows[start:]:
        cells = {name: row.cells[place].strip() if place < len(row.cells) else "" for name, place in columns.items()}
        if cells["number"] and cells["unit"]:
            found += _entry(cells, row.line, scheme, problems)
    problems += _doubles(found, scheme)
    if problems:
        raise EntriesError(str(path), tuple(problems))
    return tuple(found)


def _head(rows: Sequence[object]) -> tuple[int, dict[str, int]]:
    """Return where the rows begin, and in which column each thing stands; the head is the row that names most."""
    known = {heading: name for name, heading in COLUMNS.items()} | {name: name for name in COLUMNS} | _OTHER_HEADINGS
    best: tuple[int, dict[str, int]] = (0, {})
    for place, row in enumerate(rows[:10]):
        columns: dict[str, int] = {}
        for at, cell in enumerate(getattr(row, "cells", ())):
            name = known.get("".join(cell.split()))
            if name is not None:
                columns.setdefault(name, at)
        if len(columns) > len(best[1]):
            best = place + 1, columns
    return best


def _entry(cells: dict[str, str], line: int, scheme: Scheme, problems: list[words.Line]) -> Iterator[Entry]:
    names = {leaf.name: leaf for leaf in scheme.leaves()}
    others = {each.name for each in (*scheme.bonus.items, *scheme.deductions.items)} | set(scheme.veto)
    name, number = cells["indicator"], as_number(cells["number"].rstrip("%"))
    if name not in names and name not in others:
        facts = {"line": line, "name": name, "hint": hint(name, [*names, *others])}
        problems.append(words.Line("line {line}: the scheme has no {name:shown}{hint}", **facts))
    elif name in names and names[name].source == "figure":
        problems.append(
            words.Line("line {line}: {name} is reckoned from figures, and not entered", line=line, name=name)
        )
    elif number is None:
        problems.append(words.Line("line {line}: {given:shown} is no number", line=line, given=cells["number"]))
    elif number < 0:
        problems.append(words.Line("line {line}: the number may not be below 0", line=line))
    elif name in names and names[name].source == "points" and number > names[name].weight:
        problems.append(
            words.Line(
                "line {line}: {name} has no more than {most} points",
                line=line,
                name=name,
                most=exact(names[name].weight),
            )
        )
    elif not cells.get("reason") and not cells.get("evidence"):
        problems.append(words.Line("line {line}: needs a reason or evidence", line=line))
    else:
        rest = {key: cells.get(key, "") for key in ("reason", "evidence", "by")}
        yield Entry(cells["unit"], name, number, **rest, line=line)


def _doubles(found: Sequence[Entry], scheme: Scheme) -> Iterator[words.Line]:
    """Yield what is entered twice, though it is one number for a unit; cases may be entered one by one."""
    single = {leaf.name for leaf in scheme.leaves() if leaf.source != "cases"}
    seen: dict[tuple[str, str], int] = {}
    for entry in found:
        if entry.indicator not in single:
            continue
        place = entry.unit, entry.indicator
        if place in seen:
            facts = {"line": entry.line, "first": seen[place], "unit": entry.unit, "name": entry.indicator}
            yield words.Line("line {line}: {unit} has {name} already, in line {first}", **facts)
        seen.setdefault(place, entry.line)
