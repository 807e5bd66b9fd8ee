"""Parsed documents that remember where each key and value stands."""

from __future__ import annotations

import json
from typing import Any, Self

from duban.scenarios.errors import Problem, ScenarioError

MAX_DEPTH = 40
"""How deep a document may nest; a scenario needs six."""


class Key(str):
    """A mapping's key and its place."""

    __slots__ = ("column", "line")
    line: int
    column: int

    def __new__(cls, text: str, line: int = 0, column: int = 0) -> Self:
        """Make a key that stands at `line` and `column`, counted from 1."""
        key = super().__new__(cls, text)
        key.line = line
        key.column = column
        return key


class Node:
    """A value and its place: a scalar, a list of nodes, or a dict of `Key` to node."""

    __slots__ = ("column", "line", "value")

    def __init__(self, value: Any, line: int = 0, column: int = 0) -> None:  # noqa: ANN401 - it is what a file holds
        """Keep the value and where it stands, counted from 1."""
        self.value = value
        self.line = line
        self.column = column

    @property
    def kind(self) -> str:
        """Return what the value is, in the words of an error message."""
        match self.value:
            case None:
                return "nothing"
            case bool():
                return "true" if self.value else "false"
            case dict():
                return "a mapping"
            case list():
                return "a list"
            case str():
                return f'"{self.value if len(self.value) <= 40 else self.value[:40] + "…"}"'  # noqa: PLR2004 - a line's worth
            case _:
                return f"the number {self.value}"


def plain(node: Node) -> Any:  # noqa: ANN401 - it is what a file holds
    """Return the document without its places: dicts, lists and scalars."""
    value = node.value
    if type(value) is dict:
        return {str(key): plain(child) for key, child in value.items()}
    if type(value) is list:
        return [plain(child) for child in value]
    return value


def canonical(document: dict[str, Any]) -> str:
    """Return the canonical JSON of a document: keys sorted, no spaces, text as it is."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def parse_json(document: str) -> Node:
    """Read canonical JSON back; places are unknown."""
    try:
        return _placed(json.loads(document), 0)
    except (ValueError, RecursionError) as error:
        problem = Problem("document", 0, 0, "", f"is not the JSON of a scenario: {error}")
        raise ScenarioError((problem,)) from error


def _placed(value: Any, depth: int) -> Node:  # noqa: ANN401 - it is what a file holds
    if depth > MAX_DEPTH:
        message = f"nests deeper than {MAX_DEPTH} levels"
        raise ValueError(message)
    if isinstance(value, dict):
        return Node({Key(key): _placed(child, depth + 1) for key, child in value.items()})
    if isinstance(value, list):
        return Node([_placed(child, depth + 1) for child in value])
    return Node(value)
