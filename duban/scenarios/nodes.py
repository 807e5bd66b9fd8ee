"""Parsed documents that remember the place of each key and value."""

from __future__ import annotations

import json
from operator import attrgetter
from typing import Any, Protocol

from duban.scenarios.errors import Problem, ScenarioError

MAX_DEPTH = 40
"""How deep a document may nest; a scenario needs six."""


class Mark(Protocol):
    """A place in a file, as the YAML library has it: counted from 0."""

    line: int
    column: int


class NodeKey(str):
    """A mapping's key and its mark, which the reader of the file sets; None if it was not read from a file."""

    __slots__ = ("mark",)
    mark: Mark | None

    @property
    def line(self) -> int:
        """Return the line, counted from 1; 0 is unknown."""
        return self.mark.line + 1 if self.mark else 0

    @property
    def column(self) -> int:
        """Return the column, counted from 1; 0 is unknown."""
        return self.mark.column + 1 if self.mark else 0


class Node:
    """A value and its place: a scalar, a list of nodes, or a dict of `NodeKey` to node."""

    __slots__ = ("mark", "value")

    def __init__(self, value: Any, mark: Mark | None = None) -> None:  # noqa: ANN401 - it is what a file holds
        """Keep the value and its mark."""
        self.value = value
        self.mark = mark

    @property
    def line(self) -> int:
        """Return the line, counted from 1; 0 is unknown."""
        return self.mark.line + 1 if self.mark else 0

    @property
    def column(self) -> int:
        """Return the column, counted from 1; 0 is unknown."""
        return self.mark.column + 1 if self.mark else 0

    @property
    def kind(self) -> str:
        """Return what the value is, for an error message."""
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
    """Return the document as plain dicts, lists and scalars."""
    value = node.value
    if type(value) is dict:
        return {str(key): plain(child) for key, child in value.items()}
    if type(value) is list:
        return [plain(child) for child in value]
    return value


def canonical(parts: dict[NodeKey, Node]) -> str:
    """Return the canonical JSON of a document's parts: no spaces, text as it is, keys in the order of the file.

    The order matters: the first role is the fallback unless another is named.
    """
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=attrgetter("value"))


def parse_json(document: str) -> Node:
    """Return the document of a canonical JSON; its nodes have no places."""
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
        return Node({_key(key): _placed(child, depth + 1) for key, child in value.items()})
    if isinstance(value, list):
        return Node([_placed(child, depth + 1) for child in value])
    return Node(value)


def _key(text: str) -> NodeKey:
    key = NodeKey(text)
    key.mark = None
    return key
