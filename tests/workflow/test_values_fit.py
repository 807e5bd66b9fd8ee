"""The values that verbs return, as other programs take them: pydantic, FastAPI, pickles, sets, and types."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from msgspec import Struct
from one_of_each import ITEM, ONE_OF_EACH
from pydantic import BaseModel, TypeAdapter, ValidationError
from test_printed_json import named

import duban
import duban.aio
import duban.notifiers
import duban.states
import duban.testing
import duban.values
import duban.workflow
from duban.aio import AsyncEngine
from duban.doors import hints_of
from duban.states import Jsonable
from duban.testing import throwaway_engine

SHAPED = {
    type(value).__name__: value
    for value in ONE_OF_EACH
    if type(value).__module__.startswith(("duban.workflow", "duban.states"))
}


def strict(schema: Any) -> Any:  # noqa: ANN401 - any part of a JSON schema
    """Return a JSON schema that takes nothing that it does not name."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if "properties" in schema else {}
    return {name: strict(each) for name, each in schema.items()} | closed


@pytest.mark.parametrize("name", [name for name, value in named().items() if isinstance(value, Jsonable)])
def test_pydantic_writes_a_value_as_it_is_printed_and_knows_what_that_looks_like(name: str) -> None:
    value = named()[name]
    adapter = TypeAdapter(type(value))

    written = json.loads(adapter.dump_json(value))

    assert written == json.loads(json.dumps(value.to_json()))
    Draft202012Validator(strict(adapter.json_schema(mode="serialization"))).validate(written)


def test_a_situation_is_written_as_its_schema_says() -> None:
    with throwaway_engine(scenarios=["issue"]) as engine:
        item = engine.open("issue", by="甲局", units={"lead": "甲局", "responsible": "乙局"})
        seen = engine.situation(item.number)
    adapter = TypeAdapter(duban.Situation)

    Draft202012Validator(strict(adapter.json_schema(mode="serialization"))).validate(
        json.loads(adapter.dump_json(seen))
    )


def test_a_value_is_read_back_from_what_was_written() -> None:
    adapter = TypeAdapter(duban.Instance)
    plain = duban.Instance(**{**{name: getattr(ITEM, name) for name in ITEM.__struct_fields__}, "data": {"人数": 12}})

    assert adapter.validate_json(adapter.dump_json(plain)) == plain
    with pytest.raises(ValidationError):
        adapter.validate_python({"number": "WT-1"})


class Ticket(BaseModel):
    """An application's own model, with a value of ours in it."""

    room: str
    repair: duban.Instance


def test_a_value_stands_in_a_model_of_the_application() -> None:
    ticket = Ticket(room="301", repair=ITEM)

    assert json.loads(ticket.model_dump_json())["repair"] == json.loads(json.dumps(ITEM.to_json()))
    assert ticket.repair is ITEM


def test_a_framework_documents_what_it_answers_with() -> None:
    app = FastAPI()

    @app.get("/items/{number}")
    def item(number: str) -> duban.Instance: ...  # type: ignore[empty-body]

    @app.get("/items")
    def items() -> list[duban.ListRow]: ...  # type: ignore[empty-body]

    @app.get("/allowed")
    def allowed() -> list[duban.Allowed]: ...  # type: ignore[empty-body]

    shown = app.openapi()["components"]["schemas"]

    assert shown["Instance"]["properties"]["due_on"]["anyOf"][0] == {"type": "string", "format": "date"}
    assert "instance" not in shown["ListRow"]["properties"]
    assert shown["Allowed"]["required"] == ["trigger", "ok", "blockers", "primary", "approve"]
    assert set(shown["Blocker"]["properties"]) == {"code", "reason", "message", "facts"}


# -- frozen -----------------------------------------------------------------------------------------------------------


def held(value: object) -> list[object]:
    """Return a value, and what it holds, and what that holds."""
    if isinstance(value, Mapping):
        inside: list[object] = [*value.values()]
    elif isinstance(value, list | tuple | frozenset):
        inside = [*value]
    elif is_dataclass(value) and not isinstance(value, type):
        inside = [getattr(value, field.name) for field in fields(value)]
    elif isinstance(value, Struct):
        inside = [getattr(value, name) for name in value.__struct_fields__]
    else:
        inside = []
    return [value, *(each for one in inside for each in held(one))]


@pytest.mark.parametrize("name", SHAPED)
def test_nothing_in_a_value_can_be_changed(name: str) -> None:
    for inside in held(SHAPED[name]):
        if isinstance(inside, dict):
            with pytest.raises(TypeError, match="frozen"):
                inside["x"] = 1
        if isinstance(inside, list):
            with pytest.raises(TypeError, match="frozen"):
                inside.append(1)
        assert not isinstance(inside, set | bytearray)


@pytest.mark.parametrize("name", SHAPED)
def test_a_value_can_be_copied_and_pickled(name: str) -> None:
    value = SHAPED[name]
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own
    assert copy.deepcopy(value) == value


def test_whoever_wants_to_change_something_takes_a_copy() -> None:
    changed = {**ITEM.data, "人数": 13}
    assert changed["人数"] == 13
    assert dict(ITEM.data) == ITEM.data
    assert json.loads(json.dumps(ITEM.units)) == {role: list(units) for role, units in ITEM.units.items()}
    assert {ITEM: 1}[copy.deepcopy(ITEM)] == 1


# -- type hints -------------------------------------------------------------------------------------------------------

PUBLIC = [getattr(duban, name) for name in dir(duban) if not name.startswith("_")]
KINDS = [kind for kind in [*PUBLIC, AsyncEngine] if isinstance(kind, type)]


def held_kinds() -> list[type]:
    """Return the classes that stand beside the front door."""
    return [kind for name in duban.values.__all__ if isinstance(kind := getattr(duban.values, name), type)]


def offered(kind: type) -> list[tuple[str, Any]]:
    """Return the methods and properties of a class, by name."""
    found = []
    for name in dir(kind):
        step = inspect.getattr_static(kind, name)
        step = getattr(step, "fget", None) or getattr(step, "__func__", step)
        if (not name.startswith("_") or name == "__init__") and inspect.isfunction(step):
            found.append((name, step))
    return [(name, step) for name, step in found if step.__module__.startswith("duban")]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_types_of_a_public_class_can_be_asked_for(kind: type) -> None:
    get_type_hints(kind)
    for _, step in offered(kind):
        assert set(get_type_hints(step)) == set(step.__annotations__)


PUBLIC_DOORS = [duban, duban.values, duban.aio, duban.notifiers, duban.testing]
BY_THEIR_ROOMS = {"Settings": duban.workflow}
"""What holds parts that applications seldom name: these are shown by the door of their room."""

OF_THE_ENGINE = {"HistoryRecord", "LinkRecord", "Database", "Store", "Entry", "Line", "Said", "SaidEach", "Reason"}
"""What stands in signatures that only the engine calls, or that nobody but it makes."""


def named_in(hint: object) -> set[type]:
    """Return the classes of ours that a type hint names."""
    inside = [*get_args(hint), *(hint if isinstance(hint, list | tuple) else ())]
    found = {one for each in inside for one in named_in(each)}
    kind = get_origin(hint) or hint
    return found | {kind} if isinstance(kind, type) and kind.__module__.startswith("duban.") else found


@pytest.mark.parametrize("kind", [*KINDS, *held_kinds()], ids=lambda kind: kind.__name__)
def test_every_type_that_a_signature_shows_can_be_imported(kind: type) -> None:
    hints = [
        *(hint for name, hint in hints_of(kind).items() if not name.startswith("_")),
        *(hint for _, step in offered(kind) for hint in get_type_hints(step).values()),
    ]
    doors = [*PUBLIC_DOORS, duban.states, BY_THEIR_ROOMS.get(kind.__name__, duban)]
    shown = {one for hint in hints for one in named_in(hint)}
    hidden = {one for one in shown if not any(getattr(door, one.__name__, None) is one for door in doors)}
    assert {one.__name__ for one in hidden} - OF_THE_ENGINE == set()
