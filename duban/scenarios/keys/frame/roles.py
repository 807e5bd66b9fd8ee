"""Reads `roles`: who takes part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import SUFFIXES, flag, many, named, named_shape, shaped, text
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import Role
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

ROLE = Keys(
    "role",
    Role,
    Key("title", text, "What people call it.", "name"),
    Key(
        "required",
        flag,
        "It has to be bound at opening; bound to an empty list it waits for `assign`.",
        "named at opening",
    ),
    Key("many", flag, "Several units may fill it.", "several units allowed"),
    Key("default", many(text), "The units that fill it where the caller names none.", "default units"),
    untold=("name",),
)


@shaped(lambda: named_shape(ROLE.shape(), empty=True))
def read_roles(scope: Scope, node: Node | None, section: str) -> dict[str, Role]:
    """Return the roles by name."""
    roles = {}
    for key, child, path in named(scope, node, section):
        endings = (".leader",) if scope.kept else SUFFIXES
        if key.endswith(endings) or key.startswith(("unit:", "mailto:")):
            said = Line("a role's name must not end in {endings} or begin with unit: or mailto:", endings=SUFFIXES)
            scope.refuse(key, path, said)
        found = ROLE.read(scope, child, path) if child.value is not None else {}
        if len(found.get("default") or ()) > 1 and not found.get("many"):
            said = Line("names several units; give the role `many: true` or name one")
            scope.refuse(child, f"{path}.default", said)
        roles[str(key)] = ROLE.build(found, name=str(key), title=found.get("title") or str(key))
    return roles
