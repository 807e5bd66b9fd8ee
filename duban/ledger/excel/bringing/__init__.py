"""Sheets that come back: held against what was exported and what stands now, confirmed, and written by the verbs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.excel.bringing.cells import CellRead as CellRead, read_cell_as as read_cell_as, tidy as tidy
    from duban.ledger.excel.bringing.filled import (
        Filled as Filled,
        is_filled_in as is_filled_in,
        read_filled as read_filled,
    )
    from duban.ledger.excel.bringing.lists import preview_list as preview_list
    from duban.ledger.excel.bringing.previewing import preview_sheet as preview_sheet
    from duban.ledger.excel.bringing.remarks import remarked_copy as remarked_copy
    from duban.ledger.excel.bringing.taking import bring_sheet as bring_sheet
    from duban.ledger.excel.bringing.values import (
        Brought as Brought,
        BroughtCell as BroughtCell,
        BroughtRow as BroughtRow,
        ListBrought as ListBrought,
        Taken as Taken,
        TakenRow as TakenRow,
        verdict_of as verdict_of,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
