"""What a sheet that is brought back says, cell by cell: as exported, as it is now, as in the file, and what to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from duban.ledger.excel.contract import FillColumn
    from duban.ledger.opening.forecast import Forecast
    from duban.ledger.opening.listing import Listing

NEW, CHANGED, SAME, CONFLICT, WRONG = "new", "changed", "same", "conflict", "wrong"
VERDICTS = (WRONG, CONFLICT, CHANGED, NEW, SAME)
"""The verdicts on cells and rows; that of a row is the first of these that any of its cells has."""

REPORT, CORRECT, FIRE, OPEN, ASSIGN = "report", "correct", "fire", "open", "assign"
DONE, REFUSED, LEFT = "done", "refused", "left"
MINE, THEIRS = "file", "now"
"""Which value of a conflict is taken: the file's, or the one that stands."""


def verdict_of(exported: str | None, now: str, here: str) -> str:
    """Return what becomes of a cell; `exported` is None if nobody knows what stood there when the file was made.

    An empty cell says nothing: what stands is never emptied by a sheet.
    """
    if not here or here in {exported, now}:
        return SAME
    if exported is None:
        return CONFLICT if now else NEW
    if exported != now:
        return CONFLICT
    return CHANGED if now else NEW


@dataclass(frozen=True, slots=True)
class BroughtCell(Jsonable):
    """A cell that was filled in; `hint` says how it was read, if it was written otherwise than it is kept."""

    column: str
    label: str
    exported: str | None
    now: str
    here: str
    verdict: str
    hint: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class BroughtRow(Jsonable):
    """A row with what it comes to; `cells` has those that say something else than stands, or that cannot be used.

    `verb` is what would write it, of the instance `target`, whose version was `version`: `report`, `correct`, `fire`,
    `open` or `assign`; it is empty if there is nothing to write. `todo` says in words what is to be done with the row.
    """

    line: int
    key: str
    number: str
    unit: str
    title: str
    verdict: str
    todo: str
    cells: tuple[BroughtCell, ...] = ()
    problems: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    verb: str = ""
    target: str = ""
    version: int = 0
    idle: str = ""
    """What the file has where it says that there is nothing new to report."""

    @property
    def is_ready(self) -> bool:
        """Return whether it can be written as it is."""
        return self.verdict in {NEW, CHANGED}


@dataclass(frozen=True, slots=True)
class ListBrought:
    """How a list is taken over: by which scenario, from which source, since when, and whether nobody is told."""

    listing: Listing
    scenario: str
    source: str
    since: date | str | None = None
    quiet: bool = False
    forecast: Forecast | None = None
    """What opening would send, if nobody were quiet."""


@dataclass(frozen=True, slots=True)
class Brought(Jsonable):
    """A file that was read and held against what is here; nothing was written.

    `digest` is the SHA-256 of the file, `export` and `at` say from which export it comes. `act` is the act with which
    fields are handed over, if one was named. `doubts` are about the whole.
    """

    _json = (
        *("counts", "source", "digest", "by", "export", "at", "layout", "sheet", "act", "columns", "doubts", "rows"),
    )

    source: str
    digest: str
    by: str
    rows: tuple[BroughtRow, ...]
    doubts: tuple[str, ...] = ()
    export: str | None = None
    at: datetime | None = None
    layout: str | None = None
    sheet: str | None = None
    act: str | None = None
    columns: Mapping[str, int] = field(default_factory=dict)
    """Where in the sheet each column stands that was read, counted from 0, by its id."""
    fills: tuple[FillColumn, ...] = ()
    """The columns as they were exported."""
    listed: ListBrought | None = None
    """How it is taken over, if it is a list of matters and no sheet that was exported."""

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows have each verdict."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in reversed(VERDICTS)}

    @property
    def ready(self) -> tuple[BroughtRow, ...]:
        """Return the rows that can be written as they are."""
        return tuple(row for row in self.rows if row.is_ready)

    @property
    def conflicts(self) -> tuple[BroughtRow, ...]:
        """Return the rows of which somebody has to choose what is meant."""
        return tuple(row for row in self.rows if row.verdict == CONFLICT)


@dataclass(frozen=True, slots=True)
class TakenRow(Jsonable):
    """What became of a row: `done`, `refused` with the reason, or `left` as it was.

    One that is done has a `reason` if it was only asked for, and waits for a decision.
    """

    line: int
    key: str
    outcome: str
    target: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Taken(Jsonable):
    """What became of each row of a file that was confirmed."""

    _json = ("done", "refused", "left", ...)

    source: str
    digest: str
    batch: str
    rows: tuple[TakenRow, ...]

    @property
    def done(self) -> int:
        """Return how many rows were written."""
        return sum(row.outcome == DONE for row in self.rows)

    @property
    def refused(self) -> int:
        """Return how many were refused as they were written."""
        return sum(row.outcome == REFUSED for row in self.rows)

    @property
    def left(self) -> int:
        """Return how many were left as they are."""
        return sum(row.outcome == LEFT for row in self.rows)
