"""Hints in the XML of an Excel workbook, looked for as text: a reader of all of it would take ten times as long."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET  # parts with a DOCTYPE are refused before

from duban.ledger.excel.reading.hints import FEW, Hints, column_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROW = re.compile(rb"<(?:\w{1,20}:)?row\s([^>]{0,1000})>")
_NUMBERED = re.compile(rb"""(?:^|\s)r\s{0,9}=\s{0,9}["'](\d{1,9})["']""")
_HIDDEN = re.compile(rb"""(?:^|\s)hidden\s{0,9}=\s{0,9}["'](?:1|true)["']""")
_CELL = re.compile(rb"""<(?:\w{1,20}:)?c\s[^>]{0,200}?r\s{0,9}=\s{0,9}["']([A-Z]{1,3})(\d{1,9})["'][^>]{0,200}>""")
_VALUE = re.compile(rb"<(?:\w{1,20}:)?v(?:\s[^>]{0,100})?>\s*([^<]{0,40})|<(?:\w{1,20}:)?is[\s>]")
_ROW_END = re.compile(rb"</(?:\w{1,20}:)?row\s*>")
_CELL_END = re.compile(rb"</(?:\w{1,20}:)?c\s*>")
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[\s/>]")
_ERROR = re.compile(rb"""\st\s{0,9}=\s{0,9}["']e["']""")
_TEXT = re.compile(rb"""\st\s{0,9}=\s{0,9}["']str["']""")
_FAR = re.compile(rb"""\sr\s{0,9}=\s{0,9}["'](?:[A-Z]{0,3}[1-9]\d{5}|[A-Z]{0,3}[5-9]\d{4}|[A-Z]{3}|[H-Z][A-Z])""")
"""What is further away than row 49,999 or column GZ."""
_FAR_USUAL = re.compile(rb' r="(?:[A-Z]{0,3}[1-9]\d{5}|[A-Z]{0,3}[5-9]\d{4}|[A-Z]{3}|[H-Z][A-Z])')
_UNUSUAL = re.compile(
    rb"""<(?:row(?! r="[1-9]\d{0,6}"[^<>]{0,1000}>)|c(?! r="[A-Z]{1,3}[1-9]\d{0,6}"[^<>]{0,1000}>))[\s/>]"""
    rb"""|:(?:row|c)[\s/>]|<!|\x00"""
)
"""A row or a cell that does not say at once where it stands, as all programs for offices write it."""
_TAKEN = re.compile(rb"<(?:\w{1,20}:)?(?:v|is)[\s>]")
_PER_CENT = {9, 10}
_PREFIX = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return in which part each sheet stands, by their names; empty if that cannot be told."""
    try:
        book = ET.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - without entities, see packing
        links = ET.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314
    except (KeyError, LookupError, ValueError, ET.ParseError):
        return {}
    targets = {each.get("Id"): each.get("Target", "") for each in links}
    found = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet") and (
            link := next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        ):
            target = targets.get(link, "")
            found[sheet.get("name", "")] = posixpath.normpath(
                target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            )
    return found


def is_near(xml: bytes) -> bool:
    """Return whether all that stands in a sheet is known to stand near: a reader makes room up to the last cell."""
    return bool(xml) and _UNUSUAL.search(xml) is None and _far(xml) is None


def counts_from_1904(book: bytes) -> bool:
    """Return whether a workbook counts its days from 1904."""
    return re.search(rb"""\sdate1904\s{0,9}=\s{0,9}["'](?:1|true)["']""", book) is not None


def hints_of(xml: bytes, per_cents: frozenset[int]) -> Hints:
    """Return what a sheet of a workbook says beside its values, but for what is merged."""
    hints = Hints(far=_far(xml))
    if hints.far is not None:
        return hints
    if b"hidden" in xml:
        hints.hidden = set(_hidden(xml))
    for column, row, whole in _cells_with(xml, _FORMULA) if b"<f" in xml or b":f" in xml else ():
        value = _VALUE.search(whole)
        empty = value is None or (value[1] is not None and not value[1].strip() and not _TEXT.search(whole[:300]))
        hints.formulas.setdefault(row, set()).add(column)
        if empty:
            hints.valueless.setdefault(row, set()).add(column)
    for column, row, whole in _cells_with(xml, _ERROR) if b't="e"' in xml or b"'e'" in xml else ():
        value = _VALUE.search(whole)
        text = "" if value is None or value[1] is None else value[1].decode("ascii", "replace").strip()
        hints.errors.setdefault(row, {})[column] = text or "#N/A"
    if per_cents:
        styled = b"|".join(str(each).encode() for each in sorted(per_cents))
        for column, row, _ in _cells_with(xml, re.compile(rb"\ss=[\"'](?:" + styled + rb")[\"']")):
            hints.percents.setdefault(row, set()).add(column)
    return hints


def per_cent_styles(styles: bytes | None) -> frozenset[int]:
    """Return the numbers of the styles of cells that show a number as per cent."""
    try:
        root = ET.fromstring(styles or b"<none/>")  # noqa: S314
    except (LookupError, ValueError, ET.ParseError):
        return frozenset()
    own = {
        int(each.get("numFmtId", "0"))
        for each in root.iter(f"{_PREFIX}numFmt")
        if "%" in each.get("formatCode", "") and each.get("numFmtId", "").isdecimal()
    }
    cells = root.find(f"{_PREFIX}cellXfs")
    kinds = [] if cells is None else [each.get("numFmtId", "0") for each in cells]
    return frozenset(place for place, kind in enumerate(kinds) if kind.isdecimal() and int(kind) in own | _PER_CENT)


def _hidden(xml: bytes) -> Iterator[int]:
    row = 0
    for found in _ROW.finditer(xml):
        numbered = _NUMBERED.search(found[1])
        row = int(numbered[1]) if numbered else row + 1
        if _HIDDEN.search(found[1]):
            yield row


def _cells_with(xml: bytes, mark: re.Pattern[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Yield the column, the row and the XML of each cell in which a mark stands."""
    for found in mark.finditer(xml):
        start = _cell_start(xml, found.start())
        cell = _CELL.match(xml, start) if start >= 0 else None
        if cell is None:
            continue
        if cell[0].endswith(b"/>"):
            yield column_of(cell[1].decode()), int(cell[2]), cell[0]
            continue
        end = _CELL_END.search(xml, cell.end(), cell.end() + FEW * 16)
        if end is not None and end.start() >= found.start() - 1:
            yield column_of(cell[1].decode()), int(cell[2]), xml[start : end.end()]


def _cell_start(xml: bytes, place: int) -> int:
    """Return where the tag of the cell begins in which something stands; -1 if it is too far away."""
    low = max(0, place - FEW)
    return max(xml.rfind(b"<c ", low, place + 3), xml.rfind(b":c ", low, place + 3) - _prefix(xml, low, place))


def _prefix(xml: bytes, low: int, place: int) -> int:
    at = xml.rfind(b":c ", low, place + 3)
    return at - xml.rfind(b"<", low, at) if at >= 0 else 0


def _far(xml: bytes) -> str | None:
    """Return what is called a cell that has something in it and stands further away than a list can go."""
    usual = b" r='" not in xml and b"r =" not in xml  # a pattern that begins with plain letters is found faster
    for found in (_FAR_USUAL if usual else _FAR).finditer(xml):
        # Nothing is looked for further than a tag can be long: a hostile sheet would be read once for each cell.
        start = xml.rfind(b"<", max(0, found.start() - FEW), found.start())
        end = xml.find(b">", found.start(), found.start() + FEW)
        if start < 0 or end < 0 or xml[end - 1 : end] == b"/":
            continue
        cell = _CELL.match(xml, start)
        closing = (_CELL_END if cell else _ROW_END).search(xml, end, end + FEW)
        inside = xml[end : closing.start() if closing else end + FEW]
        if _TAKEN.search(inside) or (cell and not closing):
            cell = cell or _CELL.search(inside)
            return f"A{_far_row(found[0])}" if cell is None else (cell[1] + cell[2]).decode()
    return None


def _far_row(attribute: bytes) -> str:
    return attribute.rpartition(b"=")[2].decode().strip(" \"'")
