"""台账: the list of all matters that somebody reaches, and what they can narrow it down by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from duban.desk.models import matter_in_reach
from duban.desk.models.ledger import Asked, asked_of, choices_of, ledger_of
from duban.desk.serving import SEES_MATTERS, Answer, Page, go
from duban.desk.who import ON_MATTERS
from duban.states import InvalidData

if TYPE_CHECKING:
    from duban.desk.serving import Visit


def asked_in(visit: Visit) -> Asked:
    """Return what the address of a visit asks for."""
    return asked_of(visit.query.get, visit.query.all)


def address_of(visit: Visit, asked: Asked, **more: str) -> str:
    """Return the address at which the ledger shows what is asked for."""
    pairs = [*asked.pairs, *((name, value) for name, value in more.items() if value)]
    return visit.url("ledger") + ("?" + urlencode(pairs) if pairs else "")


def show_ledger(visit: Visit) -> Answer:
    """Show a page of the ledger; the number of a matter, looked for alone, leads to it."""
    asked, cursor = asked_in(visit), visit.query.get("cursor")
    if found := _the_one(visit, asked):
        return go(found)
    try:
        model = ledger_of(visit.engine, visit.viewer, visit.tools.rulebook, asked, cursor=cursor or None)
    except InvalidData:  # a cursor of another list
        return go(address_of(visit, asked))
    facts = {"model": model, **linking(visit)}
    return Answer("ledger.j2", facts, 422 if model.problems else 200)


def linking(visit: Visit) -> dict[str, Any]:
    """Return what templates make addresses of the ledger with."""
    return {
        "to": lambda asked, **more: address_of(visit, asked, **more),
        "beside": lambda name, asked: visit.url(name) + ("?" + urlencode(asked.pairs) if asked.pairs else ""),
    }


def _the_one(visit: Visit, asked: Asked) -> str:
    """Return the address of the matter whose number is looked for and nothing else; empty if that is none."""
    alone = asked.text and asked.narrowed == Asked(text=asked.text, show=asked.show).narrowed
    if not alone or not any(each.isdigit() for each in asked.text):
        return ""
    item = matter_in_reach(visit.engine, visit.viewer, visit.tools.rulebook, asked.text)
    return "" if item is None else visit.url("item", number=item.number)


def show_conditions(visit: Visit) -> Answer:
    """Show everything by which the ledger can be narrowed down."""
    asked = asked_in(visit)
    choices = choices_of(visit.engine, visit.viewer, visit.tools.rulebook, asked)
    return Answer("conditions.j2", {"asked": asked, "choices": choices, **linking(visit)})


PAGES = (
    Page("ledger", "/ledger", SEES_MATTERS, shown=show_ledger, nav="Ledger", place=30, nav_for=ON_MATTERS),
    Page("ledger-conditions", "/ledger/conditions", SEES_MATTERS, shown=show_conditions),
)

NAV_TEXTS = ("Ledger",)
