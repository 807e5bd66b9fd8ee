"""The schema that editors get: it takes every scenario that the reader takes, and refuses what has another shape."""

from __future__ import annotations

import copy
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from duban.scenarios import ScenarioError, compile_document, json_schema, shipped_names, shipped_text
from duban.scenarios.checkers import canonical, plain
from duban.scenarios.yaml_reader import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
GOOD = sorted(
    path
    for folder in ("tests", "examples", "benchmarks")
    for path in (ROOT / folder).rglob("*.yaml")
    if "broken" not in path.parts
    and "\nscenario:" in f"\n{path.read_text('utf-8')}"
    # A name that has been reserved since is kept in what was read before, and no new file may have it.
    and "is a reserved word" not in path.read_text("utf-8").partition("\n")[0]
)
SCHEMA = Draft202012Validator(json_schema())
OF_SECTIONS = {name: SCHEMA.evolve(schema=section) for name, section in json_schema()["properties"].items()}
DESCRIBING = {"$schema", "$id", "title", "description"}
OF_SHAPE = re.compile(
    r'unknown key|the key "\w+" is missing|has to be (text|true or false|a mapping|a list|a whole number|a duration)'
    r"|is not one of|is an empty list; (leave|a trigger)|does not say which unit it means"
)


def document(text: str | bytes) -> Any:  # noqa: ANN401 - whatever the file holds
    return plain(parse_yaml(text, "file.yaml")[0])


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())
    assert json_schema()["$id"] == "urn:duban:scenario-language:1"


@pytest.mark.parametrize("name", shipped_names())
def test_it_takes_the_shipped_scenarios(name: str) -> None:
    assert [error.message for error in SCHEMA.iter_errors(document(shipped_text(name)))] == []


@pytest.mark.parametrize("file", GOOD, ids=lambda file: str(file.relative_to(ROOT)))
def test_it_takes_every_scenario_that_is_in_use(file: Path) -> None:
    assert [error.message for error in SCHEMA.iter_errors(document(file.read_bytes()))] == []


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_it_refuses_a_file_that_is_broken_by_its_shape(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    expected = [line for line in lines if line.startswith("# expect: ") and OF_SHAPE.search(line)]
    try:
        read = document(file.read_bytes())
    except ScenarioError:
        return  # it is no YAML, which an editor says by itself
    if expected:
        assert not SCHEMA.is_valid(read), expected


def test_most_of_what_the_reader_says_of_shape_an_editor_shows() -> None:
    assert sum(bool(OF_SHAPE.search(file.read_text("utf-8"))) for file in BROKEN) > 30


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - a document
    if path:
        yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inside:
        yield from places(child, (*path, key))


def changed(whole: Any, path: tuple[Any, ...], value: Any) -> Any:  # noqa: ANN401 - a document
    """Return a document with another value in a place; the rest of it is the same, and not copied."""
    if not path:
        return value
    copied = copy.copy(whole)
    copied[path[0]] = changed(whole[path[0]] if path[1:] else None, path[1:], value)
    return copied


def still_fits(whole: dict[str, Any], path: tuple[Any, ...], value: Any) -> bool:  # noqa: ANN401 - a document
    """Return whether a document that fits the schema does so with another value in a place.

    The schema says of the whole nothing but which sections there are, so only the section of the place is looked at.
    """
    section, *inside = path
    return OF_SECTIONS[section].is_valid(changed(whole[section], tuple(inside), value))


def reader_takes(whole: Any) -> bool:  # noqa: ANN401 - a document
    try:
        compile_document(canonical(whole))
    except ScenarioError:
        return False
    return True


@pytest.mark.parametrize("value", [None, True, 7, "", "3 days", [], {}], ids=repr)
def test_it_refuses_nothing_that_the_reader_takes(value: object) -> None:
    whole = document((Path(__file__).parent / "every_key.yaml").read_bytes())
    assert reader_takes(whole)
    assert SCHEMA.is_valid(whole)
    assert json_schema().keys() <= {*DESCRIBING, "type", "properties", "required", "additionalProperties"}
    refused = [path for path in places(whole) if not still_fits(whole, path, value)]
    assert len(refused) > 50
    assert [path for path in refused if reader_takes(changed(whole, path, value))] == []


def test_every_mapping_of_the_language_refuses_a_key_that_nobody_knows() -> None:
    whole = document((Path(__file__).parent / "every_key.yaml").read_bytes())
    known = changed(whole, ("states", "又一个"), {"initial": False, "finall": True})
    assert not SCHEMA.is_valid(known)
    assert not SCHEMA.is_valid({**whole, "titel": "x"})


def described(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in schema.get("properties", {}).items():
        yield key, value.get("description", "")
    for child in schema.values():
        for each in child if isinstance(child, list) else [child]:
            if isinstance(each, dict):
                yield from described(each)


def test_every_key_says_what_it_means() -> None:
    said = list(described(json_schema()))
    assert len(said) > 100
    assert [key for key, meaning in said if not meaning.endswith(".")] == []


Key = tuple[tuple[str, ...], str]
"""A key, and the keys of the mapping that it stands in: so two mappings are told apart."""


def keys_read(schema: dict[str, Any]) -> Iterator[Key]:
    """Yield every key that the language reads."""
    properties = schema.get("properties", {})
    yield from ((tuple(properties), key) for key in properties)
    inner = [*properties.values(), *schema.get("anyOf", ()), schema.get("items"), schema.get("additionalProperties")]
    for child in inner:
        if isinstance(child, dict):
            yield from keys_read(child)


def keys_written(schema: dict[str, Any], value: Any) -> Iterator[Key]:  # noqa: ANN401 - a document
    """Yield every key of the language that stands in a document."""
    for one in schema.get("anyOf", ()):
        if SCHEMA.evolve(schema=one).is_valid(value):
            yield from keys_written(one, value)
    if isinstance(value, list) and "items" in schema:
        for each in value:
            yield from keys_written(schema["items"], each)
    if isinstance(value, dict):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        yield from ((tuple(properties), key) for key in value if key in properties)
        for key, child in value.items():
            shape = properties.get(key, others)
            if isinstance(shape, dict):
                yield from keys_written(shape, child)


SHORT_FORMS = {"voids_by"}
"""Keys that are refused beside what they are short for, which stands in the file."""


def test_every_key_that_the_language_reads_stands_in_the_file_that_is_called_so() -> None:
    whole = document((Path(__file__).parent / "every_key.yaml").read_bytes())
    read, written = set(keys_read(json_schema())), set(keys_written(json_schema(), whole))
    assert len(read) > 100
    missing = [(mapping, key) for mapping, key in read - written if key not in SHORT_FORMS]
    assert sorted(f"{key} (beside {', '.join(mapping)})" for mapping, key in missing) == []
    assert SHORT_FORMS.isdisjoint(key for _, key in written)


def test_the_command_prints_it_and_starts_light() -> None:
    code = (
        "import sys; from duban.cli import main; status = main(['scenario', 'schema']);"
        "print(status, 'sqlmodel' in sys.modules, 'sqlalchemy' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stderr.split() == ["0", "False", "False"]
    assert '"$schema": "https://json-schema.org/draft/2020-12/schema"' in done.stdout
