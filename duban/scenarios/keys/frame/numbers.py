"""Reads `number`: the pattern of the numbers that people quote, and whether some may be left out."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.scenarios.checkers import TEXT, by_word, name_problem, shape_of, shaped, text
from duban.scenarios.keys.declaring import Key, Keys
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

_NUMBER_FIELDS = {"year", "quarter", "month", "seq"}
_WIDTH = re.compile(r"(0?[1-9])?d?")
_LONGEST_NUMBER = 40
_PATH_SIGNS = frozenset("/\\")


class WrittenNumber(Struct, frozen=True):
    """The value of `number`, in either of the two ways to write it."""

    pattern: str | None
    gaps: bool = False


@shaped(lambda: {**TEXT, "allOf": [{"pattern": f"\\{{{name}[:!}}]"} for name in ("year", "seq")]})
def _pattern(scope: Scope, node: Node, path: str) -> str | None:
    pattern = text(scope, node, path)
    if pattern is None:
        return None
    parts = _places(scope, node, path, pattern, "WT-{year}-{seq:04d}")
    if parts is None:
        return None
    used = set()
    for _, name, spec, conversion in parts:
        if name is None:
            continue
        used.add(name)
        if name not in _NUMBER_FIELDS:
            said = Line(
                "{place} is not for numbers; there are {{year}}, {{quarter}}, {{month}} and {{seq}}",
                place=f"{{{name}}}",
            )
            scope.refuse(node, path, said)
        else:
            _check_width(scope, node, path, (name, spec, conversion))
    for name in ("year", "seq"):
        if name not in used:
            scope.refuse(node, path, Line("has to use {place}, or numbers would repeat", place=f"{{{name}}}"))
    _check_signs(scope, node, path, pattern)
    return pattern


_Places = list[tuple[str, str | None, str | None, str | None]]
"""What stands before each place in a pattern, its name, its width, and its conversion."""


def _places(scope: Scope, node: Node, path: str, pattern: str, example: str) -> _Places | None:
    try:
        return list(string.Formatter().parse(pattern))
    except ValueError:
        facts = {"pattern": pattern, "example": example}
        scope.refuse(node, path, Line('"{pattern}" has an unpaired brace; write it like {example}', **facts))
        return None


def _check_width(scope: Scope, node: Node, path: str, place: tuple[str, str | None, str | None]) -> None:
    name, spec, conversion = place
    if conversion or not _WIDTH.fullmatch(spec or ""):
        written = f"{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}"
        facts = {"place": f"{{{written}}}", "example": f"{{{name}:04d}}"}
        scope.refuse(node, path, Line("{place} is no width; write it like {example}", **facts))


@shaped(lambda: {**TEXT, "pattern": r"^\{parent\}[^{}0-9]+\{seq[:}]"})
def part_number(scope: Scope, node: Node, path: str) -> str | None:
    """Check the pattern of the numbers of parts: the parent's, a sign that is no digit, and the place under it."""
    pattern = text(scope, node, path)
    if pattern is None:
        return None
    parts = _places(scope, node, path, pattern, _PART_EXAMPLE)
    if parts is None:
        return None
    for _, name, spec, conversion in parts:
        if name == "seq":
            _check_width(scope, node, path, (name, spec, conversion))
    names, between = [name for _, name, _, _ in parts], parts[1][0] if len(parts) > 1 else ""
    apart = between and not any(sign.isdigit() for sign in between)
    if names != ["parent", "seq"] or parts[0][0] or not apart or parts[0][2] or parts[0][3]:
        said = Line(
            '"{pattern}" has to be {{parent}}, then a sign that is no digit, then {{seq}}, such as {example}',
            pattern=pattern,
            example=_PART_EXAMPLE,
        )
        scope.refuse(node, path, said)
    _check_signs(scope, node, path, pattern)
    return pattern


_PART_EXAMPLE = "{parent}-{seq:02d}"


def _check_signs(scope: Scope, node: Node, path: str, pattern: str) -> None:
    if not scope.kept and (pattern.startswith(".") or not _PATH_SIGNS.isdisjoint(pattern)):
        said = Line("a number names files: it does not begin with a dot, and has no / and no \\ in it")
        scope.refuse(node, path, said)
    if len(pattern) > _LONGEST_NUMBER or name_problem(pattern, frozenset()):
        said = Line("a number has no invisible characters, and its pattern at most {most}", most=_LONGEST_NUMBER)
        scope.refuse(node, path, said)


NUMBER = Keys(
    "number",
    dict,
    Key(
        "pattern",
        _pattern,
        "{year} and {seq}, with or without {quarter} or {month}, such as WT-{year}-{seq:04d}.",
        required=True,
    ),
    Key(
        "gaps",
        by_word({"allowed": True, "none": False}),
        "Whether numbers may be left out, so that on PostgreSQL nobody waits for another's; left out: none.",
    ),
)


@shaped(lambda: {"anyOf": [shape_of(_pattern), NUMBER.shape()]})
def number(scope: Scope, node: Node, path: str) -> WrittenNumber | None:
    """Check a pattern, or a mapping that also says whether gaps are allowed."""
    if type(node.value) is not dict:
        return WrittenNumber(_pattern(scope, node, path))
    found = NUMBER.read(scope, node, path)
    return WrittenNumber(found.get("pattern"), bool(found.get("gaps")))
