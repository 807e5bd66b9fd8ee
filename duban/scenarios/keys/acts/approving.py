"""Reads who has to approve something: `approve`, `opinion` and `recorded_by`, wherever they stand; and `voids`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import TEXT, duration, many, one_or_many, refers, shaped
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import SYSTEM, Consulted, Voids
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.scenarios.checkers import Node, Scope
    from duban.states import Transition

OPINION = Keys(
    "opinion",
    Consulted,
    Key("of", many(refers("role")), "The role that is asked.", "who is asked", required=True),
    Key(
        "within",
        duration,
        "How long the decision waits for it, from the request on; left out: not at all.",
        "how long the decision waits for it",
    ),
)


_roles = many(refers("role"))


@shaped(lambda: {"anyOf": [*one_or_many(TEXT)["anyOf"], OPINION.shape()]}, names="role")
def opinion(scope: Scope, node: Node, path: str) -> Consulted | None:
    """Check the role, or roles, whose opinion is asked first, or a mapping that says how long that is waited for."""
    if type(node.value) is not dict:
        roles: tuple[str, ...] = _roles(scope, node, path)
        return Consulted(roles) if roles else None
    found = OPINION.read(scope, node, path)
    return OPINION.build(found) if found.get("of") else None


FIRST_ASKED = (
    Key(
        "opinion",
        opinion,
        "The role whose opinion is asked first and decides nothing, or {of: ROLE, within: DURATION}.",
        "whose opinion is asked",
    ),
    Key(
        "recorded_by",
        many(refers("role")),
        "The role that may record what those who approve have said, with the day and a scan.",
        "who may record the decision",
    ),
)
"""What goes with a decision, wherever one is asked for."""

APPROVING = (
    Key(
        "approve",
        many(refers("role")),
        "The role that has to agree; until it does, the act is only asked for.",
        "who has to approve",
    ),
    *FIRST_ASKED,
)
"""The keys of an act that somebody may have to approve."""

VOIDS = Keys(
    "voids",
    Voids,
    Key("by", many(refers("role")), "The role that voids and merges; left out: who may open and assign.", "who voids"),
    *APPROVING,
)


@shaped(VOIDS.shape)
def read_voids(scope: Scope, node: Node | None, section: str) -> Voids | None:
    """Return who may void or merge, and who has to approve that."""
    if node is None:
        return None
    found = VOIDS.read(scope, node, section)
    if node.value == {}:
        scope.refuse(node, section, Line("says nothing; name who voids with `by`, or who has to `approve` it"))
    check_approving(scope, node, section, found, found.get("by") or ())
    return VOIDS.build(found)


def check_approving(
    scope: Scope, node: Node, path: str, found: Mapping[str, Any], by: tuple[str, ...], *, optional: bool = True
) -> None:
    """Note what does not go together with those who approve: who asks alone, and who is asked beside nobody.

    Where a decision is always asked for, it is not `optional`, and nobody who asks decides, whoever asks beside them.
    """
    approve: tuple[str, ...] = found.get("approve") or ()
    for key in ("opinion", "recorded_by") if optional and type(node.value) is dict else ():
        if key in node.value and "approve" not in node.value:
            said = Line('"{key}" is about a decision, and nobody has to `approve` anything here', key=key)
            scope.refuse(node.value[key], f"{path}.{key}", said)
    if approve and (_is_asker(scope, approve, by) if optional else _are_askers(scope, approve, by)):
        said = Line("is who asks, and nobody decides on a request of his own; name another role")
        scope.refuse(node.value["approve"], f"{path}.approve", said)
    asked: Consulted | None = found.get("opinion")
    if asked is None:
        return
    both = sorted(set(approve) & set(asked.of))
    if both:
        said = Line('"{role}" decides, and gives no opinion beside that; name another role', role=both[0])
        scope.refuse(node.value["opinion"], f"{path}.opinion", said)
    if _is_asker(scope, asked.of, by):
        said = Line("is who asks, and has said what it thinks; name another role")
        scope.refuse(node.value["opinion"], f"{path}.opinion", said)


def _is_asker(scope: Scope, roles: tuple[str, ...], by: tuple[str, ...]) -> bool:
    """Return whether these roles have no unit but the one that asks."""
    return len(by) == 1 and _are_askers(scope, roles, by)


def _are_askers(scope: Scope, roles: tuple[str, ...], by: tuple[str, ...]) -> bool:
    return set(roles) <= set(by) and not any(_several(scope, role) for role in by)


def _several(scope: Scope, role: str) -> bool:
    return role in scope.roles and scope.roles[role].many


def check_held(scope: Scope, entry: Transition, node: Node, path: str) -> None:
    """Note what does not go together with a transition that somebody has to approve."""
    if not entry.approve:
        return
    said = None
    if SYSTEM in entry.by:
        said = Line("asks for approval of what the engine does by itself; give the engine an entry of its own")
    elif entry.joint or entry.by_each:
        said = Line("asks for approval of what several sign; let who approves sign as well, or one role ask")
    if said is not None:
        scope.refuse(node.value["approve"], f"{path}.approve", said)
    for name in entry.requires:
        declared = scope.fields.get(name)
        if declared is not None and declared.private:
            said = Line('the field "{field}" is private, and what waits for approval is read by others', field=name)
            scope.refuse(node.value["requires"], f"{path}.requires", said)
