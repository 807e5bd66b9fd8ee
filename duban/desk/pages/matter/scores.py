"""The scores that a matter carries (考核): by unit and line by line, held against the units' own, and what was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk.pages.ledger.links import as_file
from duban.desk.serving import SEES_THE_MATTER, Answer, NotFound, Page
from duban.evidence import EvidenceError
from duban.ledger import ScoreError
from duban.ledger.scores import (
    MOST_BYTES,
    compared,
    differences_table,
    exact,
    lines_table,
    lost_table,
    points_lost,
    read_scores,
    scores_table,
)
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from duban.desk.serving import Visit
    from duban.ledger.scores import ScoreSheet

FIELD, OWN = "scores", "own_scores"


def show_scores(visit: Visit) -> Answer:
    """Show the scores that a matter has now; as a file, every line of them."""
    sheet, own = _last(visit, FIELD), _last(visit, OWN)
    kind = visit.query.get("as")
    if kind in {"csv", "xlsx"} and sheet is not None:
        name = f"{words.text('scores')}-{visit.matter.number}"
        return as_file(lines_table(sheet), name, kind)
    if sheet is None:
        if kind:
            raise NotFound
        return Answer("scores_of.j2", {"item": visit.matter, "scored": None})
    held, problems = list[list[str]](), tuple[str, ...]()
    try:
        held = [] if own is None else differences_table(compared(sheet, own))
    except ScoreError as wrong:
        problems = (str(wrong),)
    facts = {"item": visit.matter, "scored": sheet, "exact": exact, "differences": held, "problems": problems}
    units = [(each, lines_table(sheet, each.unit)) for each in sheet.units]
    tables = {"table": scores_table(sheet), "units": units, "lost": lost_table(points_lost(sheet))}
    return Answer("scores_of.j2", {**facts, **tables})


def _last(visit: Visit, field: str) -> ScoreSheet | None:
    """Return the sheet that the matter was last given in a field; what is none is left out."""
    engine, number, found = visit.engine, visit.matter.number, None
    if not engine.keeps_files:
        return None
    for file in engine.files(number, viewer=visit.viewer.name):
        if file.field != field:
            continue
        try:
            with engine.open_file(number, file.sha256, viewer=visit.viewer.name) as opened:
                found = read_scores(opened.content.read(MOST_BYTES + 1))
        except (ScoreError, EvidenceError, WorkflowError):
            continue
    return found


PAGES = (Page("scores-of", "/i/{number}/scores", SEES_THE_MATTER, shown=show_scores),)
