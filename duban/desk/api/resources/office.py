"""`/units`, `/people`, `/scenarios`, `/calendar`: who is who, and by what rules and days the office works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from duban.desk.accounts import tokens
from duban.desk.api.operation import Given, Operation
from duban.desk.api.problems import Code, Problem
from duban.desk.api.shapes import People, Scenario, Scenarios, Units
from duban.desk.api.triggers import field_schema, open_schema
from duban.desk.models import is_for_people
from duban.desk.models.office import masked_mobile
from duban.desk.who import EVERYBODY, Function
from duban.scenarios.diagram import svg
from duban.states import CalendarError, is_among
from duban.workflow import CalendarView

if TYPE_CHECKING:
    from duban.desk.api.operation import Ask
    from duban.states import Definition

_KEEPERS = frozenset({Function.OFFICER, Function.ADMIN})
"""Those who look after who is who, and so see where people are reached."""


class PeopleAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Of which units, if not of all."""

    unit: tuple[str, ...] = ()


class CalendarAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Which calendar."""

    name: str = "china"


def list_units(ask: Ask) -> Given:
    """Return the units of the directory, with who can be reached in each today."""
    return Given({"items": [each.to_json() for each in ask.engine.units()]})


def list_people(ask: Ask) -> Given:
    """Return the people of the directory; where they are reached is told to those alone who look after it."""
    whole = ask.who.function in _KEEPERS
    found = []
    for each in ask.engine.contacts():
        if ask.query.unit and not is_among(each.unit, ask.query.unit):
            continue
        shown = each.to_json()
        if not whole and f"{each.unit}/{each.name}" != ask.viewer.by:
            shown |= {"mobile": masked_mobile(each.mobile or "") or None, "email": None, "addresses": {}}
        found.append(shown)
    return Given({"items": found})


def list_scenarios(ask: Ask) -> Given:
    """Return the scenarios by which matters are opened."""
    found = [each for each in ask.engine.definitions() if not ask.scenarios or each.scenario in ask.scenarios]
    return Given({"items": [_brief(each) for each in found]})


def get_scenario(ask: Ask) -> Given:
    """Return a scenario: its roles, states, acts and fields, and what the content has to be that opens a matter."""
    definition = _named(ask)
    roles = definition.roles.values()
    shown = {
        **_brief(definition),
        "roles": [{"name": each.name, "title": each.title, "many": each.many} for each in roles],
        "states": [
            {"name": each.name, "initial": each.initial, "final": each.final, "waits_for": each.waits_for}
            for each in definition.states.values()
        ],
        "acts": [_act(definition, name) for name in definition.transitions if is_for_people(definition, name)],
        "fields": {
            name: {**field_schema(each), "private": bool(each.private)} for name, each in definition.fields.items()
        },
        "open": open_schema(definition),
    }
    return Given(shown)


def get_diagram(ask: Ask) -> Given:
    """Return the diagram of a scenario, as SVG."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    headers = {"content-security-policy": policy}
    return Given(body=svg(_named(ask)).encode(), kind="image/svg+xml", headers=headers)


def get_calendar(ask: Ask) -> Given:
    """Return how far a calendar is known, and the days that were imported into it."""
    try:
        return Given(ask.engine.calendar(ask.query.name).to_json())
    except CalendarError:
        raise Problem(Code.NOT_FOUND) from None


def _named(ask: Ask) -> Definition:
    name = ask.params["scenario"]
    found = next((each for each in ask.engine.definitions() if each.scenario == name), None)
    if found is None or (ask.scenarios and name not in ask.scenarios):
        raise Problem(Code.NOT_FOUND)
    return found


def _brief(definition: Definition) -> dict[str, Any]:
    return {
        "scenario": definition.scenario,
        "title": definition.title,
        "version": definition.version,
        "digest": definition.digest,
        "sheet": definition.sheet is not None,
    }


def _act(definition: Definition, name: str) -> dict[str, Any]:
    entries = definition.transitions[name]
    return {
        "trigger": name,
        "from": sorted({source for each in entries for source in each.sources}),
        "by": sorted({str(role) for each in entries for role in each.by}),
        "requires": sorted({field for each in entries for field in each.requires}),
    }


def _read(name: str, path: str, answer: Any, result: Any, **more: Any) -> Operation:  # noqa: ANN401 - as it takes them
    return Operation(name, "GET", path, answer, result, scope=tokens.READ, functions=EVERYBODY, tag="office", **more)


OPERATIONS = (
    _read("list_units", "/units", list_units, Units),
    _read("list_people", "/people", list_people, People, query=PeopleAsked),
    _read("list_scenarios", "/scenarios", list_scenarios, Scenarios),
    _read("get_scenario", "/scenarios/{scenario}", get_scenario, Scenario, also=(404,)),
    _read("get_diagram", "/scenarios/{scenario}/diagram", get_diagram, None, also=(404,), kind="image/svg+xml"),
    _read("get_calendar", "/calendar", get_calendar, CalendarView, query=CalendarAsked, also=(404,)),
)
