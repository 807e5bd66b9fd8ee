"""Reads `examples`, a scenario's own tests: they are checked for undeclared names, and kept as they are written."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import TEXT, flag, list_of, one_of, pairs, plain, sequence, shaped, text
from duban.scenarios.keys.declaring import Key, Keys, keyed
from duban.scenarios.keys.trying.steps import day, filled_roles, instant, is_before, own_values, steps
from duban.states import Level, media
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.scenarios.checkers import Node, Scope
    from duban.states import Medium


def contact_mapping() -> Keys[Any]:
    """Return the mapping of a contact, with a key for the address of each medium that is installed."""
    return _contact_mapping_of(media())


@lru_cache(maxsize=8)  # A medium may be registered at any time, and what its keys are read by is to be made once.
def _contact_mapping_of(known: tuple[Medium, ...]) -> Keys[Any]:
    return Keys(
        "contact",
        dict,
        Key("unit", text, "Whose contact it is.", required=True),
        Key("name", text, "The person's name.", required=True),
        Key("level", one_of(*Level), "contact, handler, deputy, head or leader; left out: handler."),
        *(Key(medium.column, text, medium.address_meaning) for medium in known),
        Key("deputy", text, "Who stands in."),
        Key("absent_until", day, "The last day of an absence."),
        Key("locale", text, "The language to write in."),
    )


@shaped(lambda: list_of(contact_mapping().shape()))
def _contacts(scope: Scope, node: Node, path: str) -> None:
    contact = contact_mapping()
    for child, place in sequence(scope, node, path):
        contact.read(scope, child, place)


@shaped(lambda: {"type": "object", "additionalProperties": list_of(TEXT)})
def _groups(scope: Scope, node: Node, path: str) -> None:
    for _, child, place in pairs(scope, node, path):
        for unit, where in sequence(scope, child, place):
            text(scope, unit, where)


OPENING = Keys(
    "opening",
    dict,
    Key("at", instant, "When, such as 2024-04-01 09:00; local where no zone is given.", required=True),
    Key("by", text, "Who opens it; left out: the role of `opens_by`, else the first required one."),
    Key("units", filled_roles, "Roles, each with the units that fill it."),
    Key("with", own_values, "What its fields hold."),
    Key("groups", _groups, "Groups that `targets` name, each with its units."),
    Key("title", text, "What it is about."),
    Key("ongoing", flag, "It goes on without a due day."),
    Key("contacts", _contacts, "People in place of those made up for each unit, one of each level."),
)
MOST_YEARS = 10
"""From an example's opening to its last step: everything that comes round meanwhile is played."""

EXAMPLE = Keys(
    "example",
    dict,
    Key("name", text, "What it shows.", required=True),
    Key("open", keyed(OPENING), "How the instance is opened.", required=True),
    Key("steps", steps, "What happens then, in the order of time.", required=True),
    Key("contacts", _contacts, "People in place of those made up for each unit, one of each level."),
)


@shaped(lambda: list_of(EXAMPLE.shape()))
def read_examples(scope: Scope, node: Node | None, section: str) -> tuple[Mapping[str, Any], ...]:
    """Check the examples, and return them as they are written."""
    if node is None:
        return ()
    items = sequence(scope, node, section)
    for child, path in items:
        found = EXAMPLE.read(scope, child, path)
        first = before = (found.get("open") or {}).get("at")
        for step, place, at in found.get("steps") or ():
            if before is not None and at is not None and is_before(at, before):
                said = Line("{at} is before {before}; steps go forward in time", at=str(at), before=str(before))
                scope.refuse(step, f"{place}.at", said)
            elif first is not None and at is not None and at.year - first.year > MOST_YEARS:
                said = Line("{at} is more than {years} years after the opening", at=str(at), years=MOST_YEARS)
                scope.refuse(step, f"{place}.at", said)
            before = at or before
    return tuple(plain(child) for child, _ in items if type(child.value) is dict)
