"""The pages of the reference are what the code says, and complete: each key, command and verb has its entry."""

from __future__ import annotations

import builtins
import importlib.util
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from chat_robot import Robot
from pages import DOCS
from typer.core import TyperGroup

import duban
from duban.cli.app import app
from duban.notifiers import register_medium
from duban.scenarios.json_schema import json_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

PAGES = ("settings", "cli", "language", "library", "layouts", "figures", "api", "http", "history")


def maker(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{name}_page", DOCS / f"{name}_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def _no_traces(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave no path of docs/ behind."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    sys.modules.pop("language_prose", None)


def text(name: str) -> str:
    return (DOCS / "reference" / f"{name}.md").read_text("utf-8")


# The library's page takes as long as all others together, which show that the locale does not matter.
@pytest.mark.parametrize(
    ("name", "locale"),
    [*((name, "C.UTF-8") for name in PAGES), *((name, "zh_CN.UTF-8") for name in PAGES if name != "library")],
)
def test_the_page_is_what_the_code_says(name: str, locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    assert maker(name).page() == text(name), "run `make docs`"


def keys_in(schema: Any) -> Iterator[str]:  # noqa: ANN401 - a piece of JSON
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from schema["properties"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from keys_in(each)


def test_every_key_of_the_language_has_its_line() -> None:
    told = set(re.findall(r"^\| (?:\*\*)?`(\w+)`", text("language"), re.MULTILINE))
    keys = set(keys_in(json_schema()))
    assert len(keys) > 60
    assert keys - told == set()


def test_a_medium_that_is_installed_beside_duban_has_its_keys_told(forget_media: Callable[[], None]) -> None:
    forget_media()
    register_medium(Robot())
    page = maker("language").page()
    assert "## `robot`, of a message\n\n| key | what it takes | what it means |\n|---|---|---|\n| **`text`** |" in page
    assert "| `robot` | a mapping | In the chat. |" in page
    assert "| `robot` | text | The address. |" in page


def test_every_reserved_word_is_told() -> None:
    """Held against what the reader publishes for editors."""
    taken = json_schema()["properties"]["fields"]["propertyNames"]["not"]["enum"]
    said = text("language").partition("## Names")[2].partition("##")[0]
    assert {word for word in taken if word != "*"} <= set(re.findall(r"`(\w+)`", said))


def test_every_command_has_its_entry() -> None:
    def walk(command: object, path: str) -> Iterator[str]:
        yield path
        if isinstance(command, TyperGroup):
            for name, below in command.commands.items():
                yield from walk(below, f"{path} {name}")

    entries = set(re.findall(r"^## `(duban[ \w-]*)`$", text("cli"), re.MULTILINE))
    assert entries == set(walk(typer.main.get_command(app), "duban"))


def test_every_name_of_the_front_door_and_every_verb_has_its_entry() -> None:
    entries = set(re.findall(r"^#{2,3} `([\w.]+)`$", text("api"), re.MULTILINE))
    assert set(duban.__all__) <= entries
    assert {f"engine.{name}" for name in maker("api").public_names()} <= entries


def test_whatever_a_docstring_says_is_raised_is_explained() -> None:
    page = text("api")
    sentences = re.findall(r"^Raises .+?(?:\n\n|\Z)", page, re.MULTILINE | re.DOTALL)
    lists = re.findall(r"^Raises:\n\n(.+?)(?:\n\n|\Z)", page, re.MULTILINE | re.DOTALL)
    raised = {name for each in sentences for name in re.findall(r"\b[A-Z][a-z]+[A-Z]\w+", each)}
    listed = {name for each in lists for name in re.findall(r"^- `(\w+)`: ", each, re.MULTILINE)}
    assert raised
    assert listed
    elsewhere = re.findall(r"`(duban\.\w+)\.(\w+Error|\w+Clash|\w+NotFound|NotEmpty|Unknown\w+)`", page)
    homes = {name: getattr(import_module(room), name) for room, name in elsewhere}
    assert all(issubclass(error, Exception) for error in homes.values())
    assert (raised | listed) - set(duban.__all__) - homes.keys() - set(dir(builtins)) == set()


def test_the_makers_are_those_that_make_docs_runs() -> None:
    makefile = Path(DOCS.parent / "Makefile").read_text("utf-8")
    listed = re.findall(r"for page in ([\w ]+);", makefile)
    assert [sorted(names.split()) for names in listed] == [sorted(PAGES)]
    assert {path.stem for path in DOCS.glob("*_page.py")} == {f"{name}_page" for name in PAGES}
