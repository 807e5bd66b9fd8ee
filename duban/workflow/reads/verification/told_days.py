"""When the operators were told of what is wrong: no row says so of a time that has not come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.storage import telling
from duban.workflow.reads.verification.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.engine import Connection

_TABLE = "duban_telling"
_MANY = 1000
"""The newest days are read first, so that those ahead are among these."""

_ZONES = timedelta(days=1)
"""How far a day of the office's calendar may be ahead of one in UTC."""


def told_days(connection: Connection, now: datetime) -> Iterator[Finding]:
    """Yield the days that have not come, and those on which the operators are said to have been told later than now.

    Nobody would tell them of anything on a day that is said to be done.
    """
    latest = (now + _ZONES).date()
    for found in telling.read_days(connection, by=date.max, limit=_MANY):
        if found.day > latest or (found.told_at is not None and found.told_at > now):
            problem = words.text("the operators are said to have been told at a time that has not come")
            yield Finding(found.day.isoformat(), None, problem, _TABLE)
