"""What people save at the desk: drafts of forms.

Each module has functions of an open connection; pages open the transaction.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.saved.drafts import (
        Draft as Draft,
        draft_of as draft_of,
        drop_draft as drop_draft,
        keep_draft as keep_draft,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
