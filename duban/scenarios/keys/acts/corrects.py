"""Reads `corrects`: who may correct what was recorded of an instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import many, refers, shaped
from duban.scenarios.keys.acts.approving import APPROVING, check_approving
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import Corrects
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

CORRECTS = Keys(
    "corrects",
    Corrects,
    Key("by", many(refers("role")), "The role that corrects; left out: who may open and assign.", "who corrects"),
    Key("fields", many(refers("field")), "The fields that may be corrected; left out: all.", "fields corrected"),
    *APPROVING,
)


@shaped(CORRECTS.shape)
def read_corrects(scope: Scope, node: Node | None, section: str) -> Corrects | None:
    """Return who may correct what."""
    if node is None:
        return None
    found = CORRECTS.read(scope, node, section)
    if node.value == {}:
        scope.refuse(node, section, Line("says nothing; name who corrects with `by`, or the `fields`"))
    check_approving(scope, node, section, found, found.get("by") or ())
    return CORRECTS.build(found)
