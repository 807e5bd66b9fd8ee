"""The matrix of a plan, for those who reach the plan; also as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.ledger import Asked, matrix_of, strange_in
from duban.desk.pages.ledger.links import as_file, linking
from duban.desk.serving import SEES_THE_MATTER, Answer, Page
from duban.ledger import matrix_table
from duban.states import InvalidData

if TYPE_CHECKING:
    from duban.desk.serving import Visit


def show_matrix(visit: Visit) -> Answer:
    """Show how each unit stands with each task of a plan."""
    plan, period = visit.matter, visit.query.get("period")
    problems = strange_in(visit.query.fields, ("period", "owing", "as"))
    owing_only = bool(visit.query.get("owing"))
    try:
        found = matrix_of(visit.engine, visit.viewer, plan.number, period=period or None, owing_only=owing_only)
    except InvalidData as wrong:
        problems += tuple(str(each).removeprefix("period: ") for each in wrong.problems)
        found = matrix_of(visit.engine, visit.viewer, plan.number, period=None, owing_only=owing_only)
    if (kind := visit.query.get("as")) in {"csv", "xlsx"} and not problems:
        name = f"{words.text('matrix of the plan')}-{plan.number}-{visit.tools.rulebook.today}"
        return as_file(matrix_table(found.matrix), name, kind)
    facts = {"plan": plan, "model": found, "problems": problems, "period": period, "owing_only": owing_only}
    facts |= {"at": visit.now.astimezone(visit.tools.rulebook.zone), "tasks": Asked(plan=plan.number)}
    return Answer("matrix.j2", {**facts, **linking(visit)}, 422 if problems else 200)


PAGES = (Page("matrix", "/plans/{number}/matrix", SEES_THE_MATTER, shown=show_matrix),)
