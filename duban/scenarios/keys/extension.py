"""Reads `extension`: how a clock may be given more time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import duration, list_of, many, one_of, refers, sequence, shaped
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import Extension
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

EXTENSION = Keys(
    "extension",
    Extension,
    Key("clock", refers("clock"), "Which clock.", required=True),
    Key("by", many(refers("role")), "The role that asks.", "who asks", required=True),
    Key("approve", many(refers("role")), "The role that decides.", "who approves", required=True),
    Key("before", one_of("due"), "It has to be asked for before the clock is due.", field=None),
    Key(
        "at_most",
        duration,
        "The most that is given, and the unit that it is given in.",
        "longest extension",
        required=True,
    ),
    untold=("clock",),
)


@shaped(lambda: list_of(EXTENSION.shape()))
def read_extensions(scope: Scope, node: Node | None, section: str) -> tuple[Extension, ...]:
    """Return the extensions that clocks may get, in the order in which they are granted."""
    extensions = []
    for child, path in sequence(scope, node, section) if node is not None else ():
        found = EXTENSION.read(scope, child, path)
        by, approve = found.get("by") or (), found.get("approve") or ()
        rule = scope.parts["clocks"].get(found.get("clock") or "")
        if rule is not None and rule.after is not None:
            said = Line('is due as "{clock}" is; that is the clock to extend', clock=rule.after.clock)
            scope.refuse(child.value["clock"], f"{path}.clock", said)
        elif rule is not None and rule.budget is None and rule.unless is None and rule.by is None:
            said = Line("is a clock without a due date; there is nothing to extend")
            scope.refuse(child.value["clock"], f"{path}.clock", said)
        if (
            approve
            and set(approve) <= set(by)
            and not any(role in scope.roles and scope.roles[role].many for role in by)
        ):
            said = Line("is who asks, and nobody decides on a request of his own; name another role")
            scope.refuse(child.value["approve"], f"{path}.approve", said)
        if found.get("clock") and by and approve and found.get("at_most"):
            extensions.append(EXTENSION.build(found))
    return tuple(extensions)
