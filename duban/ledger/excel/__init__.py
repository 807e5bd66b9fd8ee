"""The ledger in Excel: workbooks as an office would make them, and what a fill-in sheet carries for its way back."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.excel.contract import (
        FILL_SHEET as FILL_SHEET,
        HIDDEN_SHEET as HIDDEN_SHEET,
        KEY_HEADING as KEY_HEADING,
        PRINT_MARK as PRINT_MARK,
        PRINT_SHEET as PRINT_SHEET,
        FillColumn as FillColumn,
        FillKind as FillKind,
        FillRow as FillRow,
        Manifest as Manifest,
        key_of as key_of,
        split_key as split_key,
        written as written,
    )
    from duban.ledger.excel.errors import ManifestBroken as ManifestBroken, NoWorkbooks as NoWorkbooks
    from duban.ledger.excel.harmless import CONTROLS as CONTROLS, without_controls as without_controls
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
