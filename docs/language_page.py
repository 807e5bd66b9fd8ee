"""Writes the reference of the scenario language: `python docs/language_page.py` rewrites docs/reference/language.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from language_prose import HEAD, SECTIONS, TAIL

from duban.scenarios.keys.mappings import mappings

PAGE = Path(__file__).parent / "reference" / "language.md"

_A_DURATION = "5 working days"


def page() -> str:
    """Return the whole page; each mapping that the reader knows has its section, each key its line."""
    sections = (_section(keys.name, keys.shape()) for keys in mappings())
    return "\n".join([HEAD, *sections, TAIL])


def _section(name: str, shape: dict[str, Any]) -> str:
    heading, prose = SECTIONS.get(name, (f"`{name}`, of a message", ""))  # a medium that was installed beside duban
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
