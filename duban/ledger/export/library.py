"""The library that writes workbooks, which is an extra; the only module that imports it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from duban.ledger.excel import NoWorkbooks

if TYPE_CHECKING:
    import io

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def a_workbook(content: io.BytesIO) -> Any:  # noqa: ANN401 - an extra
    """Return a new workbook, which is written when it is closed; raises NoWorkbooks."""
    return _library().Workbook(content, _OPTIONS)


def growing_sheet(book: Any, name: str) -> Any:  # noqa: ANN401 - an extra
    """Return a new sheet; rows whose numbers, from 1, are in its `growing` keep their height only until edited."""
    return book.add_worksheet(name, _sheet_class())


def column_name(column: int) -> str:
    """Return what a column, counted from 0, is called in a fixed reference: $A."""
    return str(_library().utility.xl_col_to_name(column, col_abs=True))


@cache
def _sheet_class() -> type:
    base: Any = _library().worksheet.Worksheet

    class Growing(base):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.growing: set[int] = set()

        def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:  # noqa: ANN401 - the library's
            """Leave out that the height of a row was set by hand: spreadsheets would not let it grow with its text."""
            if tag == "row" and attributes[0][1] in self.growing:
                attributes = [each for each in attributes if each[0] != "customHeight"]
            super()._xml_start_tag_unencoded(tag, attributes)

    return Growing


def _library() -> Any:  # noqa: ANN401 - an extra
    try:
        import xlsxwriter  # noqa: PLC0415 - an extra
        import xlsxwriter.utility  # noqa: PLC0415
        import xlsxwriter.worksheet  # noqa: PLC0415
    except ImportError:
        raise NoWorkbooks from None
    return xlsxwriter
