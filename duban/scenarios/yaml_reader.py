"""Reads YAML 1.2 into nodes with their places; the only module that uses the YAML library."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from duban.scenarios.checkers import MAX_DEPTH, TOO_DEEP, Node, NodeKey
from duban.scenarios.errors import MOST_PROBLEMS, Problem, ScenarioError, too_many
from duban.words import Line, said_by

MAX_BYTES = 1024 * 1024
MAX_NODES = 100_000
_MAX_DIGITS = 18
_UNBOUND = Line("grows beyond {most} values; do its anchors expand without bound?", most=MAX_NODES)

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C library may be missing


class FileTexts(NamedTuple):
    """What is said of a file that cannot be what it should be: as a whole, and of a second document in it."""

    too_large: Line
    empty: Line
    second: Line
    no_mapping: str
    """With the place `{kind}`."""
    tags: str
    """With the place `{tag}`."""


OF_SCENARIOS = FileTexts(
    Line("is larger than the {most} bytes that a scenario file may have", most=MAX_BYTES),
    Line("the file is empty; begin with `scenario:`"),
    Line("a second document begins here; one file is one scenario"),
    Line("a scenario is a mapping of keys such as `scenario:`, not {kind}").english,
    Line("tags such as {tag} are not used in scenario files; leave it out").english,
)
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


def parse_yaml(text: str | bytes, source: str, texts: FileTexts = OF_SCENARIOS) -> tuple[Node, list[Problem]]:
    """Return the node of the file's one document, and the problems in it that do not stop the reading.

    `texts` are for files other than scenarios.

    Raises ScenarioError if no document can be read.
    """
    content = _decoded(text, source, texts)
    builder = _Builder(source, content, texts)
    try:
        return builder.build(), builder.problems
    except yaml.MarkedYAMLError as error:
        mark, reason = _diagnosis(error, builder.last, content)
        place: tuple[int, int] = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        # The library's own limit comes before ours, in one long line.
        said = TOO_DEEP if "nesting depth" in (error.problem or "") else Line("is not YAML: {reason}", reason=reason)
        raise ScenarioError((Problem(source, *place, "", said),)) from error
    except yaml.YAMLError as error:
        said = Line("is not YAML: {reason:retold}", reason=" ".join(str(error).split()))
        raise ScenarioError((Problem(source, 0, 0, "", said),)) from error


def _diagnosis(error: yaml.MarkedYAMLError, last: Any, content: str) -> tuple[Any, Line]:  # noqa: ANN401 - not typed
    """Return where the mistake probably is, which is often before the place where the library noticed it, and why.

    `last` is the scalar that was read last, or None.
    """
    at: Any = error.problem_mark or error.context_mark
    context, problem = error.context or "", error.problem or ""
    reason = Line("{problem:retold}", problem=problem)
    if context:
        reason = Line("{context:retold} {problem:retold}", context=context, problem=problem)
    if "simple key" in context:
        at, reason = error.context_mark, Line("a key needs a colon and a space after it, as in `key: value`")
    elif "quoted scalar" in context and "end of stream" in problem:
        at, reason = error.context_mark, Line("the quote that begins here is not closed")
    elif "cannot start any token" in problem:
        tab = content.splitlines()[at.line][at.column :].startswith("\t")
        needs_quotes = Line("{reason}; text that begins so needs quotes", reason=reason)
        reason = Line("a tab stands where spaces have to indent") if tab else needs_quotes
    elif last is not None and last.style in ("'", '"') and last.start_mark.line < last.end_mark.line == at.line:
        facts = {"reason": reason, "line": at.line + 1}
        at, reason = last.start_mark, Line("{reason} in line {line}; is the quote that begins here closed?", **facts)
    elif last is not None and "flow" in context and last.start_mark.line < at.line:
        at, reason = last.start_mark, Line("{reason} after this", reason=reason)
    return at, reason


def _decoded(text: str | bytes, source: str, texts: FileTexts) -> str:
    if isinstance(text, bytes):
        if len(text) > MAX_BYTES:
            raise ScenarioError((Problem(source, 0, 0, "", texts.too_large),))
        raw = text
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            said = Line("byte {byte} is not UTF-8; save the file as UTF-8", byte=error.start)
            raise ScenarioError((Problem(source, line, 1, "", said),)) from error
    elif len(text) > MAX_BYTES:
        raise ScenarioError((Problem(source, 0, 0, "", texts.too_large),))
    control = _NO_TEXT.search(text)
    if control:
        start = control.start()
        line = text.count("\n", 0, start) + 1
        column = start - text.rfind("\n", 0, start)
        said = Line(
            "holds the character {code}, which some take for the end of a line; write a space or a line end"
            if control.group() in _OLD_LINE_ENDS
            else "holds the character {code}, which no text has; is it a binary file?",
            code=f"U+{ord(control.group()):04X}",
        )
        raise ScenarioError((Problem(source, line, column, "", said),))
    return text


def _resolve(word: str) -> Any:  # noqa: ANN401 - what a plain scalar means is not known before
    """Return a plain scalar's value by YAML 1.2's core schema; raises ValueError for kinds that no scenario needs."""
    if word in _WORDS:
        return _WORDS[word]
    if word[0] not in _NUMBER_STARTS:
        return word
    if _INTEGER.fullmatch(word):
        if len(word) > _MAX_DIGITS:
            said = Line("the number {number}… has too many digits; put it in quotes if it is text", number=word[:20])
            raise ValueError(said)
        return int(word)
    if _OTHER_BASE.fullmatch(word):
        return int(word, 0) if len(word) <= _MAX_DIGITS else word
    if _NOT_FINITE.fullmatch(word):
        raise ValueError(Line("{number} is no finite number", number=word))
    if _FLOAT.fullmatch(word):
        number = float(word)
        if number in (float("inf"), float("-inf")):
            raise ValueError(Line("the number {number} is too large", number=word))
        return number
    return word


class _Builder:
    """Builds nodes from the parser's events, at most `MAX_NODES`, nested at most `MAX_DEPTH` deep."""

    def __init__(self, source: str, content: str, texts: FileTexts) -> None:
        self.source = source
        self.texts = texts
        self.problems: list[Problem] = []
        self.anchors: dict[str, tuple[Node, int] | None] = {}
        self.count = 0
        self.last: Any = None
        self.next: Any = _LOADER(content).get_event

    def fatal(self, node: Node, said: Line) -> ScenarioError:
        return ScenarioError((*self.problems, Problem(self.source, node.line, node.column, "", said)))

    def note(self, node: Node | NodeKey, said: Line | str) -> None:
        self.problems.append(Problem(self.source, node.line, node.column, "", said))
        if len(self.problems) >= MOST_PROBLEMS:
            raise ScenarioError((*self.problems, too_many(self.source)))

    def build(self) -> Node:
        self.next()  # the stream
        event = self.next()
        if type(event) is yaml.StreamEndEvent:
            raise self.fatal(Node(None, event.start_mark), self.texts.empty)
        root = self._node(self.next(), 0)
        self.next()  # the document's end
        after = self.next()
        if type(after) is not yaml.StreamEndEvent:
            raise self.fatal(Node(None, after.start_mark), self.texts.second)
        if type(root.value) is not dict:
            raise self.fatal(root, Line(self.texts.no_mapping, kind=root.kind))
        return root

    def _node(self, event: Any, depth: int) -> Node:  # noqa: ANN401 - the library's events are not typed
        kind = type(event)
        if kind is _ALIAS:
            return self._alias(event)
        before = self.count
        self.count += 1
        node = Node(None, event.start_mark)
        if event.tag is not None:
            self.note(node, Line(self.texts.tags, tag=event.tag))
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
            raise self.fatal(node, TOO_DEEP)
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
            self.note(node, said_by(error))
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
                facts = {"key": str(key), "line": first.line}
                self.note(key, Line('the key "{key}" stands here twice; the first is in line {line}', **facts))
            elif key != "<<":
                found[key] = value
            event = self.next()
        return found

    def _key(self, node: Node) -> NodeKey:
        value = node.value
        if type(value) is not str:
            if type(value) in (dict, list):
                said = Line(
                    "a key has to be a word, not {kind}; a text that begins with a brace needs quotes"
                    if type(value) is dict
                    else "a key has to be a word, not {kind}",
                    kind=node.kind,
                )
                raise self.fatal(node, said)
            self.note(node, Line("a key has to be a word, not {kind}; put it in quotes", kind=node.kind))
            value = str(value)
        elif value == "<<":
            self.note(node, Line("YAML 1.2 has no merge keys (`<<`); write the keys out"))
        key = NodeKey(value)
        key.mark = node.mark
        return key

    def _alias(self, event: Any) -> Node:  # noqa: ANN401 - the library's events are not typed
        here = Node(None, event.start_mark)
        if event.anchor not in self.anchors:
            raise self.fatal(here, Line("the alias *{anchor} names no anchor before it", anchor=event.anchor))
        target = self.anchors[event.anchor]
        if target is None:
            said = Line(
                "the alias *{anchor} stands inside its own anchor, so it expands without end", anchor=event.anchor
            )
            raise self.fatal(here, said)
        here.value = target[0].value
        self.count += target[1]
        if self.count > MAX_NODES:
            raise self.fatal(here, _UNBOUND)
        return here


class Written(NamedTuple):
    """A value as it stands in a file: a scalar's text or a list's, from where to where, and how it is written.

    `style` is that of the library (`|` for a block of text); `column` is that of its key.
    """

    value: str | tuple[str, ...]
    start: int
    end: int
    style: str | None
    column: int


def written_in(text: str) -> dict[tuple[str | int, ...], Written]:
    """Return every scalar of a file that can be read, and every list of scalars, by its path; for rewriting one."""
    found: dict[tuple[str | int, ...], Written] = {}
    # The library that is written in C counts bytes in places; this one counts characters.
    _note_written(yaml.compose(text, Loader=yaml.SafeLoader), (), 0, found)
    return found


def _note_written(
    node: Any,  # noqa: ANN401 - the library's nodes are not typed
    path: tuple[str | int, ...],
    column: int,
    found: dict[tuple[str | int, ...], Written],
) -> None:
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode):
        found[path] = Written(node.value, start, end, node.style, column)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _note_written(value, (*path, key.value), key.start_mark.column, found)
    else:
        if all(isinstance(each, yaml.ScalarNode) for each in node.value):
            found[path] = Written(tuple(each.value for each in node.value), start, end, None, column)
        for place, each in enumerate(node.value):
            _note_written(each, (*path, place), column, found)
