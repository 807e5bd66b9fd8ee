"""`/items/{number}`: how a matter stands, what may be done to it, what has happened, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta, Struct

from duban.desk.accounts import tokens
from duban.desk.api.operation import Given, Operation
from duban.desk.api.outcomes import tag_of
from duban.desk.api.problems import Code, Problem
from duban.desk.api.resources.listing import check_choice
from duban.desk.api.shapes import AllowedActs, History, Item, Links, Messages
from duban.desk.api.triggers import act_schema
from duban.desk.models import entry_of, is_for_people, links_in_reach, situation_in_reach
from duban.desk.models.matter import ALL_STATUSES, is_within, situation_within
from duban.desk.who import ACTING
from duban.workflow import Explanation, WhyDue, WhyEscalated, WhyNot

if TYPE_CHECKING:
    from duban.desk.api.operation import Ask

ALLOWED, LINKS, PENDING = "allowed", "links", "pending"
INCLUDED = (ALLOWED, LINKS, PENDING)


class ItemAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """What the answer is to include: `allowed`, `links`, `pending`."""

    include: tuple[str, ...] = ()


class HistoryAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Behind which entry, and how many."""

    since: Annotated[int, Meta(ge=0, le=2_000_000_000)] = 0
    limit: Annotated[int, Meta(ge=1, le=500)] = 100


class WhyNotAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Which act is asked about; without one, what else has not happened yet."""

    trigger: str | None = None


def get_item(ask: Ask) -> Given:
    """Return how a matter stands, as `duban show --json` prints it.

    `ETag` has its version, and a digest of what this reader was given: lights change without acts.
    """
    check_choice("include", ask.query.include, INCLUDED)
    wanted, viewer = ask.query.include, ask.viewer
    by = viewer.by if ALLOWED in wanted and viewer.function in ACTING and viewer.unit else None
    found = situation_in_reach(ask.engine, viewer, ask.rulebook, ask.params["number"], by=by)
    if found is None or not is_within(found.instance, ask.scenarios, ask.only_unit):
        raise Problem(Code.NOT_FOUND)
    standing, links = situation_within(ask.engine, viewer, ask.rulebook, found)
    shown = standing.to_json()
    if ALLOWED in wanted:
        shown[ALLOWED] = [each.to_json() for each in standing.allowed]
    if LINKS in wanted:
        shown[LINKS] = [link.to_json() for link in links]
    if PENDING in wanted:
        shown[PENDING] = [each.to_json() for each in standing.pending]
    return tagged(ask, shown, standing.instance.version)


def tagged(ask: Ask, shown: dict[str, Any], version: int, *, status: int = 200, **headers: str) -> Given:
    """Return a matter with its tag; or that nothing has changed, if the client has it as it is."""
    body = msgspec.json.encode(shown)
    tag = tag_of(version, body)
    told = {"etag": tag, **headers}
    if ask.seen and tag in [each.strip().removeprefix("W/") for each in ask.seen.split(",")]:
        return Given(status=304, headers=told)
    return Given(body=body, status=status, headers=told)


def get_allowed(ask: Ask) -> Given:
    """Return each act of the scenario: whether it can be done now, or why not, and what its content has to be."""
    viewer = ask.viewer
    if viewer.function not in ACTING or not viewer.unit:
        return Given({"version": ask.matter.version, "items": []})
    standing = ask.engine.situation(ask.number, viewer=viewer.name, by=viewer.by)
    definition, item = standing.definition, standing.instance
    found = []
    for each in standing.allowed:
        if is_for_people(definition, each.trigger):
            entry = entry_of(definition, each.trigger, item.state)
            found.append(
                {
                    **each.to_json(),
                    "requires": [] if entry is None else list(entry.requires),
                    "rebinds": None if entry is None else entry.rebinds,
                    "schema": act_schema(definition, each.trigger, entry),
                }
            )
    return Given({"version": item.version, "items": found})


def get_history(ask: Ask) -> Given:
    """Return what has happened, oldest first, behind the entry `since`."""
    entries = [each for each in ask.engine.history(ask.number, viewer=ask.viewer.name) if each.seq > ask.query.since]
    some = entries[: ask.query.limit]
    after = some[-1].seq if some else ask.query.since
    return Given({"items": [each.to_json() for each in some], "next": after})


def get_messages(ask: Ask) -> Given:
    """Return the messages of a matter and what became of each, newest first; addresses are left out."""
    found = ask.engine.outbox(statuses=ALL_STATUSES, number=ask.number, viewer=ask.viewer.name)
    shown = [{**each.to_json(), "address": ""} for each in sorted(found, key=lambda one: one.id, reverse=True)]
    return Given({"items": shown})


def get_links(ask: Ask) -> Given:
    """Return the links to other matters inside the reach of who asks."""
    found = ask.engine.links(ask.number, viewer=ask.viewer.name)
    within = links_in_reach(ask.engine, ask.viewer, ask.rulebook, ask.matter, found)
    return Given({"items": [each.to_json() for each in within]})


def get_why(ask: Ask) -> Given:
    """Return why it is due when it is, what became of its reminders, and what has not happened yet."""
    return Given(ask.engine.explain(ask.number, viewer=ask.viewer.name).to_json())


def get_why_due(ask: Ask) -> Given:
    """Return of each clock how it got its day, day by day."""
    return Given([each.to_json() for each in ask.engine.why_due(ask.number, viewer=ask.viewer.name)])


def get_why_escalated(ask: Ask) -> Given:
    """Return each reminder that took effect or was skipped, why, and whom it reached."""
    return Given([each.to_json() for each in ask.engine.why_escalated(ask.number, viewer=ask.viewer.name)])


def get_why_not(ask: Ask) -> Given:
    """Return why an act cannot be done now, or what else has not happened yet."""
    viewer, trigger = ask.viewer, ask.query.trigger
    by = viewer.by if trigger is not None and viewer.unit else None
    found = ask.engine.why_not(ask.number, trigger, by=by, viewer=viewer.name)
    return Given([each.to_json() for each in found])


def _read(name: str, path: str, answer: Any, result: Any, **more: Any) -> Operation:  # noqa: ANN401 - as it takes them
    given = {"scope": tokens.READ, "on_matter": True, "also": (404,), **more}
    return Operation(name, "GET", "/items/{number}" + path, answer, result, **given)


OPERATIONS = (
    _read("get_item", "", get_item, Item, query=ItemAsked, on_matter=False, also=(304, 404)),
    _read("get_allowed", "/allowed", get_allowed, AllowedActs),
    _read("get_history", "/history", get_history, History, query=HistoryAsked),
    _read("get_messages", "/messages", get_messages, Messages),
    _read("get_links", "/links", get_links, Links),
    _read("get_why", "/why", get_why, Explanation),
    _read("get_why_due", "/why/due", get_why_due, tuple[WhyDue, ...]),
    _read("get_why_escalated", "/why/escalated", get_why_escalated, tuple[WhyEscalated, ...]),
    _read("get_why_not", "/why/not", get_why_not, tuple[WhyNot, ...], query=WhyNotAsked),
)
