"""What a sheet that is brought back says, row by row, shown before it is confirmed, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.cli.terminal.output import say, show_rows
from duban.cli.terminal.words import word
from duban.words import clauses, headed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.ledger.excel.bringing import Brought, BroughtRow, Taken

_LONGEST = 60


def show_brought(brought: Brought) -> None:
    """Show each cell that says something else than stands, what is to be done with each row, and what is doubtful."""
    rows = [row for row in brought.rows if row.verdict != "same"]
    cells = [(row, cell) for row in rows for cell in row.cells if row.verb != "open"]
    if cells:
        show_rows(
            ("Row", "Number", "Unit", "Column", "As exported", "As it is now", "In the file", "What it is"),
            (
                [
                    *(str(row.line), row.number, row.unit, cell.label),
                    *(_short(text or "") for text in (cell.exported, cell.now, cell.here)),
                    _verdict(cell.verdict),
                ]
                for row, cell in cells
            ),
        )
    new = [row for row in rows if row.verb == "open"]
    if new:
        show_rows(
            ("Row", "No.", "Title", "With", "What it is"),
            ([str(row.line), row.key, row.title, _with(row), _verdict(row.verdict)] for row in new),
        )
    for heading, verdict in ((word("Cannot be written:"), "wrong"), (word("In conflict:"), "conflict")):
        told = [[word("row {line}", line=row.line), row.todo] for row in rows if row.verdict == verdict]
        if told:
            say("", heading)
            show_rows(("Where", "What"), told)
    doubts = [*_hints(rows), *([word("the file"), text] for text in brought.doubts)]
    if doubts:
        say("", word("Please check:"))
        show_rows(("Where", "What"), doubts)
    say("", _counted(brought))


def show_taken(taken: Taken) -> None:
    """Show which rows were refused as they were written, and how many there are of each."""
    refused = [[word("row {line}", line=row.line), row.reason] for row in taken.rows if row.outcome == "refused"]
    if refused:
        say("", word("Refused:"))
        show_rows(("Where", "What"), refused)
    facts = {"done": taken.done, "refused": taken.refused, "left": taken.left, "batch": taken.batch}
    say("", word("written {done}, refused {refused}, left as they are {left}; batch {batch}", **facts))


def _with(row: BroughtRow) -> str:
    return clauses(headed(cell.label, _short(cell.here)) for cell in row.cells)


def _hints(rows: list[BroughtRow]) -> Iterator[list[str]]:
    for row in rows:
        for hint in row.hints:
            yield [word("row {line}", line=row.line), hint]


def _verdict(verdict: str) -> str:
    said = {
        "new": word("new"),
        "changed": word("other values"),
        "same": word("same"),
        "conflict": word("in conflict"),
        "wrong": word("wrong"),
    }
    return said[verdict]


def _counted(brought: Brought) -> str:
    counts = brought.counts
    return word("rows: {new} new, {changed} changed, {same} same, {conflict} in conflict, {wrong} wrong", **counts)


def _short(text: str) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
