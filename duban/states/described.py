"""What values look like as JSON, for pydantic and whatever is built on it, such as FastAPI and its OpenAPI document."""

from __future__ import annotations

from functools import cache
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, get_type_hints

from duban import words
from duban.doors import hints_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

    _Read = Callable[[Any, Callable[[Any], Any]], Any]


def core_schema_of(kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401 - a class that is Jsonable
    """Return what pydantic goes by: a value is written as `to_json` writes it, and read back if that says all of it."""
    from pydantic_core import core_schema  # noqa: PLC0415 - who asks has imported it

    if kind.json_names() is None:  # it writes itself, so only that is known which its method says
        shape, read = handler.generate_schema(get_type_hints(kind.to_json)["return"]), _only_written(kind)
    else:
        types, optional = shown_types(kind), _with_defaults(kind)
        shape = core_schema.typed_dict_schema(
            {
                name: core_schema.typed_dict_field(handler.generate_schema(hint), required=name not in optional)
                for name, hint in types.items()
            },
            config={"title": kind.__name__},
        )
        read = _reading(kind)
    return core_schema.no_info_wrap_validator_function(
        read,
        shape,
        ref=f"{kind.__module__}.{kind.__qualname__}:{id(kind)}",
        serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.to_json()),
    )


def json_schema_of(kind: type, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
    """Return the JSON schema of a class; what is written always has every field."""
    found = handler(schema)
    shape = handler.resolve_ref_schema(found)
    if "properties" in shape and handler.mode == "serialization":
        shape["required"] = list(shape["properties"])
    if kind.__doc__:
        shape["description"] = cleandoc(kind.__doc__)
    return found


@cache
def shown_types(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a class that is Jsonable
    """Return the type of each name in the JSON of a class."""
    hints, otherwise = hints_of(kind), kind._json_types  # noqa: SLF001 - of the class of which this is a part
    found: dict[str, Any] = {}
    for name in kind.json_names():
        if name in kind._json_merged:  # noqa: SLF001 - likewise
            found |= shown_types(hints[name])
        elif name in otherwise:
            found[name] = otherwise[name]
        else:
            found[name] = hints[name] if name in hints else get_type_hints(getattr(kind, name).fget)["return"]
    return found


def _with_defaults(kind: Any) -> set[str]:  # noqa: ANN401 - a class that is Jsonable
    """Return the fields that a value need not be given, and what is no field but computed."""
    from dataclasses import MISSING, fields, is_dataclass  # noqa: PLC0415 - as above

    from msgspec.structs import fields as struct_fields  # noqa: PLC0415 - as above

    if is_dataclass(kind):
        given = {each.name for each in fields(kind) if each.default is each.default_factory is MISSING}
    else:
        given = {each.name for each in struct_fields(kind) if each.required}
    return set(shown_types(kind)) - given


def _reading(kind: Any) -> _Read:  # noqa: ANN401 - likewise
    """Return what makes a value again of its JSON, if that says all of it."""
    held, written = set(kind.__match_args__), set(shown_types(kind))
    if kind._json_types or not held <= written:  # noqa: SLF001 - as above
        return _only_written(kind)

    def read(value: Any, shape: Callable[[Any], dict[str, Any]]) -> Any:  # noqa: ANN401 - likewise
        if isinstance(value, kind):
            return value
        return kind(**{name: each for name, each in shape(value).items() if name in held})

    return read


def _only_written(kind: type) -> _Read:
    def read(value: Any, _shape: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - likewise
        if isinstance(value, kind):
            return value
        raise ValueError(words.Line("{kind} is only written: its JSON does not say all of it", kind=kind.__name__))

    return read
