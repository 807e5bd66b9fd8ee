"""How people are reached: media, channels and retry rules. Knows nothing of workflows."""

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

if TYPE_CHECKING:
    from duban.notifiers.channels.console import ConsoleNotifier
    from duban.notifiers.channels.file import FileNotifier
    from duban.notifiers.channels.gateway import HttpSmsNotifier
    from duban.notifiers.channels.smtp import SmtpNotifier
    from duban.notifiers.media.sms import sms_segments
    from duban.notifiers.message import Message, Receipt
    from duban.notifiers.notifier import Checkable, Notifier, check, connected, create, names, register
    from duban.notifiers.retry import MAX_ATTEMPTS, backoff, next_attempt
    from duban.states import MESSAGE_FILTERS as TEMPLATE_FILTERS
    from duban.states import (
        Filling,
        FormFlaw,
        FormKey,
        Medium,
        MessageForm,
        Rendered,
        Takes,
        TemplateError,
        check_template,
        register_medium,
        render,
    )

# The command line must start fast: few of its verbs send anything, and whoever reads scenario files needs the media.
_HOMES = {
    "duban.notifiers.channels.console": ("ConsoleNotifier",),
    "duban.notifiers.channels.file": ("FileNotifier",),
    "duban.notifiers.channels.gateway": ("HttpSmsNotifier",),
    "duban.notifiers.channels.smtp": ("SmtpNotifier",),
    "duban.notifiers.media.sms": ("sms_segments",),
    "duban.notifiers.message": ("Message", "Receipt"),
    "duban.notifiers.notifier": ("Checkable", "Notifier", "check", "connected", "create", "names", "register"),
    "duban.notifiers.retry": ("MAX_ATTEMPTS", "backoff", "next_attempt"),
    "duban.states": (
        *("Filling", "FormFlaw", "FormKey", "Medium", "MessageForm", "Rendered", "Takes", "TemplateError"),
        *("check_template", "register_medium", "render"),
    ),
}
_ON_DEMAND = {name: home for home, names_there in _HOMES.items() for name in names_there}

__all__ = [
    "MAX_ATTEMPTS",
    "TEMPLATE_FILTERS",
    "BadSetting",
    "ChannelDown",
    "Checkable",
    "ConsoleNotifier",
    "FileNotifier",
    "Filling",
    "FormFlaw",
    "FormKey",
    "HttpSmsNotifier",
    "Medium",
    "Message",
    "MessageForm",
    "NaiveCreation",
    "Notifier",
    "NotifierError",
    "Permanent",
    "Receipt",
    "Rendered",
    "Retryable",
    "SmsTooLong",
    "SmtpNotifier",
    "Takes",
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
    "register_medium",
    "render",
    "sms_segments",
]


if not TYPE_CHECKING:  # A type checker that saw this would take any misspelt name for an object.

    def __getattr__(name: str) -> object:
        if name == "TEMPLATE_FILTERS":
            return import_module("duban.states").MESSAGE_FILTERS
        if name in _ON_DEMAND:
            found: object = getattr(import_module(_ON_DEMAND[name]), name)
            return found
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
