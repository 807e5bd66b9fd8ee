"""YAML 1.2 into nodes with their places; the only module that knows the YAML library."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from duban.scenarios.errors import Problem, ScenarioError
from duban.scenarios.nodes import MAX_DEPTH, Key, Node

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 1024 * 1024
MAX_NODES = 100_000
_MAX_DIGITS = 18

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C library may be missing
_WORDS = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NUMBER_STARTS = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def parse_yaml(text: str | bytes, source: str) -> tuple[Node, list[Problem]]:
    """Return the one document's node and what is wrong in it that need not stop the reading.

    Raises ScenarioError where there is no document to go on with.
    """
    content = _decoded(text, source)
    builder = _Builder(source)
    try:
        root = builder.build(yaml.parse(content, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        reason = " ".join(part for part in (error.context, error.problem) if part)
        raise ScenarioError((Problem(source, *place, "", f"is not YAML: {reason}"),)) from error
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise ScenarioError((Problem(source, 0, 0, "", f"is not YAML: {reason}"),)) from error
    if not isinstance(root.value, dict):
        raise builder.fatal(root, f"a scenario is a mapping of keys such as `scenario:`, not {root.kind}")
    return root, builder.problems


def _decoded(text: str | bytes, source: str) -> str:
    if isinstance(text, bytes):
        if len(text) > MAX_BYTES:
            message = f"is {len(text)} bytes long; a scenario file may have at most {MAX_BYTES}"
            raise ScenarioError((Problem(source, 0, 0, "", message),))
        raw = text
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            message = f"byte {error.start} is not UTF-8; save the file as UTF-8"
            raise ScenarioError((Problem(source, line, 1, "", message),)) from error
    elif len(text) > MAX_BYTES:
        message = f"is {len(text)} characters long; a scenario may have at most {MAX_BYTES} bytes"
        raise ScenarioError((Problem(source, 0, 0, "", message),))
    control = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    if control:
        start = control.start()
        line = text.count("\n", 0, start) + 1
        column = start - text.rfind("\n", 0, start)
        message = f"holds the character U+{ord(control.group()):04X}, which no text has; is it a binary file?"
        raise ScenarioError((Problem(source, line, column, "", message),))
    return text


def _resolve(word: str) -> Any:  # noqa: ANN401 - what a plain scalar means is not known before
    """Return what a plain scalar means by the core schema of YAML 1.2; raises ValueError for what no scenario needs."""
    if word in _WORDS:
        return _WORDS[word]
    if word[0] not in _NUMBER_STARTS:
        return word
    if _INTEGER.fullmatch(word):
        if len(word) > _MAX_DIGITS:
            message = f"the number {word[:20]}… has too many digits; put it in quotes if it is text"
            raise ValueError(message)
        return int(word)
    if _OTHER_BASE.fullmatch(word):
        return int(word, 0) if len(word) <= _MAX_DIGITS else word
    if _NOT_FINITE.fullmatch(word):
        message = f"{word} is no finite number"
        raise ValueError(message)
    if _FLOAT.fullmatch(word):
        number = float(word)
        if number in (float("inf"), float("-inf")):
            message = f"the number {word} is too large"
            raise ValueError(message)
        return number
    return word


class _Level:
    """An open mapping or list while its contents arrive."""

    __slots__ = ("anchor", "before", "key", "node")

    def __init__(self, node: Node, anchor: str | None, before: int) -> None:
        self.node = node
        self.anchor = anchor
        self.before = before
        self.key: Key | None = None


class _Builder:
    """Builds nodes from parser events without recursion, so that no nesting can exhaust the stack."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.levels: list[_Level] = []
        self.anchors: dict[str, tuple[Node, int] | None] = {}
        self.count = 0
        self.root: Node | None = None

    def fatal(self, node: Node | Key, message: str) -> ScenarioError:
        found = (*self.problems, Problem(self.source, node.line, node.column, "", message))
        return ScenarioError(found)

    def note(self, node: Node | Key, message: str) -> None:
        self.problems.append(Problem(self.source, node.line, node.column, "", message))

    def build(self, events: Iterable[Any]) -> Node:
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._place(self._scalar(event), event.anchor)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._begin(event, {} if kind is yaml.MappingStartEvent else [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._end()
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.DocumentStartEvent and self.root is not None:
                mark = event.start_mark
                raise self.fatal(Key("", mark.line + 1, mark.column + 1), "a second document; one file is one scenario")
        if self.root is None:
            raise self.fatal(Key("", 1, 1), "the file is empty; begin with `scenario:`")
        return self.root

    def _scalar(self, event: Any) -> Node:  # noqa: ANN401 - the library's events are not typed
        mark = event.start_mark
        node = Node(event.value, mark.line + 1, mark.column + 1)
        if event.tag is not None:
            self.note(node, f"tags such as {event.tag} are not used in scenario files; leave it out")
        elif event.implicit[0]:
            try:
                node.value = _resolve(event.value)
            except ValueError as error:
                self.note(node, str(error))
        return node

    def _begin(self, event: Any, value: Any) -> None:  # noqa: ANN401 - the library's events are not typed
        mark = event.start_mark
        node = Node(value, mark.line + 1, mark.column + 1)
        if event.tag is not None:
            self.note(node, f"tags such as {event.tag} are not used in scenario files; leave it out")
        if len(self.levels) >= MAX_DEPTH:
            raise self.fatal(node, f"nests deeper than {MAX_DEPTH} levels")
        if self.levels and type(self.levels[-1].node.value) is dict and self.levels[-1].key is None:
            raise self.fatal(node, "a key has to be a word, not a list or a mapping")
        if event.anchor:
            self.anchors[event.anchor] = None
        self.levels.append(_Level(node, event.anchor, self.count))
        self._count(node, 1)

    def _end(self) -> None:
        level = self.levels.pop()
        if level.anchor:
            self.anchors[level.anchor] = (level.node, self.count - level.before)
        self._attach(level.node)

    def _alias(self, event: Any) -> None:  # noqa: ANN401 - the library's events are not typed
        mark = event.start_mark
        here = Node(None, mark.line + 1, mark.column + 1)
        if event.anchor not in self.anchors:
            raise self.fatal(here, f"the alias *{event.anchor} names no anchor before it")
        target = self.anchors[event.anchor]
        if target is None:
            raise self.fatal(here, f"the alias *{event.anchor} stands inside its own anchor, so it expands without end")
        here.value = target[0].value
        self._count(here, target[1])
        self._attach(here)

    def _place(self, node: Node, anchor: str | None) -> None:
        self._count(node, 1)
        if anchor:
            self.anchors[anchor] = (node, 1)
        self._attach(node)

    def _count(self, node: Node, size: int) -> None:
        self.count += size
        if self.count > MAX_NODES:
            raise self.fatal(node, f"grows beyond {MAX_NODES} values; do its anchors expand without bound?")

    def _attach(self, node: Node) -> None:
        if not self.levels:
            self.root = node
            return
        level = self.levels[-1]
        value = level.node.value
        if type(value) is list:
            value.append(node)
        elif level.key is None:
            level.key = self._key(node)
        else:
            self._set(value, level.key, node)
            level.key = None

    def _key(self, node: Node) -> Key:
        value = node.value
        if not isinstance(value, str):
            self.note(node, f"a key has to be a word, not {node.kind}; put it in quotes")
            value = str(value)
        elif value == "<<":
            self.note(node, "YAML 1.2 has no merge keys (`<<`); write the keys out")
        return Key(value, node.line, node.column)

    def _set(self, mapping: dict[Key, Node], key: Key, node: Node) -> None:
        if key in mapping:
            first = next(known for known in mapping if known == key)
            self.note(key, f'the key "{key}" stands here twice; the first is in line {first.line}')
        elif key != "<<":
            mapping[key] = node
