"""The check of the text search: how far its index is behind the instances, which only costs time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.operations.doctor.checks import Check, fine, late
from duban.storage import searching

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

_LONGEST_LAG = timedelta(minutes=10)
_MANY = 1_000
"""If so many instances wait, every search is slow, however long they have waited."""


def look_at_search(connection: Connection, now: datetime) -> Check:
    """Check for instances whose text the index of the search does not know as it is."""
    count, since = searching.lag(connection)
    if not count:
        return fine("search", words.text("everything is in the index"))
    waited = late(since, now, _LONGEST_LAG)
    found = words.text(
        "instances that are not in the index yet: {count}, the oldest for {waited}"
        if waited
        else "instances that are not in the index yet: {count}",
        count=count,
        waited=waited,
    )
    slow = waited or count >= _MANY
    advice = words.text("searches find them all the same, but slowly; start {way_daemon}, or use {way_index}")
    return fine("search", found, note=advice if slow else "")
