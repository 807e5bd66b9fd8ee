"""Names that authors choose: which are valid, and the sections whose keys they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers.scope import NEWER, RESERVED
from duban.scenarios.checkers.shapes import names_of, or_nothing
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.scenarios.checkers.nodes import Node, NodeKey
    from duban.scenarios.checkers.scope import Scope
    from duban.scenarios.checkers.shapes import Shape

_LONGEST_NAME = 64


def named(scope: Scope, node: Node | None, path: str) -> Iterator[tuple[NodeKey, Node, str]]:
    """Yield the entries of a mapping whose keys are names that the author has chosen, after checking the names."""
    if node is None:
        return
    if type(node.value) is not dict:
        scope.refuse(node, path, Line("has to be a mapping of names, not {kind}", kind=node.kind))
        return
    for key, child in node.value.items():
        problem = name_problem(key, RESERVED - NEWER if scope.kept else RESERVED)
        if problem:
            scope.refuse(key, f"{path}.{key}", problem)
        yield key, child, f"{path}.{key}"


def named_shape(shape: Shape, *, empty: bool = False) -> Shape:
    """Return the shape of a mapping that `named` reads, with values of this shape; `empty` says that null will do."""
    return names_of(or_nothing(shape) if empty else shape, name_shape(*RESERVED))


def name_shape(*reserved: str) -> dict[str, Any]:
    """Return the shape of a name, as far as a schema can express what `name_problem` checks."""
    return {"type": "string", "minLength": 1, "maxLength": _LONGEST_NAME, "not": {"enum": ["*", *sorted(reserved)]}}


def name_problem(name: str, reserved: frozenset[str]) -> Line | None:
    """Return why a word cannot be a name; None if it can."""
    if not name.strip():
        return Line("a name must not be empty")
    if name in reserved:
        return Line('"{name}" is a reserved word; choose another name', name=name)
    if name != name.strip() or not name.isprintable():
        return Line("a name must not begin or end with a space, nor hold invisible characters")
    if name == "*" or len(name) > _LONGEST_NAME:
        return Line('a name has at most {most} characters and is not "*"', most=_LONGEST_NAME)
    return None
