"""Reading web pages: the lines that a reader sees, and tables with merged cells; tables used for layout are text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from duban import words
from duban.ledger.notice.formats.grid import Allowance, Cell, Grid, TooLarge
from duban.workflow import decode_office_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNSEEN = frozenset(["button", "head", "iframe", "nav", "noscript", "option", "script", "select", "style", "template"])
_BLOCKS = frozenset(
    """address article aside blockquote body br center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6
    header hr html li main ol p pre section table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905 - a list to read
)
_WHITE = re.compile(r"[ \t\r\n\f]+")
_MOST_COLUMNS = 200
MAX_TAGS = 200_000
"""Tags of a page, each of which becomes an object; one with a plan of a hundred tasks has some ten thousand."""

_Hanging = dict[int, tuple[int, str]]
"""For each column, how many rows a cell from above still covers, and its text."""


def read_html(data: bytes) -> list[str | Grid]:
    """Return the lines and tables of a page, in order; raises ValueError if it cannot be decoded."""
    text = decode_office_text(data)
    if text.count("<") > MAX_TAGS:
        raise TooLarge(
            words.Line("holds more text and tables than a plan; keep the part with the tasks, and save it again")
        )
    page = etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    return [] if page is None else list(_blocks(page, Allowance()))


def _blocks(root: Any, allowance: Allowance) -> Iterator[str | Grid]:  # noqa: ANN401 - an element
    line: list[str] = []
    for piece in (*_pieces(root, allowance), "\n"):
        if piece != "\n" and isinstance(piece, str):
            line.append(piece)
            continue
        if text := "".join(line).strip(" "):
            yield text
        line.clear()
        if isinstance(piece, Grid):
            yield piece


def _pieces(root: Any, allowance: Allowance) -> Iterator[str | Grid]:  # noqa: ANN401 - an element
    """Yield texts, line feeds at the ends of lines, and the innermost tables."""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element.tag in _BLOCKS:
                yield "\n"
            if element.tag in _UNSEEN:
                walk.skip_subtree()
            elif element.tag == "table" and element is not root and element.find(".//table") is None:
                yield _grid(element, allowance)
                walk.skip_subtree()
            elif element.text:
                yield _WHITE.sub(" ", element.text)
        else:
            if element.tag in _BLOCKS:
                yield "\n"
            if element.tail and element is not root:
                yield _WHITE.sub(" ", element.tail)


def _grid(table: Any, allowance: Allowance) -> Grid:  # noqa: ANN401 - an element
    rows: list[list[Cell]] = []
    hanging: _Hanging = {}
    for line in table.iter("tr"):
        row: list[Cell] = []
        begun: _Hanging = {}
        for cell in line.iterchildren("td", "th"):
            _let_hang(row, hanging)
            if len(row) >= _MOST_COLUMNS:
                break
            text = "\n".join(block for block in _blocks(cell, allowance) if isinstance(block, str))
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for place in range(wide):
                if high > 1:
                    begun[len(row)] = high - 1, text
                row.append(Cell(text, left=place > 0))
        _let_hang(row, hanging)
        allowance.take(len(row))
        hanging |= begun
        rows.append(row)
    return Grid(rows)


def _let_hang(row: list[Cell], hanging: _Hanging) -> None:
    """Add the cells that span down from the rows above, up to the next free column."""
    while (held := hanging.pop(len(row), None)) is not None:
        left, text = held
        if left > 1:
            hanging[len(row)] = left - 1, text
        row.append(Cell(text, above=True))


def _span(cell: Any, name: str) -> int:  # noqa: ANN401 - an element
    text = (cell.get(name) or "1").strip()
    return min(max(int(text), 1), _MOST_COLUMNS) if text.isascii() and text.isdecimal() else 1
