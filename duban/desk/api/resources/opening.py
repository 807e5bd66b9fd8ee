"""`POST /items`: a matter is opened, once for each number of an outside source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from msgspec import Meta, Struct, field

from duban import words
from duban.desk import acts
from duban.desk.accounts import tokens
from duban.desk.api.operation import Given, Operation
from duban.desk.api.outcomes import done, of_item
from duban.desk.api.problems import Code, Problem
from duban.desk.models import matter_in_reach
from duban.desk.models.matter import is_within
from duban.desk.who import ACTING
from duban.workflow import Instance

if TYPE_CHECKING:
    from duban.desk.api.operation import Ask
    from duban.workflow import NewItem

Name = Annotated[str, Meta(min_length=1, max_length=200)]


class NewMatter(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is opened: as `open` of the library takes it, but for who opens it."""

    scenario: Name
    title: Annotated[str, Meta(max_length=1000)] | None = None
    units: dict[str, Name | list[Name]] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    note: Annotated[str, Meta(max_length=20_000)] | None = None
    source: Name | None = None
    external_no: Name | None = None
    ongoing: bool = False
    since: Annotated[str, Meta(max_length=40)] | None = None
    quiet: bool = False
    new_units: tuple[Name, ...] = ()


def open_item(ask: Ask) -> Given:
    """Open a matter; with a `source` and `external_no` that were opened before, return the one that stands."""
    body: NewMatter = ask.body
    standing = check_opening(ask, body)
    item = done(acts.open_matter(ask.engine, ask.order, body.scenario, item_of(body), new_units=body.new_units))
    if item is None:
        raise Problem(Code.REFUSED)
    at = f"{ask.address}/items/{quote(item.number, safe='')}"
    return of_item(item, status=200 if standing is not None else 201, location=at)


def check_opening(ask: Ask, body: NewMatter) -> Instance | None:
    """Return the matter that was opened before for an outside number. Raise Problem if it is with other units."""
    if ask.only_unit or (ask.scenarios and body.scenario not in ask.scenarios):
        named = ask.only_unit or words.listed(ask.scenarios)
        raise Problem(Code.SCOPE, words.text("this token is for {names} alone", names=named))
    standing = None
    if body.source and body.external_no:
        standing = ask.engine.opened(body.source, body.external_no, viewer=ask.viewer.name)
    if standing is not None and not _reaches(ask, standing):
        said = words.text("a matter with this number was opened before, and is with other units; nothing was opened")
        raise Problem(Code.STANDS, said)
    return standing


def item_of(body: NewMatter) -> NewItem:
    """Return what the engine opens."""
    return {
        "title": body.title,
        "units": body.units,
        "data": body.data,
        "note": body.note,
        "source": body.source,
        "external_no": body.external_no,
        "ongoing": body.ongoing,
        "since": body.since,
        "quiet": body.quiet,
    }


def _reaches(ask: Ask, standing: Instance) -> bool:
    found = matter_in_reach(ask.engine, ask.viewer, ask.rulebook, standing.number)
    return found is not None and is_within(found, ask.scenarios, ask.only_unit)


OPERATIONS = (
    Operation(
        "open_item",
        "POST",
        "/items",
        open_item,
        Instance,
        scope=tokens.OPEN,
        functions=ACTING,
        body=NewMatter,
        status=201,
        also=(200, 409, 422),
    ),
)
