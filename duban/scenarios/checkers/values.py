"""Checkers of single values: each takes a node, notes what is wrong with it and returns its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers.scope import nearest, sequence
from duban.scenarios.checkers.shapes import FLAG, TEXT, noun_of, one_or_many, shape_of, shaped
from duban.states import BARE_UNITS, fold_name, parse_duration, parse_moment
from duban.words import Line, said_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.scenarios.checkers.nodes import Node
    from duban.scenarios.checkers.scope import Scope
    from duban.scenarios.checkers.shapes import Checker
    from duban.states import Duration, Moment

_MOST = 1_000_000


@shaped(lambda: TEXT)
def text(scope: Scope, node: Node, path: str) -> str | None:
    """Check a text that is not empty."""
    if type(node.value) is not str:
        bare = node.value is None or type(node.value) in (list, dict)
        said = Line(
            "has to be text, not {kind}" if bare else "has to be text, not {kind}; put it in quotes", kind=node.kind
        )
        scope.refuse(node, path, said)
        return None
    if not node.value.strip():
        scope.refuse(node, path, Line("has to be text, and is empty"))
        return None
    if not scope.kept and not fold_name(node.value):
        scope.refuse(node, path, Line("holds none but invisible characters"))
        return None
    return str(node.value)


@shaped(lambda: FLAG)
def flag(scope: Scope, node: Node, path: str) -> bool:
    """Check a true or false."""
    if type(node.value) is not bool:
        scope.refuse(node, path, Line("has to be true or false, not {kind}", kind=node.kind))
        return False
    return node.value


@shaped(lambda: {"type": "integer", "minimum": 1, "maximum": _MOST})
def positive(scope: Scope, node: Node, path: str) -> int | None:
    """Check a whole number from 1."""
    if type(node.value) is not int or not 1 <= node.value <= _MOST:
        facts = {"most": _MOST, "kind": node.kind}
        scope.refuse(node, path, Line("has to be a whole number from 1 to {most}, not {kind}", **facts))
        return None
    return node.value


def length_shape(before: str, examples: list[str]) -> dict[str, Any]:
    """Return the shape of a length of time: bare days or hours are refused because they are ambiguous."""
    bare = "|".join(sorted(BARE_UNITS))
    return {**TEXT, "not": {"pattern": rf"^\s*{before}[0-9]+ ?({bare})\s*$"}, "examples": examples}


_LENGTHS = ["5 working days", "30 calendar days", "8 working hours", "36 hours", "2 weeks", "3 months", "5个工作日"]
_MOMENTS = ["due", "due - 5 working days", "due + 3 working days", "start + 2 hours"]


@shaped(lambda: length_shape("", _LENGTHS))
def duration(scope: Scope, node: Node, path: str) -> Duration | None:
    """Check a length of time."""
    if type(node.value) is not str:
        scope.refuse(node, path, Line("has to be a duration such as `5 working days`, not {kind}", kind=node.kind))
        return None
    try:
        return parse_duration(node.value)
    except ValueError as error:
        scope.refuse(node, path, said_by(error))
        return None


@shaped(lambda: length_shape(r"(due|start)\s*[+-]\s*", _MOMENTS))
def moment(scope: Scope, node: Node, path: str) -> Moment | None:
    """Check a rung's moment."""
    if type(node.value) is not str:
        scope.refuse(node, path, Line("has to be a moment such as `due - 2 working days`, not {kind}", kind=node.kind))
        return None
    try:
        return parse_moment(node.value)
    except ValueError as error:
        scope.refuse(node, path, said_by(error))
        return None


def one_of(*words: str) -> Checker:
    """Return a checker of one of these words, which may be the members of an enumeration."""
    return by_word({word: word for word in words})


def by_word(meanings: Mapping[str, Any]) -> Checker:
    """Return a checker of one of these words, which returns the word's meaning."""

    @shaped(lambda: {"enum": list(meanings)})
    def check(scope: Scope, node: Node, path: str) -> Any:  # noqa: ANN401 - one of the meanings
        if type(node.value) is str and node.value in meanings:
            return meanings[node.value]
        near = nearest(node.value, meanings) if type(node.value) is str else None
        facts = {"kind": node.kind, "known": list(meanings), "near": near}
        if near is None:
            scope.refuse(node, path, Line("{kind} is not one of {known}", **facts))
        else:
            scope.refuse(node, path, Line('{kind} is not one of {known}; did you mean "{near}"?', **facts))
        return None

    return check


def refers(noun: str) -> Checker:
    """Return a checker of the name of a declared role, field, state, trigger, clock or message."""
    return shaped(lambda: TEXT, names=noun)(lambda scope, node, path: scope.refers(noun, node, path))


@shaped(lambda: TEXT)
def message(scope: Scope, node: Node, path: str) -> str | None:
    """Check the name of a declared message, and note that it is used."""
    if type(node.value) is str:
        scope.used_messages.add(node.value)
    return scope.refers("message", node, path)


@shaped(lambda: TEXT)
def pulled(scope: Scope, node: Node, path: str) -> str | None:
    """Check the trigger of a `then`; whether the system may pull it is checked once all transitions are read."""
    trigger = scope.refers("trigger", node, path)
    if trigger is not None:
        scope.pulled.append((node, path, trigger))
    return trigger


def many(checker: Checker) -> Checker:
    """Return a checker of one value or a list of them, which must not be empty."""

    @shaped(lambda: one_or_many(shape_of(checker)), names=noun_of(checker))
    def check(scope: Scope, node: Node, path: str) -> tuple[Any, ...]:
        if type(node.value) is not list:
            found = [checker(scope, node, path)]
        else:
            found = [checker(scope, child, place) for child, place in sequence(scope, node, path)]
            if not found:
                scope.refuse(node, path, Line("is an empty list; leave the key out or name one"))
        return tuple(dict.fromkeys(value for value in found if value is not None))

    return check


def anything(_scope: Scope, node: Node, _path: str) -> Node:
    """Accept any value, which is checked later."""
    return node
