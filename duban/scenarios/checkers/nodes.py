"""Parsed documents that remember the place of each key and value."""

from __future__ import annotations

import json
from operator import attrgetter
from typing import Any, Protocol

from duban.scenarios.errors import Problem, ScenarioError
from duban.words import Line, said_by

MAX_DEPTH = 40
"""How deep a document may nest; a scenario needs six."""

TOO_DEEP = Line("nests deeper than {most} levels", most=MAX_DEPTH)

_LONGEST_SHOWN = 40
"""A line's worth."""


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
    def kind(self) -> Line | str:
        """Return what the value is, for an error message."""
        match self.value:
            case None:
                return Line("nothing")
            case bool():
                return "true" if self.value else "false"
            case dict():
                return Line("a mapping")
            case list():
                return Line("a list")
            case str(text):
                return Line('"{text}"', text=text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…")
            case number:
                return Line("the number {number}", number=str(number))


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
        said = Line("is not the JSON of a scenario: {reason}", reason=said_by(error))
        raise ScenarioError((Problem("document", 0, 0, "", said),)) from error


def _placed(value: Any, depth: int) -> Node:  # noqa: ANN401 - it is what a file holds
    if depth > MAX_DEPTH:
        raise ValueError(TOO_DEEP)
    if isinstance(value, dict):
        return Node({_key(key): _placed(child, depth + 1) for key, child in value.items()})
    if isinstance(value, list):
        return Node([_placed(child, depth + 1) for child in value])
    return Node(value)


def _key(text: str) -> NodeKey:
    key = NodeKey(text)
    key.mark = None
    return key
