"""Traces of merges that no compiler sees: a statement twice in a row, a test or an entry twice, a line askew."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
TREES = {
    path: ast.parse(path.read_text("utf-8"))
    for room in ("duban", "tests", "docs", "examples", "benchmarks")
    for path in sorted((ROOT / room).rglob("*.py"))
}
STEP = "  "
"""By so much a list in pyproject.toml is indented."""


def doubled_statements(tree: ast.AST, *, calls: bool) -> Iterator[int]:
    """Yield the line of each statement that says again what the one before it said; tests call things twice."""
    for node in ast.walk(tree):
        for block in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
            for one, other in pairwise(block if isinstance(block, list) else ()):
                called = isinstance(other, ast.Expr) and isinstance(other.value, ast.Call | ast.Await)
                if ast.dump(one) == ast.dump(other) and (calls or not called):
                    yield other.lineno


def doubled_entries(tree: ast.AST) -> Iterator[int]:
    """Yield the line of each text that stands twice in one `__all__`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names = [each for each in getattr(node.value, "elts", ()) if isinstance(each, ast.Constant)]
            yield from (other.lineno for one, other in pairwise(names) if one.value == other.value)


def whole_tests(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the name of each test and what it does."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.name, "\n".join(map(ast.dump, (node.args, *node.decorator_list, *node.body)))


def askew(toml: str) -> Iterator[str]:
    """Yield the lines of lists in a TOML file that are not indented as their list is, and those that stand twice."""
    entries: list[str] | None = None
    for place, line in enumerate(toml.splitlines(), start=1):
        text = line.strip()
        if entries is None:
            entries = [] if line.endswith("[") and "=" in line else None
        elif text.startswith("]"):
            entries = None
        else:
            entry = re.sub(r"\s+#.*", "", text)
            if not re.match(rf"{STEP}\S", line):
                yield f"line {place} is indented otherwise: {text}"
            if entry in entries and not text.startswith("#"):
                yield f"line {place} stands there twice: {text}"
            entries.append(entry)


def test_no_statement_says_again_what_the_one_before_it_said() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path, tree in TREES.items()
        for line in doubled_statements(tree, calls="tests" not in path.parts)
    ]
    assert found == []


def test_no_name_is_offered_twice() -> None:
    assert [f"{path}:{line}" for path, tree in TREES.items() for line in doubled_entries(tree)] == []


def test_no_test_is_there_twice() -> None:
    does = [one for path, tree in TREES.items() if "tests" in path.parts for one in whole_tests(tree)]
    assert [one for one, times in Counter(does).items() if times > 1] == []


def test_the_lists_of_the_project_file_have_each_entry_once_and_in_line() -> None:
    toml = (ROOT / "pyproject.toml").read_text("utf-8")
    assert tomllib.loads(toml)
    assert list(askew(toml)) == []


def test_the_changelog_says_each_thing_once_under_each_heading_once() -> None:
    lines = (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
    assert [line for line, times in Counter(filter(None, lines)).items() if times > 1 and line[:3] != "###"] == []
    for version in "\n".join(lines).split("\n## ")[1:]:
        headings = re.findall(r"(?m)^### .+", version)
        assert sorted(set(headings)) == sorted(headings)


def test_no_file_holds_a_conflict_that_nobody_decided() -> None:
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    marks = re.compile(rb"^(<{7}|>{7}|\|{7}) ", re.MULTILINE)
    files = [ROOT / name for name in kept.split("\0") if name]
    assert [str(path) for path in files if path.is_file() and marks.search(path.read_bytes())] == []


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("check(x)\ncheck(x)", 2),
        ("def f():\n    a = 1\n    a = 1", 3),
        ("try:\n    f()\nfinally:\n    g()\n    g()", 5),
    ],
)
def test_a_doubled_statement_is_seen(code: str, line: int) -> None:
    assert list(doubled_statements(ast.parse(code), calls=True)) == [line]


@pytest.mark.parametrize(
    "toml", ['x = [\n  "a",\n    "b",\n]', 'x = [\n  "a",\n"b",\n]', 'x = [\n  "a", # why\n  "a",\n]']
)
def test_a_line_askew_is_seen(toml: str) -> None:
    assert len(list(askew(toml))) == 1
