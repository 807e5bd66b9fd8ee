"""Tables in plain text whose columns are separated by commas (.csv) or by blanks."""

from __future__ import annotations

import csv
import re
import unicodedata

from duban.ledger.notice.formats.grid import Cell, Column, Grid, kind_of
from duban.ledger.notice.formats.pages import is_page_number

_GAP = re.compile(r"[ \u3000]{2,}|\t+")
_NUMBER = re.compile(r"[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}")
_FEWEST = 3
_LONGEST = 400
"""The most characters in a line of aligned columns."""


def read_commas(lines: list[str], at: int) -> tuple[Grid | None, int]:
    """Read rows of comma-separated values, beginning with the headings, up to a line without a comma."""
    if lines[at].count(",") < _FEWEST - 1:
        return None, at
    names = next(csv.reader([lines[at]]), [])
    if not _are_headings(names):
        return None, at
    rows: list[list[Cell]] = []
    end = at
    reader = csv.reader(f"{line}\n" for line in lines[at:])
    try:
        for row in reader:
            if len(row) == 1:
                break
            if row:
                rows.append([Cell(text.strip()) for text in (row + [""] * len(names))[: len(names)]])
            end = at + reader.line_num
    except csv.Error:
        pass  # a cell of more than 128 KB: the table ends before it
    return Grid(rows, whole=False), max(end, at + 1)


def read_aligned(lines: list[str], at: int) -> tuple[Grid | None, int]:
    """Read rows whose cells are below their headings, separated by two or more blanks.

    A line without a number continues the cells above it; such rows are `torn`.
    """
    heading = _placed(lines[at])
    names = [text for _, text in heading]
    if not _are_headings(names):
        return None, at
    kinds = [kind_of(name) for name in names]
    rows = [names]
    torn: set[int] = set()
    end = at + 1
    for index in range(at + 1, len(lines)):
        cells = _placed(lines[index])
        repeated = [text for _, text in cells] == names
        if repeated and len(rows) == 1:
            break
        if not cells or repeated or is_page_number(lines[index]):
            continue
        row = _in_columns(cells, [x for x, _ in heading])
        numbered = kinds[0] is not Column.NUMBER or bool(_NUMBER.fullmatch(row[0]))
        if len(cells) == 1 and (row[0] or kinds[0] is not Column.NUMBER):
            break
        if numbered and len(cells) > 1:
            rows.append(row)
        elif row[0] or len(rows) == 1:
            break
        else:
            torn.add(len(rows) - 1)
            rows[-1] = [
                f"{above}\n{text}" if text and above else above or text
                for above, text in zip(rows[-1], row, strict=True)
            ]
        end = index + 1
    if len(rows) == 1:
        return None, at
    return Grid([[Cell(text) for text in row] for row in rows], whole=False, torn=torn), end


def _are_headings(names: list[str]) -> bool:
    kinds = [kind_of(name.strip()) for name in names]
    return (
        len(names) >= _FEWEST
        and None not in kinds
        and Grid([[Cell(name.strip()) for name in names]]).header() is not None
    )


def _placed(line: str) -> list[tuple[int, str]]:
    """Return the cells of a line, each with the screen column in which it begins."""
    if len(line) > _LONGEST or not _GAP.search(line.strip()):
        return [(0, text)] if (text := line.strip()) else []
    found: list[tuple[int, str]] = []
    at = 0
    for gap in (*_GAP.finditer(line), None):
        text = line[at : gap.start() if gap else len(line)]
        if text.strip():
            found.append((_width(line[:at]), text.strip()))
        at = gap.end() if gap else at
    return found


def _in_columns(cells: list[tuple[int, str]], starts: list[int]) -> list[str]:
    """Put each cell under the nearest heading; if there are as many cells as headings, take them in order."""
    if len(cells) == len(starts):
        return [text for _, text in cells]
    row = [""] * len(starts)
    for x, text in cells:
        place = min(range(len(starts)), key=lambda each: abs(starts[each] - x))
        row[place] = f"{row[place]}\n{text}" if row[place] else text
    return row


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
