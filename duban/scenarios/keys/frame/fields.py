"""Reads `fields`: the data that is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.scenarios.checkers import (
    REASON_LIST,
    TEXT,
    flag,
    list_of,
    many,
    named,
    named_shape,
    one_of,
    refers,
    shaped,
    text,
)
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import REASON, Field, FieldType
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, NodeKey, Scope

_words = many(text)


@shaped(lambda: {**list_of(TEXT), "minItems": 1, "uniqueItems": True})
def _choices(scope: Scope, node: Node, path: str) -> tuple[str, ...]:
    if type(node.value) is not list:
        scope.refuse(node, path, Line("has to be a list of words, not {kind}", kind=node.kind))
        return ()
    found: tuple[str, ...] = _words(scope, node, path)
    if len(found) < len([child for child in node.value if type(child.value) is str]):
        scope.refuse(node, path, Line("names a choice twice"))
    return found


FIELD = Keys(
    "field",
    Field,
    Key("title", text, "What people call it.", "name"),
    Key("type", one_of(*FieldType), "What its value is; left out: string.", "type of value"),
    Key("choices", _choices, "The words to choose from, for `type: choice`.", "choices"),
    Key("many", flag, "It holds a list.", "several values allowed"),
    Key("required", flag, "It is asked at opening.", "required at opening"),
    Key("private", many(refers("role")), "The only roles that may see it.", "who alone may see it"),
    untold=("name",),
)


@shaped(lambda: {**list_of(TEXT), "minItems": 1, "uniqueItems": True})
def read_reasons(scope: Scope, node: Node, path: str) -> tuple[str, ...]:
    """Return the reasons, and keep them for the field that they make."""
    found = _choices(scope, node, path)
    scope.parts[REASON_LIST] = found
    return found


def read_field(scope: Scope, key: NodeKey, child: Node, path: str) -> Field:
    """Return the field that is declared under a name."""
    found = FIELD.read(scope, child, path) if child.value is not None else {}
    kind = found.get("type") or FieldType.STRING
    if kind is FieldType.CHOICE and "choices" not in found:
        scope.refuse(child, path, Line("a field of type choice needs `choices`"))
    if child.value is not None and kind is not FieldType.CHOICE and "choices" in found and found.get("type", True):
        said = Line("only a field of `type: choice` has choices")
        scope.refuse(child.value["choices"], f"{path}.choices", said)
    if kind is FieldType.MILESTONES and child.value is not None:
        for needless in {"many", "private", "choices"} & found.keys():
            said = Line("is not for a field of `type: milestones`, whose rows everybody sees")
            scope.refuse(child.value[needless], f"{path}.{needless}", said)
    return FIELD.build(found, name=str(key), title=found.get("title") or str(key))


@shaped(lambda: named_shape(FIELD.shape(), empty=True))
def read_fields(scope: Scope, node: Node | None, section: str) -> dict[str, Field]:
    """Return the fields by name."""
    fields = {}
    for key, child, path in named(scope, node, section):
        fields[str(key)] = read_field(scope, key, child, path)
    reasons = scope.parts.get(REASON_LIST)
    if reasons is not None and REASON in fields:
        said = Line('makes a field of the name "{field}", which is declared as well; leave one out', field=REASON)
        scope.refuse(next(key for key in scope.names["field"] if key == REASON), REASON_LIST, said)
    elif reasons:
        with words.speaking(scope.parts.get("language") or "zh"):
            fields[REASON] = Field(REASON, words.text("Reason"), type=FieldType.CHOICE, choices=reasons)
    return fields
