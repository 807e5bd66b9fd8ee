"""Saved views of the ledger: kept under a title, for oneself, the unit or everybody, and taken away again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from duban import words
from duban.desk.forms import whole
from duban.desk.models.ledger import DENSITIES, Asked, asked_of
from duban.desk.pages.ledger.links import address_of, linking
from duban.desk.saved import (
    LONGEST_QUERY,
    LONGEST_TITLE,
    MOST_VIEWS,
    SHARED,
    View,
    drop_view,
    keep_manner,
    keep_view,
    view_of,
    views_for,
)
from duban.desk.serving import SEES_MATTERS, Answer, NotFound, Page, Sent, go
from duban.desk.store import reading, writing
from duban.desk.who import Function

if TYPE_CHECKING:
    from duban.desk.serving import Visit

_OFFICERS = frozenset({Function.OFFICER, Function.PRINCIPAL})


def asked_by(query: str) -> Asked:
    """Return what a saved address asks for."""
    sent = Sent(tuple(parse_qsl(query)))
    return asked_of(sent.get, sent.all)


def saved_views(visit: Visit) -> list[View]:
    """Return the views that a visitor has; none where accounts are not ours."""
    return kept_for(visit)[0]


def kept_for(visit: Visit) -> tuple[list[View], Asked]:
    """Return the views that a visitor has, and how they want every list to be shown."""
    views, manner = _kept(visit)
    return views, asked_by(manner)


def _kept(visit: Visit) -> tuple[list[View], str]:
    if visit.who.account is None:
        return [], ""
    with reading(visit.engine) as connection:
        return views_for(connection, visit.who.account, visit.who.membership.unit)


def named_view(visit: Visit, view: str) -> View | None:
    """Return the view of an id, as an address has it."""
    known = whole(view)
    if visit.who.account is None or known is None:
        return None
    with reading(visit.engine) as connection:
        return view_of(connection, known, visit.who.account, visit.who.membership.unit)


def show_views(visit: Visit) -> Answer:
    """List the views that there are for the visitor."""
    return _views(visit)


def _views(visit: Visit, problem: str = "") -> Answer:
    asked = asked_by(visit.form.get("query") or urlencode([*visit.query.fields]))
    facts = {
        "views": [(each, asked_by(each.query).but(view=str(each.id))) for each in saved_views(visit)],
        "asked": asked,
        "typed": visit.form,
        "problem": problem,
        "officer": visit.who.function in _OFFICERS,
        **linking(visit),
    }
    return Answer("views.j2", facts, 422 if problem else 200)


def keep(visit: Visit) -> Answer:
    """Save what the ledger shows as a view."""
    form, account, unit = visit.form, visit.who.account, visit.who.membership.unit
    title, shared = form.get("title"), form.get("shared") or SHARED[0]
    query = urlencode(asked_by(form.get("query")).but(view="").pairs)
    if account is None or shared not in SHARED or (shared == "all" and visit.who.function not in _OFFICERS):
        raise NotFound
    if not title or len(title) > LONGEST_TITLE:
        return _views(visit, words.text("give it a title of at most {count} characters", count=LONGEST_TITLE))
    if len(query) > LONGEST_QUERY:
        return _views(visit, words.text("these are too many conditions for a view"))
    with writing(visit.engine) as connection:
        made = keep_view(connection, View(0, account, shared, unit, title, query), at=visit.now)
    if made is None:
        return _views(visit, words.text("you have {count} views; take one away first", count=MOST_VIEWS))
    return go(address_of(visit, asked_by(query).but(view=str(made))))


def drop(visit: Visit) -> Answer:
    """Take away a view."""
    view, account = whole(visit.form.get("view")), visit.who.account
    if account is None or view is None:
        raise NotFound
    with writing(visit.engine) as connection:
        found = drop_view(connection, view, account, everybodys=visit.who.function in _OFFICERS)
    if not found:
        raise NotFound
    return go(visit.url("ledger-views"))


def keep_density(visit: Visit) -> Answer:
    """Save whether the account wants one line a row, or two, and show the list so."""
    account, asked = visit.who.account, asked_by(visit.form.get("query"))
    if account is None or asked.dense not in DENSITIES:
        raise NotFound
    with writing(visit.engine) as connection:
        keep_manner(connection, account, urlencode({"dense": asked.dense}), at=visit.now)
    return go(address_of(visit, asked.but(dense="")))


PAGES = (
    Page("ledger-views", "/ledger/views", SEES_MATTERS, shown=show_views, posted=keep),
    Page("ledger-density", "/ledger/density", SEES_MATTERS, posted=keep_density),
    Page("ledger-view-drop", "/ledger/views/drop", SEES_MATTERS, posted=drop),
)
