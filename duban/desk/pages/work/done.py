"""已办: what one has done oneself, or one's unit; what is still undecided can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.work import done_by
from duban.desk.pages.keys import new_key
from duban.desk.serving import SEES_MATTERS, Answer, Page, go
from duban.states import InvalidData

if TYPE_CHECKING:
    from duban.desk.serving import Visit


def show_done(visit: Visit) -> Answer:
    """Show what was done, newest first."""
    if not visit.viewer.unit:
        return go(visit.url("work"))
    asked = {name: visit.query.get(name) for name in ("as", "month", "kind")}
    try:
        model = done_by(
            visit.engine,
            visit.viewer,
            visit.tools.rulebook,
            whole_unit=asked["as"] == "unit",
            month=asked["month"],
            kind=asked["kind"],
            cursor=visit.query.get("cursor") or None,
        )
    except InvalidData:  # a cursor that is none
        return go(visit.url("done"))
    notice = words.text("it was taken back") if visit.query.get("done") == "withdraw" else ""
    return Answer("done.j2", {"model": model, "new_key": new_key, "notice": notice})


PAGES = (Page("done", "/done", SEES_MATTERS, shown=show_done),)
