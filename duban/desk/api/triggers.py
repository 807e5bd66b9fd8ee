"""What the content of an act has to be, as JSON Schema: made from the fields that the scenario declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states import FieldType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.states import Definition, Field, Transition

_FILE = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
    "required": ["name", "sha256"],
}
_PLAIN: Mapping[FieldType, dict[str, Any]] = {
    FieldType.NUMBER: {"type": "number"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.DATETIME: {"type": "string", "format": "date-time"},
    FieldType.FILE: _FILE,
    FieldType.MILESTONES: {"type": "array", "items": {"type": "object"}},
}


def field_schema(declared: Field) -> dict[str, Any]:
    """Return what a field's value has to be."""
    one = dict(_PLAIN.get(declared.type, {"type": "string"}))
    if declared.choices:
        one["enum"] = list(declared.choices)
    found = {"type": "array", "items": one} if declared.many else one
    return {"title": declared.title, **found}


def act_schema(definition: Definition, trigger: str, entry: Transition | None) -> dict[str, Any]:
    """Return what the content has to be that pulls a trigger, by the entry that would be taken."""
    requires = () if entry is None else entry.requires
    fields = definition.fields
    asked = [name for name in requires if name in fields]
    properties: dict[str, Any] = {"trigger": {"const": trigger}, "note": {"type": ["string", "null"]}}
    properties["expect"] = {"type": ["integer", "null"]}
    properties["data"] = {
        "type": "object",
        "properties": {name: field_schema(declared) for name, declared in fields.items()},
        "required": asked,
        "additionalProperties": False,
    }
    if entry is not None and entry.rebinds:
        properties["units"] = {"type": ["string", "array", "object"]}
    needed = ["trigger", *(["data"] if asked else []), *(["note"] if "note" in requires else [])]
    return {"type": "object", "properties": properties, "required": needed}


def open_schema(definition: Definition) -> dict[str, Any]:
    """Return what the content has to be that opens a matter of a scenario."""
    names = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    roles, fields = definition.roles.values(), definition.fields.values()
    data = {each.name: field_schema(each) for each in fields}
    required = [each.name for each in fields if each.required]
    return {
        "type": "object",
        "properties": {
            "scenario": {"const": definition.scenario},
            "title": {"type": "string"},
            "units": {"type": "object", "properties": {role.name: {"title": role.title, **names} for role in roles}},
            "data": {"type": "object", "properties": data, "required": required, "additionalProperties": False},
        },
        "required": ["scenario"],
    }
