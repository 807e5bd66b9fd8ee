"""Reads `fields`: the data that is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.keys.declaring import Key, Keys
from duban.scenarios.naming import named, named_shape
from duban.scenarios.shapes import TEXT, list_of, shaped
from duban.scenarios.values import flag, many, one_of, refers, text
from duban.states import Field, FieldType

if TYPE_CHECKING:
    from duban.scenarios.nodes import Node
    from duban.scenarios.scope import Scope

_words = many(text)


@shaped(lambda: {**list_of(TEXT), "minItems": 1, "uniqueItems": True})
def _choices(scope: Scope, node: Node, path: str) -> tuple[str, ...]:
    if type(node.value) is not list:
        scope.refuse(node, path, f"has to be a list of words, not {node.kind}")
        return ()
    found: tuple[str, ...] = _words(scope, node, path)
    if len(found) < len([child for child in node.value if type(child.value) is str]):
        scope.refuse(node, path, "names a choice twice")
    return found


FIELD = Keys(
    "field",
    Field,
    Key("title", text, "What people call it.", "名称"),
    Key("type", one_of(*FieldType), "What its value is; left out: string.", "类型"),
    Key("choices", _choices, "The words to choose from, for `type: choice`.", "选项"),
    Key("many", flag, "It holds a list.", "可填多项"),
    Key("required", flag, "It is asked at opening.", "立项时必填"),
    Key("private", many(refers("role")), "The only roles that may see it.", "只限可见"),
    untold=("name",),
)


@shaped(lambda: named_shape(FIELD.shape(), empty=True))
def read_fields(scope: Scope, node: Node | None, section: str) -> dict[str, Field]:
    """Return the fields by name."""
    fields = {}
    for key, child, path in named(scope, node, section):
        found = FIELD.read(scope, child, path) if child.value is not None else {}
        kind = found.get("type") or FieldType.STRING
        if kind is FieldType.CHOICE and "choices" not in found:
            scope.refuse(child, path, "a field of type choice needs `choices`")
        if child.value is not None and kind is not FieldType.CHOICE and "choices" in found and found.get("type", True):
            scope.refuse(child.value["choices"], f"{path}.choices", "only a field of `type: choice` has choices")
        fields[str(key)] = FIELD.build(found, name=str(key), title=found.get("title") or str(key))
    return fields
