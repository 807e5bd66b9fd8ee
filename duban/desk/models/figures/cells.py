"""The numbers of a row of figures, each with what it says, and with the matters that it counts."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.ledger import figure_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.desk.models.figures.asking import FiguresAsked
    from duban.desk.models.ledger import Asked
    from duban.workflow import TalliesRow

MEANING_TEXTS = {
    "opened": "matters that were opened in the period, whatever became of them; each figure beside is about these",
    "open": "of these, what is not closed today",
    "closed": "of these, what has been closed as done; void and merged ones are not among them",
    "on_time": (
        "closed by the due day, of all that have one and are closed or overdue; "
        "where that is fewer than five, how many of how many, and no percentage"
    ),
    "overdue": "open today, and past the due day of the whole matter",
    "returned": "how often work was sent back to an earlier step, with a reason",
    "extended": "how often more time was granted",
    "days": "working days from the day after it was handed out up to that on which it was closed, breaks included",
    "satisfied": "rated as satisfied or fairly satisfied, of all that were rated; likewise without a percentage if few",
}
"""What each number means, in the words that stand under the table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number: what it says, its share in percent if it is one, and the list of what it counts, in the ledger or not.

    `ledger` is what the ledger shows of it; where it cannot, only the page of the matters behind a number can. `plain`
    is the number itself, for spreadsheets.
    """

    what: str
    said: str
    plain: str
    percent: int | None = None
    ledger: Asked | None = None
    linked: bool = True


def cells_of(row: TalliesRow, asked: FiguresAsked) -> tuple[Cell, ...]:
    """Return the numbers of a row, in the order of the columns."""
    return tuple(_cells(row, _own(row, asked)))


def _cells(row: TalliesRow, own: Asked | None) -> Iterator[Cell]:
    shows = {"opened": "all", "open": "open", **({} if row.ended else {"closed": "closed"})}
    for each in figure_words(row):
        ledger = None if own is None or each.what not in shows else own.but(show=shows[each.what])
        yield Cell(each.what, each.said, each.plain, each.percent, ledger, linked=each.plain not in {"", "0"})


def _own(row: TalliesRow, asked: FiguresAsked) -> Asked | None:
    """Return what the ledger is asked for to show the matters of a row; None if it cannot."""
    matters = asked.matters
    if asked.by == "scenario":
        return matters.but(scenario=(row.key,)) if row.key else matters
    if not row.key:
        return matters if not row.roles else None  # all of them, or those whose unit is still to be named
    if asked.by == "month":
        first, last = month_of(row.key)
        return matters.but(opened_from=max(matters.opened_from, first), opened_to=min(matters.opened_to or last, last))
    return matters.but(unit=(row.key,), role=row.roles[0]) if len(row.roles) == 1 else None


def month_of(key: str) -> tuple[str, str]:
    """Return the first and the last day of a month such as 2026-03."""
    year, _, month = key.partition("-")
    return f"{key}-01", f"{key}-{monthrange(int(year), int(month))[1]:02d}"
