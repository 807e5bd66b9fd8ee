"""统计: the figures of units, kinds of matters and months; each number leads to the matters that it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from duban import words
from duban.desk.models.figures import FIGURES_NAMES, behind_of, figures_asked, figures_of, rows_of
from duban.desk.models.ledger import strange_in
from duban.desk.pages.ledger.links import as_file
from duban.desk.serving import SEES_MATTERS, Answer, NotFound, Page, go
from duban.desk.who import ON_MATTERS
from duban.workflow import COMPARED_WITH, FIGURED_BY

if TYPE_CHECKING:
    from duban.desk.models.figures import Cell, FiguresAsked, FiguresView
    from duban.desk.serving import Visit


_BESIDE = ("what", "key", "as")
"""What stands in addresses of the pages and files beside the figures."""


def show_figures(visit: Visit) -> Answer:
    """Show the figures that the address asks for."""
    view = _view(visit)
    return Answer("figures.j2", {"view": view, **_linking(visit, view.asked)}, 422 if view.problems else 200)


def show_print(visit: Visit) -> Answer:
    """Show the figures as a circular that is printed."""
    view = _view(visit)
    if view.problems:
        return go(visit.url("figures") + "?" + urlencode(visit.query.fields))
    return Answer("figures_print.j2", {"view": view, "on": words.written_date(visit.tools.rulebook.today)})


def show_matters(visit: Visit) -> Answer:
    """Show the matters behind a number."""
    asked, what = _asked(visit), visit.query.get("what") or "received"
    if _strange(visit):
        return go(visit.url("figures") + "?" + urlencode(visit.query.fields))  # which says what is wrong
    key = visit.query.get("key") if _has(visit, "key") else None
    behind = behind_of(visit.engine, visit.viewer, visit.tools.rulebook, asked, what=what, key=key)
    if behind is None:
        raise NotFound
    return Answer(
        "figures_matters.j2",
        {"behind": behind, "back": _address(visit, "figures", asked)},
    )


def export(visit: Visit) -> Answer:
    """Give the figures as a file: a workbook, or with `as=csv` a text that spreadsheets open."""
    view, kind = _view(visit), "csv" if visit.query.get("as") == "csv" else "xlsx"
    if view.problems:
        return go(visit.url("figures") + "?" + urlencode(visit.query.fields))
    return as_file(rows_of(view), f"{words.text('Figures')}-{visit.tools.rulebook.today}", kind)


def _view(visit: Visit) -> FiguresView:
    return figures_of(visit.engine, visit.viewer, visit.tools.rulebook, _asked(visit), strange=_strange(visit))


def _strange(visit: Visit) -> tuple[str, ...]:
    return strange_in(visit.query.fields, (*FIGURES_NAMES, *_BESIDE), {"by": FIGURED_BY, "compare": COMPARED_WITH})


def _asked(visit: Visit) -> FiguresAsked:
    today = visit.tools.rulebook.today
    return figures_asked(lambda name: _has(visit, name), visit.query.get, visit.query.all, today)


def _has(visit: Visit, name: str) -> bool:
    return any(each == name for each, _ in visit.query.fields)


def _address(visit: Visit, page: str, asked: FiguresAsked, **more: str) -> str:
    return visit.url(page) + "?" + urlencode([*asked.pairs, *more.items()])


def _linking(visit: Visit, asked: FiguresAsked) -> dict[str, Any]:
    """Return what the template makes addresses with: of other figures, and of the matters behind a number."""

    def behind(cell: Cell, key: str | None) -> str:
        more = {"what": cell.what} if key is None else {"what": cell.what, "key": key}
        return _address(visit, "figures-matters", asked, **more)

    return {
        "to": lambda other: _address(visit, "figures", other),
        "beside": lambda page, **more: _address(visit, page, asked, **more),
        "behind": behind,
    }


PAGES = (
    Page("figures", "/figures", SEES_MATTERS, shown=show_figures, nav="Figures", place=60, nav_for=ON_MATTERS),
    Page("figures-matters", "/figures/matters", SEES_MATTERS, shown=show_matters),
    Page("figures-print", "/figures/print", SEES_MATTERS, shown=show_print),
    Page("figures-export", "/figures/export", SEES_MATTERS, shown=export),
)

NAV_TEXTS = ("Figures",)
