"""Reads `opens` of a transition: the linked instance that it opens."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import TEXT, opening_template, pairs, plain, shaped, text
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import Opens

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope


@shaped(lambda: {"type": "object"})
def _values(scope: Scope, node: Node, path: str, *, instructed: bool = False) -> dict[str, Any]:
    """Return the values of the instance to open: texts are templates over this one, others stay as they are."""
    found = {}
    for key, child, place in pairs(scope, node, path):
        if type(child.value) is str:
            opening_template(scope, child, place, instructed=instructed)
        found[key] = plain(child)
    return found


@shaped(lambda: {"type": "object", "additionalProperties": TEXT})
def _roles(scope: Scope, node: Node, path: str) -> dict[str, str]:
    return {key: scope.refers("role", child, place) or "" for key, child, place in pairs(scope, node, path)}


OPENS = Keys(
    "opens",
    Opens,
    Key("scenario", text, "Of which scenario.", "scenario", required=True),
    Key(
        "with",
        _values,
        "What its fields, and its title, are filled with: templates over this instance, or values.",
        "contents",
        field="values",
    ),
    Key(
        "units",
        _roles,
        "Its roles, each with the role of ours that fills it; those of the same name are passed on anyway.",
        "units",
    ),
)


@shaped(OPENS.shape)
def opens(scope: Scope, node: Node, path: str) -> Opens | None:
    """Return what a transition opens."""
    found = OPENS.read(scope, node, path)
    return OPENS.build(found) if found.get("scenario") else None


@shaped(OPENS.shape)
def opened_by_instruction(scope: Scope, node: Node, path: str) -> Opens | None:
    """Return what an instruction can open; its templates can use `instruction` too."""
    found = OPENS.read(scope, node, path, instead={"with": partial(_values, instructed=True)})
    return OPENS.build(found) if found.get("scenario") else None
