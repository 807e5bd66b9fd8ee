"""Checks what the language has and the engine does not run yet: `children`, `repeats` and `target`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.scope import sequence
from duban.scenarios.values import Table, deferred, many, mapping, one_of, positive, pulled, refers, text

if TYPE_CHECKING:
    from duban.scenarios.nodes import Node
    from duban.scenarios.scope import Scope


def _join(scope: Scope, node: Node, path: str) -> None:
    if type(node.value) is int:
        positive(scope, node, path)
    else:
        one_of("all", "any")(scope, node, path)


def _passed(scope: Scope, node: Node, path: str) -> str | None:
    return "title" if node.value == "title" else scope.refers("field", node, path)


_CHILDREN: Table = {
    "scenario": text,
    "on": refers("state"),
    "each": refers("role"),
    "as": text,
    "with": many(_passed),
    "join": _join,
    "then": pulled,
}


def _children(scope: Scope, node: Node, path: str) -> None:
    places = sequence(scope, node, path) if type(node.value) is list else [(node, path)]
    for child, place in places:
        mapping(scope, child, place, _CHILDREN, required=("scenario", "on", "each", "as"))


def _opened(scope: Scope, node: Node, path: str) -> None:
    if type(node.value) is not dict:
        scope.refuse(node, path, f"has to be a mapping of what to open with, not {node.kind}")


_REPEATS: Table = {
    "every": one_of("day", "week", "month", "quarter", "half year", "year"),
    "on": text,
    "open": _opened,
}
_TARGET: Table = {"count": text, "at_least": positive, "per": text}

read_children = deferred(_children)
"""Checks the linked instances that entering a state opens."""

read_repeats = deferred(lambda scope, node, path: mapping(scope, node, path, _REPEATS, required=("every", "open")))
"""Checks the instances that are opened once per period."""

read_target = deferred(lambda scope, node, path: mapping(scope, node, path, _TARGET, required=("count", "at_least")))
"""Checks a quota over linked instances."""
