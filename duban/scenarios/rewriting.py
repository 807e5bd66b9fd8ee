"""Changes single values of a scenario file, and leaves all else in it as its author wrote it, comments included."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from duban.scenarios.yaml_reader import Written, written_in

if TYPE_CHECKING:
    from collections.abc import Mapping

Path = tuple[str | int, ...]

_PLAIN = re.compile(r"[^\W\d_][\w .+-]*|\d+( [a-z]+)*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


class NotRewritten(ValueError):
    """A value cannot be put in place of another, where `path` says."""

    def __init__(self, path: Path) -> None:
        super().__init__(".".join(map(str, path)))
        self.path = path


def rewritten(text: str, values: Mapping[Path, str | tuple[str, ...]]) -> str:
    """Return a file with other values at some paths, each of which has to be there; raises NotRewritten."""
    there = written_in(text)
    for path in values:
        if path not in there:
            raise NotRewritten(path)
    changed = text
    for path in sorted(values, key=lambda path: there[path].start, reverse=True):
        old = there[path]
        end = old.start + len(changed[old.start : old.end].rstrip())
        changed = changed[: old.start] + _as_written(values[path], old) + changed[end:]
    now = written_in(changed)
    for path, value in values.items():
        if path not in now or not _same(now[path].value, value):
            raise NotRewritten(path)
    return changed


def _same(one: str | tuple[str, ...], other: str | tuple[str, ...]) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.rstrip() == other.rstrip()
    return _several(one) == _several(other)


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _as_written(value: str | tuple[str, ...], old: Written) -> str:
    if isinstance(value, tuple):
        return _scalar(value[0]) if len(value) == 1 else f"[{', '.join(map(_scalar, value))}]"
    lines = value.rstrip().split("\n")
    if old.style == "|" and lines[0] and not lines[0].startswith(" "):
        indent = " " * (old.column + 2)
        return "|\n" + "\n".join(indent + line if line.strip() else "" for line in lines)
    return _scalar(value.rstrip())


def _scalar(value: str) -> str:
    plain = _PLAIN.fullmatch(value) and value.casefold() not in _WORDS and value == value.strip()
    return value if plain else json.dumps(value, ensure_ascii=False)
