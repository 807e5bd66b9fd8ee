"""Hints in the content of an OpenDocument sheet: what is merged, hidden, computed or wrong, and how far it goes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET  # a content with a DOCTYPE is refused before

from duban.ledger.excel.reading.hints import Hints, Merged, cell_name

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_MOST_ROWS, _MOST_COLUMNS, _MOST_MERGED = 50_000, 200, 50_000
_WIDE = 2


def hints_by_sheet(content: bytes) -> dict[str, Hints]:
    """Return what the sheets of a content say beside their values, by their names; raises ElementTree.ParseError."""
    found: dict[str, Hints] = {}
    hints, row = Hints(), 1
    for event, element in ET.iterparse(io.BytesIO(content), ("start", "end")):  # noqa: S314 - see packing
        if event == "start" and element.tag == f"{_TABLE}table":
            hints, row = Hints(), 1
            found[element.get(f"{_TABLE}name", "")] = hints
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            again = _number(element, "number-rows-repeated")
            _read_row(element, row, again, hints)
            row += again
            element.clear()
    return found


def _read_row(row: Element, number: int, again: int, hints: Hints) -> None:
    if row.get(f"{_TABLE}visibility") in {"collapse", "filter"} and again <= _MOST_ROWS:
        hints.hidden.update(range(number, number + again))
    column = 1
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        across = _number(cell, "number-columns-repeated")
        taken = f"{_OFFICE}value-type" in cell.attrib or len(cell) > 0
        if taken:
            if number + again - 1 > _MOST_ROWS or column + across - 1 > _MOST_COLUMNS:
                hints.far = hints.far or cell_name(column + across - 1, number + again - 1)
                return
            _read_cell(cell, column, number, hints)
        column += across


def _read_cell(cell: Element, column: int, row: int, hints: Hints) -> None:
    if f"{_TABLE}formula" in cell.attrib:
        hints.formulas.setdefault(row, set()).add(column)
    if cell.get(f"{_CALC}value-type") == "error":
        hints.errors.setdefault(row, {})[column] = "".join(cell.itertext()).strip()[:20] or "#N/A"
    if cell.get(f"{_OFFICE}value-type") == "percentage":
        hints.percents.setdefault(row, set()).add(column)
    if _number(cell, "number-columns-spanned") > _WIDE:
        hints.across.add(row)
    down = _number(cell, "number-rows-spanned")
    if down > 1 and len(hints.merged) < _MOST_MERGED:
        hints.merged.append(Merged(column, row, row + down - 1))


def _number(element: Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return min(int(text), 2**31) if text.isdecimal() and text.isascii() else 1
