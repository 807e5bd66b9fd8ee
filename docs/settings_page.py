"""Writes the settings reference from the code: `python docs/settings_page.py` rewrites docs/reference/settings.md."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban import Settings
from duban.evidence import Evidence
from duban.notifiers import (
    AliyunSmsNotifier,
    ConsoleNotifier,
    FileNotifier,
    HttpSmsNotifier,
    SmtpNotifier,
    TencentSmsNotifier,
    WecomNotifier,
    WecomRobotNotifier,
)
from duban.workflow.archive_settings import ArchiveSettings
from duban.workflow.backup_settings import BackupSettings
from duban.workflow.bounce_settings import BounceSettings
from duban.workflow.desk_settings import DeskSettings
from duban.workflow.digests import Digests
from duban.workflow.document_settings import DocumentSettings
from duban.workflow.fallback import Fallback
from duban.workflow.feed_settings import FeedSettings
from duban.workflow.operators import Operators
from duban.workflow.receipt_settings import ReceiptSettings
from duban.workflow.settings import Anchoring, Channel, Heartbeat

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

_NEEDED = "none, it has to be given"

PAGE = Path(__file__).parent / "reference" / "settings.md"

HEAD = """\
# Settings

This page is made from the code by `make docs`, and a test compares the two.

Settings are read from `duban.toml`: the file named by `--config`, else the one named by the environment variable
`DUBAN_CONFIG`, else the one in the folder where the command runs. Relative paths start from the folder of that file.
Every setting can also be given by an environment variable, which overrides the file; lists and tables are JSON there,
such as `DUBAN_SCENARIOS='["scenarios"]'`.

Do not put secrets into the file: give them by their environment variable, or put them into a file that only the
daemon's user can read, and name that file in the setting with `_file` added, such as `password_file`. A channel reads
it for each delivery, so a secret that was changed is used at once.

`DUBAN_DEBUG=1` shows where an unexpected error happened. `duban doctor` says what is missing or cannot be used.

## General
"""

CHANNELS = """\
## `[channels.email]` and `[channels.sms]`

How mail and SMS are sent. `notifier` names the channel; the other keys are that channel's settings. If a medium has no
channel its messages wait, and `duban doctor` says so.
"""

_KEY_SECRET = ("A secret: give it by `key_secret_file` or by its variable.", "secret")
_SIGNED = {
    "sign": ("The approved signature; it stands in place of those in the scenarios.", "云川市优化办"),
    "templates": (
        """\
The provider's templates by those in the scenarios: a code, or `code` and `params`, which has the provider's variables
with the names that the scenario gives them. Left out, the scenarios name the provider's own.""",
        {"SMS_300001": {"code": "SMS_154950909", "params": {"no": "number", "due": "due"}}},
    ),
    "codes": (
        "What codes mean beside those that are known: `later`, `recipient`, `configuration` or `account`.",
        {"later": ["isv.DAY_LIMIT_CONTROL"]},
    ),
}
_CODES = (
    "What codes mean beside those that are known: `later`, `recipient`, `configuration` or `account`.",
    {"recipient": ["60003"]},
)
_PER_MINUTE = ("How many messages one number gets in a minute; 0 is no limit.", 1)
_PER_HOUR = ("Likewise in an hour.", 5)
_PATIENCE = ("Seconds for the whole request, as for `http-sms`.", 30)

CHANNEL_SETTINGS: dict[str, tuple[type, str, str, dict[str, tuple[str, Any]]]] = {
    "smtp": (
        SmtpNotifier,
        "email",
        "Mail by an SMTP server.",
        {
            "host": ("The mail server.", "smtp.example.org"),
            "sender": (
                "The sender of the mail: an address, or a name and an address.",
                "督办平台 <duban@example.org>",
            ),
            "reply_to": ("Where answers go, if not to the sender.", "市优化办 <dcdb@example.org>"),
            "port": ("By default 465 for `tls`, 587 for `starttls`, 25 for `none`.", 2525),
            "username": ("The user name; without one there is no login.", "duban@example.org"),
            "password": ("A secret: give it by `password_file` or by its variable.", None),
            "security": ("`tls`, `starttls` or `none`; a password is sent to other machines only encrypted.", "tls"),
            "timeout": ("Seconds that the server has for each step until the connection is open.", 10),
            "command_timeout": ("Seconds for each command of a mail; RFC 5321 gives a server five minutes.", 120),
            "answer_timeout": (
                """\
Seconds for the answer to a whole mail; RFC 5321 gives a server ten minutes. After that the mail may have arrived, so it
is sent a few times more, after hours.""",
                900,
            ),
            "ca_file": ("A file of certificate authorities to trust instead of the system's.", "office-ca.pem"),
        },
    ),
    "http-sms": (
        HttpSmsNotifier,
        "sms",
        """\
SMS by an HTTP provider. `url`, `headers`, `fields` and `body` are templates that can use `mobile`, `sign`, `template`,
`values`, `id`, `text`, `key` and `at`, and the filters `tojson`, `urlencode`, `base64`, `md5` and `sha256`. `success`,
`code`, `result` and those that end in `_when` are expressions about its answer: `status`, `json`, `text`. See
[how to send SMS](../how-to/send-sms.md).""",
        {
            "url": ("The provider's address for messages.", "https://sms.example.org/send"),
            "method": ("The HTTP method.", "GET"),
            "headers": ("Headers by their names; a secret one by its variable.", {"X-Application": "duban"}),
            "fields": (
                """\
Values by name, in this order; each may use those before it as `fields`. Without a `body` they are sent as JSON.""",
                {"apId": "duban", "mac": "{{ (fields.apId ~ key) | md5 }}"},
            ),
            "body": ("What is sent.", '{"mobile": {{ mobile | tojson }}, "template": {{ template | tojson }}}'),
            "key": ("A secret that templates use as `key`: give it by `key_file` or by its variable.", None),
            "sign": ("The approved signature, in place of those in the scenarios.", "云川市优化办"),
            "templates": (
                """\
The carrier's templates by those in the scenarios: a code, or `code` and `params`, which has the carrier's variables
with the names that the scenario gives them.""",
                {"SMS_300001": "SMS_154950909"},
            ),
            "success": (
                "When a message counts as accepted; of a provider that shows it by its status alone, `status == 200`.",
                "json.Code == 'OK'",
            ),
            "retry_when": ("When it is worth another attempt.", "json.Code == 'LIMIT'"),
            "down_when": ("When the provider accepts no messages for now.", "status == 403"),
            "account_when": (
                "When the account can send nothing until a person sees to it: no credit, a refused signature.",
                "json.Code == 'isv.AMOUNT_NOT_ENOUGH'",
            ),
            "recipient_when": ("When this number can never be reached.", "json.Code == 'isv.MOBILE_NUMBER_ILLEGAL'"),
            "result": (
                "The part of an answer that speaks of this number; the other expressions may use it as `result`.",
                "json.results | selectattr('mobile', 'equalto', mobile) | first",
            ),
            "code": ("The code in an answer, for `codes`.", "json.Code"),
            "codes": (
                "What codes mean, `*` standing for anything: `later`, `recipient`, `configuration` or `account`.",
                {"account": ["NoCredit", "IllegalSign*"], "recipient": ["InvalidMobile"]},
            ),
            "per_minute": _PER_MINUTE,
            "per_hour": _PER_HOUR,
            "per_day": ("Likewise in 24 hours.", 20),
            "timeout": (
                """\
Seconds for the whole request. After that the SMS may have been sent, so it is sent a few times more, after hours.""",
                30,
            ),
        },
    ),
    "aliyun-sms": (
        AliyunSmsNotifier,
        "sms",
        "SMS by Aliyun (短信服务). See [how to send SMS](../how-to/send-sms.md#aliyun).",
        {
            "key_id": ("The AccessKey ID, of a RAM user that may only send SMS.", "LTAI5tExample"),
            "key_secret": _KEY_SECRET,
            **_SIGNED,
            "per_minute": _PER_MINUTE,
            "per_hour": _PER_HOUR,
            "per_day": ("Likewise in 24 hours; Aliyun allows 50 notices of one template.", 20),
            "endpoint": ("Where to ask.", "https://dysmsapi.aliyuncs.com"),
            "timeout": _PATIENCE,
        },
    ),
    "tencent-sms": (
        TencentSmsNotifier,
        "sms",
        "SMS by Tencent Cloud (腾讯云短信). See [how to send SMS](../how-to/send-sms.md#tencent-cloud).",
        {
            "key_id": ("The SecretId, of a sub-account that may only send SMS.", "AKIDExample"),
            "key_secret": _KEY_SECRET,
            "app_id": ("The SdkAppId.", "1400006666"),
            **_SIGNED,
            "region": ("The region that is asked.", "ap-beijing"),
            "per_minute": _PER_MINUTE,
            "per_hour": _PER_HOUR,
            "per_day": ("Likewise in 24 hours; Tencent allows 10 a day unless the console says otherwise.", 20),
            "endpoint": ("Where to ask.", "https://sms.tencentcloudapi.com"),
            "timeout": _PATIENCE,
        },
    ),
    "wecom": (
        WecomNotifier,
        "wecom",
        """\
Messages of an application of WeCom or 政务微信 to one person each. See
[how to send by WeCom](../how-to/send-by-wecom.md).""",
        {
            "corpid": ("The enterprise (企业ID, CorpID).", "ww4711example"),
            "corpsecret": (
                "The secret of the application: give it by `corpsecret_file` or by its variable.",
                "secret",
            ),
            "agentid": ("The number of the application (AgentId).", 1000002),
            "endpoint": ("Where to ask; a city that runs its own has its own address.", "https://zwwx.example.gov.cn"),
            "cards": ("`false` for a server that knows no cards (`textcard`): all leaves as text.", False),
            "codes": _CODES,
            "per_minute": (
                "How many messages one person gets in a minute, 0 is no limit. WeCom drops what is more.",
                20,
            ),
            "per_hour": _PER_HOUR,
            "per_day": ("Likewise in 24 hours.", 100),
            "timeout": ("Seconds for each request. After that the message may have arrived.", 30),
        },
    ),
    "wecom-robot": (
        WecomRobotNotifier,
        "wecom_group",
        """\
Messages of robots into group chats of WeCom or 政务微信. See
[how to send by WeCom](../how-to/send-by-wecom.md#into-a-group).""",
        {
            "robots": (
                "Their keys, or whole webhooks, by name: secrets; a `robots_file` has lines of `name = key`.",
                {"duty-group": "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"},
            ),
            "endpoint": ("Where to ask with a key.", "https://zwwx.example.gov.cn"),
            "codes": _CODES,
            "per_minute": ("How many messages one robot says in a minute; 0 is no limit.", 10),
            "per_hour": _PER_HOUR,
            "per_day": ("Likewise in 24 hours.", 100),
            "timeout": ("Seconds for each request. After that the message may have arrived.", 30),
        },
    ),
    "file": (
        FileNotifier,
        "email",
        "Each message as a file in a folder, for dry runs.",
        {
            "folder": ("The folder for the files.", "mail"),
            "sender": ("The sender of the mail.", "duban <duban@example.org>"),
        },
    ),
    "console": (ConsoleNotifier, "email", "Each message on standard output, for dry runs.", {}),
}
"""Of each channel: its class, the medium that the examples are for, what it is, and its settings."""


def page() -> str:
    """Return the whole page."""
    skip = {"anchors", "archive", "backups", "bounces", "channels", "desk", "digests", "documents", "evidence"}
    skip |= {"fallback", "feed", "heartbeat", "operators", "receipts"}
    parts = [HEAD, *_model(Settings, "", "DUBAN_", skip=skip)]
    parts += ["## `[heartbeat]`\n\n" + (inspect.getdoc(Heartbeat) or "") + "\n"]
    parts += _model(Heartbeat, "heartbeat", "DUBAN_HEARTBEAT__")
    parts += ["## `[operators]`\n\n" + (inspect.getdoc(Operators) or "") + "\n"]
    parts += _model(Operators, "operators", "DUBAN_OPERATORS__")
    parts += ["## `[digests]`\n\n" + (inspect.getdoc(Digests) or "") + "\n"]
    parts += _model(Digests, "digests", "DUBAN_DIGESTS__")
    parts += ["## `[fallback]`\n\n" + (inspect.getdoc(Fallback) or "") + "\n"]
    parts += _model(Fallback, "fallback", "DUBAN_FALLBACK__")
    parts += ["## `[anchors]`\n\n" + (inspect.getdoc(Anchoring) or "") + "\n"]
    parts += _model(Anchoring, "anchors", "DUBAN_ANCHORS__")
    parts += ["## `[backups]`\n\n" + (inspect.getdoc(BackupSettings) or "") + "\n"]
    parts += _model(BackupSettings, "backups", "DUBAN_BACKUPS__")
    parts += ["## `[bounces]`\n\n" + (inspect.getdoc(BounceSettings) or "") + "\n"]
    parts += _model(BounceSettings, "bounces", "DUBAN_BOUNCES__")
    parts += ["## `[receipts]`\n\n" + (inspect.getdoc(ReceiptSettings) or "") + "\n"]
    parts += _model(ReceiptSettings, "receipts", "DUBAN_RECEIPTS__")
    parts += ["## `[desk]`\n\n" + (inspect.getdoc(DeskSettings) or "") + "\n"]
    parts += _model(DeskSettings, "desk", "DUBAN_DESK__")
    parts += ["## `[archive]`\n\n" + (inspect.getdoc(ArchiveSettings) or "") + "\n"]
    parts += _model(ArchiveSettings, "archive", "DUBAN_ARCHIVE__")
    parts += ["## `[feed]`\n\n" + (inspect.getdoc(FeedSettings) or "") + "\n"]
    parts += _model(FeedSettings, "feed", "DUBAN_FEED__")
    parts += ["## `[documents]`\n\n" + (inspect.getdoc(DocumentSettings) or "") + "\n"]
    parts += _model(DocumentSettings, "documents", "DUBAN_DOCUMENTS__")
    parts += ["## `[evidence]`\n\n" + (inspect.getdoc(Evidence) or "") + "\n"]
    parts += _model(Evidence, "evidence", "DUBAN_EVIDENCE__")
    parts += [CHANNELS, *_model(Channel, "channels.email", "DUBAN_CHANNELS__EMAIL__")]
    for name in CHANNEL_SETTINGS:
        parts += _channel(name)
    return "\n".join(parts)


def _model(model: type[BaseModel], table: str, prefix: str, *, skip: Collection[str] = ()) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name not in skip:
            default = _NEEDED if field.is_required() else _shown(field.default)
            example = (field.examples or [None])[0]
            lines = _entry(name, f"{field.description}{_bounds(field)}", default, prefix + name.upper())
            yield f"### {lines}{_example(name, example, table)}"


def _channel(name: str) -> Iterator[str]:
    kind, medium, meaning, settings = CHANNEL_SETTINGS[name]
    yield f"### Notifier `{name}`\n\n{meaning}\n"
    parameters = inspect.signature(kind).parameters
    for setting, (told, example) in settings.items():
        default = parameters[setting].default
        shown = _NEEDED if default is inspect.Parameter.empty else _shown(default)
        lines = _entry(setting, told, shown, f"DUBAN_CHANNELS__{medium.upper()}__{setting.upper()}")
        yield f"#### {lines}{_example(setting, example, f'channels.{medium}')}"


def _entry(name: str, meaning: str, default: str, variable: str) -> str:
    return f"`{name}`\n\n{meaning}\n\n- default: {default}\n- environment: `{variable}`\n"


def _example(name: str, value: object, table: str) -> str:
    if value is None:
        return ""
    if name == "folder" and not table:
        return f"- example: `DUBAN_FOLDER={value}`; the file itself cannot name another folder\n"
    return f"- example: `{_toml(name, value)}`" + (f" under `[{table}]`" if table else "") + "\n"


def _bounds(field: FieldInfo) -> str:
    words = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}
    found = [
        f"{word} {getattr(limit, kind):g}"
        for limit in field.metadata
        for kind, word in words.items()
        if hasattr(limit, kind)
    ]
    return f" A number {' and '.join(found)}." if found else ""


def _shown(value: object) -> str:
    if value is None:
        return "none"
    plain = list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Path) else value
    return f"`{json.dumps(plain)}`"


def _toml(name: str, value: object) -> str:
    if isinstance(value, dict):
        return f"{name} = {{ {', '.join(_toml(_key(key), item) for key, item in value.items())} }}"
    if isinstance(value, str) and '"' in value:
        return f"{name} = '{value}'"
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"


def _key(key: str) -> str:
    """Return a key of a table, in quotes if it needs them."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), "utf-8")
