"""The read models of the office's own pages: its messages, its units and people, and whether all is well."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.models.office.mail import (
        STATES as STATES,
        ChannelView as ChannelView,
        DeadGroup as DeadGroup,
        Mail as Mail,
        mail_of as mail_of,
        sent_text as sent_text,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
