"""Checks the shape of `examples`, a scenario's own tests, and that they speak of what exists."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from duban.scenarios.nodes import plain
from duban.scenarios.scope import hint, sequence
from duban.scenarios.shapes import TEXT, Keys, keys_of, list_of, or_nothing, shape_of, shaped
from duban.scenarios.values import Checker, duration, keyed, light, mapping, one_of, positive, refers, text
from duban.states import FieldType, media, value_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duban.scenarios.nodes import Key, Node
    from duban.scenarios.scope import Scope
    from duban.states import Medium

REFUSALS = (
    "role",
    "state",
    "guard",
    "requires",
    "four-eyes",
    "times",
    "within",
    "children",
    "unassigned",
    "extension",
    "conflict",
)
"""The codes that an example may expect an act to be refused with."""


@shaped(lambda: TEXT)
def _instant(scope: Scope, node: Node, path: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(node.value)
    except (TypeError, ValueError):
        scope.refuse(node, path, f"has to be a time such as 2024-04-01 09:00, not {node.kind}")
        return None
    # A time without a zone is local to the scenario; both kinds are compared within one example only.
    return found


@shaped(lambda: or_nothing(TEXT))
def _day(scope: Scope, node: Node, path: str) -> None:
    if node.value is None:
        return
    try:
        date.fromisoformat(node.value)
    except (TypeError, ValueError):
        scope.refuse(node, path, f"has to be a date such as 2024-04-23, or null, not {node.kind}")


@shaped(lambda: {"anyOf": [TEXT, list_of(TEXT)]})
def _names(scope: Scope, node: Node, path: str) -> None:
    """Check one unit or a list of them; the list may be empty."""
    if type(node.value) is list:
        for child, place in sequence(scope, node, path):
            text(scope, child, place)
    else:
        text(scope, node, path)


def _keyed(noun: str, checker: Callable[[Scope, Node, str, Key], None]) -> Checker:
    """Return a checker of a mapping whose keys are declared roles or fields."""

    @shaped(lambda: {"type": "object"})
    def check(scope: Scope, node: Node, path: str) -> None:
        if type(node.value) is not dict:
            scope.refuse(node, path, f"has to be a mapping of {noun}s, not {node.kind}")
            return
        known = scope.names[noun]
        for key, child in node.value.items():
            if key not in known:
                scope.refuse(key, f"{path}.{key}", f'no {noun} "{key}"{hint(key, known)}')
            checker(scope, child, f"{path}.{key}", key)

    return check


def _value(scope: Scope, node: Node, path: str, field: Key) -> None:
    declared = scope.fields.get(field)
    if declared is None or declared.type is FieldType.FILE:  # an example may give a file by its name alone
        return
    problem = value_problem(declared, plain(node))
    if problem:
        scope.refuse(node, path, problem)


def _filled(scope: Scope, node: Node, path: str, role: Key) -> None:
    _names(scope, node, path)
    declared = scope.roles.get(role)
    if declared is not None and not declared.many and type(node.value) is list and len(node.value) > 1:
        scope.refuse(node, path, f'names several units, and the role "{role}" takes one; give it `many: true`')


def _nullable(checker: Checker) -> Checker:
    nullable = shaped(lambda: or_nothing(shape_of(checker)))
    return nullable(lambda scope, node, path: None if node.value is None else checker(scope, node, path))


@lru_cache(maxsize=8)
def _contact_keys(known: tuple[Medium, ...]) -> Keys:
    return Keys(
        "contact",
        {
            "unit": text,
            "name": text,
            "level": one_of("handler", "leader"),
            **{medium.column: text for medium in known},
            "deputy": text,
            "absent_until": _day,
            "locale": text,
        },
        ("unit", "name"),
        {medium.column: medium.address_meaning for medium in known},
    )


@shaped(lambda: list_of(keys_of(_contact_keys(media()))))
def _contacts(scope: Scope, node: Node, path: str) -> None:
    keys = _contact_keys(media())
    for child, place in sequence(scope, node, path):
        mapping(scope, child, place, keys)


_all_filled = _keyed("role", _filled)


@shaped(lambda: {"anyOf": [TEXT, list_of(TEXT), {"type": "object"}]})
def _rebound(scope: Scope, node: Node, path: str) -> None:
    """Check the new units of the one role that an act rebinds, with or without its name."""
    check = _all_filled if type(node.value) is dict else _names
    check(scope, node, path)


_OPEN = Keys(
    "opening",
    {
        "at": _instant,
        "by": text,
        "units": _all_filled,
        "with": _keyed("field", _value),
        "title": text,
        "contacts": _contacts,
    },
    required=("at",),
)
_EXPECT = Keys(
    "expectation",
    {
        "state": refers("state"),
        "light": _nullable(light),
        "round": positive,
        "due": _day,
        "told": _names,
        "told_exactly": _names,
        "not_told": _names,
    },
)


@shaped(lambda: keys_of(_EXPECT))
def _expect(scope: Scope, node: Node, path: str) -> None:
    mapping(scope, node, path, _EXPECT)


_EXTEND = Keys("asked", {"clock": refers("clock"), "length": duration}, required=("clock", "length"))
_STEP = Keys(
    "step",
    {
        "at": _instant,
        "by": text,
        "do": refers("trigger"),
        "extend": keyed(_EXTEND),
        "decide": one_of("approve", "refuse"),
        "with": _keyed("field", _value),
        "note": text,
        "units": _rebound,
        "refused": one_of(*REFUSALS),
        "expect": _expect,
    },
    required=("at",),
)


@shaped(dict)
def _untried(_scope: Scope, _node: Node, _path: str) -> None:
    """Take whatever an act brings that is refused."""


_REFUSED_STEP = Keys("step", {**_STEP, "do": text, "with": _untried}, required=_STEP.required)
"""A step that expects a refusal may try what does not exist."""


def _step(scope: Scope, node: Node, path: str) -> datetime | None:
    refused = type(node.value) is dict and "refused" in node.value
    found = mapping(scope, node, path, _REFUSED_STEP if refused else _STEP)
    acts = [key for key in ("do", "extend", "decide") if key in found]
    if found and not acts and "expect" not in found:
        scope.refuse(node, path, "neither acts nor checks; give it a `do` or an `expect`")
    if len(acts) > 1:
        scope.refuse(node, path, f'"{acts[0]}" and "{acts[1]}" are two acts; make two steps of them')
    for key in ("by", "with", "note", "units", "refused"):
        if key in found and "do" not in acts and (key in {"with", "units"} or not acts):
            scope.refuse(node, path, f'"{key}" needs "do" beside it')
    if acts and "by" not in found:
        scope.refuse(node, path, f'"{acts[0]}" needs "by": the unit that acts')
    at: datetime | None = found.get("at")
    return at


@shaped(lambda: list_of(keys_of(_REFUSED_STEP)))
def _steps(scope: Scope, node: Node, path: str) -> list[tuple[Node, str, datetime | None]]:
    return [(child, place, _step(scope, child, place)) for child, place in sequence(scope, node, path)]


_EXAMPLE = Keys(
    "example",
    {
        "name": text,
        "open": keyed(_OPEN),
        "steps": _steps,
        "contacts": _contacts,
    },
    required=("name", "open", "steps"),
)


@shaped(lambda: list_of(keys_of(_EXAMPLE)))
def read_examples(scope: Scope, node: Node | None) -> tuple[Mapping[str, Any], ...]:
    """Return the examples as they are written, checked."""
    if node is None:
        return ()
    items = sequence(scope, node, "examples")
    for child, path in items:
        found = mapping(scope, child, path, _EXAMPLE)
        before = (found.get("open") or {}).get("at")
        for step, place, at in found.get("steps") or ():
            if before is not None and at is not None and _earlier(at, before):
                scope.refuse(step, f"{place}.at", f"{at} is before {before}; steps go forward in time")
            before = at or before
    return tuple(plain(child) for child, _ in items if type(child.value) is dict)


def _earlier(this: datetime, that: datetime) -> bool:
    """Tell whether one time is before another, as far as that can be told without the scenario's time zone."""
    return (this.tzinfo is None) == (that.tzinfo is None) and this < that
