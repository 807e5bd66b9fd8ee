"""Convert values to JSON, as `--json` prints them and programs store them, from the fields that they declare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from duban.states.frozen import Frozen

if TYPE_CHECKING:
    from types import EllipsisType

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

_PLAIN = frozenset({str, int, float, bool, type(None)})


class Jsonable(Frozen):
    """A frozen struct or dataclass that can be converted to JSON, and that pydantic knows the JSON of."""

    __slots__ = ()

    _json: ClassVar[tuple[str | EllipsisType, ...]] = (...,)
    """Fields and properties in output order; the ellipsis stands for all fields not named."""

    _json_types: ClassVar[Mapping[str, Any]] = {}
    """The types of what a class outputs otherwise than it holds it."""

    _json_merged: ClassVar[tuple[str, ...]] = ()
    """Fields whose own names are output in the place of theirs."""

    def to_json(self) -> dict[str, Any]:
        """Return the value as a JSON object: dates and instants become ISO text, tuples become lists."""
        kind: Any = type(self)  # mypy does not consider it hashable
        return {name: as_json(getattr(self, name)) for name in _printed(kind)}

    @classmethod
    def json_names(cls) -> tuple[str, ...] | None:
        """Return the names of the fields and properties that are output; None if only `to_json` knows."""
        kind: Any = cls
        says = kind.to_json is Jsonable.to_json or cls._json_types or cls._json_merged
        return _printed(kind) if says else None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic how it is written, and read."""
        from duban.states.described import core_schema_of  # noqa: PLC0415 - only pydantic asks

        return core_schema_of(cls, handler)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Tell pydantic what its JSON looks like."""
        from duban.states.described import json_schema_of  # noqa: PLC0415 - only pydantic asks

        return json_schema_of(cls, schema, handler)


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
