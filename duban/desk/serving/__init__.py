"""What pages are made with: a page and its rule, a visit, an answer; and what turns requests into replies."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.serving.answering import (
        DEVICE as DEVICE,
        SESSION as SESSION,
        Reply as Reply,
        has_begun as has_begun,
        owes_second as owes_second,
        replied as replied,
        signed_in as signed_in,
        unproved as unproved,
    )
    from duban.desk.serving.carrying import uncarried as uncarried
    from duban.desk.serving.frame import ALWAYS as ALWAYS, Frame as Frame
    from duban.desk.serving.page import (
        ACTS as ACTS,
        ACTS_ON_THE_MATTER as ACTS_ON_THE_MATTER,
        ADMINISTERS as ADMINISTERS,
        AUDITS as AUDITS,
        HALF_WAY as HALF_WAY,
        MOST_FIELDS as MOST_FIELDS,
        SEES_MATTERS as SEES_MATTERS,
        SEES_THE_MATTER as SEES_THE_MATTER,
        SIGNED_IN as SIGNED_IN,
        WHOEVER as WHOEVER,
        Answer as Answer,
        NotFound as NotFound,
        Page as Page,
        Rule as Rule,
        drawing as drawing,
        go as go,
    )
    from duban.desk.serving.receiving import (
        Call as Call,
        Unreadable as Unreadable,
        call_of as call_of,
        is_longer as is_longer,
        received as received,
    )
    from duban.desk.serving.static import static_files as static_files
    from duban.desk.serving.visit import (
        Sent as Sent,
        Tools as Tools,
        Visit as Visit,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
