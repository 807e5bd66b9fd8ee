"""Reads `ladder`: what happens as a clock runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import (
    flag,
    list_of,
    message,
    moment,
    one_of,
    pulled,
    recipients,
    refers,
    sequence,
    shaped,
    text,
)
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import Light, Missed, Rung, is_reminder, is_review
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

RUNG = Keys(
    "rung",
    Rung,
    Key("id", text, "Its identity, where two rungs have the same `at`.", "identity"),
    Key(
        "at",
        moment,
        "When: due, due - 2 working days, due + 3 working days, start + 4 hours.",
        "moment",
        required=True,
    ),
    Key("light", one_of(*Light), "The clock's light from then on.", "light"),
    Key("to", recipients, "Whom the paper goes to once it is signed.", field=None),
    Key("sign", refers("role"), "The role of which a person signs the paper.", field=None),
    Key("paper", refers("paper"), "The paper that it drafts; it leaves once somebody has signed it.", "paper drafted"),
    Key("notify", recipients, "Who is told: a role, ROLE.LEVEL, unit:NAME or mailto:ADDRESS.", "who is told"),
    Key("copy", recipients, "Who gets a copy.", "who gets a copy"),
    Key("message", message, "The wording.", "message sent"),
    Key("urgent", flag, "It does not wait for office hours.", "sent outside office hours too"),
    Key("then", pulled, "The trigger that the system pulls.", "act of the system"),
    Key("confirm", refers("role"), "The role that has to release it before anybody is told.", "who releases it first"),
    Key(
        "missed",
        one_of(*Missed),
        "What becomes of it where downtime missed it; left out: latest before due, each from due on.",
        "when missed",
    ),
)


_OF_PAPERS = ("paper", "to", "sign")


@shaped(lambda: {"type": "object", "additionalProperties": list_of(RUNG.shape())})
def read_ladders(scope: Scope, node: Node | None, section: str) -> dict[str, tuple[Rung, ...]]:
    """Return the rungs of each clock, in the order in which they are written."""
    ladders: dict[str, tuple[Rung, ...]] = {}
    if node is None:
        return ladders
    if type(node.value) is not dict:
        scope.refuse(node, section, Line("has to be a mapping of clocks, not {kind}", kind=node.kind))
        return ladders
    for key, child in node.value.items():
        path = f"{section}.{key}"
        if key not in scope.names["clock"]:
            scope.unknown("clock", key, scope.names["clock"], key, path)
        rungs = [(_rung(scope, entry, place), entry, place) for entry, place in sequence(scope, child, path)]
        read = [(rung, entry, place) for rung, entry, place in rungs if rung is not None]
        _identities(scope, read)
        if type(child.value) is list and not any(_reaches_somebody(entry) for _, entry, _ in rungs):
            scope.refuse(key, path, Line("no rung reaches a person; give one a `notify`"))
        ladders[str(key)] = tuple(rung for rung, _, _ in read)
    return ladders


def _reaches_somebody(node: Node) -> bool:
    return type(node.value) is dict and bool({"notify", "copy", "to"} & node.value.keys())


def _rung(scope: Scope, node: Node, path: str) -> Rung | None:
    found = RUNG.read(scope, node, path)
    issues = _issues(scope, node, path, found)
    if not issues:
        _worded(scope, node, path, found)
    if found and not {"notify", "copy", "light", "then", "paper"} & found.keys():
        scope.refuse(node, path, Line("does nothing; give it a `notify`, a `light` or a `then`"))
    if found.get("at") is None:
        return None
    if "confirm" in found and not {"notify", "copy", "then", "paper"} & found.keys():
        said = Line("holds nothing back: the rung tells nobody and pulls nothing, and its light comes on at once")
        scope.refuse(node.value["confirm"], f"{path}.confirm", said)
    if is_reminder(found.get("id") or ""):
        said = Line("begins with #, like the reminders of decisions; choose another id")
        scope.refuse(node.value["id"], f"{path}.id", said)
    if is_review(found.get("id") or ""):
        said = Line("is what the returns of a review are called; choose another id")
        scope.refuse(node.value["id"], f"{path}.id", said)
    sent: dict[str, Any] = {}
    if issues:
        message = scope.parts["papers"][found["paper"]].message
        sent = {"message": message, "notify": found.get("to") or (), "confirm": found.get("sign")}
    return RUNG.build(found | sent, id=found.get("id") or str(found["at"]))


def _issues(scope: Scope, node: Node, path: str, found: dict[str, Any]) -> bool:
    """Note keys of a paper without the others, or beside those of a message; return whether a paper is drafted."""
    keys = [key for key in _OF_PAPERS if key in found]
    if not keys:
        return False
    for lacking in _OF_PAPERS:
        if lacking not in found:
            facts = {"key": keys[0], "needed": lacking}
            scope.refuse(node.value[keys[0]], f"{path}.{keys[0]}", Line('"{key}" needs "{needed}" beside it', **facts))
    for needless in ("notify", "message", "confirm"):
        if needless in found:
            said = Line("is not for a rung that drafts a paper: `to` and `sign` say who gets and who signs it")
            scope.refuse(node.value[needless], f"{path}.{needless}", said)
    return found.get("paper") in scope.parts["papers"]


def _worded(scope: Scope, node: Node, path: str, found: dict[str, Any]) -> None:
    """Note recipients without a message, and a message without recipients."""
    told = bool({"notify", "copy"} & found.keys())
    if told and "message" not in found:
        scope.refuse(node, path, Line('somebody is told, but "message" is missing'))
    if "message" in found and not told:
        scope.refuse(node, path, Line('there is a message, but nobody to tell; add "notify"'))


def _identities(scope: Scope, rungs: list[tuple[Rung, Node, str]]) -> None:
    seen: dict[str, Node] = {}
    for rung, node, path in rungs:
        if rung.id in seen:
            first = seen[rung.id].line
            facts = {"id": rung.id, "line": first}
            scope.refuse(
                node, path, Line('a second rung "{id}" (the first is in line {line}); give it an `id`', **facts)
            )
        seen.setdefault(rung.id, node)
