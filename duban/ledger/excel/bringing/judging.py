"""Judges the rows of a fill-in sheet: what each comes to, what would write it, and what has to be done with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from duban import words
from duban.ledger.excel.bringing.cells import tidy
from duban.ledger.excel.bringing.values import (
    CHANGED,
    CONFLICT,
    CORRECT,
    FIRE,
    NEW,
    REPORT,
    SAME,
    VERDICTS,
    WRONG,
    BroughtCell,
    BroughtRow,
    verdict_of,
)
from duban.ledger.excel.contract import FillKind, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duban.ledger.excel.bringing.cells import CellRead
    from duban.ledger.excel.bringing.targets import Targets
    from duban.ledger.excel.contract import FillColumn, FillRow
    from duban.workflow import FilledLine

_YES = "是"


class ReadRow(Protocol):
    """A row as it was read: `read` has the cells that say something else than was exported, `cells` all of them."""

    line: int
    key: str
    number: str
    unit: str
    base: FillRow | None
    cells: dict[str, str]
    read: dict[str, CellRead]


class Judge:
    """Judges row after row; what stands now was read before."""

    def __init__(self, columns: Sequence[FillColumn], targets: Targets, act: str | None) -> None:
        self._columns = {column.id: column for column in columns}
        self._targets = targets
        self._act = act
        self._nothing = words.text("nothing to do")

    def row(self, row: ReadRow, *, twice: bool) -> BroughtRow:
        """Return what a row comes to."""
        problems = list(self._about_key(row, twice=twice))
        if problems:
            return self._made(row, [], problems)
        if not row.read:  # as most rows of a large sheet are
            return BroughtRow(row.line, row.key, row.number, row.unit, "", SAME, self._nothing)
        sheet = None if row.base is None else row.base.sheet
        line = self._targets.line(sheet, row.number)
        if sheet is not None and line is None and any(self._is_of_report(each) for each in row.read):
            why = self._targets.why_not_report(sheet)
            gone = words.text("{number} does not stand on {sheet} any more", number=row.number, sheet=sheet)
            return self._made(row, [], [why or gone])
        cells = [self._cell(row, self._columns[each], read, line) for each, read in row.read.items()]
        if any(cell.verdict in {NEW, CHANGED, CONFLICT} for cell in cells):
            problems += self._against(row, cells, line)
        return self._made(row, [cell for cell in cells if cell.verdict != SAME], problems)

    def _is_of_report(self, column: str) -> bool:
        return self._columns[column].kind != FillKind.FIELD

    def _about_key(self, row: ReadRow, *, twice: bool) -> Iterator[str]:
        if not row.key:
            yield words.text("the row has no key: it was added, and a new matter is opened by another list")
        elif twice:
            yield words.text("the key {key} stands in several rows: keep the one that is meant", key=row.key)
        elif row.base is None:
            yield words.text("the key {key} is not of this export", key=row.key)

    def _cell(self, row: ReadRow, column: FillColumn, read: CellRead, line: FilledLine | None) -> BroughtCell:
        exported = None if row.base is None else row.base.values.get(column.id)
        now = self._now(row, column, line)
        said = exported if exported is None else tidy(exported)
        verdict = WRONG if read.problem else verdict_of(said, tidy(now or ""), read.text)
        problem = read.problem
        if not problem and verdict != SAME and (exported is None or now is None):
            verdict, problem = WRONG, words.text("there is nothing to fill in here")
        label = "".join(column.heading[-1:])
        return BroughtCell(column.id, label, exported, now or "", read.text, verdict, read.hint, problem)

    def _now(self, row: ReadRow, column: FillColumn, line: FilledLine | None) -> str | None:
        """Return what stands now; None if nothing can be written there any more."""
        if column.kind == FillKind.FIELD:
            item = self._targets.item(row.number)
            return None if item is None else self._targets.field(item, column.name)
        if line is None:
            return None
        if column.kind == FillKind.IDLE:
            return _YES if line.nothing_new else ""
        if column.kind == FillKind.WHY:
            return line.note or ""
        return written(line.values.get(column.name))

    def _against(self, row: ReadRow, cells: list[BroughtCell], line: FilledLine | None) -> Iterator[str]:
        """Yield why a row cannot be written, whatever of it is chosen."""
        kinds = {
            self._columns[cell.column].kind == FillKind.FIELD for cell in cells if cell.verdict not in {SAME, WRONG}
        }
        if len(kinds) > 1:
            yield words.text("a row fills in the report or fields of the matter, and not both at once")
        elif kinds == {True}:
            yield from self._against_fields(row, cells)
        elif row.base is not None and row.base.sheet is not None:
            if why := self._targets.why_not_report(row.base.sheet):
                yield why
            elif line is not None:
                yield from self._against_line(row, cells, line)

    def _against_fields(self, row: ReadRow, cells: list[BroughtCell]) -> Iterator[str]:
        item = self._targets.item(row.number)
        if item is None:
            yield words.text("there is no matter {number}", number=row.number)
        elif self._act is not None:
            if why := self._targets.why_not_fire(row.number, self._act):
                yield why
        else:
            names = [self._columns[cell.column].name for cell in cells if cell.verdict not in {SAME, WRONG}]
            yield from dict.fromkeys(why for name in names if (why := self._targets.why_not_correct(item, name)))

    def _against_line(self, row: ReadRow, cells: list[BroughtCell], line: FilledLine) -> Iterator[str]:
        """Yield what the line as a whole would say too little or too much."""
        changed = {cell.column: cell.here for cell in cells if cell.verdict in {NEW, CHANGED, CONFLICT}}
        said = line_said(changed, self._columns, line, idle_cell=idle_cell_of(row.cells, self._columns))
        sheet = self._targets.item(row.base.sheet) if row.base is not None and row.base.sheet is not None else None
        rule = None if sheet is None else self._targets.rules(sheet).sheet
        if rule is None:
            return
        if said.get("nothing_new"):
            filled = [self._columns[each] for each, text in row.cells.items() if text]
            values = [column.heading[-1] for column in filled if column.kind == FillKind.LINE]
            if values:
                yield words.text("says that there is nothing new, and {columns:quoted} as well", columns=values)
            if rule.nothing_new is None:
                yield words.text("that there is nothing new cannot be reported here")
            elif "note" in rule.nothing_new.requires and not said.get("note"):
                yield words.text("says that there is nothing new, but not why")
            return
        lacking = [field.title for name, field in rule.lines.items() if field.required and not said.get(name)]
        if lacking:
            yield words.text("{columns:quoted} is not filled in", columns=lacking)

    def _made(self, row: ReadRow, cells: list[BroughtCell], problems: list[str]) -> BroughtRow:
        verdicts = {cell.verdict for cell in cells} | ({WRONG} if problems else set())
        verdict = next((each for each in VERDICTS if each in verdicts), SAME)
        told = [*problems, *(words.headed(cell.label, cell.problem) for cell in cells if cell.problem)]
        hints = tuple(words.headed(cell.label, cell.hint) for cell in cells if cell.hint)
        verb, target, version = self._verb(row, cells) if verdict in {NEW, CHANGED, CONFLICT} else ("", "", 0)
        line = self._targets.line(None if row.base is None else row.base.sheet, row.number) if row.read else None
        title = "" if line is None else line.title
        todo = _todo(verdict, told, cells)
        facts = (row.line, row.key, row.number, row.unit, title, verdict, todo, tuple(cells), tuple(told), hints)
        return BroughtRow(*facts, verb, target, version, idle_cell_of(row.cells, self._columns))

    def _verb(self, row: ReadRow, cells: list[BroughtCell]) -> tuple[str, str, int]:
        of_field = any(self._columns[cell.column].kind == FillKind.FIELD for cell in cells)
        target = row.number if of_field or row.base is None or row.base.sheet is None else row.base.sheet
        item = self._targets.item(target)
        verb = REPORT if not of_field else CORRECT if self._act is None else FIRE
        return verb, target, 0 if item is None else item.version

    def agreed(self, rows: Sequence[BroughtRow]) -> list[BroughtRow]:
        """Return the rows with those wrong that say different things of one field of the same matter."""
        said: dict[tuple[str, str], dict[str, list[int]]] = {}
        for row in rows:
            for cell in row.cells if row.verb in {CORRECT, FIRE} else ():
                said.setdefault((row.number, cell.column), {}).setdefault(cell.here, []).append(row.line)
        torn = {
            key: sorted(line for lines in each.values() for line in lines)
            for key, each in said.items()
            if len(each) > 1
        }
        found = []
        for row in rows:
            lines = next(
                (torn[row.number, cell.column] for cell in row.cells if (row.number, cell.column) in torn), None
            )
            if lines is None or row.verb not in {CORRECT, FIRE}:
                found.append(row)
                continue
            said_so = words.text(
                "rows {lines} say different things of the same matter", lines=", ".join(map(str, lines))
            )
            problems = (*row.problems, said_so)
            found.append(
                replace(row, verdict=WRONG, problems=problems, todo=words.clauses(problems), verb="", target="")
            )
        return found


def line_said(
    changed: Mapping[str, str], columns: Mapping[str, FillColumn], line: FilledLine, *, idle_cell: str
) -> dict[str, object]:
    """Return what a line says once these cells are written over it, as `report` takes it.

    If they say that there is nothing new and nothing else, what the line said before is left out; if they say something
    and the cell that said there was nothing new, `idle_cell`, is empty in the file, it is not idle any more.
    """
    said: dict[str, object] = dict(line.values)
    idle, note = line.nothing_new, line.note
    told: dict[str, object] = {}
    for each, text in changed.items():
        column = columns[each]
        match column.kind:
            case FillKind.LINE:
                told[column.name] = text.split("、") if column.many else text
            case FillKind.IDLE:
                idle = text == _YES
            case FillKind.WHY:
                note = text
    if told and not idle_cell:
        idle = False
    said = {**said, **told} if told or not idle else {}
    return {**said, **({"nothing_new": True} if idle else {}), **({"note": note} if note else {})}


def idle_cell_of(cells: Mapping[str, str], columns: Mapping[str, FillColumn]) -> str:
    """Return what the file has where it says that there is nothing new."""
    for each, text in cells.items():
        if columns[each].kind == FillKind.IDLE:
            return text
    return ""


def _todo(verdict: str, problems: Sequence[str], cells: Sequence[BroughtCell]) -> str:
    if verdict == WRONG:
        return words.clauses(problems)
    if verdict == CONFLICT:
        told = [
            words.text(
                "{label} is “{now}” here now, “{here}” in the file", label=each.label, now=each.now, here=each.here
            )
            for each in cells
            if each.verdict == CONFLICT
        ]
        return words.text("choose which is meant: {values}", values=words.clauses(told))
    if verdict == SAME:
        return words.text("nothing to do")
    return words.text("will be written")
