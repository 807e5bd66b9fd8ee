"""The register: what was signed, to whom it went, its files, and who has answered; also as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk.forms import whole
from duban.desk.pages.ledger.links import as_file
from duban.desk.serving import SEES_MATTERS, Answer, Page
from duban.desk.who import ON_MATTERS
from duban.ledger.papers import register_rows
from duban.states import is_among

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.desk.serving import Visit
    from duban.workflow import PaperView

_SHOWN = 200


def show_register(visit: Visit) -> Answer:
    """Show the papers that the viewer may know of, the newest first."""
    found = papers_seen(visit)
    kinds = sorted({each.paper for each in found})
    facts = {"papers": found[:_SHOWN], "total": len(found), "kinds": kinds, "asked": _asked(visit)}
    return Answer("papers.j2", {**facts, "zone": visit.tools.rulebook.zone})


def give_register(visit: Visit) -> Answer:
    """Give the same as a workbook."""
    name = f"{words.text('register of papers')} {visit.engine.today()}"
    return as_file(register_rows(papers_seen(visit)), name, "xlsx")


def papers_seen(visit: Visit) -> list[PaperView]:
    """Return the papers that were asked for, of those that the viewer may know of, the newest first."""
    asked, scope = _asked(visit), visit.viewer.scope
    found = visit.engine.papers(
        paper=asked["paper"] or None,
        year=whole(asked["year"]),
        unanswered=bool(asked["unanswered"]),
        viewer=visit.viewer.name,
    )
    if not scope.everything:
        found = [each for each in found if _reaches(each, scope.units)]
    return found[::-1]


def _reaches(paper: PaperView, units: Iterable[str]) -> bool:
    """Return whether a paper went to one of these units, or came from it."""
    own = (*paper.to, *paper.copies, paper.signed_by.partition("/")[0])
    return any(is_among(unit, own) for unit in units)


def _asked(visit: Visit) -> dict[str, str]:
    return {name: visit.query.get(name) or "" for name in ("paper", "year", "unanswered")}


PAGES = (
    Page("papers", "/papers", SEES_MATTERS, shown=show_register, nav="Papers issued", place=45, nav_for=ON_MATTERS),
    Page("papers-export", "/papers/register.xlsx", SEES_MATTERS, shown=give_register),
)

NAV_TEXTS = ("Papers issued",)
