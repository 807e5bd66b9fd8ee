"""电话催办: whom to ring today, with a note of each call at its row."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from duban import words
from duban.desk import acts
from duban.desk.forms import whole
from duban.desk.models import matter_in_reach
from duban.desk.models.work import calls_of, place_of
from duban.desk.pages.keys import new_key
from duban.desk.pages.notices import matter_named
from duban.desk.pages.opening.steps import OPENS
from duban.desk.serving import Answer, NotFound, Page, go
from duban.desk.who import Function

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.desk.serving import Visit

_LONGEST_NAME = 100


def show_calls(visit: Visit) -> Answer:
    """Show whom to ring today."""
    page = whole(visit.query.get("page")) or 1
    return _page(visit, unit=visit.query.get("unit"), page=page, noted=matter_named(visit, "noted"))


def note_call(visit: Visit) -> Answer:
    """Put what came of a call into the matter's history; what was typed comes back if it cannot be."""
    form, number = visit.form, visit.form.get("number")
    if matter_in_reach(visit.engine, visit.viewer, visit.tools.rulebook, number) is None:
        raise NotFound
    text = words.text("nobody answered") if form.get("silent") else form.get("text")
    wrong: dict[str, object] = {"at": form.get("at"), "text": form.get("text")}
    if not text:
        return _page(visit, unit=form.get("unit"), wrong=wrong | {"said": words.text("write what came of it")})
    whom = form.get("whom")[:_LONGEST_NAME]
    order = acts.Order(visit.who, number, form.get("key") or new_key())
    said = words.text("rang {whom}: {text}", whom=whom, text=text) if whom else text
    outcome = acts.note(visit.engine, order, said)
    if outcome.how == acts.DONE:
        there = visit.url("calls", unit=form.get("unit"), page=whole(form.get("page")) or 1, noted=number)
        return go(there + "#c-" + quote(form.get("at")))
    again = (words.text("this form was sent before, with other words: the matter stands as it was sent first"),)
    return _page(visit, unit=form.get("unit"), wrong=wrong | {"said": words.clauses(outcome.reasons or again)})


def _page(
    visit: Visit, *, unit: str, page: int = 1, noted: str = "", wrong: Mapping[str, object] | None = None
) -> Answer:
    about = "" if wrong is None else visit.form.get("at")
    view = calls_of(visit.engine, visit.viewer, visit.tools.rulebook, unit=unit or None, page=page, about=about)
    facts = {"view": view, "unit": unit, "noted": noted, "wrong": wrong or {}, "new_key": new_key}
    facts["place_of"] = place_of
    return Answer("calls.j2", {**facts, "today": visit.engine.today()}, 422 if wrong else 200)


PAGES = (
    Page(
        "calls",
        "/calls",
        OPENS,
        shown=show_calls,
        posted=note_call,
        nav="Calls",
        place=45,
        nav_for=frozenset({Function.OFFICER}),
    ),
)

NAV_TEXTS = ("Calls",)
