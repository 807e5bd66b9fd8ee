"""Reads `messages`: their wording for each medium, and who may be shown what is private."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from duban.scenarios.nodes import Node
from duban.scenarios.people import named, named_shape
from duban.scenarios.shapes import TEXT, Keys, shaped
from duban.scenarios.templates import fields_shown, template
from duban.scenarios.values import keyed, mapping, text
from duban.states import MessageForm, RecipientKind, Takes, media, templates_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duban.scenarios.scope import Scope
    from duban.scenarios.values import Checker
    from duban.states import Field, FormKey, Medium, Recipient


@shaped(lambda: {"type": "object", "additionalProperties": TEXT})
def _templates(scope: Scope, node: Node, path: str) -> dict[str, str]:
    if type(node.value) is not dict:
        scope.refuse(node, path, f"has to be a mapping of the template's variables, not {node.kind}")
        return {}
    return {str(key): template(scope, child, f"{path}.{key}") or "" for key, child in node.value.items()}


_CHECKERS: dict[Takes, Checker] = {Takes.TEXT: text, Takes.TEMPLATE: template, Takes.TEMPLATES: _templates}


def _keys(name: str, declared: Mapping[str, FormKey]) -> Keys:
    return Keys(
        name,
        {
            key: _CHECKERS[each.takes] if isinstance(each.takes, Takes) else keyed(_keys(key, each.takes))
            for key, each in declared.items()
        },
        tuple(key for key, each in declared.items() if each.required),
        {key: each.meaning for key, each in declared.items()},
    )


@lru_cache(maxsize=8)
def _message_keys(known: tuple[Medium, ...]) -> Keys:
    return _keys("message", _declared(known))


def _declared(known: Iterable[Medium]) -> dict[str, FormKey]:
    return {key: declared for medium in known for key, declared in medium.keys.items()}


@shaped(lambda: named_shape(_message_keys(media())))
def read_messages(scope: Scope, node: Node | None) -> dict[str, MessageForm]:
    """Return the messages by name; whether each is used is known when all else is read."""
    messages = {}
    for key, child, path in named(scope, node, "messages"):
        before = len(scope.problems)
        form = MessageForm(str(key), _parts(scope, child, path))
        if not scope.kept and len(scope.problems) == before:
            _look_through(scope, child, path, form)
        if key in OWN:
            scope.refuse(key, path, "is the name of a message that duban itself sends; choose another")
        messages[str(key)] = form
    return messages


def _parts(scope: Scope, node: Node, path: str) -> dict[str, Any]:
    keys = _message_keys(media())
    if scope.kept and type(node.value) is dict:
        # The medium that such a key belongs to may have been uninstalled since the file was read.
        node = Node({key: child for key, child in node.value.items() if key in keys}, node.mark)
    found = mapping(scope, node, path, keys)
    return {key: part for key, part in found.items() if part is not None}


def _look_through(scope: Scope, node: Node, path: str, form: MessageForm) -> None:
    """Note what the media find wrong with a message each of whose keys is right by itself."""
    if not any(medium.carries(form) for medium in media()):
        enough = ", ".join(f"`{key}`" for key, declared in _declared(media()).items() if declared.suffices)
        scope.refuse(node, path, f"says nothing; give it one of {enough}")
    for medium in media():
        for flaw in medium.flaws(form.parts):
            at, place = node, path
            for step in flaw.key:
                at, place = at.value[step], f"{place}.{step}"
            scope.refuse(at, place if flaw.name is None else f"{place}.{flaw.name}", flaw.problem)


def check_used(scope: Scope) -> None:
    """Note each message that nothing sends."""
    for key in scope.names["message"]:
        if key not in scope.used_messages:
            scope.refuse(key, f"messages.{key}", "is never used; send it from a rung or an announcement, or delete it")


def check_privacy(
    scope: Scope,
    messages: dict[str, MessageForm],
    fields: dict[str, Field],
    sendings: Iterable[tuple[str, str, tuple[Recipient, ...]]],
    fallback: str,
) -> None:
    """Note each message that would show a private field to somebody who may not see it.

    `sendings` holds a path, a message and its recipients. What reaches nobody goes to the `fallback` role, so that
    role has to be allowed too.
    """
    private = {name: field for name, field in fields.items() if field.private}
    declared = _declared(media())
    for name, form in messages.items() if private else ():
        shown = sorted(
            {field for source in templates_in(form.parts, declared) for field in fields_shown(source, private)}
        )
        if not shown:
            continue
        receivers = _receivers(name, sendings, fallback)
        for field in shown:
            barred = [f"{who} ({path})" for who, path in receivers.items() if who not in private[field].private]
            if barred:
                at = next(key for key in scope.names["message"] if key == name)
                problem = f'shows the private field "{field}" to {", ".join(barred)}, who may not see it'
                scope.refuse(at, f"messages.{name}", problem)


OWN = frozenset({"延期待审批", "催督待确认", "延期审批结果"})
"""Names of messages that the engine itself sends."""


def _receivers(
    message: str, sendings: Iterable[tuple[str, str, tuple[Recipient, ...]]], fallback: str
) -> dict[str, str]:
    """Return whom a message may reach, roles by name, each with the path that sends it there."""
    receivers: dict[str, str] = {}
    for path, sent, recipients in sendings:
        if sent == message:
            for recipient in recipients:
                receivers.setdefault(recipient.name if _is_role(recipient) else str(recipient), path)
            receivers.setdefault(fallback, "fallback")
    return receivers


def _is_role(recipient: Recipient) -> bool:
    return recipient.kind in (RecipientKind.ROLE, RecipientKind.LEADER)
