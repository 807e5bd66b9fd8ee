"""`/items`: matters by what they are asked for, a page at a time."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from msgspec import Meta, Struct
from msgspec.structs import asdict

from duban import words
from duban.desk.accounts import tokens
from duban.desk.api.operation import Given, Operation
from duban.desk.api.problems import Code, Problem
from duban.desk.api.shapes import ItemList
from duban.desk.models.ledger import check_plan, check_units, reach_of
from duban.desk.models.matter import row_within
from duban.states import is_among
from duban.workflow import ListRow, Query

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from duban.desk.api.operation import Ask

COUNTED = 10_000
"""Counts are exact up to so many."""

ALLOWED = "allowed"
_MARK, _OF_DAY = 16, 10

Day = Annotated[str, Meta(max_length=40, description="A day, or an instant with its offset.")] | None
_DAYS = ("opened_from", "opened_to", "closed_from", "closed_to", "due_from", "due_to", "quiet_since")


class ItemsAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """What `/items` is asked for: as `Query` of the library, and how the answer is put together."""

    scenario: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    role: str | None = None
    light: tuple[str, ...] = ()
    open_only: bool = False
    ended: str | None = None
    number: tuple[str, ...] = ()
    text: str | None = None
    source: str | None = None
    external_no: str | None = None
    opened_from: Day = None
    opened_to: Day = None
    closed_from: Day = None
    closed_to: Day = None
    due_from: Day = None
    due_to: Day = None
    waiting_for: tuple[str, ...] = ()
    quiet_since: Day = None
    plan: str | None = None
    data: dict[str, str] = {}
    wholes_only: bool = False
    matters_only: bool = False
    sort: str = "due"
    fields: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    limit: Annotated[int, Meta(ge=1, le=500)] = 50
    cursor: str | None = None
    count: bool = False


_SHOWING = ("sort", "fields", "include", "limit", "cursor", "count")
MY_UNIT = "@unit"


def list_items(ask: Ask) -> Given:
    """Return the matters inside the reach of who asks that fit, a page at a time, as the library's `page` does.

    `unit=@unit` is the unit of who asks, `data.NAME=` the value of a public field. `fields` are those that are wanted,
    `include=allowed` says of each what may be done now, and `count=true` how many fit. `next` and `previous` are
    cursors, and stand in the `Link` header as addresses.
    """
    asked: ItemsAsked = ask.query
    known = _known_fields()
    check_choice("fields", asked.fields, known)
    check_choice("include", asked.include, (ALLOWED,))
    query = query_of(ask, asked)
    engine, viewer = ask.engine, ask.viewer
    check_units(engine, viewer, (*query.several("unit"), *query.several("waiting_for")))
    page = engine.page(
        query, order=asked.sort, cursor=_opened(ask, asked.cursor), limit=asked.limit, viewer=viewer.name
    )
    if not page.items and asked.plan:
        check_plan(engine, viewer, ask.rulebook, asked.plan)
    rows = [row_within(viewer, ask.rulebook, row) for row in page.items]
    if ALLOWED in asked.include and rows:
        said = engine.allowed_many([row["number"] for row in rows], by=viewer.by, viewer=viewer.name)
        for row in rows:
            row[ALLOWED] = [each.to_json() for each in said[row["number"]]]
    if asked.fields:
        wanted = {*asked.fields, *asked.include}
        rows = [{name: value for name, value in row.items() if name in wanted} for row in rows]
    found: dict[str, Any] = {"items": rows}
    found |= {"next": _sealed(ask, page.next), "previous": _sealed(ask, page.previous)}
    if asked.count:
        counted = engine.count(query, at_most=COUNTED, viewer=viewer.name)
        found |= {"total": counted.total, "more": counted.more}
    return Given(found, headers=_links(ask, found))


def query_of(ask: Ask, asked: ItemsAsked) -> Query:
    """Return what the engine is asked, within the reach of who asks, and of their token. Raise Problem."""
    given = {name: value for name, value in asdict(asked).items() if name not in _SHOWING}
    for name in ("unit", "waiting_for"):
        given[name] = tuple(ask.viewer.unit if each == MY_UNIT else each for each in given[name])
    for name in _DAYS:
        given[name] = None if given[name] is None else moment_of(name, given[name])
    if ask.scenarios:
        if any(each not in ask.scenarios for each in asked.scenario):
            raise Problem(Code.SCOPE, words.text("this token is for {names} alone", names=words.listed(ask.scenarios)))
        given["scenario"] = asked.scenario or ask.scenarios
    if ask.only_unit:
        if any(not is_among(ask.only_unit, (each,)) for each in given["unit"]):
            raise Problem(Code.SCOPE, words.text("this token is for {names} alone", names=ask.only_unit))
        given["unit"] = (ask.only_unit,)
    query = Query(**given, **reach_of(ask.viewer))
    query.check()
    return query


def check_choice(parameter: str, chosen: Iterable[str], known: Collection[str]) -> None:
    """Raise Problem for what cannot be chosen."""
    for each in chosen:
        if each not in known:
            raise _no(parameter, words.text("there is no “{name}” to ask for", name=each[:40]))


def moment_of(name: str, written: str) -> date | datetime:
    """Return a day, or an instant as it is written. Raise Problem."""
    try:
        # The sign of an offset that nobody has escaped comes as a blank.
        return (
            date.fromisoformat(written)
            if len(written) <= _OF_DAY
            else datetime.fromisoformat(written.replace(" ", "+"))
        )
    except ValueError:
        raise _no(name, words.text("this is no day, and no instant with its offset")) from None


def _no(name: str, said: str) -> Problem:
    return Problem(Code.PARAMETERS, errors=[{"parameter": name, "code": "unknown", "message": said}])


def _known_fields() -> frozenset[str]:
    from duban.desk.api.schema import printed  # noqa: PLC0415 - rarely asked for
    from duban.workflow import Instance  # noqa: PLC0415 - likewise

    return frozenset({*printed(Instance), *printed(ListRow)} - {"instance"})


def _sealed(ask: Ask, cursor: str | None) -> str | None:
    """Return a cursor as it is given out: with a mark that nobody else can make."""
    return None if cursor is None else f"{cursor}.{_mark(ask, cursor)}"


def _opened(ask: Ask, given: str | None) -> str | None:
    """Return a cursor that was given out. Raise Problem for any other."""
    if given is None:
        return None
    cursor, _, mark = given.rpartition(".")
    if not hmac.compare_digest(mark.encode(), _mark(ask, cursor).encode()):
        raise Problem(Code.CURSOR)
    return cursor


def _mark(ask: Ask, cursor: str) -> str:
    secret = ask.tools.accounts.keyring.named(f"cursor of {ask.who.key}")
    return hmac.new(secret.encode(), cursor.encode(), hashlib.sha256).hexdigest()[:_MARK]


def _links(ask: Ask, found: dict[str, Any]) -> dict[str, str]:
    """Return the header that leads to the pages before and behind."""
    asked = [pair for pair in ask.pairs if pair[0] != "cursor"]
    parts = [
        f'<{ask.address}/items?{urlencode([*asked, ("cursor", found[name])])}>; rel="{rel}"'
        for name, rel in (("next", "next"), ("previous", "prev"))
        if found[name]
    ]
    return {"link": ", ".join(parts)} if parts else {}


OPERATIONS = (
    Operation(
        "list_items", "GET", "/items", list_items, result=ItemList, scope=tokens.READ, query=ItemsAsked, also=(400,)
    ),
)
