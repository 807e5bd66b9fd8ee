"""Checkers of recipients: `notify` and `copy` of rungs, reviews and announcements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from duban.scenarios.checkers.scope import hint, nearest
from duban.scenarios.checkers.shapes import TEXT, shaped
from duban.scenarios.checkers.values import many, text
from duban.states import Among, Level, Recipient, RecipientKind, fold_name
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers.nodes import Node
    from duban.scenarios.checkers.scope import Scope

Suffix = TypeVar("Suffix", Level, Among)

_ADDRESS = re.compile(r"""[^\s@,;<>"']+@[^\W_][\w.-]*""")


SUFFIXES = tuple(f".{word}" for word in (*Among, *Level))
"""What can stand behind a role: which of its units are meant, and which of their people."""


@shaped(lambda: TEXT)
def _any_recipient(scope: Scope, node: Node, path: str) -> Recipient | None:
    """Check one recipient: a role with or without a suffix, `unit:NAME` or `mailto:ADDRESS`."""
    word = text(scope, node, path)
    if word is None:
        return None
    roles = scope.names["role"]
    kind, colon, rest = word.partition(":")
    if word in roles:
        return Recipient(RecipientKind.ROLE, word)
    if colon and kind in {"unit", "mailto"}:
        return _outside(scope, node, path, RecipientKind(kind), rest.strip())
    role, level = _parted(word, Level)
    role, among = _parted(role, Among)
    if role in roles:
        return Recipient(RecipientKind.ROLE, role, level or Level.HANDLER, among)
    _unknown(scope, node, path, word)
    return None


def _parted(word: str, suffixes: type[Suffix]) -> tuple[str, Suffix | None]:
    """Return a word without its suffix, and that; the word and None if it has none of these."""
    before, dot, last = word.rpartition(".")
    return (before, suffixes(last)) if dot and last in list(suffixes) else (word, None)


def _unknown(scope: Scope, node: Node, path: str, word: str) -> None:
    """Note that a word is no recipient, and what was likely meant."""
    roles = scope.names["role"]
    before, dot, last = word.rpartition(".")
    ending = f".{last}" if dot and f".{last}" in SUFFIXES else ""
    near = [*roles, *(f"{role}{ending}" for role in roles)] if ending else roles
    if dot and not ending and _parted(before, Among)[0] in roles:
        known = [suffix.removeprefix(".") for suffix in SUFFIXES]
        facts = {"role": before, "name": last, "hint": hint(last, known)}
        scope.refuse(node, path, Line('behind the role "{role}" there is no "{name}"{hint}', **facts))
    elif nearest(word, near) is not None:
        scope.unknown("role", word, near, node, path)
    else:
        facts = {"name": node.kind, "hint": hint(word, near), "word": word}
        scope.refuse(node, path, Line("no role {name}{hint}; a unit is written `unit:{word}`", **facts))


@shaped(lambda: TEXT)
def _recipient(scope: Scope, node: Node, path: str) -> Recipient | None:
    """Check one recipient of what comes as time passes: an act alone has units that are new, or were there before."""
    found: Recipient | None = _any_recipient(scope, node, path)
    if found is not None and found.among is not None:
        said = Line(
            '"{who}" is told after an act that binds units, and not as time passes; write it in `announce`',
            who=str(found),
        )
        scope.refuse(node, path, said)
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

changed_recipients = many(_any_recipient)
"""The same for what is sent after an act, which can have bound units to a role."""
