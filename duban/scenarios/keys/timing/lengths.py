"""Reads a budget: one length of time, or a length for each value of a choice field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from duban.scenarios.checkers import duration, hint, pairs, refers, shape_of, shaped
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import Duration, FieldType, Lengths
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope
    from duban.states import Field

_BY, _ELSE = "by", "else"


class WrittenLengths(Struct, frozen=True):
    """A budget as it is written: the length for all values that `by` does not name."""

    otherwise: Duration | None = None
    by: Lengths | None = None


LENGTHS = Keys(
    "lengths",
    dict,
    Key(_BY, refers("field"), "The choice field; each of its values can have a length of its own.", required=True),
    Key(_ELSE, duration, "The length for all other values, and while none is given."),
    others=duration,
)


@shaped(lambda: {"anyOf": [shape_of(duration), LENGTHS.shape()]})
def length_or_lengths(scope: Scope, node: Node, path: str) -> WrittenLengths | None:
    """Check a length of time, or a mapping with `by`, a length for each value, and `else`."""
    if type(node.value) is not dict:
        length = duration(scope, node, path)
        return None if length is None else WrittenLengths(length)
    found = LENGTHS.read(scope, node, path)
    field, otherwise = scope.fields.get(found.pop(_BY, None) or ""), found.pop(_ELSE, None)
    if field is None or not _fits(scope, node, path, field):
        return WrittenLengths(otherwise)
    by_value = {name: length for name, length in found.items() if length is not None}
    return WrittenLengths(otherwise, Lengths(field.name, by_value))


def _fits(scope: Scope, node: Node, path: str, declared: Field) -> bool:
    """Note what is wrong with budgets by this field."""
    before, facts = len(scope.problems), {"field": declared.name}
    at, where = node.value[_BY], f"{path}.{_BY}"
    if declared.type is not FieldType.CHOICE or declared.many:
        scope.refuse(at, where, Line('the field "{field}" is no single choice; `by` needs `type: choice`', **facts))
        return False
    if declared.private:
        said = Line('the field "{field}" is private, and everybody sees the due day; take another one', **facts)
        scope.refuse(at, where, said)
    for name, child, place in pairs(scope, node, path):
        if name not in {_BY, _ELSE, *declared.choices}:
            near = hint(name, declared.choices)
            said = Line('the field "{field}" has no choice "{name}"{hint}', name=name, hint=near, **facts)
            scope.refuse(child, place, said)
    left = [choice for choice in declared.choices if choice not in node.value]
    if _ELSE not in node.value and (left or not declared.required):
        said = (
            Line("says nothing about {left}; add `else`", left=left)
            if left
            else Line('says nothing while "{field}" is not given; add `else`, or make the field `required`', **facts)
        )
        scope.refuse(node, path, said)
    return len(scope.problems) == before
