"""Reads `due`, `else` and `unless` of a clock: the field or the clock that dates it, and what they mean together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import hint, length_shape, shaped
from duban.states import DueAfter, DurationError, FieldType, above, parse_duration
from duban.words import Line, said_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.scenarios.checkers import Node, Scope
    from duban.states import ClockRule

_NAME_AND_LENGTH = re.compile(r"(.*\S)\s*([+\-\uff0b\uff0d\u2212\u2013])\s*(\d.*)", re.DOTALL)
_EXAMPLES = ["deadline", "review - 5 working days", "review + 10 working days"]


@shaped(lambda: length_shape(r".*\S\s*[+-]\s*", _EXAMPLES))
def due(scope: Scope, node: Node, path: str) -> str | DueAfter | None:
    """Check the name of a field, or that of a clock with a length before or after it."""
    fields, clocks = scope.names["field"], scope.names["clock"]
    written = node.value
    if type(written) is not str:
        scope.refuse(node, path, Line("has to name a date field or another clock, not {kind}", kind=node.kind))
        return None
    match = None if written in fields or written in clocks else _NAME_AND_LENGTH.fullmatch(written.strip())
    name = written if match is None else match[1]
    if name in fields and (match is not None or name in clocks):
        said = (
            Line('"{name}" is both a field and a clock; give one of them another name', name=name)
            if name in clocks
            else Line('"{name}" is a field; a length goes before or after a clock', name=name)
        )
        scope.refuse(node, path, said)
        return None
    if name in fields:
        return str(name)
    if name not in clocks:
        facts = {"name": name, "hint": hint(name, [*fields, *clocks])}
        scope.refuse(node, path, Line('no field or clock "{name}"{hint}', **facts))
        return None
    return DueAfter(name) if match is None else _with_length(scope, node, path, match)


def _with_length(scope: Scope, node: Node, path: str, match: re.Match[str]) -> DueAfter | None:
    name, sign, length = match.groups()
    try:
        return DueAfter(name, 1 if sign in "+\uff0b" else -1, parse_duration(length))
    except DurationError as error:
        scope.refuse(node, path, said_by(error))
        return None


def check_together(scope: Scope, node: Node, path: str, found: Mapping[str, Any]) -> None:
    """Note keys that say the same twice, or mean nothing alone."""
    if "due" in found:
        instead = {"budget": "else", "unless": "due"}
        for key in instead.keys() & found.keys():
            said = (
                Line("is called `else` beside `due`")
                if key == "budget"
                else Line("says the same as `due`; leave one of them out")
            )
            scope.refuse(node.value[key], f"{path}.{key}", said)
    elif "else" in found:
        scope.refuse(node.value["else"], f"{path}.else", Line("means nothing without `due`; write `budget`"))


def dated_by(scope: Scope, node: Node, path: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the date field of a clock as `unless`, if it has one; note if it cannot be one."""
    key = "due" if isinstance(found.get("due"), str) else "unless"
    name = found.get(key)
    field = scope.parts["fields"].get(name or "")
    if field is not None and (field.type not in (FieldType.DATE, FieldType.DATETIME) or field.many):
        facts = {"field": field.name, "key": key}
        said = Line('the field "{field}" is no single date; `{key}` needs `type: date` or `datetime`', **facts)
        scope.refuse(node.value[key], f"{path}.{key}", said)
    elif field is not None and field.private and not scope.kept:
        facts = {"field": field.name}
        said = Line('the field "{field}" is private, and everybody sees the due day; take another one', **facts)
        scope.refuse(node.value[key], f"{path}.{key}", said)
    return {"unless": name}


def check_circles(scope: Scope, node: Node | None, section: str, clocks: Mapping[str, ClockRule]) -> None:
    """Note clocks that hang on themselves, at once or by way of others; each circle once."""
    if node is None:
        return
    told: set[str] = set()
    for name, rule in clocks.items():
        passed = [each.name for each in above(rule, clocks)]
        last = clocks[passed[-1]] if passed else rule
        if last.after is not None and last.after.clock == name and name not in told:
            told.update(passed)
            said = Line("hangs on itself: {clocks}", clocks=" → ".join([name, *passed, name]))
            scope.refuse(node.value[name].value["due"], f"{section}.{name}.due", said)
