"""Reads `children`: the linked instances that a state opens, one for each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import (
    TEXT,
    list_of,
    many,
    one_of,
    positive,
    pulled,
    refers,
    sequence,
    shaped,
    stays_here,
    text,
)
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import Children
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

_TITLE = "title"
_all_or_any = one_of("all", "any")


@shaped(lambda: {"anyOf": [{"enum": ["all", "any"]}, {"type": "integer", "minimum": 1}]})
def _join(scope: Scope, node: Node, path: str) -> str | int | None:
    checked = positive if type(node.value) is int else _all_or_any
    found: str | int | None = checked(scope, node, path)
    return found


@shaped(lambda: TEXT, names="field")
def _passed(scope: Scope, node: Node, path: str) -> str | None:
    if node.value == _TITLE:
        return _TITLE
    name = scope.refers("field", node, path)
    if name is not None:
        stays_here(scope, node, path, name)
    return name


CHILDREN = Keys(
    "children",
    Children,
    Key("scenario", text, "Of which scenario each of them is.", "scenario", required=True),
    Key("on", refers("state"), "The state on entering which they are opened.", required=True),
    Key("each", refers("role"), "The role of ours: one for each of its units.", "handed to each", required=True),
    Key("as", text, "The role of theirs that the unit fills.", "role they fill", field="takes", required=True),
    Key("with", many(_passed), "The fields, and title, that they inherit.", "fields passed on", field="passes"),
    Key(
        "join",
        _join,
        "How many have to be closed before `then` may be pulled: all, any, or a number.",
        "how many have to be closed",
    ),
    Key("then", pulled, "The trigger that waits for them, and that the system then pulls.", "act that joins them"),
    Key(
        "withdraw",
        text,
        "The trigger of theirs that the system pulls where a unit no longer takes part.",
        "act for those who drop out",
    ),
    untold=("on",),
)


@shaped(lambda: {"anyOf": [CHILDREN.shape(), list_of(CHILDREN.shape())]})
def read_children(scope: Scope, node: Node | None, section: str) -> tuple[Children, ...]:
    """Return the states that open an instance for each unit, in the order in which they are written."""
    if node is None:
        return ()
    places = sequence(scope, node, section) if type(node.value) is list else [(node, section)]
    read: dict[str, Children] = {}
    for child, path in places:
        found = CHILDREN.read(scope, child, path)
        if any(not found.get(name) for name in CHILDREN.required):
            continue
        if found["on"] in read:
            said = Line('a second list of children on "{state}"; a state opens one', state=found["on"])
            scope.refuse(child, path, said)
        if "join" in found and "then" not in found:
            scope.refuse(child, path, Line('"join" says when "then" may be pulled, which is missing'))
        read[found["on"]] = CHILDREN.build(found)
    return tuple(read.values())
