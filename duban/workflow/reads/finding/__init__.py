"""Finding instances: queries, pages of rows, counts, and what may be done with many."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.reads.finding.at_hand import AtHand as AtHand, HandRow as HandRow
    from duban.workflow.reads.finding.deeds import Deed as Deed, Deeds as Deeds, Hands as Hands
    from duban.workflow.reads.finding.listing import Listing as Listing, Page as Page
    from duban.workflow.reads.finding.query import Query as Query
    from duban.workflow.reads.finding.resolving import resolve as resolve
    from duban.workflow.reads.finding.rows import ListRow as ListRow
    from duban.workflow.reads.finding.tallying import Count as Count
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
