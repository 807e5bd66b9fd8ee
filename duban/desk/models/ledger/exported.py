"""The ledger as a table of a file: a column for each single thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.ledger.columns import cell_of, chosen
from duban.desk.models.ledger.querying import query_of
from duban.desk.models.ledger.rows import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duban.desk.models.ledger.asked import Asked
    from duban.desk.models.ledger.columns import Column
    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Engine, ListRow

MOST_ROWS = 10_000
_AT_ONCE = 500

_HEAD_TEXTS = {
    "due": ("Its light", "Due on", "Time left"),
    "number": ("Number",),
    "matter": ("Matter",),
    "units": ("Unit that leads", "Units that work on it"),
    "state": ("State", "Units whose turn it is"),
    "progress": ("Last reported", "Reported for"),
    "done": ("Last act", "By and on"),
    "source": ("Source", "Number there"),
    "remark": ("Last remark", "Written by"),
    "holders": ("In whose hands", "Of the unit"),
}


def table_of(engine: Engine, viewer: Viewer, rulebook: Rulebook, asked: Asked) -> list[list[str]] | None:
    """Return the whole list as rows of text under a head; None if it has too many rows. Raises as `page` does."""
    columns = chosen(engine, asked.col)
    found: list[list[str]] = []
    for row in _rows(engine, viewer, rulebook, asked):
        if len(found) == MOST_ROWS:
            return None
        found.append([cell for column in columns for cell in _cells(column.key, row, rulebook)])
    return [[cell for column in columns for cell in _heads(column)], *found]


def _rows(engine: Engine, viewer: Viewer, rulebook: Rulebook, asked: Asked) -> Iterator[ListRow]:
    query, cursor = query_of(asked, viewer, rulebook), None
    while True:
        page = engine.page(query, order=asked.order, cursor=cursor, limit=_AT_ONCE, viewer=viewer.name)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def _heads(column: Column) -> Sequence[str]:
    texts = _HEAD_TEXTS.get(column.key)
    return (column.title,) if texts is None else [words.text(each) for each in texts]


def _cells(key: str, row: ListRow, rulebook: Rulebook) -> Sequence[str]:
    item, line = row.instance, line_of(rulebook, row, short=False)
    match key:
        case "due":
            due = item.due_on if item.headline_on is None else item.headline_on
            return words.text(item.light.value), "" if due is None else due.isoformat(), line.lamp.said
        case "number":
            return (line.number,)
        case "matter":
            return (line.title,)
        case "state":
            return item.state, words.listed(row.waits_for)
        case "units" | "progress" | "done":
            pair: tuple[str, str] = getattr(line, key)
            return pair
    pair = cell_of(key, row, rulebook)
    return pair if key in _HEAD_TEXTS else pair[:1]
