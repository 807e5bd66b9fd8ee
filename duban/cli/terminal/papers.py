"""Papers in words: on the page of their instance, and as rows of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.workflow import PaperView

PAPER_COLUMNS = ("Paper no.", "Day", "Paper", "Number", "To", "Signed by", "Answer by", "Answered", "Made files")


def paper_words(paper: PaperView) -> str:
    """Return a paper with its number, to whom it went and who signed it, and what was answered."""
    what = paper.paper + words.aside(paper.level)
    parts = [
        word("{paper} {number}, {on}, to {units}", paper=what, number=paper.number, on=paper.on, units=paper.to),
        word("signed by {by}", by=paper.signed_by),
    ]
    said = [{"by": each.by, "on": each.on, "text": each.text} for each in paper.replies]
    parts += [word("{by} answered on {on}: {text}", **facts) for facts in said]
    if paper.void:
        parts.append(word("void: {why}", why=paper.void))
    if paper.waiting:
        facts = {"units": words.listed(paper.waiting), "day": paper.reply_by, "seq": paper.seq}
        parts.append(word("not answered by {units}, due {day} (entry {seq})", **facts))
    return words.clauses(parts)


def paper_row(paper: PaperView) -> list[str]:
    """Return a paper as a row of the register."""
    replies = [word("{by}, {on}", by=each.by, on=each.on) for each in paper.replies]
    waiting = [word("not answered: {units}", units=words.listed(paper.waiting))] if paper.waiting else []
    due = "" if paper.reply_by is None else str(paper.reply_by)
    what = f"{paper.paper}{words.aside(paper.level)}"
    said = words.clauses([*replies, *waiting])
    if paper.void:
        said = word("void: {why}", why=paper.void)
    files = words.listed(dict.fromkeys(each.kind for each in paper.files))
    return [paper.number, str(paper.on), what, paper.matter, words.listed(paper.to), paper.signed_by, due, said, files]
