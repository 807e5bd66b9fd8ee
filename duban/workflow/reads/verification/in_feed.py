"""The feed against the histories: every entry is in it, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.storage import proof
from duban.workflow.reads.verification.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

_MOST = 20
"""So many are named; `order_events(anew=True)` mends all of them."""


def feed_faults(connection: Connection) -> Iterator[Finding]:
    """Yield the first entries that never came to the feed, and the first positions in it of no entry."""
    for number, seq in proof.out_of_the_feed(connection, limit=_MOST):
        problem = words.text("is not in the feed, which {way_feed_anew} makes again")
        yield Finding(number, seq, problem, "duban_feed")
    for position in proof.of_nothing(connection, limit=_MOST):
        problem = words.text("position {position} of the feed is that of no entry", position=position)
        yield Finding("duban_feed", None, problem, "duban_feed")
