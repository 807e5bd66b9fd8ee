"""The tasks of a table: one per row, with what merged cells say about several rows."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from duban.ledger.notice.formats import Column
from duban.ledger.notice.outline import Paragraph
from duban.ledger.notice.wording import read_cell

if TYPE_CHECKING:
    from duban.ledger.notice.formats import Cell, Grid, Header, Placed

_LEADING_NUMBER = re.compile(
    r"[ \u3000]*(?:[0-9０-９]{1,3}[.．、](?![0-9])|[(（][0-9０-９一二三四五六七八九十]{1,3}[)）]|"
    r"[一二三四五六七八九十]{1,3}、)[ \u3000]*"
)
_HAN = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?、?")
_TORN = "表格的单元格错位或分行，按列位对齐"
_SPLIT = "单位栏为空，疑与上一行合并，未定单位"


def read_table(placed: Placed) -> list[Paragraph]:
    """Return the tasks of a table, leaving out rows without a task and repeated headings."""
    grid, header = placed.grid, placed.grid.header()
    if header is None:
        return []
    title = _title_column(grid, header)
    found: list[Paragraph] = []
    number = ""
    digits = any(_number(_texts(row, header)[Column.NUMBER])[:1].isdecimal() for row in _body(grid, header))
    for place, row in enumerate(grid.rows[header.first :], header.first):
        if len(row) != len(header.kinds) or _is_heading(row, header) or (digits and _is_chapter(row, header)):
            continue
        texts = _texts(row, header)
        task = row[title].text.strip()
        if not task or (row[title].above and all(cell.above or not cell.text.strip() for cell in row)):
            continue
        own = _number(texts[Column.NUMBER]) if Column.NUMBER in header.kinds else _leading(task) or str(len(found) + 1)
        inherited = not own
        number = own or number or str(len(found) + 1)
        assignment = read_cell(texts[Column.LEAD], texts[Column.RESPONSIBLE], texts[Column.DEADLINE])
        if not assignment.has_units and inherited and not grid.whole:
            assignment.doubts.append(_SPLIT)
        if place in grid.torn:
            assignment.doubts.append(_TORN)
        text = _text(row, header, title)
        assignment.start = assignment.end = len(text)
        found.append(Paragraph(placed.line + 1, number, text, placed.line, assignment))
    return found


def _title_column(grid: Grid, header: Header) -> int:
    """Return the index of the column that names the tasks: the first such one that is not merged over several rows."""
    columns = [place for place, kind in enumerate(header.kinds) if kind is Column.TITLE]
    rows = [row for row in _body(grid, header) if not _is_heading(row, header)]

    def is_merged(place: int) -> bool:
        return any(row[place].above for row in rows) or (
            not grid.whole and any(not row[place].text and _has_rest(row, place) for row in rows)
        )

    return next((place for place in columns if not is_merged(place)), columns[-1])


def _body(grid: Grid, header: Header) -> list[list[Cell]]:
    return [row for row in grid.rows[header.first :] if len(row) == len(header.kinds)]


def _is_chapter(row: list[Cell], header: Header) -> bool:
    """Return whether a row has only 一 and a name, in a table whose tasks are numbered in digits."""
    filled = {kind: cell.text for kind, cell in zip(header.kinds, row, strict=True) if cell.text.strip()}
    return len(filled) == 2 and Column.TITLE in filled and bool(_HAN.fullmatch(filled.get(Column.NUMBER, "").strip()))  # noqa: PLR2004


def _has_rest(row: list[Cell], place: int) -> bool:
    return any(cell.text for cell in row[place + 1 :])


def _is_heading(row: list[Cell], header: Header) -> bool:
    """Return whether a row is one cell over all columns, such as 一、经济发展, or repeats the headings."""
    if [cell.text for cell in row] == list(header.names):
        return True
    filled = [cell for cell in row if cell.text.strip() and not cell.left]
    return not filled or (len(filled) == 1 and filled[0] is row[0] and not filled[0].above)


def _texts(row: list[Cell], header: Header) -> dict[Column, str]:
    """Return the text of each kind of column; the texts of several columns of a kind are joined."""
    texts: dict[Column, str] = dict.fromkeys(Column, "")
    for kind, cell in zip(header.kinds, row, strict=True):
        if kind is not None and cell.text.strip() and not cell.left:
            texts[kind] = f"{texts[kind]}\n{cell.text}" if texts[kind] else cell.text
    return texts


def _number(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).split()).strip("().、（）")
    return plain if len(plain) <= 8 else ""  # noqa: PLR2004 - 2025-017 is one, a sentence is none


def _leading(task: str) -> str:
    """Return the number that the task's own cell begins with."""
    found = _LEADING_NUMBER.match(task)
    return _number(found.group()) if found else ""


def _text(row: list[Cell], header: Header, title: int) -> str:
    """Return the text of the task's own cell, followed by the other columns, each with its heading."""
    parts = [_LEADING_NUMBER.sub("", row[title].text.strip(), count=1)]
    for place, (kind, cell) in enumerate(zip(header.kinds, row, strict=True)):
        if place == title or cell.left or not cell.text.strip():
            continue
        if kind in {Column.TITLE, Column.OTHER, None}:
            name = header.names[place].strip()
            parts.append(f"{name}：{cell.text.strip()}" if name else cell.text.strip())
    return "\n".join(parts)
