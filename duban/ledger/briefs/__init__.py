"""Papers for those who lead: the week on one page, and half-years and years gathered from what units handed in."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.briefs.gathered import Gathered as Gathered, HandedIn as HandedIn, gather as gather
    from duban.ledger.briefs.summary import (
        Summary as Summary,
        summarise as summarise,
        summary_files as summary_files,
        summary_pieces as summary_pieces,
    )
    from duban.ledger.briefs.summary_page import summary_html as summary_html
    from duban.ledger.briefs.week import Week as Week, WeekMatter as WeekMatter, week_of as week_of
    from duban.ledger.briefs.week_page import week_html as week_html
    from duban.ledger.briefs.week_paper import week_pieces as week_pieces
    from duban.ledger.briefs.week_written import week_files as week_files, week_said as week_said
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
