"""Reading a 责任分解表: a row for each task and a column for each unit, or a row for each task, unit and role."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.errors import DivisionError, ListError
from duban.ledger.excel.sheet import read_sheet
from duban.ledger.plans.dividing import DividedTask, Division
from duban.ledger.plans.division_words import (
    ASIDE,
    CROSSES,
    LEADS,
    NUMBERS,
    ROLES,
    TAKES_PART,
    TICKS,
    TITLES,
    UNITS,
)
from duban.states import fold_name
from duban.workflow import near_units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from duban.ledger.excel.sheet import SheetRow
    from duban.ledger.notice import Notice, NoticeItem
    from duban.workflow import Directory

LEAD, RESPONSIBLE = "lead", "responsible"
_NUMBERED = re.compile(r"^第?\s*([0-9]+|[一二三四五六七八九十百]+)\s*(?:项|[.．、:：])?\s*(.*)$")
_MARKS = re.compile(r"[\s。.．、，,；;：:“”\"《》〈〉（）()]+")
_LONGEST_SHOWN = 40


def read_division(path: str | PathLike[str], notice: Notice, directory: Directory) -> Division:
    """Return who takes part in which task of a plan, as a table (CSV or .xlsx) has it.

    A task is named by its number or its title, a unit by any of its names. A tick (√ 是 1) makes a unit responsible,
    the words 牵头, 责任 and 配合 say what it is. Raises DivisionError with everything that is wrong, such as units that
    the directory does not know, ListError if it is no table, and OSError if it cannot be opened.
    """
    source, rows = str(path), read_sheet(path)
    if not rows:
        raise ListError(source, words.Line("is empty"))
    head, *body = rows
    reading = _Reading(source, notice, directory)
    heads = {fold_name(cell): place for place, cell in reversed([*enumerate(head.cells)]) if cell}
    tasks = _Columns(_place(heads, NUMBERS), _place(heads, TITLES))
    if tasks.number is None and tasks.title is None:
        said = words.Line("has no column of tasks; call one {number} or {title}", number=NUMBERS[0], title=TITLES[0])
        raise ListError(source, said, line=head.line)
    unit = _place(heads, UNITS)
    if unit is None and _is_long(heads):
        unit = _place(heads, ("责任单位",))
    if unit is not None:
        for row in body:
            reading.take_long(row, tasks, unit, _place(heads, ROLES))
    else:
        columns = reading.units_of(head, tasks)
        for row in body:
            reading.take_row(row, tasks, columns)
    return reading.result()


@dataclass(frozen=True)
class _Columns:
    number: int | None
    title: int | None


def _place(heads: Mapping[str, int], names: Sequence[str]) -> int | None:
    return next((heads[name] for name in map(fold_name, names) if name in heads), None)


def _is_long(heads: Mapping[str, int]) -> bool:
    """Return whether a head names tasks, 责任单位 and roles, and nothing else that could be a unit."""
    known = {fold_name(name) for name in (*NUMBERS, *TITLES, *ROLES, *ASIDE)}
    return heads.keys() <= known and any(fold_name(name) in heads for name in ROLES)


@dataclass
class _Reading:
    """A table that is being read: what was ticked so far, and everything that is wrong."""

    source: str
    notice: Notice
    directory: Directory
    ticked: dict[str, dict[str, dict[str, None]]] = field(default_factory=dict)
    problems: list[words.Line] = field(default_factory=list)
    strange: dict[str, None] = field(default_factory=dict)

    @cached_property
    def named(self) -> frozenset[str]:
        """Return the units that the plan names, folded; groups of which nobody knows the members are none."""
        names = [name for item in self.notice.items for name in (*item.lead_units, *item.responsible_units)]
        groups = self.directory.expand(names).open_groups
        return frozenset(fold_name(name) for name in names if name not in groups)

    def result(self) -> Division:
        """Return what was read; raises DivisionError."""
        if self.problems:
            raise DivisionError(self.source, tuple(self.problems))
        tasks = {
            key: DividedTask(tuple(roles.get(LEAD, ())), tuple(roles.get(RESPONSIBLE, ())))
            for key, roles in self.ticked.items()
            if roles
        }
        return Division(self.source, tasks, tuple(key for key, roles in self.ticked.items() if not roles))

    def refuse(self, line: int, problem: words.Line) -> None:
        """Note something that is wrong in a line."""
        self.problems.append(words.Line("line {line}: {problem}", line=line, problem=problem))

    def units_of(self, head: SheetRow, tasks: _Columns) -> dict[int, tuple[str, ...]]:
        """Return the units of each column that has some."""
        aside, columns = {fold_name(name) for name in ASIDE}, dict[int, tuple[str, ...]]()
        for place, cell in enumerate(head.cells):
            if cell and place not in {tasks.number, tasks.title} and fold_name(cell) not in aside:
                columns[place] = self.units(head.line, cell)
        if not columns:
            self.refuse(head.line, words.Line("has no column of units"))
        return columns

    def units(self, line: int, name: str) -> tuple[str, ...]:
        """Return the units that a name means: a unit, or the members of a group; notes one that nobody knows.

        One that the plan itself names is taken, as it is where the plan is opened without a table.
        """
        known = self.directory.knows(name) or self.directory.is_group(name) or fold_name(name) in self.named
        if self.directory.lists_units and not known:
            if fold_name(name) not in self.strange:
                self.strange[fold_name(name)] = None
                self.refuse(line, _unknown(self.directory, name))
            return ()
        return self.directory.expand([name]).units

    def take_row(self, row: SheetRow, tasks: _Columns, columns: Mapping[int, tuple[str, ...]]) -> None:
        """Take the ticks of one task."""
        item = self.task(row, tasks)
        if item is None:
            return
        self.ticked.setdefault(item.key, {})
        for place, units in columns.items():
            self.tick(row.line, item, units, row.cells[place] if place < len(row.cells) else "")

    def take_long(self, row: SheetRow, tasks: _Columns, unit: int, role: int | None) -> None:
        """Take a row with one unit, or several, and what they are."""
        item = self.task(row, tasks)
        written = row.cells[unit] if unit < len(row.cells) else ""
        names = [name for name in re.split(r"[、，,；;\n]", written) if name.strip()]
        if not names:
            self.refuse(row.line, words.Line("names no unit"))
        units = [each for name in names for each in self.units(row.line, name.strip())]
        said = row.cells[role] if role is not None and role < len(row.cells) else ""
        if item is not None:
            self.ticked.setdefault(item.key, {})
            self.tick(row.line, item, units, said or "√")

    def tick(self, line: int, item: NoticeItem, units: Sequence[str], written: str) -> None:
        """Note what a cell says of units."""
        roles = self.ticked[item.key]
        for part in re.split(r"[、，,；;/\n]", written):
            word = fold_name(part)
            if word in CROSSES:
                continue
            if word in TICKS or word in TAKES_PART:
                roles.setdefault(RESPONSIBLE, {}).update(dict.fromkeys(units))
            elif word in LEADS:
                roles.setdefault(LEAD, {}).update(dict.fromkeys(units))
            else:
                known = ("√", "牵头", "责任", "配合")
                facts = {"number": item.number, "written": part[:_LONGEST_SHOWN], "known": known}
                self.refuse(line, words.Line("task {number}: “{written}” is none of {known}", **facts))

    def task(self, row: SheetRow, tasks: _Columns) -> NoticeItem | None:
        """Return the task that a row is about; notes why none, or no single one, is meant."""
        number, title = _cell(row, tasks.number), _cell(row, tasks.title)
        split = _NUMBERED.match(title) if title and not number else None
        if split is not None and not any(_core(title) == _core(item.title) for item in self.notice.items):
            number, title = split[1], split[2]
        bare = _NUMBERED.match(number)
        said = {number, bare[1] if bare else number}
        by_number = [item for item in self.notice.items if item.number in said or item.key in said]
        by_title = [item for item in self.notice.items if _core(title) and _core(item.title) == _core(title)]
        found = [item for item in by_number if item in by_title] or by_title or by_number
        shown = words.joined([number, title[:_LONGEST_SHOWN]])
        if len(found) == 1 and not (by_number and by_title and found[0] not in by_number):
            return found[0]
        if not found:
            self.refuse(row.line, words.Line("the plan has no task “{task}”", task=shown))
        else:
            several = [item.number for item in (found if len(found) > 1 else [*by_number, *by_title])]
            self.refuse(row.line, words.Line("“{task}” fits several tasks: {several}", task=shown, several=several))
        return None


def _cell(row: SheetRow, place: int | None) -> str:
    return row.cells[place] if place is not None and place < len(row.cells) else ""


def _core(title: str) -> str:
    return _MARKS.sub("", fold_name(title))


def _unknown(directory: Directory, name: str) -> words.Line:
    if close := near_units(directory, name):
        return words.Line("the directory knows no unit “{name}”; it has {close:quoted}", name=name, close=close)
    return words.Line("the directory knows no unit “{name}”", name=name)
