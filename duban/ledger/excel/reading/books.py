"""Workbooks as offices leave them: .xlsx, .xls, .et and .ods, told by their bytes, their sheets as rows of text."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import ParseError

from duban import words
from duban.ledger.excel.reading.apart import PASSWORD, read_apart
from duban.ledger.excel.reading.hints import Hints, Merged, cell_name, filled_down
from duban.ledger.excel.reading.office_xml import (
    counts_from_1904,
    hints_of,
    is_near,
    per_cent_styles,
    sheet_parts,
)
from duban.ledger.excel.reading.open_document import hints_by_sheet
from duban.ledger.excel.reading.packing import OPEN_DOCUMENT, packed_again, unpacked
from duban.ledger.excel.workbook import WorkbookUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duban.ledger.excel.reading.apart import Apart, ApartSheet

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_CELLS = 10_000_000
_WIDE = 2
_NO_VALUE = "=?"
"""What is read of a formula that was never calculated."""
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_NOT_SHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_ESCAPED = re.compile(r"_x00(?:0[0-9A-Fa-f]|1[0-9A-Fa-f])_")
_PROTECTED = words.Line("is protected by a password; take it off, save the file and bring it again")
_DAMAGED = words.Line("is a damaged Excel file; open it and save it again")


class Worksheet(NamedTuple):
    """One sheet: its name, its rows as they are read, blank ones included, and what it says beside them."""

    name: str
    rows: Iterator[tuple[str, ...]]
    hints: Hints

    def flaws(self, row: int, cells: Sequence[str]) -> Iterator[tuple[int, words.Line]]:
        """Yield the places of cells of a row whose formula has no value or an error, each with what is wrong."""
        if _NO_VALUE not in cells and _ERRORS.isdisjoint(cells):
            return
        for place, cell in enumerate(cells):
            if cell == _NO_VALUE:
                facts: dict[str, str | int] = {"sheet": self.name, "cell": cell_name(place + 1, row)}
                yield (
                    place,
                    words.Line(
                        "{sheet}, cell {cell}: a formula without a value; open the file and save it again", **facts
                    ),
                )
            elif cell in _ERRORS:
                facts = {"sheet": self.name, "row": row, "error": cell}
                yield place, words.Line("{sheet}, row {row}: a formula has the error {error}", **facts)


def is_workbook(data: bytes) -> bool:
    """Return whether bytes are a workbook of some kind, and no text."""
    return data.startswith((ZIP, COMPOUND))


class Book:
    """A workbook that was opened, with its sheets in order."""

    def __init__(self, data: bytes) -> None:
        """Open a workbook; raises WorkbookUnreadable if it is none, is damaged, protected or unpacks to too much."""
        self._library = _library()
        self._hints: dict[str, Hints] | None = None
        self._apart: dict[str, ApartSheet] = {}
        self._parts: dict[str, bytes] = {}
        if data.startswith(COMPOUND):
            self._take_apart(read_apart(data))
        else:
            self._parts = unpacked(data)
            self._take_parts()
        self._where = sheet_parts(self._parts)
        self._epoch_1904 = counts_from_1904(self._parts.get("xl/workbook.xml", b""))
        self._per_cents = per_cent_styles(self._parts.get("xl/styles.xml"))

    def _take_apart(self, found: Apart) -> None:
        """Take the sheets of a workbook that was read by a process of its own."""
        if found.problem == PASSWORD:
            raise WorkbookUnreadable(_PROTECTED)
        if found.far is not None:
            name, row, column = found.far
            _check_near(name, cell_name(column + 1, row + 1))
        if found.problem or not found.sheets:
            raise WorkbookUnreadable(_DAMAGED)
        self._apart = {each.name: each for each in found.sheets}
        self.names = tuple(self._apart)
        self.visible = tuple(each.name for each in found.sheets if each.visible) or self.names[:1]

    def _take_parts(self) -> None:
        """Open a workbook that was unpacked."""
        if OPEN_DOCUMENT in self._parts:
            try:
                self._hints = hints_by_sheet(self._parts[OPEN_DOCUMENT])
            except (ParseError, LookupError, ValueError):  # of an encoding that nobody knows, for one
                raise WorkbookUnreadable(_DAMAGED) from None
            for name, hints in self._hints.items():  # the library reads every sheet of such a file as it opens it
                _check_near(name, hints.far)
            self._take_apart(read_apart(packed_again(self._parts).getvalue()))
            return
        self._book = self._opened(packed_again(self._parts))
        table = self._library.SheetTypeEnum.WorkSheet
        shown = self._library.SheetVisibleEnum.Visible
        sheets = [each for each in self._book.sheets_metadata if each.typ == table]
        self.names = tuple(each.name for each in sheets)
        self.visible = tuple(each.name for each in sheets if each.visible == shown) or self.names[:1]

    def _opened(self, file: Any) -> Any:  # noqa: ANN401 - the library is an extra
        try:
            return self._library.CalamineWorkbook.from_filelike(file)
        except self._library.PasswordError:
            raise WorkbookUnreadable(_PROTECTED) from None
        except BaseException as error:
            raise _as_damage(error) from error

    def sheets(self) -> Iterator[Worksheet]:
        """Yield the sheets that can be seen, each cell as it is written out, merged ones in each of their rows."""
        for name in self.visible:
            yield self.sheet(name)

    def sheet(self, name: str) -> Worksheet:
        """Return a sheet, which may be a hidden one. Its rows are read when they are asked for."""
        xml = self._parts.get(self._where.get(name, ""), b"")
        hints = self._hints.get(name, Hints()) if self._hints is not None else hints_of(xml, self._per_cents)
        hints.epoch_1904 = self._epoch_1904
        return Worksheet(name, self._rows(name, hints), hints)

    def raw(self, name: str) -> list[list[Any]]:
        """Return the rows of a sheet as the library reads them, nothing put in order."""
        return self._values(name, Hints())[0]

    def _rows(self, name: str, hints: Hints) -> Iterator[tuple[str, ...]]:
        values, merged = self._values(name, hints)
        if self._hints is None:
            hints.merged = [
                Merged(left + 1, top + 1, bottom + 1) for (top, left), (bottom, _) in merged or () if bottom > top
            ]
            hints.across = {top + 1 for (top, left), (_, right) in merged or () if right - left >= _WIDE}
        told = (
            tuple(
                [
                    (value.strip() if value.isprintable() and "_x00" not in value else _clean(value))
                    if type(value) is str
                    else _text(value)
                    for value in row
                ]
            )
            for row in values
        )
        yield from filled_down(_with_hints(told, hints), hints.merged)

    def _values(self, name: str, hints: Hints) -> tuple[list[list[Any]], Any]:
        if name not in self._apart:
            _check_near(name, hints.far)
            if not is_near(self._parts.get(self._where.get(name, ""), b"")):
                self._take_apart(read_apart(packed_again(self._parts).getvalue()))
        if name in self._apart:
            apart = self._apart[name]
            return apart.rows, [((top, left), (bottom, right)) for top, left, bottom, right in apart.merged]
        try:
            sheet = self._book.get_sheet_by_name(name)
            if sheet.end is None:
                return [], None
            if (sheet.end[0] + 1) * (sheet.end[1] + 1) > _MOST_CELLS:
                _check_near(name, cell_name(sheet.end[1] + 1, sheet.end[0] + 1))
            return sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges
        except WorkbookUnreadable:
            raise
        except BaseException as error:
            raise _as_damage(error) from error


def _check_near(sheet: str, far: str | None) -> None:
    if far is not None:
        facts = {"sheet": sheet, "cell": far}
        said = words.Line("{sheet}: something stands in {cell}, far from any list; delete it and save", **facts)
        raise WorkbookUnreadable(said)


def _as_damage(error: BaseException) -> BaseException:
    """Return that the file is damaged, for whatever the library raises; its panics are no Exception."""
    if isinstance(error, Exception) or type(error).__name__ == "PanicException":
        return WorkbookUnreadable(_DAMAGED)
    return error


def _with_hints(rows: Iterator[tuple[str, ...]], hints: Hints) -> Iterator[tuple[str, ...]]:
    """Yield rows in which formulas without a value, errors and per cents are told apart."""
    marked: dict[int, dict[int, str]] = {}
    for line, columns in hints.valueless.items():
        marked.setdefault(line, {}).update(dict.fromkeys(columns, _NO_VALUE))
    for line, errors in hints.errors.items():
        marked.setdefault(line, {}).update(errors)
    if not marked and not hints.percents:
        yield from rows
        return
    last = 0
    for number, row in enumerate(rows, start=1):
        last = number
        yield _told(row, marked.get(number, {}), hints.percents.get(number, ()))
    for number in range(last + 1, min(max(marked, default=0), last + 1000) + 1):
        yield _told((), marked.get(number, {}), ())


def _told(row: tuple[str, ...], marked: Mapping[int, str], per_cents: Any) -> tuple[str, ...]:  # noqa: ANN401
    if not marked and not per_cents:
        return row
    cells = list(row)
    for column, text in marked.items():
        cells += [""] * (column - len(cells))
        cells[column - 1] = text
    for column in per_cents:
        if column <= len(cells):
            cells[column - 1] = _per_cent(cells[column - 1])
    return tuple(cells)


def _per_cent(text: str) -> str:
    try:
        value = round(float(text) * 100, 10)
    except (ValueError, OverflowError):
        return text
    return f"{value:g}%"


def _clean(text: str) -> str:
    """Return a text without blanks around it, of whatever width, and without characters that nobody sees."""
    text = _ESCAPED.sub(lambda found: chr(int(found.group()[2:6], 16)), text) if "_x00" in text else text
    return _NOT_SHOWN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _text(value: object) -> str:
    """Return a cell's value as the sheet shows it: whole numbers without a point, days without an hour."""
    if type(value) is float:
        return str(int(value)) if value.is_integer() else repr(value)
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date():
            return value.isoformat()
    return str(value).strip()


def _library() -> Any:  # noqa: ANN401 - an extra that need not be installed
    try:
        import python_calamine  # noqa: PLC0415 - an extra
    except ImportError:
        said = words.Line("is an Excel file: save the sheet as CSV, or install duban[office]")
        raise WorkbookUnreadable(said) from None
    return python_calamine
