"""Reads `target`: a quota over linked instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import by_word, positive, shaped, text
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import Target

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

TARGET = Keys(
    "target",
    Target,
    Key("count", text, "The state of linked instances that counts.", "state that counts", required=True),
    Key("at_least", positive, "How many there have to be.", "quota", required=True),
    Key(
        "per",
        by_word({"unit": True}),
        "Each unit has to reach it, not all of them together.",
        "counted for each unit",
        field="per_unit",
    ),
)


@shaped(TARGET.shape)
def read_target(scope: Scope, node: Node | None, section: str) -> Target | None:
    """Return the quota."""
    if node is None:
        return None
    found = TARGET.read(scope, node, section)
    return TARGET.build(found) if found.get("count") and found.get("at_least") else None
