"""What others have done to a unit's matters since somebody was last here, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.desk.models.ledger import done_words

if TYPE_CHECKING:
    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import AtHand

SHOWN = 8
"""The lines that are shown; the ledger has the rest."""


@dataclass(frozen=True, slots=True)
class NewsLine:
    """One matter: what was done last, by whom and when, and why; it is `over` if the matter was done."""

    number: str
    title: str
    what: str
    by: str
    note: str
    over: bool


def news_of(found: AtHand, viewer: Viewer, rulebook: Rulebook) -> tuple[NewsLine, ...]:
    """Return what others have done last to each matter of the news."""
    lines = []
    for row in found.news:
        last, item = row.last, row.instance
        if last is None or last.by == viewer.by:
            continue
        what, by = done_words(last, rulebook)
        over = item.closed_at is not None and item.ended is None
        lines.append(NewsLine(item.number, item.title, what, by, last.note or "", over))
    return tuple(lines[:SHOWN])
