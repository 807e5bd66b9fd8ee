"""How people are reached: channels, templates and retry rules. Knows nothing of workflows."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.notifiers.console import ConsoleNotifier as ConsoleNotifier
    from duban.notifiers.errors import (
        BadSetting as BadSetting,
        ChannelDown as ChannelDown,
        NaiveCreation as NaiveCreation,
        NotifierError as NotifierError,
        Permanent as Permanent,
        Retryable as Retryable,
        SmsTooLong as SmsTooLong,
        TemplateError as TemplateError,
        UnknownNotifier as UnknownNotifier,
    )
    from duban.notifiers.file import FileNotifier as FileNotifier
    from duban.notifiers.filters import TEMPLATE_FILTERS as TEMPLATE_FILTERS
    from duban.notifiers.message import Medium as Medium, Message as Message, Receipt as Receipt
    from duban.notifiers.notifier import (
        Checkable as Checkable,
        Notifier as Notifier,
        check as check,
        connected as connected,
        create as create,
        names as names,
        register as register,
    )
    from duban.notifiers.retry import MAX_ATTEMPTS as MAX_ATTEMPTS, backoff as backoff, next_attempt as next_attempt
    from duban.notifiers.sms import HttpSmsNotifier as HttpSmsNotifier, sms_segments as sms_segments
    from duban.notifiers.smtp import SmtpNotifier as SmtpNotifier
    from duban.notifiers.templates import Rendered as Rendered, render as render
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
