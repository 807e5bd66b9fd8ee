"""Checkers of recipients: `notify` and `copy` of rungs, reviews and announcements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duban.scenarios.scope import hint
from duban.scenarios.shapes import TEXT, shaped
from duban.scenarios.values import many, text
from duban.states import Recipient, RecipientKind

if TYPE_CHECKING:
    from duban.scenarios.nodes import Node
    from duban.scenarios.scope import Scope

_ADDRESS = re.compile(r"""[^\s@,;<>"']+@[^\W_][\w.-]*""")


@shaped(lambda: TEXT)
def _recipient(scope: Scope, node: Node, path: str) -> Recipient | None:
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


recipients = many(_recipient)
"""Checks one recipient, or a list of them."""
