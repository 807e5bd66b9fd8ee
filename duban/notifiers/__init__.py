"""How messages reach people: media, channels and retry rules. This room knows nothing about workflows."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.notifiers.bounces.mailbox import Mailbox as Mailbox
    from duban.notifiers.bounces.reading import Bounce as Bounce, bounces_in as bounces_in, same_mailbox as same_mailbox
    from duban.notifiers.channels.aliyun import AliyunSmsNotifier as AliyunSmsNotifier
    from duban.notifiers.channels.console import ConsoleNotifier as ConsoleNotifier
    from duban.notifiers.channels.file import FileNotifier as FileNotifier
    from duban.notifiers.channels.gateway import HttpSmsNotifier as HttpSmsNotifier
    from duban.notifiers.channels.reports import Report as Report, reports_in as reports_in
    from duban.notifiers.channels.smtp import SmtpNotifier as SmtpNotifier
    from duban.notifiers.channels.tencent import TencentSmsNotifier as TencentSmsNotifier
    from duban.notifiers.channels.wecom.application import WecomNotifier as WecomNotifier
    from duban.notifiers.channels.wecom.robots import WecomRobotNotifier as WecomRobotNotifier
    from duban.notifiers.errors import (
        AccountStopped as AccountStopped,
        BadSetting as BadSetting,
        ChannelDown as ChannelDown,
        MailboxDown as MailboxDown,
        MailRefused as MailRefused,
        NaiveCreation as NaiveCreation,
        NoSuchAddress as NoSuchAddress,
        NotifierError as NotifierError,
        Permanent as Permanent,
        Retryable as Retryable,
        SmsTooLong as SmsTooLong,
        Uncertain as Uncertain,
        Unclear as Unclear,
        UnknownNotifier as UnknownNotifier,
        Unsorted as Unsorted,
    )
    from duban.notifiers.media.frame import (
        Frame as Frame,
        Listed as Listed,
        Section as Section,
        framed as framed,
        in_rows as in_rows,
    )
    from duban.notifiers.media.sms import sms_segments as sms_segments
    from duban.notifiers.message import Message as Message, Receipt as Receipt
    from duban.notifiers.notifier import (
        Checkable as Checkable,
        Notifier as Notifier,
        Patient as Patient,
        Reporting as Reporting,
        SentTo as SentTo,
        Sparing as Sparing,
        check as check,
        connected as connected,
        create as create,
        limits_of as limits_of,
        names as names,
        patience_of as patience_of,
        register as register,
    )
    from duban.notifiers.retry import (
        LONGEST_WAIT as LONGEST_WAIT,
        MAX_ATTEMPTS as MAX_ATTEMPTS,
        MAX_COPIES as MAX_COPIES,
        backoff as backoff,
        next_attempt as next_attempt,
        next_copy as next_copy,
    )
    from duban.states import (
        MESSAGE_FILTERS as MESSAGE_FILTERS,
        Filling as Filling,
        FormFlaw as FormFlaw,
        FormKey as FormKey,
        Medium as Medium,
        MessageForm as MessageForm,
        Rendered as Rendered,
        Takes as Takes,
        TemplateError as TemplateError,
        register_medium as register_medium,
        render as render,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
