"""Reads who takes part and what is recorded: `roles`, `fields`, and the recipients of messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from duban.scenarios.scope import RESERVED, hint
from duban.scenarios.shapes import TEXT, Keys, keys_of, list_of, names_of, or_nothing, shaped
from duban.scenarios.values import flag, many, mapping, name_problem, name_shape, one_of, refers, text
from duban.states import Field, FieldType, Recipient, RecipientKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.scenarios.nodes import Key, Node
    from duban.scenarios.scope import Scope

_ADDRESS = re.compile(r"""[^\s@,;<>"']+@[^\W_][\w.-]*""")

_ROLE = Keys("role", {"title": text, "required": flag, "many": flag, "default": many(text)})


def named(scope: Scope, node: Node | None, path: str) -> Iterator[tuple[Key, Node, str]]:
    """Yield the entries of a mapping whose keys are the author's own names, each name checked."""
    if node is None:
        return
    if type(node.value) is not dict:
        scope.refuse(node, path, f"has to be a mapping of names, not {node.kind}")
        return
    for key, child in node.value.items():
        problem = name_problem(key, RESERVED)
        if problem:
            scope.refuse(key, f"{path}.{key}", problem)
        yield key, child, f"{path}.{key}"


def named_shape(keys: Keys, *, empty: bool = False) -> dict[str, Any]:
    """Return the shape of what `named` yields, each with these keys, or with nothing where it may be `empty`."""
    shape = keys_of(keys)
    return names_of(or_nothing(shape) if empty else shape, name_shape(*RESERVED))


@shaped(lambda: named_shape(_ROLE, empty=True))
def read_roles(scope: Scope, node: Node | None) -> dict[str, Role]:
    """Return the roles by name."""
    roles = {}
    for key, child, path in named(scope, node, "roles"):
        if key.endswith(".leader") or key.startswith(("unit:", "mailto:")):
            scope.refuse(key, path, "a role's name must not end in .leader or begin with unit: or mailto:")
        found = mapping(scope, child, path, _ROLE) if child.value is not None else {}
        default = found.get("default") or ()
        if len(default) > 1 and not found.get("many"):
            scope.refuse(child, f"{path}.default", "names several units; give the role `many: true` or name one")
        roles[str(key)] = Role(
            name=str(key),
            title=found.get("title") or str(key),
            required=bool(found.get("required")),
            many=bool(found.get("many")),
            default=default,
        )
    return roles


@shaped(lambda: {**list_of(TEXT), "minItems": 1, "uniqueItems": True})
def _choices(scope: Scope, node: Node, path: str) -> tuple[str, ...]:
    if type(node.value) is not list:
        scope.refuse(node, path, f"has to be a list of words, not {node.kind}")
        return ()
    found: tuple[str, ...] = many(text)(scope, node, path)
    if len(found) < len([child for child in node.value if type(child.value) is str]):
        scope.refuse(node, path, "names a choice twice")
    return found


_FIELD = Keys(
    "field",
    {
        "title": text,
        "type": one_of(*FieldType),
        "choices": _choices,
        "many": flag,
        "required": flag,
        "private": many(refers("role")),
    },
)


@shaped(lambda: named_shape(_FIELD, empty=True))
def read_fields(scope: Scope, node: Node | None) -> dict[str, Field]:
    """Return the fields by name."""
    fields = {}
    for key, child, path in named(scope, node, "fields"):
        found = mapping(scope, child, path, _FIELD) if child.value is not None else {}
        kind = FieldType(found.get("type") or FieldType.STRING)
        if kind is FieldType.CHOICE and "choices" not in found:
            scope.refuse(child, path, "a field of type choice needs `choices`")
        if child.value is not None and kind is not FieldType.CHOICE and "choices" in found and found.get("type", True):
            scope.refuse(child.value["choices"], f"{path}.choices", "only a field of `type: choice` has choices")
        fields[str(key)] = _field(str(key), kind, found)
    return fields


def _field(name: str, kind: FieldType, found: dict[str, Any]) -> Field:
    return Field(
        name=name,
        title=found.get("title") or name,
        type=kind,
        choices=found.get("choices") or (),
        many=bool(found.get("many")),
        required=bool(found.get("required")),
        private=found.get("private") or (),
    )


@shaped(lambda: TEXT)
def recipient(scope: Scope, node: Node, path: str) -> Recipient | None:
    """Check one recipient: a role, `role.leader`, `unit:NAME` or `mailto:ADDRESS`."""
    word = text(scope, node, path)
    if word is None:
        return None
    roles = scope.names["role"]
    kind, colon, rest = word.partition(":")
    if word in roles:
        return Recipient(RecipientKind.ROLE, word)
    if word.endswith(".leader") and word.removesuffix(".leader") in roles:
        return Recipient(RecipientKind.LEADER, word.removesuffix(".leader"))
    if colon and kind in {"unit", "mailto"}:
        return _outside(scope, node, path, RecipientKind(kind), rest.strip())
    near = [*roles, *(f"{role}.leader" for role in roles)] if word.endswith(".leader") else roles
    advice = hint(word, near)
    if "did you mean" not in advice:
        advice += f"; a unit is written `unit:{word}`"
    scope.refuse(node, path, f'no role "{word}"{advice}')
    return None


def _outside(scope: Scope, node: Node, path: str, kind: RecipientKind, name: str) -> Recipient | None:
    if not name:
        scope.refuse(node, path, f"names nobody after `{kind}:`")
        return None
    if kind is RecipientKind.MAILTO and not _ADDRESS.fullmatch(name):
        scope.refuse(node, path, f'"{name}" is no mail address such as office@example.org')
        return None
    return Recipient(kind, name)
