"""The schemas of values whose `to_json` does not write their fields one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.desk.api.shapes import Item, ItemList
from duban.workflow import Allowed, CalendarView, Instance, Link, ListRow, Pending, Situation, WhyDue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from duban.desk.api.schema import Schemas

_SITUATION = (
    *("turn", "waits_for", "clocks", "erased", "remark", "urges", "instructions", "each", "targets", "timeline"),
    *("holders", "waits_for_items", "papers", "parts", "plan"),
)
_CLOCK = ("clock", "status", "due_on", "due_at", "left", "provisional")


def _beside(schemas: Schemas, kind: type[Any], names: Sequence[str] = ()) -> dict[str, Any]:
    """Return the schema of an instance with the other fields of a value beside its own."""
    schemas.of(Instance)
    instance, own = schemas.named[Instance.__name__], schemas.plain(kind, names)
    names = [each for each in own["required"] if each != "instance"]
    properties = {**instance["properties"], **{name: own["properties"][name] for name in names}}
    return {**own, "properties": properties, "required": [*instance["required"], *names]}


def _row(schemas: Schemas) -> dict[str, Any]:
    """Return the schema of a row, which has the fields that were asked for."""
    found = _beside(schemas, ListRow)
    found["properties"]["allowed"] = schemas.of(tuple[Allowed, ...])
    return {name: each for name, each in found.items() if name != "required"}


def _situation(schemas: Schemas) -> dict[str, Any]:
    found = _beside(schemas, Situation, _SITUATION)
    found["properties"]["waits_for_items"] = {"type": "array", "items": {"type": "string"}}
    whole = schemas.plain(WhyDue)
    clock = {
        "type": "object",
        "properties": {each: whole["properties"][each] for each in _CLOCK},
        "required": [*_CLOCK],
    }
    found["properties"]["clocks"] = {"type": "array", "items": clock}
    return found


def _item(schemas: Schemas) -> dict[str, Any]:
    schemas.of(Situation)
    found = dict(schemas.named[Situation.__name__])
    more = {"allowed": tuple[Allowed, ...], "links": tuple[Link, ...], "pending": tuple[Pending, ...]}
    return {**found, "properties": {**found["properties"], **{name: schemas.of(each) for name, each in more.items()}}}


def _list(schemas: Schemas) -> dict[str, Any]:
    found = schemas.plain(ItemList)
    found["properties"] |= {"total": {"type": "integer"}, "more": {"type": "boolean"}}
    return {**found, "required": ["items", "next", "previous"]}


def _calendar(schemas: Schemas) -> dict[str, Any]:
    found = schemas.plain(CalendarView)
    day = {
        "day": {"type": "string", "format": "date"},
        "works": {"type": "boolean"},
        "note": {"type": ["string", "null"]},
    }
    found["properties"]["days"] = {
        "type": "array",
        "items": {"type": "object", "properties": day, "required": list(day)},
    }
    return found


SHAPED: Mapping[type[Any], Callable[[Schemas], dict[str, Any]]] = {
    ListRow: _row,
    Situation: _situation,
    Item: _item,
    ItemList: _list,
    CalendarView: _calendar,
}
