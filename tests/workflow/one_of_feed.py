"""One value of each kind that the feed and tokens print."""

from __future__ import annotations

from datetime import UTC, datetime

from duban.desk.accounts.tokens import Token
from duban.workflow.feed.events import FeedEvent, FeedPage
from duban.workflow.feed.ordering import EventsOrdered

AT = datetime(2026, 3, 31, 1, 30, tzinfo=UTC)
_EVENT = FeedEvent(
    *(1204, "WT-2026-0001", "issue", 5, 7, 3, AT, "市住建局/张三", "act", "签收", "交办", "整改", 1),
    payload={"note": "已安排"},
    hash="9f86d081884c7d65",
)

ONE_OF_FEED = [
    _EVENT,
    FeedPage((_EVENT,), "1204-9f86d081", more=True),
    EventsOrdered(3, 1, 1, 1204),
    Token(
        *(4, "市长热线", "rexian", "市优化办", "clerk", ("read",), ("complaint",), "市住建局", ("10.1.0.0/16",)),
        demands=("key",),
        made_at=AT,
        until=datetime(2026, 9, 30, 16, tzinfo=UTC),
        used_at=AT,
        revoked_at=None,
    ),
]
