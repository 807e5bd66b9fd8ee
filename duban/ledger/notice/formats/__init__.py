"""From a published file (.docx, .html, .csv, plain text) to lines, with tables among them."""

from duban.ledger.notice.formats.documents import Placed, read_document
from duban.ledger.notice.formats.grid import Cell, Column, Grid, Header
from duban.ledger.notice.formats.pages import is_page_number

__all__ = ["Cell", "Column", "Grid", "Header", "Placed", "is_page_number", "read_document"]
