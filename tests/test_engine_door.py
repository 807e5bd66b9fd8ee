"""Whoever is outside of `workflow` asks the engine by its verbs; what still reaches past them is listed here."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import duban
from duban import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(duban.__file__).parent
INSIDE = {"workflow", "storage"}

PAST_THE_VERBS = {
    "operations/backups.py": "a backup is a copy of a file, and a restore puts another in its place",
    "operations/moving.py": "a move copies rows from database to database, while nobody else writes",
    "operations/file_copies.py": "a backup takes along the files that its snapshot names, whatever anybody may see",
    "desk/store/connecting.py": "the desk's own tables stand in the same database, and the engine knows none of them",
    "operations/doctor/memory.py": "the doctor looks into a database of any schema, and makes none by looking",
}
"""Files that use `engine.database`, each with its reason: one may leave this list, none may join it."""


def engines_asked_for(name: str) -> Iterator[str]:
    """Yield each place outside of the engine's rooms that takes this from something called an engine."""
    for file in sorted(PACKAGE.rglob("*.py")):
        place = file.relative_to(PACKAGE)
        if place.parts[0] in INSIDE:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == name:
                owner = ast.unparse(node.value).rpartition(".")[2].lstrip("_")
                # Settings have an address that is called so, and the demo's folder a file.
                if owner not in {"settings", "folder", "url", "self"}:
                    yield str(place)


def test_nobody_outside_reaches_past_the_verbs_but_for_what_is_listed() -> None:
    assert set(engines_asked_for("database")) == set(PAST_THE_VERBS)


@pytest.mark.parametrize("name", ["catalogue", "_core", "core"])
def test_what_the_engine_is_made_of_is_its_own(name: str) -> None:
    assert list(engines_asked_for(name)) == []
    assert not hasattr(Engine, name)


def test_no_function_of_the_engine_s_room_takes_the_engine() -> None:
    """Such a function is a verb that one cannot find: it belongs on `Engine`."""
    found = [
        f"{file.relative_to(PACKAGE)}: {node.name}"
        for file in sorted((PACKAGE / "workflow").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "__init__"
        for argument in (*node.args.args, *node.args.kwonlyargs)
        if argument.annotation is not None and ast.unparse(argument.annotation) == "Engine"
    ]
    assert found == []


def test_the_engine_knows_nothing_of_playing() -> None:
    for file in sorted((PACKAGE / "workflow").rglob("*.py")):
        if file.parent.name == "play" or file == PACKAGE / "workflow" / "__init__.py":
            continue
        assert "duban.workflow.play" not in file.read_text("utf-8"), file
