"""Tables drawn with ┌─┬─┐ in plain text, whose cells span several lines and, if merged, several rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from duban.ledger.notice.formats.grid import Cell, Column, Grid, kind_of
from duban.ledger.notice.formats.pages import is_page_number

_UPRIGHTS = re.compile(r"[│┃║├┤┼┌┐└┘┬┴╔╗╚╝╠╣╬╦╩]")
_RULE = re.compile(r"[─━═\s]*[─━═][─━═\s]*")
_TOP = "┌╔┏"
_EDGE = "│┃║├┌└╔╚╠┏┗┣"
_FEWEST = 3


@dataclass(slots=True)
class _Cell:
    """A cell: its first line and the line after its last, counted from the table's top, and its text."""

    first: int
    end: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.lines)


def read_box(lines: list[str], at: int) -> tuple[Grid | None, int]:
    """Read a drawn table that begins with its top edge; its rows are the cells of the column that names the tasks."""
    if lines[at].strip()[:1] not in _TOP or not lines[at].strip():
        return None, at
    wide = len(_UPRIGHTS.split(lines[at].strip())) - 2
    columns: list[list[_Cell]] = [[] for _ in range(wide)]
    end, torn = at, False
    while end < len(lines) and (lines[end].strip()[:1] in _EDGE or is_page_number(lines[end])):
        parts = _UPRIGHTS.split(lines[end].strip())[1:-1]
        if len(parts) == wide:
            _draw(columns, parts, end - at)
        else:
            torn = torn or bool(parts)
        end += 1
    grid = _grid(columns, torn=torn) if wide >= _FEWEST and all(columns) else None
    return grid, end if grid else at


def _draw(columns: list[list[_Cell]], parts: list[str], line: int) -> None:
    """Continue the cells of a table by one line; a rule ends the cell above it."""
    for column, part in zip(columns, parts, strict=True):
        if _RULE.fullmatch(part):
            if column:
                column[-1].end = min(column[-1].end, line)
        elif column and column[-1].end > line:
            column[-1].lines.append(part.strip())
        else:
            column.append(_Cell(line, _OPEN, [part.strip()]))


def _grid(columns: list[list[_Cell]], *, torn: bool) -> Grid | None:
    names = ["".join(column[0].text.split()) for column in columns]
    kinds = [kind_of(name) for name in names]
    if Column.TITLE not in kinds:
        return None
    tasks = columns[kinds.index(Column.TITLE)]
    rows = [[Cell(name) for name in names]]
    for task in tasks[1:]:
        row = []
        for column in columns:
            beside = [cell for cell in column[1:] if cell.first < task.end and cell.end > task.first]
            text = "\n".join(cell.text for cell in beside if cell.text)
            row.append(Cell(text, above=bool(beside) and beside[0].first < task.first))
        rows.append(row)
    grid = Grid(rows, torn=set(range(1, len(rows))) if torn else set())
    return grid if grid.header() else None


_OPEN = 1 << 30
"""The end of a cell whose lower rule has not come yet."""
