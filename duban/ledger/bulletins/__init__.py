"""The bulletin of a month (工作通报): figures frozen at a cut-off, a text whose numbers lead to them, and a paper."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.bulletins.blocks import Bulletin as Bulletin, Source as Source
    from duban.ledger.bulletins.changes import Change as Change, changes_between as changes_between
    from duban.ledger.bulletins.drafting import (
        draft_bulletin as draft_bulletin,
        months_chart as months_chart,
        overall_said as overall_said,
        rates_chart as rates_chart,
    )
    from duban.ledger.bulletins.errors import (
        BulletinError as BulletinError,
        SnapshotFault as SnapshotFault,
        WordingFault as WordingFault,
    )
    from duban.ledger.bulletins.freezing import (
        freeze as freeze,
        freeze_again as freeze_again,
        office_zone as office_zone,
    )
    from duban.ledger.bulletins.frozen import (
        MOST_BYTES as MOST_BYTES,
        Frozen as Frozen,
        Number as Number,
        Row as Row,
        Standards as Standards,
        as_bytes as as_bytes,
        read_frozen as read_frozen,
        with_snapshot as with_snapshot,
    )
    from duban.ledger.bulletins.issuing import (
        bulletin_files as bulletin_files,
        write_all as write_all,
    )
    from duban.ledger.bulletins.page import bulletin_html as bulletin_html, changes_html as changes_html
    from duban.ledger.bulletins.paper import bulletin_letter as bulletin_letter, picture_of as picture_of
    from duban.ledger.bulletins.periods import period_called as period_called
    from duban.ledger.bulletins.ranking import Group as Group, groups_of as groups_of
    from duban.ledger.bulletins.sheet import standing_page as standing_page
    from duban.ledger.bulletins.workbook import bulletin_workbook as bulletin_workbook
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
