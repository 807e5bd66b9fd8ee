"""A copy of the file that was brought with a column of remarks: the user's own workbook, but for that column.

Of an .xlsx the XML of the one sheet is changed where the remarks stand, and every other part stays byte for byte: a
library that loads and saves a workbook loses shapes, rich text and the results of formulas. What is no .xlsx comes as a
new workbook.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from duban import words
from duban.ledger.excel.bringing.values import CONFLICT, DONE, REFUSED, SAME, WRONG
from duban.ledger.excel.harmless import without_controls
from duban.ledger.excel.reading import Book, cell_name, column_of, sheet_parts, unpacked
from duban.ledger.excel.sheet import sheets_in
from duban.ledger.excel.workbook import WorkbookUnreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.ledger.excel.bringing.values import Brought, BroughtRow, Taken

_ZIP = b"PK\x03\x04"
_ROW = re.compile(rb'<row\s[^>]*?r="(\d{1,7})"[^>]*?(?:/>|>(.*?)</row>)', re.DOTALL)
_REF = re.compile(rb'<c\s[^>]*?r="([A-Z]{1,3})\d{1,7}"')
_LOCKED = re.compile(rb"<cols>.*?</cols>", re.DOTALL)
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_WIDTH = 60
_MOST = 32_000
_ROW_BEGINS = re.compile(rb"<row\s")
_ROW_ENDS = re.compile(rb"<row\s[^<>]{0,1000}?(/?)>|</row>")
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError)


def remarked_copy(data: bytes, brought: Brought, taken: Taken | None = None) -> bytes:
    """Return a copy of a file as .xlsx, with a column of remarks behind the last one: what is to be done, or was.

    Rows of which nothing is to be said have none. Raises WorkbookUnreadable if the file cannot be read.
    """
    remarks = _remarks(brought, taken)
    head = min(remarks, default=2) - 1 if not brought.rows else min(row.line for row in brought.rows) - 1
    told = {max(head, 1): words.text("Remarks"), **remarks}
    if data.startswith(_ZIP):
        parts = unpacked(data)
        place = sheet_parts(parts).get(brought.sheet or "")
        if place is not None and place in parts and (changed := _with_column(parts[place], told)) is not None:
            with suppress(*_DAMAGES):  # of a part that nobody has read, such as a picture
                return _replaced(data, place, changed)
    return _new(data, brought, told)


def _remarks(brought: Brought, taken: Taken | None) -> dict[int, str]:
    outcomes = {} if taken is None else {row.line: row for row in taken.rows}
    found = {}
    for row in brought.rows:
        outcome = outcomes.get(row.line)
        text = _remark(row) if outcome is None else _outcome(row, outcome.outcome, outcome.reason)
        if text:
            found[row.line] = without_controls(text)[:_MOST]
    return found


def _remark(row: BroughtRow) -> str:
    if row.verdict == SAME:
        return ""
    told = {WRONG: words.text("to be corrected"), CONFLICT: words.text("in conflict")}.get(row.verdict)
    text = row.todo if told is None else words.headed(told, row.todo)
    return words.clauses([text, *row.hints])


def _outcome(row: BroughtRow, outcome: str, reason: str) -> str:
    if row.verdict == SAME:
        return ""
    if outcome == DONE:
        return reason or words.text("was written")
    told = words.text("was refused") if outcome == REFUSED else words.text("not written")
    return words.headed(told, reason)


def _with_column(xml: bytes, told: Mapping[int, str]) -> bytes | None:
    """Return a sheet with texts behind its last column, by the rows' lines; None if its XML is of another kind."""
    if b"<sheetData>" not in xml or b"<row " not in xml or not _are_closed(xml):
        return None
    last = max((column_of(letters.decode()) for letters in _REF.findall(xml)), default=0)
    letters = cell_name(last + 1, 1)[:-1]
    seen: set[int] = set()

    def with_cell(found: re.Match[bytes]) -> bytes:
        line = int(found[1])
        seen.add(line)
        if line not in told:
            return found[0]
        text = escape(told[line])
        cell = f'<c r="{letters}{line}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'.encode()
        if found[2] is None:
            return found[0][:-2].rstrip() + b">" + cell + b"</row>"
        return found[0][: -len(b"</row>")] + cell + b"</row>"

    changed = _ROW.sub(with_cell, xml)
    if not set(told) <= seen:
        return None
    return _wide(_without_spans(changed), last + 1)


def _are_closed(xml: bytes) -> bool:
    """Return whether each row is closed before the next: what closes one would be looked for in all of the sheet."""
    inside, rows = False, 0
    for found in _ROW_ENDS.finditer(xml):
        opened = found[1] is not None
        if opened == inside:
            return False
        inside = opened and not found[1]
        rows += opened
    return not inside and rows == len(_ROW_BEGINS.findall(xml))


def _without_spans(xml: bytes) -> bytes:
    """Return a sheet whose rows do not say how far they go, which is a help for readers and would be wrong now."""
    return re.sub(rb'(<row\s[^>]*?)\sspans="[0-9: ]*"', rb"\1", re.sub(rb"<dimension [^>]*/>", b"", xml))


def _wide(xml: bytes, column: int) -> bytes:
    """Return a sheet whose column is wide enough to be read, if that can be said without touching others."""
    new = f'<col min="{column}" max="{column}" width="{_WIDTH}" customWidth="1"/>'.encode()
    found = _LOCKED.search(xml)
    if found is None:
        return xml.replace(b"<sheetData>", b"<cols>" + new + b"</cols><sheetData>", 1)
    if any(int(last) >= column for last in re.findall(rb'max="(\d+)"', found[0])):
        return xml
    return xml[: found.end() - len(b"</cols>")] + new + xml[found.end() - len(b"</cols>") :]


def _replaced(data: bytes, place: str, part: bytes) -> bytes:
    """Return an archive with another content of one part; all others are as they were."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        for each in before.infolist():
            after.writestr(each, part if each.filename == place else before.read(each))
    return file.getvalue()


def _new(data: bytes, brought: Brought, told: Mapping[int, str]) -> bytes:
    """Return a new workbook with the rows of the sheet as they were read, and the remarks."""
    try:
        import xlsxwriter  # noqa: PLC0415 - an extra
    except ImportError:
        said = words.Line("is an Excel file: save the sheet as CSV, or install duban[office]")
        raise WorkbookUnreadable(said) from None
    rows = _rows(data, brought)
    width = max((len(cells) for cells in rows.values()), default=0)
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(_NOT_IN_NAMES.sub("", brought.sheet or "").strip("' ")[:31] or "Sheet1")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for line in sorted({*rows, *told}):
        for place, cell in enumerate(rows.get(line, ())):
            if cell:
                sheet.write_string(line - 1, place, without_controls(cell)[:_MOST])
        if line in told:
            sheet.write_string(line - 1, width, told[line], wrapped)
    sheet.set_column(width, width, _WIDTH)
    book.close()
    return file.getvalue()


def _rows(data: bytes, brought: Brought) -> dict[int, tuple[str, ...]]:
    if brought.sheet is None:
        (sheet,) = sheets_in(data, source=brought.source)
        return {row.line: row.cells for row in sheet.rows}
    return {line: cells for line, cells in enumerate(Book(data).sheet(brought.sheet).rows, start=1) if any(cells)}
