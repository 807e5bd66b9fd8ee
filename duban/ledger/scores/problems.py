"""Reading a mapping of a YAML file key by key, and keeping what is wrong with it, where it stands and what to write."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from duban import words
from duban.scenarios import Problem
from duban.scenarios.checkers import hint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duban.scenarios.checkers import Node

_MOST = Fraction(10**9)
_LONGEST = 60
_HUGE = re.compile(r"[eE][+-]?[0-9_]{3,}")


class Problems:
    """What is wrong with a file, in the order in which it is found."""

    def __init__(self, source: str) -> None:
        """Begin with none."""
        self.source = source
        self.found: list[Problem] = []

    def note(self, node: Node, path: str, said: words.Line) -> None:
        """Note what is wrong with a value."""
        self.found.append(Problem(self.source, node.line, node.column, path, said))


class Mapping:
    """A mapping of the file: each key is taken once, and what nobody has taken is a mistake."""

    def __init__(self, problems: Problems, node: Node, path: str = "") -> None:
        """Take the mapping at a path, or note that it is none."""
        self.problems, self.node, self.path = problems, node, path
        self._left: dict[str, Node] = {}
        if isinstance(node.value, dict):
            self._left = dict(node.value)
        else:
            problems.note(node, path, words.Line("has to be a mapping, not {kind}", kind=node.kind))

    def __contains__(self, key: str) -> bool:
        """Return whether the key stands there and was not taken yet."""
        return key in self._left

    def at(self, key: str) -> str:
        """Return the path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def note(self, said: words.Line, key: str = "", node: Node | None = None) -> None:
        """Note what is wrong with the mapping, or with one of its keys."""
        self.problems.note(node or self.node, self.at(key) if key else self.path, said)

    def take(self, key: str) -> Node | None:
        """Return the value of a key, if it is there."""
        return self._left.pop(key, None)

    def items(self) -> Iterator[tuple[str, Node]]:
        """Yield all that is left, as names of the file's own."""
        left, self._left = self._left, {}
        yield from ((str(key), node) for key, node in left.items())

    def child(self, key: str) -> Mapping | None:
        """Return the mapping of a key, if it is there."""
        node = self.take(key)
        return None if node is None else Mapping(self.problems, node, self.at(key))

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text of a key; without a default it has to be there."""
        node = self.take(key)
        if node is None:
            if default is None:
                self.note(words.Line("needs {key}", key=key))
            return default or ""
        return self.problems_text(node, key)

    def problems_text(self, node: Node, key: str) -> str:
        """Return the text of a node; numbers are taken as they are written."""
        if isinstance(node.value, str) and node.value.strip():
            return node.value.strip()
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return str(node.value)
        self.note(words.Line("has to be a text, not {kind}", kind=node.kind), key, node)
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a key, one or a list of them."""
        node = self.take(key)
        if node is None:
            return ()
        several = node.value if isinstance(node.value, list) else [node]
        return tuple(found for each in several if (found := self.problems_text(each, key)))

    def number(self, key: str, default: Fraction | None = None, *, least: Fraction | None = None) -> Fraction:
        """Return the number of a key, exactly as it is written; without a default it has to be there."""
        node = self.take(key)
        if node is None:
            if default is None:
                self.note(words.Line("needs {key}", key=key))
            return default or Fraction(0)
        found = as_number(node.value)
        if found is None:
            self.note(words.Line("has to be a number, not {kind}", kind=node.kind), key, node)
        elif least is not None and found < least:
            self.note(words.Line("has to be {least} or more", least=int(least)), key, node)
        else:
            return found
        return default or Fraction(0)

    def whole(self, key: str, default: int, *, most: int) -> int:
        """Return the whole number of a key, between 0 and `most`."""
        node = self.take(key)
        if node is None:
            return default
        if isinstance(node.value, int) and not isinstance(node.value, bool) and 0 <= node.value <= most:
            return node.value
        self.note(words.Line("has to be a whole number from 0 to {most}", most=most), key, node)
        return default

    def one_of(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """Return the word of a key, one of those that are known; without a default it has to be there."""
        node, there = self.take(key), list(known)
        if node is None:
            if default is None:
                self.note(words.Line("needs {key}: {known}", key=key, known=there))
            return default or ""
        if node.value in there:
            return str(node.value)
        said = words.Line("{word} is none of them{hint}", word=node.kind, hint=hint(str(node.value), there))
        self.note(said, key, node)
        return default or ""

    def end(self, known: Iterable[str]) -> None:
        """Note every key that nobody has taken; `known` are those that there are."""
        there = list(known)
        for key, node in self._left.items():
            said = words.Line("there is no key {key:shown}{hint}", key=str(key), hint=hint(str(key), there))
            self.note(said, str(key), node)
        self._left = {}


def as_number(value: Any) -> Fraction | None:  # noqa: ANN401 - what a file holds
    """Return a number exactly as it is written, or None; `0.1` is a tenth, and not what a computer makes of it.

    A number above a thousand million is none that a scheme or an office would write.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if len(str(value)) > _LONGEST or _HUGE.search(str(value)):  # 1e9999999 would be written out in digits
        return None
    try:
        number = Fraction(repr(value) if isinstance(value, float) else str(value).strip())
    except (ValueError, ZeroDivisionError):
        return None
    return number if abs(number) <= _MOST else None
