"""The register of papers as a table: number, kind, day, to whom, who signed, files, scan, answers, void."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.ledger.excel.report_form import write_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    from duban.workflow import PaperView


def register_rows(papers: Iterable[PaperView]) -> list[list[str]]:
    """Return the register with its head, a row for each paper."""
    head = [
        words.text("Paper no."),
        words.text("Paper"),
        words.text("Day"),
        words.text("To"),
        words.text("Copies"),
        words.text("Signed by"),
        words.text("Number"),
        words.text("Title"),
        words.text("Made files"),
        words.text("Scan"),
        words.text("Answer by"),
        words.text("Answered"),
        words.text("Void"),
    ]
    return [head, *(_row(each) for each in papers)]


def write_register(path: str | PathLike[str], papers: Iterable[PaperView]) -> None:
    """Write the register into a new file, as .xlsx or CSV by its name; raises ListError and OSError."""
    write_table(path, register_rows(papers))


def _row(paper: PaperView) -> list[str]:
    made = [each.kind for each in paper.files if each.kind != "scan"]
    waiting = [words.text("not answered: {units}", units=words.listed(paper.waiting))] if paper.waiting else []
    replies = [
        words.text("{by}, {on}, late", by=each.by, on=each.on) if each.late else f"{each.by} {each.on}"
        for each in paper.replies
    ]
    return [
        paper.number,
        paper.paper + words.aside(paper.level),
        str(paper.on),
        words.listed(paper.to),
        words.listed(paper.copies),
        paper.signed_by,
        paper.matter,
        paper.title,
        words.listed(dict.fromkeys(made)),
        "" if paper.scan is None else paper.scan.name,
        "" if paper.reply_by is None else str(paper.reply_by),
        words.clauses([*replies, *waiting]),
        words.text("void: {why}", why=paper.void) if paper.void else "",
    ]
