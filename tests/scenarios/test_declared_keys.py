"""Each key of the language is declared once, and no field of a definition, label, meaning or shape is forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import pytest
from msgspec import Struct
from msgspec.structs import fields

from duban.scenarios import json_schema, read_scenario
from duban.scenarios.checkers import shape_of
from duban.scenarios.checkers.shapes import _SHAPES
from duban.scenarios.keys.mappings import WRITTEN_SHORT, mappings
from duban.scenarios.keys.telling.messages import message_mappings
from duban.states import Definition, DueAfter, Duration, Lengths, Moment, Recipient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.scenarios.keys.declaring import Key, Keys

MAPPINGS = mappings()
KEYS = [(keys, key) for keys in MAPPINGS for key in keys.declared.values()]
WORDED = {DueAfter, Duration, Lengths, Moment, Recipient}
"""Parts of a definition that are put in words as a whole."""


def parts(kind: Any, seen: list[type[Struct]]) -> list[type[Struct]]:  # noqa: ANN401 - whatever an annotation holds
    """Return every struct that a definition is made of, those apart that are put in words as a whole."""
    if isinstance(kind, type) and issubclass(kind, Struct) and kind not in {*seen, *WORDED}:
        seen.append(kind)
        for inner in get_type_hints(kind).values():
            parts(inner, seen)
    for inner in get_args(kind):
        parts(inner, seen)
    return seen


PARTS = parts(Definition, [])


def named(keys: Keys[Any], key: Key) -> str:
    return f"{keys.name}.{key.name}"


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_field_is_declared_once(part: type[Struct]) -> None:
    told, untold = [], set()
    for keys in (*MAPPINGS, *WRITTEN_SHORT):
        if keys.part is part:
            told += [field for field in (*keys.fields.values(), *keys.also) if field not in keys.untold]
            untold.update(keys.untold)
    assert sorted([*told, *untold]) == sorted(part.__struct_fields__)


def test_every_declaration_is_of_a_part_of_a_definition_or_of_an_example() -> None:
    assert len(PARTS) > 15
    assert {keys.part for keys in (*MAPPINGS, *WRITTEN_SHORT)} == {*PARTS, dict}


@pytest.mark.parametrize(("keys", "key"), KEYS, ids=[named(*each) for each in KEYS])
def test_every_key_has_its_field_meaning_label_and_shape(keys: Keys[Any], key: Key) -> None:
    field = keys.fields.get(key.name)
    assert isinstance(shape_of(key.checker), dict)
    assert key.meaning.endswith(".")
    if keys.name in {each.name for each in message_mappings()}:  # which are made anew for each set of media
        assert key.label, "`scenario diff` has no word for it"
    elif keys.part is dict:
        assert key.label == "", "what an example says is no rule, and `scenario diff` passes it over"
    elif field is None or field in keys.untold:
        assert key.label == "", "`scenario diff` does not tell of it by itself"
    else:
        assert key.label, "`scenario diff` has no word for it"
    if issubclass(keys.part, Struct) and field is not None:
        defaults = {known.name: known.required for known in fields(keys.part)}
        assert field in defaults
        assert key.default is None or defaults[field], "the field has a default, so this one is never used"


def keys_in(schema: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a piece of JSON
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield schema["properties"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from keys_in(each)


def test_what_is_declared_is_what_the_schema_has() -> None:
    declared = [keys.shape()["properties"] for keys in MAPPINGS]
    in_schema = list(keys_in(json_schema()))
    assert [keys.name for keys in MAPPINGS if keys.shape()["properties"] not in in_schema] == []
    assert [list(found) for found in in_schema if found not in declared] == []


def test_names_of_mappings_are_told_apart() -> None:
    names = [keys.name for keys in MAPPINGS]
    assert sorted(set(names)) == sorted(names)


def test_a_reading_leaves_nothing_behind() -> None:
    """A checker is made once: one that is made while a file is read would be kept for good, with each file."""
    whole = (Path(__file__).parent / "every_key.yaml").read_bytes()
    before = len(_SHAPES)
    read_scenario(whole, "every_key.yaml")
    assert len(_SHAPES) == before
