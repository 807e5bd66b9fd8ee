"""Checks of messages: that each is used, and that none shows a private field to somebody who may not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import fields_shown
from duban.scenarios.keys.telling import form_keys
from duban.scenarios.sending import sendings
from duban.states import Among, RecipientKind, templates_in
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Scope
    from duban.scenarios.sending import Sending
    from duban.states import Field, MessageForm, Recipient


def check_used(scope: Scope) -> None:
    """Note each message that nothing sends."""
    for key in scope.names["message"]:
        if key not in scope.used_messages:
            said = Line("is never used; send it from a rung or an announcement, or delete it")
            scope.refuse(key, f"messages.{key}", said)


def check_privacy(scope: Scope, fallback: str) -> None:
    """Note each message that would show a private field to somebody who may not see it.

    A message that reaches nobody goes to the `fallback` role, so that role must be allowed to see it too.
    """
    private: dict[str, Field] = {name: field for name, field in scope.parts["fields"].items() if field.private}
    messages: dict[str, MessageForm] = scope.parts["messages"] if private else {}
    sent = list(sendings(scope)) if messages else []
    declared = form_keys() if messages else {}
    for name, form in messages.items():
        sources = templates_in(form.parts, declared)
        shown = sorted({field for source in sources for field in fields_shown(source, private)})
        if not shown:
            continue
        receivers = _receivers(name, sent, fallback)
        for field in shown:
            barred = {who: path for who, path in receivers.items() if who not in private[field].private}
            if barred:
                at = next(key for key in scope.names["message"] if key == name)
                facts = {"field": field, "barred": barred}
                said = Line('shows the private field "{field}" to {barred:parts}, who may not see it', **facts)
                scope.refuse(at, f"messages.{name}", said)


def _receivers(message: str, sent: list[Sending], fallback: str) -> dict[str, str]:
    """Return the roles that a message can reach, each with the path of what sends it there."""
    receivers: dict[str, str] = {}
    for each in sent:
        if each.message == message:
            for recipient in each.recipients:
                receivers.setdefault(recipient.name if _is_role(recipient) else str(recipient), each.path)
            receivers.setdefault(fallback, "fallback")
    return receivers


def _is_role(recipient: Recipient) -> bool:
    return recipient.kind is RecipientKind.ROLE and recipient.among is not Among.FORMER
