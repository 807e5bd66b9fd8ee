"""How people are reached: channels and retry rules. Knows nothing of workflows."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from duban.notifiers.errors import (
    BadSetting,
    ChannelDown,
    NaiveCreation,
    NotifierError,
    Permanent,
    Retryable,
    SmsTooLong,
    UnknownNotifier,
)
from duban.notifiers.message import Medium, Message, Receipt
from duban.notifiers.notifier import Checkable, Notifier, check, connected, create, names, register
from duban.notifiers.retry import MAX_ATTEMPTS, backoff, next_attempt

if TYPE_CHECKING:
    from duban.notifiers.channels.console import ConsoleNotifier
    from duban.notifiers.channels.file import FileNotifier
    from duban.notifiers.channels.gateway import HttpSmsNotifier
    from duban.notifiers.channels.smtp import SmtpNotifier
    from duban.notifiers.media.sms import sms_segments
    from duban.states import MESSAGE_FILTERS as TEMPLATE_FILTERS
    from duban.states import Rendered, TemplateError, check_template, render

# The command line must start fast, and few of its verbs send anything.
_ON_DEMAND = {
    "ConsoleNotifier": "duban.notifiers.channels.console",
    "FileNotifier": "duban.notifiers.channels.file",
    "HttpSmsNotifier": "duban.notifiers.channels.gateway",
    "SmtpNotifier": "duban.notifiers.channels.smtp",
    "sms_segments": "duban.notifiers.media.sms",
    "TEMPLATE_FILTERS": "duban.states:MESSAGE_FILTERS",
    "Rendered": "duban.states",
    "TemplateError": "duban.states",
    "check_template": "duban.states",
    "render": "duban.states",
}
__all__ = [
    "MAX_ATTEMPTS",
    "TEMPLATE_FILTERS",
    "BadSetting",
    "ChannelDown",
    "Checkable",
    "ConsoleNotifier",
    "FileNotifier",
    "HttpSmsNotifier",
    "Medium",
    "Message",
    "NaiveCreation",
    "Notifier",
    "NotifierError",
    "Permanent",
    "Receipt",
    "Rendered",
    "Retryable",
    "SmsTooLong",
    "SmtpNotifier",
    "TemplateError",
    "UnknownNotifier",
    "backoff",
    "check",
    "check_template",
    "connected",
    "create",
    "names",
    "next_attempt",
    "register",
    "render",
    "sms_segments",
]


if not TYPE_CHECKING:  # A type checker that saw this would take any misspelt name for an object.

    def __getattr__(name: str) -> object:
        if name in _ON_DEMAND:
            module, _, own = _ON_DEMAND[name].partition(":")
            found: object = getattr(import_module(module), own or name)
            return found
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
