"""Reads `announce`: whom to tell when something happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import (
    TEXT,
    by_word,
    changed_recipients,
    flag,
    list_of,
    many,
    message,
    sequence,
    shaped,
)
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import AFTER, BEHIND, DENIED, GRANTED, MET, OPEN, REBOUND, TAKING_BACK, Among, Announcement
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.scenarios.checkers import Node, Scope
    from duban.states import Transition


@shaped(lambda: TEXT)
def _event(scope: Scope, node: Node, path: str) -> str | None:
    return OPEN if node.value == OPEN else scope.refers("trigger", node, path, also=(OPEN,))


ANNOUNCEMENT = Keys(
    "announcement",
    Announcement,
    Key("on", many(_event), "The triggers after which it is sent, or open.", default=()),
    Key(
        "after",
        many(by_word({word: word for word in AFTER})),
        "In place of `on`: the acts of the engine after which it is sent.",
    ),
    Key(
        "notify",
        changed_recipients,
        "Who is told: a role, ROLE.LEVEL, ROLE.new or ROLE.former, unit:NAME or mailto:ADDRESS.",
        "who is told",
        default=(),
        required=True,
    ),
    Key("copy", changed_recipients, "Who gets a copy.", "who gets a copy"),
    Key("message", message, "The wording.", "message sent", default="", required=True),
    Key("urgent", flag, "It does not wait for office hours.", "sent outside office hours too"),
    untold=("on", "after"),
)


@shaped(lambda: list_of({**ANNOUNCEMENT.shape(), "oneOf": [{"required": ["on"]}, {"required": ["after"]}]}))
def read_announcements(scope: Scope, node: Node | None, section: str) -> tuple[Announcement, ...]:
    """Return the announcements, in the order in which they are written."""
    entries = sequence(scope, node, section) if node is not None else ()
    return tuple(_announcement(scope, child, path) for child, path in entries)


def _announcement(scope: Scope, node: Node, path: str) -> Announcement:
    found = ANNOUNCEMENT.read(scope, node, path)
    given = {"on", "after"} & found.keys()
    if found and not given:
        scope.refuse(node, path, Line("says not when; give it `on` with triggers (or open), or `after` with an act"))
    elif len(given) > 1:
        scope.refuse(node, path, Line("has `on` and `after`; make two announcements of it"))
    _can_happen(scope, node, path, found)
    _has_changed(scope, node, path, found)
    return ANNOUNCEMENT.build(found)


def _can_happen(scope: Scope, node: Node, path: str, found: dict[str, Any]) -> None:
    """Note an act of the engine that these rules never come to."""
    if scope.failed("transitions", "extension"):
        return
    for act in found.get("after") or ():
        if act == REBOUND and not any(entry.rebinds for entry in _transitions(scope)):
            said = Line('"{act}" never comes: no transition has `rebinds`', act=act)
        elif act in {GRANTED, DENIED, TAKING_BACK} and not scope.parts["extension"]:
            said = Line('"{act}" never comes: no clock has an `extension`', act=act)
        elif act in {BEHIND, MET} and not scope.names["target"]:
            said = Line('"{act}" never comes: there are no `targets`', act=act)
        else:
            continue
        scope.refuse(node.value["after"], f"{path}.after", said)


def _has_changed(scope: Scope, node: Node, path: str, found: dict[str, Any]) -> None:
    """Note `ROLE.new` and `ROLE.former` where no units of that role are bound."""
    if scope.failed("transitions"):
        return
    binding = {word for word, act in AFTER.items() if act.binds}
    after = [act for act in found.get("after") or () if act not in binding]
    for key in ("notify", "copy"):
        for each in found.get(key) or ():
            if each.among in {None, Among.OWING}:
                continue
            others = [*after, *_not_binding(scope, found.get("on") or (), each.name)]
            if others:
                facts = {"who": str(each), "role": each.name, "others": others, "acts": sorted(binding)}
                said = Line(
                    '"{who}": after {others} nobody is new or former in that role; only {acts} bind units, and '
                    "triggers that have `rebinds: {role}`",
                    **facts,
                )
                scope.refuse(node.value[key], f"{path}.{key}", said)


def _not_binding(scope: Scope, events: tuple[str, ...], role: str) -> Iterator[str]:
    for event in events:
        if not any(entry.trigger == event and entry.rebinds == role for entry in _transitions(scope)):
            yield event


def _transitions(scope: Scope) -> Iterator[Transition]:
    for entries in scope.parts["transitions"].values():
        yield from entries
