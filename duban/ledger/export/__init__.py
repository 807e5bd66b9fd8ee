"""Ledgers as files: a workbook as an office makes it, CSV, a page, and JSON."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.export.errors import UnknownFormat as UnknownFormat
    from duban.ledger.export.verb import FORMATS as FORMATS, Exported as Exported, export_ledger as export_ledger
    from duban.ledger.export.writing import ledger_bytes as ledger_bytes
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
