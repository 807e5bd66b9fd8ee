"""The ledger as a table of a file: a column for each single thing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.ledger.columns import FIELD, chosen, whole_cell_of
from duban.desk.models.ledger.hidden import check_plan, query_for
from duban.desk.models.ledger.querying import MATTERS_AT_ONCE, reach_of
from duban.desk.models.ledger.rows import line_of
from duban.workflow import Query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from duban.desk.models.ledger.asked import Asked
    from duban.desk.models.ledger.columns import Column
    from duban.desk.models.ledger.rows import LedgerLine
    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Engine, ListRow

Cell = str | date
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


def table_of(
    engine: Engine, viewer: Viewer, rulebook: Rulebook, asked: Asked, *, only: Sequence[str] | None = None
) -> list[list[Cell]] | None:
    """Return the whole list as rows of texts and days under a head; None if it has too many rows.

    With `only`, it is that of the matters with these numbers, up to 500, as far as the viewer reaches them.

    Raises as `page` does, and UnknownInstance for a plan of which the viewer reaches no task.
    """
    columns = chosen(engine, asked.col)
    found: list[list[Cell]] = []
    for row in _rows(engine, viewer, rulebook, asked, only):
        if len(found) == MOST_ROWS:
            return None
        line = line_of(rulebook, row, more=(each.key for each in columns), short=False)
        found.append([cell for column in columns for cell in _cells(column.key, row, line, rulebook.zone)])
    if only is None and asked.plan and not found:
        check_plan(engine, viewer, rulebook, asked.plan)
    return [[cell for column in columns for cell in _heads(column)], *found]


def _rows(
    engine: Engine, viewer: Viewer, rulebook: Rulebook, asked: Asked, only: Sequence[str] | None
) -> Iterator[ListRow]:
    if only is None:
        query = query_for(engine, viewer, rulebook, asked)
    else:
        query = Query(number=tuple(dict.fromkeys(only))[:MATTERS_AT_ONCE], **reach_of(viewer))
    cursor = None
    while True:
        page = engine.page(query, order=asked.order, cursor=cursor, limit=_AT_ONCE, viewer=viewer.name)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def _heads(column: Column) -> Sequence[str]:
    texts = _HEAD_TEXTS.get(column.key)
    return (column.title,) if texts is None else [words.text(each) for each in texts]


def _cells(key: str, row: ListRow, line: LedgerLine, zone: tzinfo) -> Sequence[Cell]:
    if key.startswith(FIELD):
        return (whole_cell_of(key, row),)
    item = row.instance
    found: Sequence[Cell] = ()
    match key:
        case "due":
            due = item.due_on if item.headline_on is None else item.headline_on
            found = words.text(item.light.value), "" if due is None else due, line.lamp.said
        case "opened" | "closed":
            at = item.opened_at if key == "opened" else item.closed_at
            found = ("" if at is None else at.astimezone(zone).date(),)
        case "number" | "matter":
            found = (line.number if key == "number" else line.title,)
        case "state":
            found = item.state, words.listed(row.waits_for)
        case "units" | "progress" | "done":
            found = getattr(line, key)
        case "remark" if row.remark is not None:
            found = row.remark.text, row.remark.by
        case _:
            found = line.more[key] if key in _HEAD_TEXTS else line.more[key][:1]
    return found
