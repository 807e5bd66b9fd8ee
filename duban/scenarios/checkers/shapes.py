"""The JSON Schema of what each checker accepts, declared beside the checker so that the two stay the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from duban.scenarios.checkers.nodes import Node
    from duban.scenarios.checkers.scope import Scope

Checker = Callable[["Scope", "Node", str], Any]
"""Takes the scope, a node and its path; returns the value, or None if a problem was noted."""

Shape = dict[str, Any]
"""A piece of a JSON Schema."""

Checked = TypeVar("Checked", bound="Callable[..., Any]")

_SHAPES: dict[Callable[..., Any], Callable[[], Shape]] = {}
_NOUNS: dict[Callable[..., Any], str] = {}

TEXT: Shape = {"type": "string", "pattern": r"\S"}
FLAG: Shape = {"type": "boolean"}


def shaped(shape: Callable[[], Shape], *, names: str = "") -> Callable[[Checked], Checked]:
    """Return a decorator that declares the shape that a checker accepts; `names` says of what it accepts names."""

    def declare(checker: Checked) -> Checked:
        _SHAPES[checker] = shape
        if names:
            _NOUNS[checker] = names
        return checker

    return declare


def shape_of(checker: Callable[..., Any]) -> Shape:
    """Return the shape that a checker accepts; raises LookupError if none is declared."""
    if checker not in _SHAPES:
        message = f"{getattr(checker, '__qualname__', checker)} does not declare what it takes: see `shaped`"
        raise LookupError(message)
    return _SHAPES[checker]()


def noun_of(checker: Callable[..., Any]) -> str:
    """Return whose names a checker accepts: role, field, state and so on; empty if it accepts no names."""
    return _NOUNS.get(checker, "")


def one_or_many(shape: Shape) -> Shape:
    """Return the shape of one value of this shape, or a list of them."""
    return {"anyOf": [shape, {"type": "array", "items": shape, "minItems": 1}]}


def list_of(shape: Shape) -> Shape:
    """Return the shape of a list."""
    return {"type": "array", "items": shape}


def names_of(shape: Shape, names: Shape) -> Shape:
    """Return the shape of a mapping whose keys are names that the author has chosen."""
    return {"type": "object", "propertyNames": names, "additionalProperties": shape}


def or_nothing(shape: Shape) -> Shape:
    """Return a shape that also accepts null."""
    return {"anyOf": [shape, {"type": "null"}]}
