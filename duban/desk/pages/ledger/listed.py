"""台账: the list of all matters that somebody reaches, and what they can narrow it down by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk.models import matter_in_reach
from duban.desk.models.ledger import (
    DENSITIES,
    MATTERS_AT_ONCE,
    MOST_ROWS,
    USUAL,
    Asked,
    Ledger,
    chips_of,
    choices_of,
    columns_of,
    ledger_of,
    table_of,
)
from duban.desk.pages.ledger.links import address_of, as_file, asked_in, linking, strange_here, to_ledger
from duban.desk.pages.ledger.views import asked_by, kept_for, named_view
from duban.desk.serving import SEES_MATTERS, Answer, Page, go
from duban.desk.who import ACTING, ALL_MATTERS, ON_MATTERS, Function
from duban.states import InvalidData
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from duban.desk.saved import View
    from duban.desk.serving import Visit


def show_ledger(visit: Visit) -> Answer:
    """Show a page of the ledger; the number of a matter, looked for alone, leads to it."""
    asked, cursor = asked_in(visit), visit.query.get("cursor")
    if strange := strange_here(visit):
        return _page(visit, Ledger(asked, chips_of(asked, visit.engine, visit.tools.rulebook.today), problems=strange))
    if asked == Asked(view=asked.view) != Asked():
        view = named_view(visit, asked.view)
        return go(address_of(visit, Asked() if view is None else asked_by(view.query).but(view=asked.view)))
    if found := _the_one(visit, asked):
        return go(found)
    try:
        model = ledger_of(visit.engine, visit.viewer, visit.tools.rulebook, asked, cursor=cursor or None)
    except (InvalidData, WorkflowError):  # a cursor of another list
        return go(address_of(visit, asked))
    return _page(visit, model)


def _page(visit: Visit, model: Ledger) -> Answer:
    views, manner = kept_for(visit)
    kept = manner.dense or DENSITIES[0]
    facts = {"model": model, "views": _tabs(views), "saves": visit.who.account is not None, **linking(visit)}
    facts |= {"at": _moment(visit), "officer": visit.who.function in ALL_MATTERS - {Function.AUDITOR}}
    facts |= {"unchosen": visit.query.get("none"), "acts": visit.who.function in ACTING}
    facts |= {"dense": model.asked.dense or kept, "kept_dense": kept}
    return Answer("ledger.j2", facts, 422 if model.problems else 200)


def _tabs(views: Sequence[View]) -> list[tuple[str, Asked]]:
    """Return the views on top: those that everybody has, then the saved ones; none has a count."""
    usual = [
        (words.text("all open ones"), Asked()),
        (words.text("our turn"), Asked(waiting=("@unit",))),
        (words.text("red ones"), Asked(light=("red",))),
        (words.text("untouched for two weeks"), Asked(quiet="-14d")),
    ]
    return [*usual, *((each.title, asked_by(each.query).but(view=str(each.id))) for each in views)]


def _moment(visit: Visit) -> datetime:
    return visit.now.astimezone(visit.tools.rulebook.zone)


def show_print(visit: Visit) -> Answer:
    """Show the list as it is printed: its conditions and counts on top, and as many lines as a page may have."""
    if strange_here(visit):
        return to_ledger(visit)
    model = ledger_of(visit.engine, visit.viewer, visit.tools.rulebook, asked_in(visit), rows=MATTERS_AT_ONCE)
    facts = {"model": model, "at": _moment(visit), **linking(visit)}
    return Answer("ledger_print.j2", facts, 422 if model.problems else 200)


def show_columns(visit: Visit) -> Answer:
    """Show which columns the list can have."""
    if strange_here(visit):
        return to_ledger(visit)
    asked = asked_in(visit)
    facts = {"asked": asked, "columns": columns_of(visit.engine), "there": asked.col or USUAL}
    return Answer("columns.j2", {**facts, **linking(visit)})


def export(visit: Visit) -> Answer:
    """Give the whole list as a file: a workbook, or with `as=csv` a text that spreadsheets open.

    With `chosen` in place of `as`, only what was ticked.
    """
    asked, ticked = asked_in(visit), visit.query.get("chosen")
    kind, numbers = "csv" if "csv" in {visit.query.get("as"), ticked} else "xlsx", visit.query.all("n")
    if strange_here(visit):
        return to_ledger(visit)
    if ticked and not numbers:
        return go(address_of(visit, asked, none="1"))
    try:
        rows = table_of(visit.engine, visit.viewer, visit.tools.rulebook, asked, only=numbers if ticked else None)
    except (InvalidData, WorkflowError):
        return go(address_of(visit, asked))  # which says what is wrong
    if rows is None:
        lines = (words.text("at most {count} rows go into a file; narrow the list down", count=MOST_ROWS),)
        facts = {"title": words.text("these are too many for one file"), "lines": lines}
        return Answer("problem.j2", {**facts, "to": address_of(visit, asked)}, 422)
    return as_file(rows, f"{words.text('ledger of matters')}-{visit.tools.rulebook.today}", kind)


def _the_one(visit: Visit, asked: Asked) -> str:
    """Return the address of the matter whose number is looked for and nothing else; empty if that is none."""
    alone = asked.text and asked.narrowed == Asked(text=asked.text, show=asked.show).narrowed
    if not alone or not any(each.isdigit() for each in asked.text):
        return ""
    item = matter_in_reach(visit.engine, visit.viewer, visit.tools.rulebook, asked.text)
    return "" if item is None else visit.url("item", number=item.number)


def show_conditions(visit: Visit) -> Answer:
    """Show everything by which the ledger can be narrowed down."""
    if strange_here(visit):
        return to_ledger(visit)
    asked = asked_in(visit)
    choices = choices_of(visit.engine, visit.viewer, visit.tools.rulebook, asked)
    return Answer("conditions.j2", {"asked": asked, "choices": choices, **linking(visit)})


PAGES = (
    Page("ledger", "/ledger", SEES_MATTERS, shown=show_ledger, nav="Ledger", place=30, nav_for=ON_MATTERS),
    Page("ledger-conditions", "/ledger/conditions", SEES_MATTERS, shown=show_conditions),
    Page("ledger-columns", "/ledger/columns", SEES_MATTERS, shown=show_columns),
    Page("ledger-print", "/ledger/print", SEES_MATTERS, shown=show_print),
    Page("ledger-export", "/ledger/export", SEES_MATTERS, shown=export),
)

NAV_TEXTS = ("Ledger",)
