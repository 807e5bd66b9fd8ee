"""Reads `children`: the linked instances that a state opens, one for each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import (
    TEXT,
    expression,
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
from duban.scenarios.keys.frame import part_number
from duban.states import Breakdown, Children
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

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


BREAKDOWN = Keys(
    "breakdown",
    Breakdown,
    Key("by", many(refers("role")), "The roles that may hand out parts by hand.", "who divides by hand", required=True),
    Key(
        "in",
        many(refers("state")),
        "The states in which they may; left out: the one of `on`.",
        "states of dividing by hand",
        field="states",
    ),
    Key("requires", many(one_of("note")), "`note`: what it is for has to be said.", "what has to be given"),
)


@shaped(BREAKDOWN.shape)
def breakdown(scope: Scope, node: Node, path: str) -> Breakdown | None:
    """Return who may hand out parts by hand."""
    found = BREAKDOWN.read(scope, node, path)
    return BREAKDOWN.build(found) if found.get("by") else None


CHILDREN = Keys(
    "children",
    Children,
    Key("scenario", text, "Of which scenario each of them is.", "scenario", required=True),
    Key("on", refers("state"), "The state on entering which they are opened.", required=True),
    Key(
        "each",
        refers("role"),
        "The role of ours: one for each of its units. Left out: only those of `breakdown`, by hand.",
        "handed to each",
    ),
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
    Key(
        "number",
        part_number,
        "The pattern of their numbers under ours, such as {parent}-{seq:02d}, whose {seq} is never used twice; left "
        "out: their scenario numbers them.",
        "pattern of their numbers",
    ),
    Key(
        "when",
        expression,
        "A condition, as of a transition: they are only opened if it holds as the state is entered, or as something is "
        "corrected in it.",
        "condition for dividing",
    ),
    Key("breakdown", breakdown, "Who may hand out parts by hand, with titles and dates of their own.", "by hand"),
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
        if not {"each", "breakdown"} & found.keys():
            scope.refuse(child, path, Line('the key "{name}" is missing', name="each"))
        elif all(found.get(name) for name in (*CHILDREN.required, *({"each", "breakdown"} & found.keys()))):
            _check_one(scope, child, path, found, read)
            read[found["on"]] = CHILDREN.build(found)
    return tuple(read.values())


def _check_one(scope: Scope, child: Node, path: str, found: dict[str, Any], read: Mapping[str, Children]) -> None:
    """Note a state that divides the work twice, and a join that nothing waits for."""
    if found["on"] in read:
        said = Line('a second list of children on "{state}"; a state opens one', state=found["on"])
        scope.refuse(child, path, said)
    if "join" in found and "then" not in found:
        scope.refuse(child, path, Line('"join" says when "then" may be pulled, which is missing'))
