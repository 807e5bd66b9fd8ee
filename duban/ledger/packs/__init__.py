"""Indicators and their evidence: the list that a year is opened by, how ready each one is, and packs in folders."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.packs.contents import (
        STANDING_TEXTS as STANDING_TEXTS,
        as_csv as as_csv,
        as_workbook as as_workbook,
    )
    from duban.ledger.packs.listed import (
        EIGHTEEN as EIGHTEEN,
        ListedIndicator as ListedIndicator,
        ListedMaterial as ListedMaterial,
        read_indicators as read_indicators,
        write_indicators as write_indicators,
    )
    from duban.ledger.packs.names import (
        Names as Names,
        safe_name as safe_name,
    )
    from duban.ledger.packs.opening import open_indicators as open_indicators
    from duban.ledger.packs.packing import (
        Pack as Pack,
        PackedFile as PackedFile,
        plan_pack as plan_pack,
        send_pack as send_pack,
        write_pack as write_pack,
    )
    from duban.ledger.packs.readiness import (
        Indicator as Indicator,
        Indicators as Indicators,
        Material as Material,
        indicators_of as indicators_of,
        is_list as is_list,
        lists_of as lists_of,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
