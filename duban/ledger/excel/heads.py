"""Heads of tables, whatever rows they take: of two rows one is made, and one that stands again further down is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duban.states import fold_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from duban.ledger.excel.sheet import NamedSheet, SheetRow

_MARKS = "*＊★※ "
_SUM = re.compile(r"(?:总|合|小|共|累)[ \u3000]*计(?:[（(].{0,20}[）)])?[:：]?")
_MOST_LISTED = 12
_LONGEST_HEAD = 30


def called_as(title: str) -> str:
    """Return what a heading is called, without marks around it and what stands in brackets behind it."""
    return fold_name(re.split(r"[(（]", title)[0].strip(_MARKS))


def whole_head(rows: Sequence[SheetRow], place: int, known: Callable[[str], bool]) -> tuple[SheetRow, int]:
    """Return the head whose best row is in this `place`, with the row above or below that belongs to it, and its end.

    A head of two rows has groups in its upper one, such as 责任, and their columns, 牵头单位 and 责任单位, in its lower
    one. Cells of both that are merged stand in both.
    """
    head = rows[place]
    if place + 1 < len(rows) and _continues(head, rows[place + 1], known):
        return _joined(head, rows[place + 1]), place + 2
    if place and _continues(rows[place - 1], head, known):
        return _joined(rows[place - 1], head), place + 1
    return head, place + 1


def _continues(upper: SheetRow, lower: SheetRow, known: Callable[[str], bool]) -> bool:
    """Return whether two rows are one head: each has a known heading of its own, and none stands above another."""
    if lower.line != upper.line + 1:
        return False
    own = {place for place, cell in enumerate(lower.cells) if cell and cell != _at(upper, place)}
    above = {place for place, cell in enumerate(upper.cells) if cell and known(cell)}
    below = {place for place in own if known(lower.cells[place])}
    if not below or not above - own or above & own:
        return False
    return all(len(lower.cells[place]) <= _LONGEST_HEAD for place in own)


def _joined(upper: SheetRow, lower: SheetRow) -> SheetRow:
    width = max(len(upper.cells), len(lower.cells))
    cells = tuple(_at(lower, place) or _at(upper, place) for place in range(width))
    return upper._replace(cells=cells, flaws=(*upper.flaws, *lower.flaws))


def _at(row: SheetRow, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def body_rows(sheet: NamedSheet, head: SheetRow, rows: Sequence[SheetRow]) -> Iterator[SheetRow]:
    """Yield the rows below a head, without heads that stand again after a break of pages, and headings of sections."""
    called = {place: called_as(cell) for place, cell in enumerate(head.cells) if cell}
    for row in rows:
        if row.line in sheet.across and sum(map(bool, row.cells)) == 1:
            continue
        first = next((place for place, cell in enumerate(row.cells) if cell), 0)
        if called_as(row.cells[first]) == called.get(first) and _stands_again(row, called):
            continue
        yield row


def _stands_again(row: SheetRow, called: dict[int, str]) -> bool:
    taken = [place for place, cell in enumerate(row.cells) if cell]
    same = sum(called_as(row.cells[place]) == called.get(place) for place in taken)
    return same >= 2 and same * 2 > len(taken)  # noqa: PLR2004 - one word can be a value


def is_sum(row: SheetRow) -> bool:
    """Return whether a row is the sum of those above it, such as 合计."""
    first = next((cell for cell in row.cells if cell), "")
    return _SUM.fullmatch(first) is not None


def listed_lines(lines: Sequence[int]) -> str:
    """Return the numbers of rows in one text, the first of many."""
    told = ", ".join(map(str, lines[:_MOST_LISTED]))
    return f"{told}…" if len(lines) > _MOST_LISTED else told
