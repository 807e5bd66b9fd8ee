"""What people save at the desk: drafts of forms, proposed versions, views of the ledger, results of acts on many.

Each module has functions of an open connection; pages open the transaction.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.saved.bulks import (
        bulk_by_key as bulk_by_key,
        keep_bulk as keep_bulk,
        kept_bulk as kept_bulk,
    )
    from duban.desk.saved.drafts import (
        Draft as Draft,
        draft_of as draft_of,
        drop_draft as drop_draft,
        keep_draft as keep_draft,
    )
    from duban.desk.saved.proposals import (
        Proposal as Proposal,
        drop_proposal as drop_proposal,
        keep_proposal as keep_proposal,
        proposal_of as proposal_of,
        proposals_for as proposals_for,
    )
    from duban.desk.saved.views import (
        LONGEST_QUERY as LONGEST_QUERY,
        LONGEST_TITLE as LONGEST_TITLE,
        MOST_VIEWS as MOST_VIEWS,
        SHARED as SHARED,
        View as View,
        drop_view as drop_view,
        keep_manner as keep_manner,
        keep_view as keep_view,
        view_of as view_of,
        views_for as views_for,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
