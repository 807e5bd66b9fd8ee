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


def a_sheet(book: Any, name: str) -> Any:  # noqa: ANN401 - an extra
    """Return a new sheet; the rows of its `body` are XML already, and stand from the row `first` on, counted from 0."""
    return book.add_worksheet(name, _sheet_class())


def column_name(column: int) -> str:
    """Return what a column, counted from 0, is called: A."""
    return str(_library().utility.xl_col_to_name(column))


def index_of(look: Any) -> int:  # noqa: ANN401 - an extra
    """Return the number by which cells name a look."""
    return int(look._get_xf_index())  # noqa: SLF001 - the library has no other name for it


@cache
def _sheet_class() -> type:
    base: Any = _library().worksheet.Worksheet

    class Sheet(base):  # type: ignore[misc]
        dim_rowmin: Any
        dim_rowmax: Any

        def __init__(self) -> None:
            super().__init__()
            self.first, self.body = 0, list[str]()

        def _write_rows(self) -> None:
            """Write what was written by the library above and below the body, and the body between."""
            top, bottom = self.dim_rowmin, self.dim_rowmax
            self.dim_rowmax = self.first - 1
            super()._write_rows()
            self.fh.write("".join(self.body))
            self.dim_rowmin, self.dim_rowmax = self.first + len(self.body), bottom
            super()._write_rows()
            self.dim_rowmin = top

    return Sheet


def _library() -> Any:  # noqa: ANN401 - an extra
    try:
        import xlsxwriter  # noqa: PLC0415 - an extra
        import xlsxwriter.utility  # noqa: PLC0415
        import xlsxwriter.worksheet  # noqa: PLC0415
    except ImportError:
        raise NoWorkbooks from None
    return xlsxwriter
