"""Reading workbooks as people leave them, within limits, with what is merged, hidden or computed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.excel.reading.books import Book as Book, Worksheet as Worksheet, is_workbook as is_workbook
    from duban.ledger.excel.reading.days import CellDay as CellDay, day_in_cell as day_in_cell
    from duban.ledger.excel.reading.hints import Hints as Hints, cell_name as cell_name, column_of as column_of
    from duban.ledger.excel.reading.office_xml import sheet_parts as sheet_parts
    from duban.ledger.excel.reading.packing import unpacked as unpacked
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
