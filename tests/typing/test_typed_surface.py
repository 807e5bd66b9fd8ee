"""The typed examples leave nothing of the public surface out, and each misuse is held by itself."""

from __future__ import annotations

import ast
import inspect
import tokenize
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import duban
from duban import Engine
from duban.aio import AsyncEngine

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
FRONT_DOOR = {name for name in dir(duban) if not name.startswith("_")}
ASYNC = HERE / "test_typed_async.py"
EXAMPLES = sorted({*HERE.glob("test_typed_*.py")} - {ASYNC, Path(__file__)})


def nodes(*files: Path) -> Iterator[ast.AST]:
    for file in files:
        yield from ast.walk(ast.parse(file.read_text("utf-8")))


def asserted(*files: Path) -> list[tuple[ast.expr, str]]:
    """Return what `assert_type` is said of, and the type that it must have."""
    calls = [node for node in nodes(*files) if isinstance(node, ast.Call)]
    return [
        (call.args[0], ast.unparse(call.args[1]))
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "assert_type"
    ]


def verbs(kind: type) -> dict[str, str]:
    """Return the public verbs of a class, each with what it says that it returns."""
    found = inspect.getmembers(kind, inspect.isfunction)
    return {name: inspect.signature(verb).return_annotation for name, verb in found if not name.startswith("_")}


@pytest.mark.parametrize(("kind", "files"), [(Engine, EXAMPLES), (AsyncEngine, [ASYNC])])
def test_every_verb_is_called_and_what_it_returns_is_held(kind: type, files: list[Path]) -> None:
    called = {
        node.func.attr for node in nodes(*files) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert set(verbs(kind)) - called == set()
    # What `transact` returns is what its argument does, and `on` returns what it is given.
    assert set(verbs(kind).values()) - {"Result", "Any"} - {kind for _, kind in asserted(*files)} == set()


def test_every_attribute_of_a_value_is_held() -> None:
    held = {value.attr for value, _ in asserted(*EXAMPLES) if isinstance(value, ast.Attribute)}
    for name in FRONT_DOOR - {"Definition"}:
        value = getattr(duban, name)
        names = {each.name for each in fields(value) if each.repr} if is_dataclass(value) else set[str]()
        theirs = names | {each for each in getattr(value, "__struct_fields__", ()) if not each.startswith("_")}
        if theirs:
            theirs |= {attribute for attribute, _ in inspect.getmembers(value, lambda one: isinstance(one, property))}
            assert theirs - held == set(), name


def test_every_name_of_the_front_door_is_used() -> None:
    used = {node.id for node in nodes(*EXAMPLES) if isinstance(node, ast.Name)}
    assert FRONT_DOOR - used == set()


def test_every_misuse_stands_on_a_line_of_its_own_and_is_marked() -> None:
    file = HERE / "misuse.py"
    with tokenize.open(file) as text:
        marked = {
            token.start[0]
            for token in tokenize.generate_tokens(text.readline)
            if token.type == tokenize.COMMENT and token.string.startswith("# type: ignore[")
        }
    misuses = [
        statement
        for function in ast.parse(file.read_text("utf-8")).body
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in function.body
    ]
    assert [one.lineno for one in misuses if one.lineno != one.end_lineno] == []
    assert {one.lineno for one in misuses} == marked
