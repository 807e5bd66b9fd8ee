"""Checkers of recipients: `notify` and `copy` of rungs, reviews and announcements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duban.scenarios.checkers.scope import hint, nearest
from duban.scenarios.checkers.shapes import TEXT, shaped
from duban.scenarios.checkers.values import many, text
from duban.states import Recipient, RecipientKind, fold_name
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers.nodes import Node
    from duban.scenarios.checkers.scope import Scope

_ADDRESS = re.compile(r"""[^\s@,;<>"']+@[^\W_][\w.-]*""")


@shaped(lambda: TEXT)
def _recipient(scope: Scope, node: Node, path: str) -> Recipient | None:
    """Check one recipient: a role, `role.leader`, `role.owing`, `unit:NAME` or `mailto:ADDRESS`."""
    word = text(scope, node, path)
    if word is None:
        return None
    roles = scope.names["role"]
    kind, colon, rest = word.partition(":")
    if word in roles:
        return Recipient(RecipientKind.ROLE, word)
    units = word.removesuffix(".leader")
    level = RecipientKind.ROLE if units == word else RecipientKind.LEADER
    if units in roles:
        return Recipient(level, units)
    if units.endswith(".owing") and units.removesuffix(".owing") in roles:
        return _owing(scope, node, path, Recipient(level, units.removesuffix(".owing"), owing=True))
    if colon and kind in {"unit", "mailto"}:
        return _outside(scope, node, path, RecipientKind(kind), rest.strip())
    near = [*roles, *(f"{role}.leader" for role in roles)] if word.endswith(".leader") else roles
    if nearest(word, near) is not None:
        scope.unknown("role", word, near, node, path)
    else:
        facts = {"name": node.kind, "hint": hint(word, near), "word": word}
        scope.refuse(node, path, Line("no role {name}{hint}; a unit is written `unit:{word}`", **facts))
    return None


def _owing(scope: Scope, node: Node, path: str, found: Recipient) -> Recipient:
    """Note that nobody ever owes anything if nothing is asked of each unit of the role."""
    asked = {entry.by[0] for each in scope.parts["transitions"].values() for entry in each if entry.by_each}
    if found.name not in asked and not scope.failed("transitions"):
        facts = {"role": found.name}
        scope.refuse(node, path, Line('nothing is asked of each unit of "{role}", so that none owes it', **facts))
    return found


def _outside(scope: Scope, node: Node, path: str, kind: RecipientKind, name: str) -> Recipient | None:
    if not name or (not scope.kept and not fold_name(name)):
        scope.refuse(node, path, Line("names nobody after `{kind}:`", kind=kind))
        return None
    if kind is RecipientKind.MAILTO and not _ADDRESS.fullmatch(name):
        scope.refuse(node, path, Line('"{name}" is no mail address such as office@example.org', name=name))
        return None
    return Recipient(kind, name)


recipients = many(_recipient)
"""Checks one recipient, or a list of them."""
