"""Writes the reference of the scenario language: `python docs/language_page.py` rewrites docs/reference/language.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))
from language_prose import HEAD, SECTIONS, TAIL

from duban.scenarios.json_schema import json_schema
from duban.scenarios.meanings import MEANINGS
from duban.states import media

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parent / "reference" / "language.md"

_A_DURATION = "5 working days"


def page() -> str:
    """Return the whole page; each mapping that the reader knows has its section, each key its line."""
    shapes = {frozenset(shape["properties"]): shape for shape in _mappings(json_schema())}
    sections = (_section(name, shapes[keys]) for name, keys in _mappings_by_name())
    return "\n".join([HEAD, *sections, TAIL])


def _mappings_by_name() -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every mapping of the language by its name with its keys: the reader's own, and those that media declare."""
    declared = {key: form for medium in media() for key, form in medium.keys.items()}
    columns = {medium.column for medium in media()}
    for name in SECTIONS:
        if name in MEANINGS:
            yield name, frozenset(MEANINGS[name]) | (columns if name == "contact" else set())
        elif name in declared:
            yield name, frozenset(declared[name].takes)
        else:
            yield name, frozenset(declared)


def _section(name: str, shape: dict[str, Any]) -> str:
    heading, prose = SECTIONS[name]
    lines = [
        f"## {heading}\n",
        *([f"{prose}\n"] if prose else []),
        "| key | what it takes | what it means |",
        "|---|---|---|",
    ]
    for key, value in shape["properties"].items():
        shown = f"**`{key}`**" if key in shape.get("required", ()) else f"`{key}`"
        meaning = value["description"].replace("|", "\\|")
        lines.append(f"| {shown} | {_taken(value)} | {meaning} |")
    return "\n".join(lines) + "\n"


def _mappings(shape: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a piece of JSON
    if isinstance(shape, dict):
        if isinstance(shape.get("properties"), dict):
            yield shape
        shape = list(shape.values())
    if isinstance(shape, list):
        for each in shape:
            yield from _mappings(each)


def _taken(shape: dict[str, Any]) -> str:
    """Say in words what a key takes."""
    if "enum" in shape:
        return ", ".join(f"`{value}`" for value in shape["enum"])
    if "anyOf" in shape:
        found = list(dict.fromkeys(_taken(each) for each in shape["anyOf"]))
        return " or ".join(found) if found != ["text", "a list of text"] else "text or a list"
    if examples := shape.get("examples"):
        return "a duration" if _A_DURATION in examples else ", ".join(f"`{example}`" for example in examples)
    if shape.get("type") == "array":
        items = shape.get("items", {})
        return f"a list of {'mappings' if items.get('type') == 'object' else _taken(items)}"
    kinds = {"string": "text", "boolean": "`true` or `false`", "integer": "a number", "object": "a mapping"}
    kinds["null"] = "`null`"
    return kinds.get(shape.get("type", ""), "anything")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
