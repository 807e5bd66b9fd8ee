"""Reads `messages`: the wording of mail and SMS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from duban.scenarios.keys.declaring import Key, Keys
from duban.scenarios.naming import named, named_shape
from duban.scenarios.shapes import TEXT, shaped
from duban.scenarios.templates import template
from duban.scenarios.values import text
from duban.states import MessageForm, SmsForm

if TYPE_CHECKING:
    from duban.scenarios.nodes import Node
    from duban.scenarios.scope import Scope

MOST_SMS = 500
"""Characters in one SMS, signature included, that a carrier takes at most."""

OWN = frozenset({"延期待审批", "催督待确认", "延期审批结果"})
"""Names of messages that the engine itself sends."""

_PLACE = re.compile(r"\$\{([^{}]*)\}")


@shaped(lambda: {"type": "object", "additionalProperties": TEXT})
def _values(scope: Scope, node: Node, path: str) -> dict[str, str]:
    if type(node.value) is not dict:
        scope.refuse(node, path, f"has to be a mapping of the template's variables, not {node.kind}")
        return {}
    return {str(key): template(scope, child, f"{path}.{key}") or "" for key, child in node.value.items()}


SMS = Keys(
    "sms",
    SmsForm,
    Key("template", text, "The carrier's template id.", "模板号", default="", required=True),
    Key("values", _values, "The template's variables, each a Jinja2 template.", "变量", required=True),
    Key("sign", text, "The approved signature.", "签名"),
    Key("text", text, "The approved wording, with ${name} for each variable: its length is checked.", "报备文本"),
)


@shaped(SMS.shape)
def _sms(scope: Scope, node: Node, path: str) -> SmsForm | None:
    found = SMS.read(scope, node, path)
    values = found.get("values") or {}
    if type(node.value) is dict and "values" in found:
        _fits(scope, node, path, values, found)
    return SMS.build(found, values=values)


def _fits(scope: Scope, node: Node, path: str, values: dict[str, str], found: dict[str, Any]) -> None:
    """Note where the values and the carrier's template do not fit each other."""
    at, place = node.value["values"], f"{path}.values"
    wording = found.get("text")
    if wording is None:
        for name in values:
            if not (name.isascii() and name.isidentifier()):
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


MESSAGE = Keys(
    "message",
    MessageForm,
    Key("subject", template, "The subject of the mail, on one line; a Jinja2 template.", "标题"),
    Key("text", template, "The mail as plain text; a Jinja2 template.", "正文"),
    Key("html", template, "The mail as HTML; a Jinja2 template.", "网页正文"),
    Key("sms", _sms, "How it leaves by SMS.", "短信"),
    untold=("name",),
)


@shaped(lambda: named_shape(MESSAGE.shape()))
def read_messages(scope: Scope, node: Node | None, section: str) -> dict[str, MessageForm]:
    """Return the messages by name; whether each is used is known when all else is read."""
    messages = {}
    for key, child, path in named(scope, node, section):
        found = MESSAGE.read(scope, child, path)
        if type(child.value) is dict and not {"text", "html", "sms"} & found.keys():
            scope.refuse(child, path, "says nothing; give it a `text`, an `html` or an `sms`")
        if key in OWN:
            scope.refuse(key, path, "is the name of a message that duban itself sends; choose another")
        subject = found.get("subject")
        if subject is not None and "\n" in subject.strip():
            scope.refuse(child.value["subject"], f"{path}.subject", "a subject is one line")
        messages[str(key)] = MESSAGE.build(found, name=str(key))
    return messages
