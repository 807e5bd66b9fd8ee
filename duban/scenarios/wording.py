"""Reads `messages`: the wording of mail and SMS, and who may be shown what is private."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from duban.scenarios.people import named, named_shape
from duban.scenarios.shapes import TEXT, Keys, keys_of, shaped
from duban.scenarios.templates import fields_shown, template
from duban.scenarios.values import mapping, text
from duban.states import MessageForm, RecipientKind, SmsForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.scenarios.nodes import Node
    from duban.scenarios.scope import Scope
    from duban.states import Field, Recipient

MOST_SMS = 500
"""Characters in one SMS, signature included, that a carrier takes at most."""

_PLACE = re.compile(r"\$\{([^{}]*)\}")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@shaped(lambda: {"type": "object", "additionalProperties": TEXT})
def _values(scope: Scope, node: Node, path: str) -> dict[str, str]:
    if type(node.value) is not dict:
        scope.refuse(node, path, f"has to be a mapping of the template's variables, not {node.kind}")
        return {}
    return {str(key): template(scope, child, f"{path}.{key}") or "" for key, child in node.value.items()}


_SMS = Keys("sms", {"template": text, "values": _values, "sign": text, "text": text}, required=("template", "values"))


@shaped(lambda: keys_of(_SMS))
def _sms(scope: Scope, node: Node, path: str) -> SmsForm | None:
    found: dict[str, Any] = mapping(scope, node, path, _SMS)
    values = found.get("values") or {}
    if type(node.value) is dict and "values" in found:
        _fits(scope, node, path, values, found)
    return SmsForm(found.get("template") or "", values, found.get("sign"), found.get("text"))


def _fits(scope: Scope, node: Node, path: str, values: dict[str, str], found: dict[str, Any]) -> None:
    """Note where the values and the carrier's template do not fit each other."""
    at, place = node.value["values"], f"{path}.values"
    wording = found.get("text")
    if wording is None:
        for name in values:
            if not _IDENTIFIER.fullmatch(name):
                problem = f'"{name}" cannot be a variable of an SMS template; use letters, digits and _'
                scope.refuse(at, f"{place}.{name}", problem)
        return
    wanted = dict.fromkeys(_PLACE.findall(wording))
    for name in wanted:
        if name not in values:
            scope.refuse(at, place, f"the text has a place ${{{name}}}, but there is no value for it")
    for name in values:
        if name not in wanted:
            scope.refuse(at, f"{place}.{name}", f"the text has no place ${{{name}}} for this value")
    fixed = sms_length(_PLACE.sub("", wording)) + (sms_length(found["sign"]) + 2 if found.get("sign") else 0)
    room = MOST_SMS - fixed
    if room < len(values):
        problem = f"takes {fixed} of the {MOST_SMS} characters of an SMS and leaves no room for its values"
        scope.refuse(node.value["text"], f"{path}.text", problem)


def sms_length(words: str) -> int:
    """Return how many characters a carrier counts: emoji and rare characters count two."""
    return len(words.encode("utf-16-le")) // 2


_MESSAGE = Keys("message", {"subject": template, "text": template, "html": template, "sms": _sms})


@shaped(lambda: named_shape(_MESSAGE))
def read_messages(scope: Scope, node: Node | None) -> dict[str, MessageForm]:
    """Return the messages by name; whether each is used is known when all else is read."""
    messages = {}
    for key, child, path in named(scope, node, "messages"):
        found = mapping(scope, child, path, _MESSAGE)
        if type(child.value) is dict and not {"text", "html", "sms"} & found.keys():
            scope.refuse(child, path, "says nothing; give it a `text`, an `html` or an `sms`")
        if key in OWN:
            scope.refuse(key, path, "is the name of a message that duban itself sends; choose another")
        subject = found.get("subject")
        if subject is not None and "\n" in subject.strip():
            scope.refuse(child.value["subject"], f"{path}.subject", "a subject is one line")
        messages[str(key)] = MessageForm(
            name=str(key),
            subject=subject,
            text=found.get("text"),
            html=found.get("html"),
            sms=found.get("sms"),
        )
    return messages


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
    for name, form in messages.items() if private else ():
        shown = sorted({field for source in _sources(form) for field in fields_shown(source, private)})
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


def _sources(form: MessageForm) -> list[str]:
    sources = [form.subject, form.text, form.html]
    if form.sms is not None:
        sources += form.sms.values.values()
    return [source for source in sources if source]
