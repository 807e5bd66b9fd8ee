"""What the pages of plans and of lists have in common: what came with a form, and what was seen before it is opened."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from duban import words
from duban.desk.forms import read_day

if TYPE_CHECKING:
    from datetime import date

    from duban.desk.serving import Visit

MOST_BYTES = 16 * 1024 * 1024
"""The most that is read of a file here; longer ones are opened by the command line."""

FIELDS = 10_000
"""So many fields such a form has at most: the cells of all tasks, or rows."""


def too_large(visit: Visit, name: str) -> str:
    """Return what is said of a file that is not read for its size; nothing if it is."""
    files = visit.form.uploads(name)
    if not files or files[0].size <= MOST_BYTES:
        return ""
    return words.text("at most {count} MB of a file are read here", count=MOST_BYTES // 1024 // 1024)


def since_of(visit: Visit, own: date | None) -> tuple[date | None, str]:
    """Return the day from which clocks run, and what is wrong with it; taken over quietly that is `own` by default."""
    if typed := visit.form.get("since"):
        try:
            return read_day(typed), ""
        except ValueError:
            return None, words.text("no day can be read here; write 2027-01-15 or 2027年1月15日")
    quiet = bool(visit.form.get("quiet"))
    return (own, "") if quiet and own is not None and own <= visit.engine.today() else (None, "")


def seen_as(*told: object) -> str:
    """Return what tells whether a page showed just this: it is only opened as somebody has seen it."""
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]
