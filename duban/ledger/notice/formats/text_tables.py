"""Tables in plain text: cells between bars or tabs, or one cell per line, as copied pages often are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duban.ledger.notice.formats.boxes import read_box
from duban.ledger.notice.formats.columns import read_aligned, read_commas
from duban.ledger.notice.formats.grid import Cell, Column, Grid, kind_of
from duban.ledger.notice.formats.pages import is_page_number
from duban.ledger.notice.wording import is_deadline, is_list_of_bodies

if TYPE_CHECKING:
    from collections.abc import Iterator

_BARS = re.compile(r"[|｜│┃\t]")
_RULE = re.compile(r"[\s|｜│┃:\-—=+┌┬┐├┼┤└┴┘─━]*")
_NUMBER = re.compile(r"[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}")
_ANNEX = re.compile(r"[ \u3000\t]*(?:附件|附表|附录)[ \u3000]?[0-9０-９一二三四五六七八九十]{0,3}[ \u3000]*[:：]?$")
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]")
_COLUMNS = range(3, 10)
_ANYBODY = (Column.LEAD, Column.RESPONSIBLE, Column.DEADLINE)
_LONGEST_PAUSE = 100
"""So many lines without a cell of its own, or rows without anybody, end a table: each is gone through only once."""
_SIDES = " \u3000\t|｜│┃"
_BAR_ENDS = ("|", "｜", "│", "┃")


def cut_tables(lines: list[str]) -> list[str | Grid]:
    """Return the lines and, in their places, the tables that were found among them."""
    blocks: list[str | Grid] = []
    at = 0
    while at < len(lines):
        grid, end = read_box(lines, at)
        for way in (_with_bars, read_commas, read_aligned, _cell_by_line):
            if grid is None:
                grid, end = way(lines, at)
        if grid is None:
            blocks.append(lines[at])
            at += 1
        else:
            blocks.append(grid)
            at = end
    return blocks


def _with_bars(lines: list[str], at: int) -> tuple[Grid | None, int]:
    """Read rows with bars or tabs, beginning with the headings, up to a line that is neither a row nor a rule."""
    if len(heading := _cells(lines[at])) < 2 or Grid([[Cell(text) for text in heading]]).header() is None:  # noqa: PLR2004
        return None, at
    framed = lines[at].lstrip(" \u3000")[0] in "|｜│┃"
    kinds = [kind_of(name) for name in heading]
    rows = [heading]
    torn: set[int] = set()
    end = at + 1
    while end < len(lines):
        line = lines[end]
        cells = _cells(line, framed=framed)
        if len(cells) > 1 and not _RULE.fullmatch(line):
            lost = _lost(cells, kinds)
            torn |= {len(rows)} if lost else set()
            rows.append(([""] * lost + cells + [""] * len(heading))[: len(heading)])
        elif not _RULE.fullmatch(line) and not is_page_number(line):
            break
        end += 1
    return Grid([[Cell(text) for text in row] for row in rows], whole=False, torn=torn), end


def _lost(cells: list[str], kinds: list[Column | None]) -> int:
    """Return how many cells are missing at the left of a row, because they are merged with those above.

    This is judged by what the other cells look like.
    """
    while cells and not cells[-1]:
        cells = cells[:-1]

    def fits(lost: int) -> bool:
        placed = list(zip(cells, kinds[lost:], strict=False))
        units = [text for text, kind in placed if kind in {Column.LEAD, Column.RESPONSIBLE} and text]
        return bool(units) and all(map(is_list_of_bodies, units))

    if fits(0):
        return 0
    return next((lost for lost in range(1, len(kinds) - len(cells) + 1) if fits(lost)), 0)


def _cells(line: str, *, framed: bool = True) -> list[str]:
    """Return the cells of a row; if it is `framed`, the bars at its ends do not separate cells."""
    parts = [part.strip(" \u3000") for part in _BARS.split(line.strip(" \u3000\r"))]
    if framed and len(parts) > 1 and not parts[0]:
        parts = parts[1:]
    if framed and len(parts) > 1 and not parts[-1]:
        parts = parts[:-1]
    return parts


def _cell_by_line(lines: list[str], at: int) -> tuple[Grid | None, int]:
    """Read a table with one cell per line: the headings first, then each row, beginning with its number."""
    if kind_of(lines[at].strip(_SIDES)) is not Column.NUMBER:
        return None, at  # asked first: a page of nothing but blank lines is not gone through again for each of them
    names: list[str] = []
    body = at
    while body < len(lines) and len(names) < _COLUMNS.stop:
        text = lines[body].strip(_SIDES)
        if text and kind_of(text) is None:
            break
        names += [text] if text else []
        body += 1
    if len(names) not in _COLUMNS:
        return None, at
    if Grid([[Cell(name) for name in names]]).header() is None:
        return None, at
    barred = all(line.rstrip().endswith(_BAR_ENDS) for line in lines[at:body] if line.strip())
    rows, end = _barred_rows(lines, body, len(names), at) if barred else _rows(lines, body, names)
    if not rows:
        return None, at
    return Grid([[Cell(name) for name in names], *rows], whole=False), end


def _barred_rows(lines: list[str], at: int, wide: int, heading: int) -> tuple[list[list[Cell]], int]:
    """Read rows whose cells each end with a bar; some have several lines."""
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    parts: list[str] = []
    end = at
    for index in range(at, len(lines)):
        text = lines[index].strip()
        parts.append(text.strip(_SIDES))
        if not text.endswith(_BAR_ENDS):
            continue
        row.append(Cell("\n".join(part for part in parts if part)))
        parts = []
        if (
            len(row) == 1
            and row[0].text
            and not _NUMBER.fullmatch(row[0].text)
            and row[0].text != lines[heading].strip(_SIDES)
        ):
            break
        if len(row) == wide:
            rows.append(row)
            row, end = [], index + 1
    return rows, end


def _rows(lines: list[str], at: int, names: list[str]) -> tuple[list[list[Cell]], int]:
    """Sort lines into rows by what they look like; a row without a number belongs to the number before it."""
    kinds = [kind_of(name) for name in names]
    first = {kind: kinds.index(kind) for kind in Column if kind in kinds}
    rows: list[dict[Column, list[str]]] = []
    ends: list[int] = []
    somebody = 0
    for index, text in _below(lines, at, names):
        if len(rows) - somebody > _LONGEST_PAUSE:
            break
        row = rows[-1] if rows else None
        if _CHAPTER.match(text) and (row is None or Column.LEAD in row or Column.RESPONSIBLE in row):
            continue
        kind = _kind(text, row, first)
        if kind is Column.NUMBER:
            rows.append({Column.NUMBER: [text]})
            ends.append(index + 1)
            continue
        if row is None:
            return [], at
        if kind is Column.TITLE and (
            Column.DEADLINE in row or (Column.RESPONSIBLE in row and Column.DEADLINE not in first)
        ):
            rows.append({kind: [text]})
            ends.append(index + 1)
            continue
        row.setdefault(kind, []).append(text)
        ends[-1] = index + 1
        if kind in _ANYBODY:
            somebody = len(rows)
    while rows and not any(kind in rows[-1] for kind in _ANYBODY):
        rows.pop()  # text after the table can look like a row without units
        ends.pop()
    return [
        [
            Cell("\n".join(row.get(kind, ())) if kind and first.get(kind) == place else "")
            for place, kind in enumerate(kinds)
        ]
        for row in rows
    ], (ends[-1] if ends else at)


def _below(lines: list[str], at: int, names: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that may be cells, with their places: up to an annex, or to where for long there is none."""
    last = at
    for index in range(at, len(lines)):
        text = lines[index].strip(" \u3000\t")
        if _ANNEX.match(text) or index - last > _LONGEST_PAUSE:
            return
        if text and text not in names and not is_page_number(text):
            last = index
            yield index, text


def _kind(text: str, row: dict[Column, list[str]] | None, first: dict[Column, int]) -> Column:
    if _NUMBER.fullmatch(text) and (row is None or Column.TITLE in row):
        return Column.NUMBER
    if row is None or Column.TITLE not in row:
        return Column.TITLE
    if Column.DEADLINE in first and is_deadline(text):
        return Column.DEADLINE
    if is_list_of_bodies(text):
        return Column.LEAD if Column.LEAD in first and Column.LEAD not in row else _unit_column(first)
    return Column.TITLE


def _unit_column(first: dict[Column, int]) -> Column:
    return Column.RESPONSIBLE if Column.RESPONSIBLE in first else Column.LEAD
