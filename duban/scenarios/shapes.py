"""What checkers take, in the words of JSON Schema: declared beside each checker, so that neither strays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Shape = dict[str, Any]
"""A piece of a JSON Schema."""

Checked = TypeVar("Checked", bound="Callable[..., Any]")

_SHAPES: dict[Callable[..., Any], Callable[[], Shape]] = {}

TEXT: Shape = {"type": "string", "pattern": r"\S"}
FLAG: Shape = {"type": "boolean"}


class Keys(dict[str, Any]):
    """The keys that a mapping may have, each with the checker of its value, and those that it must have.

    `name` is that of the mapping, under which the meaning of each key is written down; `meanings` are those of keys
    that others declare.
    """

    def __init__(
        self,
        name: str,
        checkers: Mapping[str, Any],
        required: tuple[str, ...] = (),
        meanings: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(checkers)
        self.name = name
        self.required = required
        self.meanings = meanings


def shaped(shape: Callable[[], Shape]) -> Callable[[Checked], Checked]:
    """Return a decorator that declares what a checker takes."""

    def declare(checker: Checked) -> Checked:
        _SHAPES[checker] = shape
        return checker

    return declare


def shape_of(checker: Callable[..., Any]) -> Shape:
    """Return what a checker takes; raises LookupError where it does not say."""
    if checker not in _SHAPES:
        message = f"{getattr(checker, '__qualname__', checker)} does not declare what it takes: see `shaped`"
        raise LookupError(message)
    return _SHAPES[checker]()


def keys_of(keys: Keys) -> Shape:
    """Return the shape of a mapping with these keys and no others."""
    from duban.scenarios.meanings import MEANINGS  # noqa: PLC0415 - for whoever asks for the schema, and nobody else

    said = {**MEANINGS.get(keys.name, {}), **(keys.meanings or {})}
    return {
        "type": "object",
        "properties": {key: {"description": said[key], **shape_of(checker)} for key, checker in keys.items()},
        **({"required": list(keys.required)} if keys.required else {}),
        "additionalProperties": False,
    }


def one_or_many(shape: Shape) -> Shape:
    """Return the shape of one of these, or a list of them."""
    return {"anyOf": [shape, {"type": "array", "items": shape, "minItems": 1}]}


def list_of(shape: Shape) -> Shape:
    """Return the shape of a list."""
    return {"type": "array", "items": shape}


def names_of(shape: Shape, names: Shape) -> Shape:
    """Return the shape of a mapping whose keys are the author's own names."""
    return {"type": "object", "propertyNames": names, "additionalProperties": shape}


def or_nothing(shape: Shape) -> Shape:
    """Return a shape for which nothing may stand as well."""
    return {"anyOf": [shape, {"type": "null"}]}
