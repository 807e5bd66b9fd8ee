"""Reads YAML 1.2 into nodes with their places; the only module that uses the YAML library."""

from __future__ import annotations

import re
from typing import Any

import yaml

from duban.scenarios.errors import MOST_PROBLEMS, Problem, ScenarioError, one_line
from duban.scenarios.nodes import MAX_DEPTH, Node, NodeKey

MAX_BYTES = 1024 * 1024
MAX_NODES = 100_000
_MAX_DIGITS = 18
_UNBOUND = f"grows beyond {MAX_NODES} values; do its anchors expand without bound?"

_TOO_DEEP = f"nests deeper than {MAX_DEPTH} levels"

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C library may be missing
_SCALAR, _ALIAS = yaml.ScalarEvent, yaml.AliasEvent
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
_STARTS_OF_OTHERS = frozenset(["", *"0123456789+-.~nNtTfF"])  # of plain scalars that may be no text
_NUMBER_STARTS = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
# The library ends a line at these, as in YAML 1.1 but not 1.2: the line numbers after one would be wrong.
_OLD_LINE_ENDS = "\x85\u2028\u2029"
_NO_TEXT = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def parse_yaml(text: str | bytes, source: str) -> tuple[Node, list[Problem]]:
    """Return the node of the file's one document, and the problems in it that do not stop the reading.

    Raises ScenarioError if no document can be read.
    """
    content = _decoded(text, source)
    builder = _Builder(source, content)
    try:
        return builder.build(), builder.problems
    except yaml.MarkedYAMLError as error:
        mark, reason = _diagnosis(error, builder.last, content)
        place: tuple[int, int] = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        message = _TOO_DEEP if "nesting depth" in (error.problem or "") else one_line(f"is not YAML: {reason}")
        raise ScenarioError((Problem(source, *place, "", message),)) from error
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise ScenarioError((Problem(source, 0, 0, "", f"is not YAML: {reason}"),)) from error


def _diagnosis(error: yaml.MarkedYAMLError, last: Any, content: str) -> tuple[Any, str]:  # noqa: ANN401 - not typed
    """Return where the mistake probably is, which is often before the place where the library noticed it, and why.

    `last` is the scalar that was read last, or None.
    """
    at: Any = error.problem_mark or error.context_mark
    context, problem = error.context or "", error.problem or ""
    reason = f"{context} {problem}".strip()
    if "nesting depth" in problem:
        reason = f"nests deeper than {MAX_DEPTH} levels"  # the library's own limit comes before ours in one long line
    elif "simple key" in context:
        at, reason = error.context_mark, "a key needs a colon and a space after it, as in `key: value`"
    elif "quoted scalar" in context and "end of stream" in problem:
        at, reason = error.context_mark, "the quote that begins here is not closed"
    elif "cannot start any token" in problem:
        tab = content.splitlines()[at.line][at.column :].startswith("\t")
        reason = "a tab stands where spaces have to indent" if tab else f"{reason}; text that begins so needs quotes"
    elif last is not None and last.style in ("'", '"') and last.start_mark.line < last.end_mark.line == at.line:
        at, reason = last.start_mark, f"{reason} in line {at.line + 1}; is the quote that begins here closed?"
    elif last is not None and "flow" in context and last.start_mark.line < at.line:
        at, reason = last.start_mark, f"{reason} after this"
    return at, reason


def _decoded(text: str | bytes, source: str) -> str:
    if isinstance(text, bytes):
        if len(text) > MAX_BYTES:
            message = f"is larger than the {MAX_BYTES} bytes that a scenario file may have"
            raise ScenarioError((Problem(source, 0, 0, "", message),))
        raw = text
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            message = f"byte {error.start} is not UTF-8; save the file as UTF-8"
            raise ScenarioError((Problem(source, line, 1, "", message),)) from error
    elif len(text) > MAX_BYTES:
        message = f"is larger than the {MAX_BYTES} bytes that a scenario file may have"
        raise ScenarioError((Problem(source, 0, 0, "", message),))
    control = _NO_TEXT.search(text)
    if control:
        start = control.start()
        line = text.count("\n", 0, start) + 1
        column = start - text.rfind("\n", 0, start)
        message = f"holds the character U+{ord(control.group()):04X}, "
        message += (
            "which some take for the end of a line; write a space or a line end"
            if control.group() in _OLD_LINE_ENDS
            else "which no text has; is it a binary file?"
        )
        raise ScenarioError((Problem(source, line, column, "", message),))
    return text


def _resolve(word: str) -> Any:  # noqa: ANN401 - what a plain scalar means is not known before
    """Return a plain scalar's value by YAML 1.2's core schema; raises ValueError for kinds that no scenario needs."""
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


class _Builder:
    """Builds nodes from the parser's events, at most `MAX_NODES`, nested at most `MAX_DEPTH` deep."""

    def __init__(self, source: str, content: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.anchors: dict[str, tuple[Node, int] | None] = {}
        self.count = 0
        self.last: Any = None
        self.next: Any = _LOADER(content).get_event

    def fatal(self, node: Node, message: str) -> ScenarioError:
        return ScenarioError((*self.problems, Problem(self.source, node.line, node.column, "", one_line(message))))

    def note(self, node: Node | NodeKey, message: str) -> None:
        self.problems.append(Problem(self.source, node.line, node.column, "", one_line(message)))
        if len(self.problems) >= MOST_PROBLEMS:
            end = Problem(self.source, 0, 0, "", f"has {MOST_PROBLEMS} problems; the rest was not checked")
            raise ScenarioError((*self.problems, end))

    def build(self) -> Node:
        self.next()  # the stream
        event = self.next()
        if type(event) is yaml.StreamEndEvent:
            raise self.fatal(Node(None, event.start_mark), "the file is empty; begin with `scenario:`")
        root = self._node(self.next(), 0)
        self.next()  # the document's end
        after = self.next()
        if type(after) is not yaml.StreamEndEvent:
            raise self.fatal(Node(None, after.start_mark), "a second document begins here; one file is one scenario")
        if type(root.value) is not dict:
            raise self.fatal(root, f"a scenario is a mapping of keys such as `scenario:`, not {root.kind}")
        return root

    def _node(self, event: Any, depth: int) -> Node:  # noqa: ANN401 - the library's events are not typed
        kind = type(event)
        if kind is _ALIAS:
            return self._alias(event)
        before = self.count
        self.count += 1
        node = Node(None, event.start_mark)
        if event.tag is not None:
            self.note(node, f"tags such as {event.tag} are not used in scenario files; leave it out")
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        if kind is _SCALAR:
            self.last = event
            word = node.value = event.value
            if word[:1] in _STARTS_OF_OTHERS and (event.implicit[0] or (event.tag and not event.style)):
                node.value = self._resolved(word, node)
            if self.count > MAX_NODES:
                raise self.fatal(node, _UNBOUND)
        elif depth >= MAX_DEPTH:
            raise self.fatal(node, _TOO_DEEP)
        elif kind is yaml.MappingStartEvent:
            node.value = self._mapping(depth + 1)
        else:
            node.value = self._sequence(depth + 1)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.count - before)
        return node

    def _resolved(self, word: str, node: Node) -> Any:  # noqa: ANN401 - what a plain scalar means is not known before
        try:
            return _resolve(word)
        except ValueError as error:
            self.note(node, str(error))
            return word

    def _sequence(self, depth: int) -> list[Node]:
        found = []
        event = self.next()
        while type(event) is not yaml.SequenceEndEvent:
            found.append(self._node(event, depth))
            event = self.next()
        return found

    def _mapping(self, depth: int) -> dict[NodeKey, Node]:
        found: dict[NodeKey, Node] = {}
        event = self.next()
        while type(event) is not yaml.MappingEndEvent:
            key = self._key(self._node(event, depth))
            value = self._node(self.next(), depth)
            if key in found:
                first = next(known for known in found if known == key)
                self.note(key, f'the key "{key}" stands here twice; the first is in line {first.line}')
            elif key != "<<":
                found[key] = value
            event = self.next()
        return found

    def _key(self, node: Node) -> NodeKey:
        value = node.value
        if type(value) is not str:
            if type(value) in (dict, list):
                advice = "; a text that begins with a brace needs quotes" if type(value) is dict else ""
                raise self.fatal(node, f"a key has to be a word, not {node.kind}{advice}")
            self.note(node, f"a key has to be a word, not {node.kind}; put it in quotes")
            value = str(value)
        elif value == "<<":
            self.note(node, "YAML 1.2 has no merge keys (`<<`); write the keys out")
        key = NodeKey(value)
        key.mark = node.mark
        return key

    def _alias(self, event: Any) -> Node:  # noqa: ANN401 - the library's events are not typed
        here = Node(None, event.start_mark)
        if event.anchor not in self.anchors:
            raise self.fatal(here, f"the alias *{event.anchor} names no anchor before it")
        target = self.anchors[event.anchor]
        if target is None:
            raise self.fatal(here, f"the alias *{event.anchor} stands inside its own anchor, so it expands without end")
        here.value = target[0].value
        self.count += target[1]
        if self.count > MAX_NODES:
            raise self.fatal(here, _UNBOUND)
        return here
