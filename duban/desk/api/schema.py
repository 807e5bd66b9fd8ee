"""JSON Schema (2020-12) of the values that verbs return: what `to_json` writes of each, by its declared fields."""

from __future__ import annotations

import inspect
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

import duban
import duban.states
import duban.workflow
from duban.states import Duration, Jsonable

_PLAIN: dict[object, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    Duration: {"type": "string"},
    Any: {},
    object: {},
}

PREFIX = "#/components/schemas/"


class Schemas:
    """The schemas of the values that answers are made of, each once, under its name.

    `shaped` makes those of values whose `to_json` does not write their fields one by one.
    """

    def __init__(self, shaped: Mapping[type[Any], Callable[[Schemas], dict[str, Any]]]) -> None:
        self.named: dict[str, Any] = {}
        self._shaped, self._kinds = shaped, dict[str, type[Any]]()

    def add(self, name: str, schema: dict[str, Any]) -> None:
        """Add a schema of something else under a name of its own."""
        if name in self.named:
            raise TypeError(name)
        self.named[name] = schema

    def of(self, hint: Any) -> dict[str, Any]:  # noqa: ANN401, PLR0911 - any type, and a line for each kind
        """Return the schema of a type as JSON has it."""
        if hint in _PLAIN:
            return dict(_PLAIN[hint])
        origin, args = get_origin(hint), get_args(hint)
        if origin is Literal:
            return {"enum": list(args)}
        if origin in {Union, types.UnionType}:
            return _any_of([self.of(each) for each in args])
        if origin is not None and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(args[1])}
        if origin is tuple and args[-1] is not ...:
            return {"type": "array", "prefixItems": [self.of(each) for each in args], "minItems": len(args)}
        if origin is not None and issubclass(origin, Sequence):
            return {"type": "array", "items": self.of(args[0])}
        if isinstance(hint, type) and issubclass(hint, Enum):
            return {"type": "string", "enum": [each.value for each in hint]}
        if isinstance(hint, type) and (is_dataclass(hint) or issubclass(hint, msgspec.Struct)):
            return self._named(hint)
        raise TypeError(hint)

    def _named(self, kind: type[Any]) -> dict[str, Any]:
        name = kind.__name__
        if self._kinds.setdefault(name, kind) is not kind:
            raise TypeError(kind)
        if name not in self.named:
            self.named[name] = {}  # what names itself inside is known by then
            shaped = self._shaped.get(kind)
            if shaped is None and kind.__dict__.get("to_json") is not None:
                raise TypeError(kind)
            self.named[name] = self.plain(kind) if shaped is None else shaped(self)
        return {"$ref": PREFIX + name}

    def plain(self, kind: type[Any], names: Sequence[str] = ()) -> dict[str, Any]:
        """Return the schema of a value by its fields alone, by default those that `to_json` writes."""
        names = names or printed(kind)
        hints = {name: _hint(kind, name) for name in names}
        about = (kind.__doc__ or "").strip().splitlines()[0]
        properties = {each: self.of(hints[each]) for each in names}
        return {"type": "object", "description": about, "properties": properties, "required": list(names)}


def printed(kind: type[Any]) -> tuple[str, ...]:
    """Return the names that `to_json` writes of a value."""
    declared = getattr(kind, "__struct_fields__", None) or tuple(kind.__dataclass_fields__)
    shown = getattr(kind, "_json", (...,)) if issubclass(kind, Jsonable) else (...,)
    others = [name for name in declared if name not in shown]
    return tuple(name for entry in shown for name in ([entry] if isinstance(entry, str) else others))


def _hint(kind: type[Any], name: str) -> Any:  # noqa: ANN401 - any type
    for base in kind.__mro__:
        declared = inspect.get_annotations(base).get(name)
        there = base.__dict__.get(name)
        if declared is None and isinstance(there, property) and there.fget is not None:
            declared = there.fget.__annotations__["return"]
        if declared is not None:
            known = sys.modules[base.__module__].__dict__
            return eval(declared, known, _Known()) if isinstance(declared, str) else declared  # noqa: S307 - our own code
    raise TypeError(kind, name)


class _Known(dict[str, Any]):
    """Names as a module has them, or else as they are exported."""

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - whatever it is
        here = {"Mapping": Mapping, "Sequence": Sequence, "date": date, "datetime": datetime, "Any": Any}
        if name in here:
            return here[name]
        for module in (duban, duban.workflow, duban.states):
            if (found := getattr(module, name, None)) is not None:
                return found
        raise KeyError(name)


def _any_of(several: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what is one of several, as briefly as it can be said."""
    if {"type": "null"} in several and len(several) == 2:  # noqa: PLR2004 - something or nothing
        (other,) = (each for each in several if each != {"type": "null"})
        if isinstance(other.get("type"), str) and "enum" not in other:
            return {**other, "type": [other["type"], "null"]}
    return {"anyOf": several}
