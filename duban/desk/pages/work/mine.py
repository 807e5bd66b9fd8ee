"""待办: the start page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban.desk.accounts import sessions
from duban.desk.models.work import elsewhere_of, unit_work_of, work_of
from duban.desk.pages.keys import new_key
from duban.desk.serving import SEES_MATTERS, SIGNED_IN, Answer, Page, go
from duban.desk.store import reading
from duban.desk.who import ON_MATTERS, Function
from duban.states import InvalidData

if TYPE_CHECKING:
    from datetime import datetime

    from duban.desk.serving import Visit

NEWS_FOR = timedelta(days=14)
"""Of no longer time it is said what happened."""


def work(visit: Visit) -> Answer:
    """Show what waits for one's unit, to its leader by person; who looks after accounts goes to these."""
    if visit.who.function not in ON_MATTERS:
        return go(visit.url("accounts")) if visit.has_page("accounts") else go(visit.url("me"))
    if visit.who.function is Function.LEADER and visit.query.get("as") != "me":
        people = unit_work_of(visit.engine, visit.viewer, visit.tools.rulebook)
        return Answer("unit_work.j2", {"model": people, "new_key": new_key})
    model = work_of(visit.engine, visit.viewer, visit.tools.rulebook, since=_last_here(visit))
    return Answer("work.j2", {"model": model, "new_key": new_key})


def _last_here(visit: Visit) -> datetime | None:
    """Return when the visitor was last here before they signed in, or two weeks ago; None if they never were."""
    if visit.visitor is None:
        return None
    with reading(visit.engine) as connection:
        found = sessions.last_visit(connection, visit.visitor)
    return None if found is None else max(found, visit.now - NEWS_FOR)


def waiting(visit: Visit) -> Answer:
    """Show what one's unit has in hand and others have to act on."""
    cursor = visit.query.get("cursor") or None
    try:
        model = elsewhere_of(visit.engine, visit.viewer, visit.tools.rulebook, cursor=cursor)
    except InvalidData:  # a cursor of another list
        return go(visit.url("waiting"))
    return Answer("waiting.j2", {"model": model, "new_key": new_key})


PAGES = (
    Page("work", "/", SIGNED_IN, shown=work, nav="Work waiting", place=10, nav_for=ON_MATTERS),
    Page("waiting", "/waiting", SEES_MATTERS, shown=waiting),
)

NAV_TEXTS = ("Work waiting",)
