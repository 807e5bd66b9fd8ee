"""Reads `messages`: their wording for each medium. Each medium declares its keys of a message in its own file."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import TEXT, Node, named, named_shape, shaped, template, text
from duban.scenarios.keys.declaring import Key, Keys, keyed
from duban.states import MessageForm, Takes, media
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.scenarios.checkers import Checker, Scope
    from duban.states import FormKey, Medium

OWN = frozenset({"延期待审批", "催督待确认", "延期审批结果", "催请办理", "催请未复", "批示落实要求", "文件待签发"})
"""Names of messages that the engine itself sends."""


@shaped(lambda: {"type": "object", "additionalProperties": TEXT})
def _templates(scope: Scope, node: Node, path: str) -> dict[str, str]:
    if type(node.value) is not dict:
        scope.refuse(node, path, Line("has to be a mapping of the template's variables, not {kind}", kind=node.kind))
        return {}
    return {str(key): template(scope, child, f"{path}.{key}") or "" for key, child in node.value.items()}


_CHECKERS: dict[Takes, Checker] = {Takes.TEXT: text, Takes.TEMPLATE: template, Takes.TEMPLATES: _templates}


def form_keys() -> dict[str, FormKey]:
    """Return the keys that a message may have, as the installed media declare them."""
    return {key: declared for medium in media() for key, declared in medium.keys.items()}


def message_mappings() -> tuple[Keys[Any], ...]:
    """Return the mapping of a message, and the mappings under its keys."""
    return _mappings_of(media())


@lru_cache(maxsize=8)  # A medium may be registered at any time, and what its keys are read by is to be made once.
def _mappings_of(_known: tuple[Medium, ...]) -> tuple[Keys[Any], ...]:
    return _mappings("message", MessageForm, form_keys(), untold=("name", "parts"))


def _mappings(
    name: str, part: type[Any], declared: Mapping[str, FormKey], untold: tuple[str, ...] = ()
) -> tuple[Keys[Any], ...]:
    below: list[Keys[Any]] = []
    keys = []
    for key, each in declared.items():
        if isinstance(each.takes, Takes):
            checker = _CHECKERS[each.takes]
        else:
            own, *deeper = _mappings(key, dict, each.takes)
            checker = keyed(own)
            below += [own, *deeper]
        keys.append(Key(key, checker, each.meaning, each.label, field=None, required=each.required))
    return Keys(name, part, *keys, untold=untold), *below


@shaped(lambda: named_shape(message_mappings()[0].shape()))
def read_messages(scope: Scope, node: Node | None, section: str) -> dict[str, MessageForm]:
    """Return the messages by name; whether each is used is checked when the rest has been read."""
    messages = {}
    for key, child, path in named(scope, node, section):
        before = len(scope.problems)
        form = MessageForm(str(key), _parts(scope, child, path))
        if not scope.kept and len(scope.problems) == before:
            _look_through(scope, child, path, form)
        if key in OWN and not scope.kept:
            scope.refuse(key, path, Line("is the name of a message that duban itself sends; choose another"))
        messages[str(key)] = form
    return messages


def _parts(scope: Scope, node: Node, path: str) -> dict[str, Any]:
    keys = message_mappings()[0]
    if scope.kept and type(node.value) is dict:
        # A key that is not declared may belong to a medium that was uninstalled after the file was read.
        node = Node({key: child for key, child in node.value.items() if key in keys.declared}, node.mark)
    return _given(keys.read(scope, node, path))


def _given(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a message that have a value, also of those under its keys."""
    return {key: _given(part) if isinstance(part, dict) else part for key, part in parts.items() if part is not None}


def _look_through(scope: Scope, node: Node, path: str, form: MessageForm) -> None:
    """Note what the media find wrong with a message as a whole, after each key was found right by itself."""
    if not any(medium.carries(form) for medium in media()):
        enough = [f"`{key}`" for key, declared in form_keys().items() if declared.suffices]
        scope.refuse(node, path, Line("says nothing; give it one of {enough}", enough=enough))
    for medium in media():
        for flaw in medium.flaws(form.parts):
            if flaw.newer and scope.kept:
                continue
            at, place = node, path
            for step in flaw.key:
                at, place = at.value[step], f"{place}.{step}"
            scope.refuse(at, place if flaw.name is None else f"{place}.{flaw.name}", flaw.problem)
