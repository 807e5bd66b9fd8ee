"""`/events`: what has happened to matters, in one order without holes, from where one left off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from duban.desk.accounts import tokens
from duban.desk.api.operation import Given, Operation
from duban.desk.models.ledger import reach_of
from duban.workflow import FeedPage, Query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.desk.api.operation import Ask

LONGEST_WAIT = 25
_MOST = 500


class EventsAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Behind which cursor, how many to look at, and how many seconds to wait for one."""

    since: Annotated[str, Meta(max_length=40)] | None = None
    limit: Annotated[int, Meta(ge=1, le=_MOST)] = 100
    wait: Annotated[int, Meta(ge=0, le=LONGEST_WAIT)] = 0


def get_events(ask: Ask) -> Given:
    """Return what has happened to the matters inside the reach of who asks, behind the cursor `since`.

    Keep `next` once the events are dealt with, and ask for what is behind it. With `wait` the answer comes when there
    is an event, or after so many seconds. With `Accept: text/event-stream` they come as they happen; `Last-Event-ID` is
    then where to go on. Events that are not kept any more are answered with 410.
    """
    asked: EventsAsked = ask.query
    reach = str(reach_of(ask.viewer)["scope"])
    viewer = ask.viewer.name
    page = ask.engine.events(since=asked.since, limit=asked.limit, viewer=viewer, scope=reach)
    shown = [each.to_json() for each in page.events]
    if ask.scenarios or ask.only_unit:
        inside = _within(ask, {each.number for each in page.events})
        shown = [each for each in shown if each["number"] in inside]
    return Given({"events": shown, "next": page.next or asked.since or "", "more": page.more})


def _within(ask: Ask, numbers: Iterable[str]) -> set[str]:
    """Return those of these matters that the token is for."""
    wanted = sorted(numbers)
    if not wanted:
        return set()
    query = Query(number=wanted, scenario=ask.scenarios, unit=ask.only_unit or ())
    found = ask.engine.page(query, limit=_MOST, viewer=ask.viewer.name)
    return {row.instance.number for row in found.items}


OPERATIONS = (
    Operation(
        "get_events",
        "GET",
        "/events",
        get_events,
        FeedPage,
        scope=tokens.EVENTS,
        query=EventsAsked,
        also=(410,),
        tag="events",
        waits=True,
    ),
)
