"""Files that are no workbooks, or that would hurt whoever reads them, each with what is said of it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHEETS = Path(__file__).parent / "sheets"
_DAMAGED = "is a damaged Excel file; open it and save it again"
_SHEET = "xl/worksheets/sheet1.xml"


def sound() -> bytes:
    """Return a small workbook that can be read."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("清单")
    for place, row in enumerate((("编号", "标题", "责任单位"), ("1", "甲", "市住建局"))):
        sheet.write_row(place, 0, row)
    book.close()
    return file.getvalue()


def changed(part: str, change: Callable[[bytes], bytes], data: bytes | None = None) -> bytes:
    """Return a workbook one of whose parts is another."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data or sound())) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, change(before.read(name)) if name == part else before.read(name))
    return file.getvalue()


def _zip(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return file.getvalue()


def _lying() -> bytes:
    """Return a workbook whose shared strings unpack to far more than their archive says."""
    data = changed("xl/sharedStrings.xml", lambda _: b"<sst>" + b" " * 50_000_000 + b"</sst>")
    name, small = b"xl/sharedStrings.xml", struct.pack("<I", 1000)
    told = bytearray(data)
    central = data.rindex(name) - 46
    local = data.index(name) - 30
    told[central + 24 : central + 28] = small
    told[local + 22 : local + 26] = small
    return bytes(told)


def _far(cell: str, row: int) -> bytes:
    more = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    return changed(_SHEET, lambda xml: xml.replace(b"</sheetData>", more))


def _with_far(xml: bytes) -> bytes:
    return xml.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def _wide_open_document() -> bytes:
    text = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        'table:number-columns-repeated="1000" office:value-type="string"><text:p>x</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    mime = b"application/vnd.oasis.opendocument.spreadsheet"
    return _zip(**{"mimetype": mime, "content.xml": text.encode()})


def hostile() -> Iterator[tuple[str, bytes, str]]:
    """Yield the name of each file, its bytes, and how the line ends that is said of it."""
    yield "empty.xlsx", b"", "is empty; put the text in it and save it as UTF-8"
    yield "text-of-nothing.csv", b" \n \n", "is empty; put the text in it and save it as UTF-8"
    yield "only-the-beginning.xlsx", sound()[:400], _DAMAGED
    yield "only-four-bytes.xlsx", b"PK\x03\x04", _DAMAGED
    yield "a-letter.xlsx", _zip(**{"word/document.xml": b"<w/>"}), "save the sheet as .xlsx or CSV"
    yield "old-and-damaged.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000, _DAMAGED
    greedy = bytearray((SHEETS / "清单.xls").read_bytes())
    greedy[3876] = 115
    yield "asks-for-more-memory-than-there-is.xls", bytes(greedy), _DAMAGED
    yield "a-web-page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "save it as .xlsx and bring that"
    yield "xml-of-2003.xls", b'<?xml version="1.0"?><Workbook/>', "save it as .xlsx and bring that"
    yield "a-document.xlsx", b"%PDF-1.7\n1 0 obj", "bring the workbook or a CSV file"
    yield "random.et", zlib.compress(bytes(range(256)) * 40), "save it as UTF-8"
    yield "entities.xlsx", changed(_SHEET, lambda xml: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + xml), _DAMAGED
    yield "says-less-than-it-has.xlsx", _lying(), _DAMAGED
    bomb = _zip(
        **{f"xl/worksheets/sheet{place}.xml": b" " * 60_000_000 for place in range(5)}, **{"xl/workbook.xml": b""}
    )
    yield "a-bomb.xlsx", bomb, "save the sheet as CSV"
    many = _zip(**{f"xl/worksheets/sheet{place}.xml": b"" for place in range(5001)})
    yield "many-parts.xlsx", many, "save the sheet as CSV"
    yield "far-below.xlsx", _far("A1048576", 1_048_576), "in A1048576, far from any list; delete it and save"
    yield "far-right.xlsx", _far("XFD3", 3), "in XFD3, far from any list; delete it and save"
    yield "far-in-both.xlsx", _far("XFD1048576", 1_048_576), "in XFD1048576, far from any list; delete it and save"
    for said, cell in (
        ("behind-another-blank", '<row><c\nr="XFD1048576">'),
        ("in-small-letters", '<row><c r="xfd1048576">'),
        ("behind-an-empty-row", '<row r="1048575"/><row><c r="XFC1"/><c>'),
        ("behind-a-long-style", f'<row><c s="{"0" * 5000}" r="XFD1048576">'),
    ):
        more = f"{cell}<v>1</v></c></row></sheetData>".encode()
        far = changed(_SHEET, lambda xml, more=more: xml.replace(b"</sheetData>", more))
        yield f"far-{said}.xlsx", far, _DAMAGED
    found_nowhere = changed("xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"sheet1", b"SHEET1"))
    yield "far-in-a-part-of-another-name.xlsx", changed(_SHEET, _with_far, found_nowhere), _DAMAGED
    quiet = b"<!--" + b'<c r="A100000" >' * 200_000 + b"--></sheetData>"
    many = changed(_SHEET, lambda xml: xml.replace(b"</sheetData>", quiet))
    yield "far-and-never-closed.xlsx", many, "in A100000, far from any list; delete it and save"
    yield "repeated-a-billion-times.ods", _wide_open_document(), "far from any list; delete it and save"
    yield "sheet-that-is-none.xlsx", changed(_SHEET, lambda _: b"<worksheet><sheetData><row><c r="), _DAMAGED
    yield "book-that-is-none.xlsx", changed("xl/workbook.xml", lambda _: b"\xff\xfe\x00"), _DAMAGED
