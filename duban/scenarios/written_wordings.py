"""The wording of a message as a file, to start from: what `duban scenario wording` prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STEP = "  "


def written_wording(parts: Mapping[str, object]) -> str:
    """Return the keys of a message as YAML that is read as the same; texts of several lines stay so."""
    return "".join(f"{line}\n" for line in _mapping(parts, ""))


def _mapping(parts: Mapping[str, object], indent: str) -> Iterator[str]:
    for key, value in parts.items():
        if isinstance(value, dict):
            yield f"{indent}{_quoted(key)}:"
            yield from _mapping(value, indent + _STEP)
        elif isinstance(value, str) and _is_block(value):
            yield f"{indent}{_quoted(key)}: |{_chomping(value)}"
            yield from (f"{indent}{_STEP}{line}" if line else "" for line in _lines(value))
        else:
            yield f"{indent}{_quoted(key)}: {json.dumps(value, ensure_ascii=False)}"


def _quoted(key: str) -> str:
    return key if key.isidentifier() and key not in {"null", "true", "false"} else json.dumps(key, ensure_ascii=False)


def _is_block(value: str) -> bool:
    """Return whether a text can stand as lines of its own: not one line, and none that YAML would read otherwise."""
    lines = _lines(value)
    first = next((line for line in lines if line), "")
    return "\n" in value and bool(first) and not first.startswith((" ", "\t")) and all(map(_is_plain, lines))


def _is_plain(line: str) -> bool:
    return all(each.isprintable() or each in "\t\u3000" for each in line) and not (line and line.isspace())


def _lines(value: str) -> list[str]:
    return value.removesuffix("\n").split("\n")


def _chomping(value: str) -> str:
    if not value.endswith("\n"):
        return "-"
    return "+" if value.endswith("\n\n") else ""
