"""Reads a layout: untrusted YAML to a `Layout`, or every problem with its place."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.ledger.layouts import readers
from duban.ledger.layouts.errors import LayoutError, UnknownLayout
from duban.ledger.layouts.keys import KEYS, NEEDED
from duban.ledger.layouts.values import Layout
from duban.scenarios import FileTexts, Problem, ScenarioError, parse_yaml
from duban.scenarios.checkers import Scope, canonical, hint
from duban.words import Line

if TYPE_CHECKING:
    from os import PathLike

    from duban.scenarios.checkers import Node

MOST_BYTES = 256 * 1024
PLACES = ("plan", "unit", "year", "month", "quarter", "day")
"""What texts of a layout may have in braces."""

_SHIPPED = Path(__file__).parent / "shipped"
_ENDINGS = (".yaml", ".yml")
_PLACE = re.compile(r"\{([^{}]*)\}")
_TEXTS = FileTexts(
    Line("is larger than the {most} bytes that a layout may have", most=MOST_BYTES),
    Line("the file is empty; begin with `layout:`"),
    Line("a second document begins here; one file is one layout"),
    Line("a layout is a mapping of keys such as `layout:`, not {kind}").english,
    Line("tags such as {tag} are not used in layouts; leave it out").english,
)


def shipped_layouts() -> tuple[str, ...]:
    """Return the names of the layouts that come with duban."""
    return tuple(sorted(file.stem for file in _SHIPPED.glob("*.yaml")))


def load_layout(layout: str | PathLike[str], *, known: tuple[str, ...] = ()) -> Layout:
    """Return a layout that comes with duban, by its name, or that of a file; `known` are names to tell of.

    Raises UnknownLayout, LayoutError with every problem of the file, and OSError if it cannot be read.
    """
    name = str(layout)
    if name in shipped_layouts():
        return read_layout((_SHIPPED / f"{name}.yaml").read_bytes(), f"{name}.yaml")
    file = Path(layout)
    if file.suffix.lower() not in _ENDINGS and not file.exists():
        raise UnknownLayout(name, known or shipped_layouts())
    with file.open("rb") as content:
        return read_layout(content.read(MOST_BYTES + 1), name)


def read_layout(text: str | bytes, source: str) -> Layout:
    """Return the layout that a file holds; raises LayoutError with every problem."""
    raw = text.encode() if isinstance(text, str) else text
    if len(raw) > MOST_BYTES:
        raise LayoutError((Problem(source, 0, 0, "", _TEXTS.too_large),))
    try:
        root, problems = parse_yaml(raw, source, _TEXTS)
        scope = Scope(source, root, problems)
        found = readers.keys(scope, root, "", KEYS)
        _check(scope, root, found)
    except ScenarioError as error:
        raise LayoutError(error.problems) from None
    if scope.problems:
        raise LayoutError(tuple(sorted(scope.problems, key=lambda each: (each.line, each.column))))
    name = found.pop("layout")
    digest = hashlib.sha256(canonical(root.value).encode()).hexdigest()
    return Layout(name, file=source, digest=digest, text=raw.decode("utf-8-sig"), **found)


def filled(text: str, facts: dict[str, str]) -> str:
    """Return a text of a layout with its places filled."""
    return _PLACE.sub(lambda found: facts.get(found.group(1), ""), text)


def _check(scope: Scope, root: Node, found: dict[str, Any]) -> None:
    there = {str(key) for key in root.value}
    for name in NEEDED:
        if name not in there:
            scope.refuse(root, "", Line("a layout needs `{key}:`", key=name))
    for key, node in root.value.items():
        if key in {"title", "subtitle", "day"} and type(node.value) is str:
            _check_places(scope, node, str(key))
        elif key == "foot":
            for line in node.value if type(node.value) is list else [node]:
                _check_places(scope, line, str(key))
    _check_keys(scope, root, found)


def _check_places(scope: Scope, node: Node, path: str) -> None:
    for name in _PLACE.findall(str(node.value)):
        if name not in PLACES:
            scope.refuse(node, path, Line('no place "{name}" in braces{hint}', name=name, hint=hint(name, PLACES)))


def _check_keys(scope: Scope, root: Node, found: dict[str, Any]) -> None:
    """Note columns of the same name in JSON, and a filled-in value that stands in two columns."""
    seen: set[object] = set()
    filled_in: set[object] = set()
    for column in found.get("columns") or ():
        if column.key and column.key in seen:
            _refuse_at(scope, column.at, "columns", Line('two columns have the key "{key}"', key=column.key))
        seen.add(column.key)
        what = column.fill and (column.fill.what, column.fill.name)
        if what and what in filled_in:
            said = Line("{name:shown} is filled in in two columns", name=column.fill.name or column.fill.what.value)
            _refuse_at(scope, column.at, "columns", said)
        filled_in.add(what)
    if found.get("section") is not None and found["section"].word in {"place", "blank"}:
        node = next(node for key, node in root.value.items() if key == "section")
        scope.refuse(node, "section", Line("rows cannot be grouped by this"))


def _refuse_at(scope: Scope, at: tuple[int, int], path: str, said: Line) -> None:
    scope.problems.append(Problem(scope.file, *at, path, said))
