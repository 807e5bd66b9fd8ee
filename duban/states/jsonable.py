"""Convert values to JSON, as `--json` prints them and programs store them, from the fields that they declare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from types import EllipsisType

_PLAIN = frozenset({str, int, float, bool, type(None)})


class Jsonable:
    """A struct or dataclass that can be converted to JSON."""

    __slots__ = ()

    _json: ClassVar[tuple[str | EllipsisType, ...]] = (...,)
    """Fields and properties in output order; the ellipsis stands for all fields not named."""

    def to_json(self) -> dict[str, Any]:
        """Return the value as a JSON object: dates and instants become ISO text, tuples become lists."""
        kind: Any = type(self)  # mypy does not consider it hashable
        return {name: as_json(getattr(self, name)) for name in _printed(kind)}


@cache
def _printed(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of the fields and properties that are output for a class."""
    of_struct: tuple[str, ...] | None = getattr(kind, "__struct_fields__", None)
    declared = of_struct or tuple(field.name for field in fields(kind))
    shown: tuple[str | EllipsisType, ...] = kind._json  # noqa: SLF001 - the class above
    others = [name for name in declared if name not in shown]
    return tuple(name for entry in shown for name in ([entry] if isinstance(entry, str) else others))


def as_json(value: Any) -> Any:  # noqa: ANN401, PLR0911 - any value that crosses a seam, and a line for each kind
    """Return a value, and everything in it, as JSON types."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Jsonable):
        return value.to_json()
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, StrEnum | PurePath):
        return str(value)
    return value
