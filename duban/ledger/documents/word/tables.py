"""Tables of a Word document: with a head of several rows that is repeated, cells that span others, fields of slips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ledger.documents.layout import fields_in_rows
from duban.ledger.documents.letter import Cell, columns_of
from duban.ledger.documents.word.xml import AREA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duban.ledger.documents.letter import Field, Table
    from duban.ledger.documents.word.xml import Sheet

_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS = (
    '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
    '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
)
_LEFT = '<w:jc w:val="left"/>'
_LABEL = 1531
"""The width of a field's label, 27 mm."""
_LINE = 400
"""The height of a line that is left empty in a field."""


def _framed(widths: Sequence[int], rows: Iterable[str], apart: str) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/>{_MARGINS}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>{apart}"
    )


def _apart(sheet: Sheet) -> str:
    """Return the paragraph before and after a table: Word joins two that touch."""
    return sheet.paragraph("cell", more='<w:keepNext/><w:spacing w:line="140" w:lineRule="exact"/>')


def _cell(width: int, content: str, *, columns: int = 1, merged: str = "") -> str:
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{merged}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table_xml(sheet: Sheet, table: Table) -> str:
    """Return a table, with its caption above it."""
    count = columns_of(table)
    parts = table.widths if len(table.widths) == count else (1.0,) * count
    widths = [round(AREA * part / sum(parts)) for part in parts]
    widths[-1] += AREA - sum(widths)
    aligns = [*table.aligns, *["left"] * count][:count]
    rows = [*_rows(sheet, table.head, widths, ["center"] * count, head=True)]
    rows += _rows(sheet, table.rows, widths, aligns, head=False)
    framed = _framed(widths, rows, _apart(sheet))
    if not table.caption:
        return _apart(sheet) + framed
    return _apart(sheet) + sheet.said("caption", table.caption) + framed


def _rows(
    sheet: Sheet, rows: Iterable[Sequence[Cell | str]], widths: Sequence[int], aligns: Sequence[str], *, head: bool
) -> Iterable[str]:
    """Yield rows; a cell that spans others downwards goes on in theirs, as Word has it."""
    properties = "<w:cantSplit/><w:tblHeader/>" if head else "<w:cantSplit/>"
    style = "head" if head else "cell"
    open_below: dict[int, tuple[int, int]] = {}  # by column: how many rows go on, how many columns wide
    for row in rows:
        cells, column, waiting = "", 0, list(row)
        while column < len(widths):
            if column in open_below:
                left, span = open_below.pop(column)
                if left > 1:
                    open_below[column] = (left - 1, span)
                wide = sum(widths[column : column + span])
                cells += _cell(wide, sheet.said(style, ""), columns=span, merged="<w:vMerge/>")
                column += span
                continue
            given = waiting.pop(0) if waiting else ""
            cell = given if isinstance(given, Cell) else Cell(given)
            span = max(1, min(cell.columns, len(widths) - column))
            if cell.rows > 1:
                open_below[column] = (cell.rows - 1, span)
            merged = '<w:vMerge w:val="restart"/>' if cell.rows > 1 else ""
            aligned = f'<w:jc w:val="{_side(cell.align or aligns[column])}"/>'
            content = sheet.said(style, cell.text, more=aligned)
            cells += _cell(sum(widths[column : column + span]), content, columns=span, merged=merged)
            column += span
        yield f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def _side(name: str) -> str:
    return name if name in {"left", "center", "right"} else "left"


def fields_xml(sheet: Sheet, fields: Iterable[Field]) -> str:
    """Return the table of a slip's fields; nothing if there are none."""
    half = (AREA - 2 * _LABEL) // 2
    widths = (_LABEL, half, _LABEL, AREA - 2 * _LABEL - half)
    rows = [_field_row(sheet, row, widths) for row in fields_in_rows(fields)]
    return _apart(sheet) + _framed(widths, rows, _apart(sheet)) if rows else ""


def _field_row(sheet: Sheet, row: Sequence[Field], widths: Sequence[int]) -> str:
    high = max(field.space for field in row) * _LINE
    height = f'<w:trHeight w:val="{high}" w:hRule="atLeast"/>' if high else ""
    cells = ""
    for place, field in enumerate(row):
        span = 3 if len(row) == 1 else 1
        cells += _cell(widths[2 * place], sheet.said("label", field.label))
        wide = sum(widths[2 * place + 1 : 2 * place + 1 + span])
        cells += _cell(wide, sheet.said("value", field.value), columns=span)
    return f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{cells}</w:tr>"


def box_xml(sheet: Sheet, label: str, height: float) -> str:
    """Return an empty box, so many millimetres high, for what is written by hand."""
    row = (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{round(height * 56.7)}" w:hRule="exact"/></w:trPr>'
        f'<w:tc><w:tcPr><w:tcW w:w="{AREA}" w:type="dxa"/></w:tcPr>'
        f"{sheet.said('label', label, more=_LEFT)}</w:tc></w:tr>"
    )
    return _apart(sheet) + _framed((AREA,), [row], _apart(sheet))
