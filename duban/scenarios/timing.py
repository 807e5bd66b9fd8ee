"""Reads what happens as time passes: `clocks`, `ladder`, `announce` and `extension`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.scenarios.people import named, named_shape, recipient
from duban.scenarios.scope import hint, sequence
from duban.scenarios.shapes import TEXT, Keys, keys_of, list_of, shaped
from duban.scenarios.values import (
    duration,
    flag,
    light,
    many,
    mapping,
    message,
    moment,
    one_of,
    pulled,
    refers,
    text,
)
from duban.states import (
    OPEN,
    Announcement,
    ClockRule,
    Extension,
    FieldType,
    Light,
    Missed,
    Review,
    Rung,
    is_reminder,
    is_review,
)

if TYPE_CHECKING:
    from duban.scenarios.nodes import Node
    from duban.scenarios.scope import Scope
    from duban.states import Field

_recipients = many(recipient)


@shaped(lambda: TEXT)
def _start(scope: Scope, node: Node, path: str) -> str | None:
    return OPEN if node.value == OPEN else scope.refers("state", node, path, also=(OPEN,))


_REVIEW = Keys(
    "review",
    {"every": duration, "notify": _recipients, "copy": _recipients, "message": message, "urgent": flag},
    required=("every", "notify", "message"),
)


@shaped(lambda: keys_of(_REVIEW))
def _review(scope: Scope, node: Node, path: str) -> Review | None:
    found = mapping(scope, node, path, _REVIEW)
    if found.get("every") is None:
        return None
    return Review(
        every=found["every"],
        notify=found.get("notify") or (),
        message=found.get("message") or "",
        copy=found.get("copy") or (),
        urgent=bool(found.get("urgent")),
    )


_CLOCK = Keys(
    "clock",
    {
        "starts": many(_start),
        "stops": many(refers("state")),
        "budget": duration,
        "unless": refers("field"),
        "review": _review,
    },
    required=("starts", "stops"),
)


@shaped(lambda: named_shape(_CLOCK))
def read_clocks(scope: Scope, node: Node | None, fields: dict[str, Field]) -> dict[str, ClockRule]:
    """Return the clocks by name."""
    clocks = {}
    for key, child, path in named(scope, node, "clocks"):
        found = mapping(scope, child, path, _CLOCK)
        if child.value and not {"budget", "unless", "review"} & found.keys():
            scope.refuse(child, path, "has no due date: give it a `budget`, an `unless` or a `review`")
        unless = fields.get(found.get("unless") or "")
        if unless is not None and (unless.type not in (FieldType.DATE, FieldType.DATETIME) or unless.many):
            problem = f'the field "{unless.name}" is no single date; `unless` needs `type: date` or `datetime`'
            scope.refuse(child.value["unless"], f"{path}.unless", problem)
        clocks[str(key)] = ClockRule(
            name=str(key),
            starts=found.get("starts") or (),
            stops=found.get("stops") or (),
            budget=found.get("budget"),
            unless=found.get("unless"),
            review=found.get("review"),
        )
    return clocks


_RUNG = Keys(
    "rung",
    {
        "id": text,
        "at": moment,
        "light": light,
        "notify": _recipients,
        "copy": _recipients,
        "message": message,
        "urgent": flag,
        "then": pulled,
        "confirm": refers("role"),
        "missed": one_of(*Missed),
    },
    required=("at",),
)


@shaped(lambda: {"type": "object", "additionalProperties": list_of(keys_of(_RUNG))})
def read_ladders(scope: Scope, node: Node | None) -> dict[str, tuple[Rung, ...]]:
    """Return the rungs of each clock, in the order in which they are written."""
    ladders: dict[str, tuple[Rung, ...]] = {}
    if node is None:
        return ladders
    if type(node.value) is not dict:
        scope.refuse(node, "ladder", f"has to be a mapping of clocks, not {node.kind}")
        return ladders
    for key, child in node.value.items():
        path = f"ladder.{key}"
        if key not in scope.names["clock"]:
            scope.refuse(key, path, f'no clock "{key}"{hint(key, scope.names["clock"])}')
        rungs = [(_rung(scope, entry, place), entry, place) for entry, place in sequence(scope, child, path)]
        read = [(rung, entry, place) for rung, entry, place in rungs if rung is not None]
        _identities(scope, read)
        if type(child.value) is list and not any(_reaches_somebody(entry) for _, entry, _ in rungs):
            scope.refuse(key, path, "no rung reaches a person; give one a `notify`")
        ladders[str(key)] = tuple(rung for rung, _, _ in read)
    return ladders


def _reaches_somebody(node: Node) -> bool:
    return type(node.value) is dict and bool({"notify", "copy"} & node.value.keys())


def _rung(scope: Scope, node: Node, path: str) -> Rung | None:
    found: dict[str, Any] = mapping(scope, node, path, _RUNG)
    _worded(scope, node, path, found)
    if found and not {"notify", "copy", "light", "then"} & found.keys():
        scope.refuse(node, path, "does nothing; give it a `notify`, a `light` or a `then`")
    at = found.get("at")
    if at is None:
        return None
    if "confirm" in found and not {"notify", "copy", "then"} & found.keys():
        problem = "holds nothing back: the rung tells nobody and pulls nothing, and its light comes on at once"
        scope.refuse(node.value["confirm"], f"{path}.confirm", problem)
    if is_reminder(found.get("id") or ""):
        problem = "begins with #, like the reminders of decisions; choose another id"
        scope.refuse(node.value["id"], f"{path}.id", problem)
    if is_review(found.get("id") or ""):
        scope.refuse(node.value["id"], f"{path}.id", "is what the returns of a review are called; choose another id")
    return Rung(
        id=found.get("id") or str(at),
        at=at,
        light=Light(found["light"]) if found.get("light") else None,
        notify=found.get("notify") or (),
        copy=found.get("copy") or (),
        message=found.get("message"),
        urgent=bool(found.get("urgent")),
        then=found.get("then"),
        missed=Missed(found["missed"]) if found.get("missed") else None,
        confirm=found.get("confirm"),
    )


def _worded(scope: Scope, node: Node, path: str, found: dict[str, Any]) -> None:
    """Note recipients without a message, and a message without recipients."""
    told = bool({"notify", "copy"} & found.keys())
    if told and "message" not in found:
        scope.refuse(node, path, 'somebody is told, but "message" is missing')
    if "message" in found and not told:
        scope.refuse(node, path, 'there is a message, but nobody to tell; add "notify"')


def _identities(scope: Scope, rungs: list[tuple[Rung, Node, str]]) -> None:
    seen: dict[str, Node] = {}
    for rung, node, path in rungs:
        if rung.id in seen:
            first = seen[rung.id].line
            scope.refuse(node, path, f'a second rung "{rung.id}" (the first is in line {first}); give it an `id`')
        seen.setdefault(rung.id, node)


@shaped(lambda: TEXT)
def _event(scope: Scope, node: Node, path: str) -> str | None:
    return OPEN if node.value == OPEN else scope.refers("trigger", node, path, also=(OPEN,))


_ANNOUNCEMENT = Keys(
    "announcement",
    {"on": _event, "notify": _recipients, "copy": _recipients, "message": message, "urgent": flag},
    required=("on", "notify", "message"),
)


@shaped(lambda: list_of(keys_of(_ANNOUNCEMENT)))
def read_announcements(scope: Scope, node: Node | None) -> tuple[Announcement, ...]:
    """Return what is told when something happens."""
    announcements = []
    for child, path in sequence(scope, node, "announce") if node is not None else ():
        found = mapping(scope, child, path, _ANNOUNCEMENT)
        announcements.append(
            Announcement(
                on=found.get("on") or "",
                notify=found.get("notify") or (),
                message=found.get("message") or "",
                copy=found.get("copy") or (),
                urgent=bool(found.get("urgent")),
            ),
        )
    return tuple(announcements)


_EXTENSION = Keys(
    "extension",
    {
        "clock": refers("clock"),
        "by": many(refers("role")),
        "approve": many(refers("role")),
        "before": one_of("due"),
        "at_most": duration,
    },
    required=("clock", "by", "approve", "at_most"),
)


@shaped(lambda: list_of(keys_of(_EXTENSION)))
def read_extensions(scope: Scope, node: Node | None, clocks: dict[str, ClockRule]) -> tuple[Extension, ...]:
    """Return how clocks may be extended, in the order in which they are granted."""
    extensions = []
    for child, path in sequence(scope, node, "extension") if node is not None else ():
        found = mapping(scope, child, path, _EXTENSION)
        by, approve, rule = found.get("by") or (), found.get("approve") or (), clocks.get(found.get("clock") or "")
        if rule is not None and rule.budget is None and rule.unless is None:
            problem = "is a clock without a due date; there is nothing to extend"
            scope.refuse(child.value["clock"], f"{path}.clock", problem)
        if (
            approve
            and set(approve) <= set(by)
            and not any(role in scope.roles and scope.roles[role].many for role in by)
        ):
            problem = "is who asks, and nobody decides on a request of his own; name another role"
            scope.refuse(child.value["approve"], f"{path}.approve", problem)
        if found.get("clock") and by and approve and found.get("at_most"):
            extensions.append(Extension(found["clock"], by, approve, found["at_most"]))
    return tuple(extensions)
