"""The ledger as files by layouts: which layouts there are, and what each gives of the list that is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from duban import words
from duban.desk.models.ledger import MOST_ROWS, check_plan, query_for
from duban.desk.pages.ledger.links import address_of, asked_in, linking, strange_here, to_ledger
from duban.desk.serving import SEES_MATTERS, Answer, Page, go
from duban.ledger import Layout, LayoutError, check_layout, find_layout, layout_names, ledger_bytes, make_ledger
from duban.states import InvalidData
from duban.workflow import UnknownScenario, WorkflowError

if TYPE_CHECKING:
    from duban.desk.serving import Visit

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}


def show_layouts(visit: Visit) -> Answer:
    """Show by which layouts the list can be had as a file."""
    if strange_here(visit):
        return to_ledger(visit)
    settings, layouts, broken = visit.engine.settings, list[Layout](), list[str]()
    for name in layout_names(settings):
        try:
            layout = find_layout(settings, name)
        except (LayoutError, OSError) as error:
            broken += str(error).splitlines()
            continue
        if _fits(visit, layout):
            layouts.append(replace(layout, name=name))
    everybody = visit.viewer.scope.everything
    facts = {"asked": asked_in(visit), "layouts": layouts, "broken": broken, "everybody": everybody, **linking(visit)}
    return Answer("layouts.j2", facts)


def export_by_layout(visit: Visit) -> Answer:
    """Give the list as a file by a layout; with `fill`, to be filled in by the viewer's unit, or by all whom it sees.

    A unit's sheet is made by its own rights, as all that it reads.
    """
    asked, name = asked_in(visit), visit.query.get("layout") or ""
    kind = visit.query.get("as") or "xlsx"
    if strange_here(visit) or name not in layout_names(visit.engine.settings) or kind not in _TYPES:
        return to_ledger(visit)
    viewer = visit.viewer
    try:
        layout = find_layout(visit.engine.settings, name)
        fill: bool | str = bool(visit.query.get("fill")) and layout.fills
        if fill and not viewer.scope.everything:
            fill = viewer.unit
        query = query_for(visit.engine, viewer, visit.tools.rulebook, asked)
        if visit.engine.count(query, at_most=MOST_ROWS, viewer=viewer.name).more:
            return _refused(
                visit, [words.text("at most {count} rows go into a file; narrow the list down", count=MOST_ROWS)]
            )
        ledger = make_ledger(visit.engine, layout, query, viewer=viewer.name, fill=fill)
        if not ledger.matters:
            check_plan(visit.engine, viewer, visit.tools.rulebook, asked.plan)
    except LayoutError as error:
        return _refused(visit, str(error).splitlines())
    except UnknownScenario as error:
        return _refused(visit, [str(error)])
    except (InvalidData, WorkflowError):
        return go(address_of(visit, asked))  # which says what is wrong
    file = f"{name}-{visit.tools.rulebook.today}.{kind}"
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(file, safe='')}"}
    return Answer(body=ledger_bytes(ledger, kind), kind=_TYPES[kind], headers=headers)


def _fits(visit: Visit, layout: Layout) -> bool:
    """Return whether an office has what a layout shows: its scenarios, and what these have."""
    loaded = {each.scenario for each in visit.engine.definitions()}
    try:
        check_layout(visit.engine, layout)
    except LayoutError:
        return False
    return loaded.issuperset(layout.where.get("scenario", ()))


def _refused(visit: Visit, lines: list[str]) -> Answer:
    facts = {"title": words.text("this layout gives no file here"), "lines": lines}
    return Answer("problem.j2", {**facts, "to": address_of(visit, asked_in(visit))}, 422)


PAGES = (
    Page("ledger-layouts", "/ledger/layouts", SEES_MATTERS, shown=show_layouts),
    Page("ledger-by-layout", "/ledger/by-layout", SEES_MATTERS, shown=export_by_layout),
)
