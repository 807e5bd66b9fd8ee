"""What the templates of messages have beside Jinja2's own: their filters, and what they can call with one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes

if TYPE_CHECKING:
    from collections.abc import Collection

MESSAGE_FILTERS = frozenset(["date", "datetime", "day", "duration", "short", "short_day"])
"""The filters that the code which renders messages must provide."""

ANY_NUMBER = 10
# Rendering measures the output of these, so their arguments are not restricted.
TEMPLATE_FILTERS = dict.fromkeys(
    [
        *MESSAGE_FILTERS,
        *("abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float", "int", "items"),
        *("join", "last", "length", "list", "lower", "max", "min", "replace", "reverse", "round", "sort", "string"),
        *("striptags", "title", "trim", "truncate", "unique", "upper", "wordcount"),
    ],
    ANY_NUMBER,
)
"""How many arguments each filter takes."""

MESSAGE_FUNCTIONS = frozenset(["who", "clock", "call", "target", "after"])
"""What a message can call with one name; among the paths of a `Usage` such a call is `("who()", "lead")`."""

CONDITION_FUNCTIONS = frozenset(["target"])
"""What a condition can call with one name, likewise."""


def path_of_call(node: nodes.Call, functions: Collection[str]) -> tuple[str, str] | None:
    """Return the path of a call of one of these functions with one constant name; None for any other call."""
    target, given = node.node, node.args[0] if len(node.args) == 1 else None
    if not isinstance(target, nodes.Name) or target.name not in functions or node.kwargs or node.dyn_args:
        return None
    if not isinstance(given, nodes.Const) or not isinstance(given.value, str):
        return None
    return f"{target.name}()", given.value
