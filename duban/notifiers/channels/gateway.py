"""A channel for SMS through any HTTP provider; settings say what to request and how to read the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import parse_qsl

import httpx

from duban import words
from duban.notifiers.channels.approved import ApprovedTemplates
from duban.notifiers.channels.asking import PATIENCE, Asking, Reply, host_of
from duban.notifiers.channels.gateway_templates import GatewayTemplates
from duban.notifiers.channels.limits import limits_from
from duban.notifiers.channels.sorting import ACCOUNT, LATER, RECIPIENT, kind_of, refusal, sorted_codes
from duban.notifiers.errors import BadSetting, ChannelDown, Unclear
from duban.notifiers.media.sms import Sms, sms_segments
from duban.notifiers.message import Message, Receipt
from duban.notifiers.notifier import positive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

_NAME = "http-sms"
_WORDS = re.compile(r"[A-Za-z0-9+/=_.-]+")
"""What a key consists of, for bodies in XML."""
_SHORTEST_SECRET = 6
_BUSY = 429
_MISCONFIGURED = frozenset({401, 404, 405, 407})
"""Statuses that mean a wrong key or a wrong address, if not this message alone is answered so."""
_UNAUTHORISED = frozenset({401, 403, 407})
_FRAMING = frozenset({"content-length", "transfer-encoding"})
"""Headers that depend on how the body is sent; a wrong one breaks the connection."""
_OF_CONTENT = _FRAMING | {"content-type", "content-encoding", "expect"}
_NOBODY = Message(id="check", medium=Sms.name, to="", created_at=datetime.fromtimestamp(0, UTC))
"""The message with which a check fills in the templates; it is never sent."""
_BEIJING = timezone(timedelta(hours=8))
_ALL_FIELDS = "{{ fields | tojson }}"

_SUCCESS_MISSING = words.Line(
    "is missing; say how the gateway shows that it took an SMS, such as {example}; if it shows it by its status alone, "
    "write {alone}",
    example="""success = "json.Code == 'OK'\"""",
    alone='success = "status == 200"',
)
_SUCCESS_OF_NOTHING = words.Line(
    "looks at nothing of the answer; say how the gateway shows that it took an SMS, such as {example}",
    example="""success = "json.Code == 'OK'\"""",
)


def _are_texts(given: object) -> bool:
    return isinstance(given, Mapping) and all(isinstance(text, str) for text in given.values())


class HttpSmsNotifier:
    """Sends each SMS with one HTTP request.

    `url`, `headers`, `fields` and `body` are Jinja2 templates that can use `mobile`, `sign`, `template`, `values`,
    `id`, `text`, `key` and `at` (the moment, in Beijing's time), and the filters `tojson`, `urlencode`, `base64`,
    `md5` and `sha256`. Each of the `fields` may use those before it, and the others all, as `fields`; without a `body`
    they are sent as JSON.

    `success`, `retry_when`, `down_when`, `account_when` and `recipient_when` are expressions about the answer's
    `status`, `json` and `text`, such as `json.Code == 'OK'`. `success` has to be given: many gateways answer a refusal
    with HTTP 200 and an error code. `code` is an expression for that code, and `codes` says what each of them means.
    `result` is one for the part of an answer that speaks of this number, by `mobile` or `id`; the others may use it.
    One number gets at most so many messages `per_minute`, `per_hour` and `per_day` (0 is no limit). `timeout` is in
    seconds, for the whole request.
    """

    missing: ClassVar[Mapping[str, words.Line]] = {"success": _SUCCESS_MISSING}

    def __init__(
        self,
        *,
        url: str,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
        fields: Mapping[str, str] | None = None,
        body: str = "",
        key: str = "",
        sign: str = "",
        templates: Mapping[str, Any] | None = None,
        success: str,
        retry_when: str | None = None,
        down_when: str | None = None,
        account_when: str | None = None,
        recipient_when: str | None = None,
        result: str | None = None,
        code: str | None = None,
        codes: Mapping[str, Sequence[str]] | None = None,
        per_minute: int | str = 0,
        per_hour: int | str = 0,
        per_day: int | str = 0,
        timeout: float | str = PATIENCE,
    ) -> None:
        _check_texts(headers or {}, fields or {})
        if not success.strip():
            raise BadSetting(_NAME, "success", _SUCCESS_MISSING)
        if codes and not code:
            problem = words.Line("is missing, and codes are there; write {example}", example='code = "json.code"')
            raise BadSetting(_NAME, "code", problem)
        self._codes = sorted_codes(_NAME, codes or {})
        spans = {"per_minute": per_minute, "per_hour": per_hour, "per_day": per_day}
        self.limits = limits_from(_NAME, spans)
        self._approved = ApprovedTemplates(_NAME, templates or {})
        self._templates = GatewayTemplates(
            fields=fields or {},
            requests={
                "url": url,
                "body": body or (_ALL_FIELDS if fields else ""),
                **{f"headers.{name}": text for name, text in (headers or {}).items()},
            },
            judgements={
                "success": success,
                "retry_when": retry_when,
                "down_when": down_when,
                "account_when": account_when,
                "recipient_when": recipient_when,
                "code": code,
                "result": result,
            },
        )
        if not self._templates.looks_at("success"):
            raise BadSetting(_NAME, "success", _SUCCESS_OF_NOTHING)
        self._method, self._header_names, self._key, self._sign = method.upper(), tuple(headers or ()), key, sign
        self._asking = Asking(host_of(_NAME, "url", url), positive(_NAME, "timeout", timeout))

    def __repr__(self) -> str:
        """Return a text with the gateway's host and nothing secret."""
        return f"<HttpSmsNotifier {self._asking.where}>"

    @property
    def patience(self) -> float:
        """Return the seconds that the gateway has for one message, and some to spare."""
        return 2 * self._asking.timeout

    async def __aenter__(self) -> Self:
        """Keep connections to the gateway open from now on."""
        self._asking.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._asking.close()

    async def send(self, message: Message) -> Receipt:
        """Send one request and judge by its answer whether the message was accepted.

        Raises:
            AccountStopped: if `account_when` holds, or the code is one of the account's.
            ChannelDown: if the gateway is unreachable, or `down_when` holds.
            Unclear: if the gateway refuses the key or the address, or by a code of the configuration.
            Unsorted: if the answer is neither a success nor anything that the settings sort.
            Retryable: if the gateway did not get the request, or `retry_when` holds.
            Uncertain: if the gateway had the request, and no answer came that can be read.
            Permanent: if `recipient_when` holds, or the code is one of the recipient's.

        """
        sms_segments(message.text, self._sign or message.sms_sign)
        request, facts = self._request(message)
        return self._judge(await self._asking.ask(request), request, facts)

    async def check(self) -> None:
        """Send a HEAD request to the gateway, which sends no SMS. Raise `ChannelDown` if it could not send one now.

        If SMS are sent by POST the answer also shows a wrong key; otherwise only whether the gateway is there.
        """
        sends_by_post = self._method == "POST"
        request, _ = self._request(_NOBODY)
        head = httpx.Request(
            "HEAD",
            request.url if sends_by_post else request.url.copy_with(raw_path=b"/"),
            headers=_without_content(request.headers) if sends_by_post else None,
            extensions=request.extensions,
        )
        reply = await self._asking.probe(head)
        if sends_by_post and reply.status in _UNAUTHORISED:
            problem = words.Line("it refuses our key: HTTP {status}", status=reply.status)
            raise ChannelDown(words.at(self._asking.where, problem))

    def flaws(self, template: str, values: Sequence[str]) -> Iterator[words.Line]:
        """Yield why no message with this template and values of these names could leave by the settings."""
        return self._approved.flaws(template, values)

    def _request(self, message: Message) -> tuple[httpx.Request, dict[str, Any]]:
        """Return the request for a message, and what was filled into it."""
        template, values = ("", {}) if message is _NOBODY else self._approved.of(message)
        facts = {
            "mobile": message.to,
            "sign": self._sign or message.sms_sign,
            "template": template,
            "values": values,
            "id": message.id,
            "text": message.text,
            "key": self._key,
            "at": (message.sent_at or message.created_at).astimezone(_BEIJING),
        }
        filled, fields = self._templates.fill(facts)
        headers = {name.encode(): filled[f"headers.{name}"].encode() for name in self._header_names}
        content = filled["body"].encode() or None
        request = self._asking.request(self._method, filled["url"].strip(), headers, content)
        return request, {**facts, "fields": fields}

    def _judge(self, reply: Reply, request: httpx.Request, message: Mapping[str, Any]) -> Receipt:
        answer = self._without_secrets(f"{self._asking.where}: HTTP {reply.status} {reply.text}", request, message)
        judged, facts = self._templates, self._templates.facts_of(reply, message)
        if judged.holds("account_when", facts):
            raise refusal(ACCOUNT, answer, code="", retry_after=reply.retry_after)
        if judged.holds("down_when", facts):
            raise ChannelDown(answer, reply.retry_after)
        if judged.holds("recipient_when", facts):
            raise refusal(RECIPIENT, answer, code="")
        said = judged.value("code", facts)
        code = "" if said is None else str(said)
        kind = kind_of(code, self._codes)
        if kind is None and (
            judged.holds("retry_when", facts)
            or reply.status >= httpx.codes.INTERNAL_SERVER_ERROR
            or reply.status == _BUSY
        ):
            kind = LATER
        if kind is None and reply.status in _MISCONFIGURED:
            raise Unclear(answer, alike=f"HTTP {reply.status}")
        if kind is None and reply.status < httpx.codes.BAD_REQUEST and judged.holds("success", facts):
            return Receipt(channel=_NAME, detail=answer)
        raise refusal(kind, answer, code=code or f"HTTP {reply.status}", retry_after=reply.retry_after)

    def _without_secrets(self, text: str, request: httpx.Request, message: Mapping[str, Any]) -> str:
        """Return a gateway's answer with our keys removed, in case it repeats them.

        What the message itself says is no secret; everything else that was sent may be a key.
        """
        said = {str(message[name]) for name in ("mobile", "sign", "template", "id", "text")}
        said |= set(map(str, message["values"].values()))
        secrets = [value for name, value in request.headers.items() if name.title() in self._titles]
        secrets += [self._key, *(value for value in message["fields"].values() if value not in said)]
        secrets += [word for value in secrets for word in value.split()]
        secrets += [value for _, value in parse_qsl(request.url.query.decode())]
        secrets += [value for value in _texts_of(request.content) if value not in said]
        for secret in sorted(secrets, key=len, reverse=True):
            if len(secret) >= _SHORTEST_SECRET:
                text = text.replace(secret, "***")
        return text

    @property
    def _titles(self) -> frozenset[str]:
        return frozenset(name.title() for name in self._header_names)


def _texts_of(content: bytes) -> Iterator[str]:
    """Yield the values of a request's body: those of JSON's texts, or of a form, or whatever may be a key in it."""
    try:
        waiting = [json.loads(content)]
    except (ValueError, RecursionError):
        text = content.decode(errors="replace")
        waiting = [value for _, value in parse_qsl(text)] if not text.lstrip().startswith("<") else _WORDS.findall(text)
    while waiting:
        match waiting.pop():
            case dict() as parts:
                waiting += parts.values()
            case list() as parts:
                waiting += parts
            case str() as value:
                yield value


def _check_texts(headers: object, fields: object) -> None:
    for name, given, example in (("headers", headers, '{Authorization = "…"}'), ("fields", fields, '{apId = "…"}')):
        if not _are_texts(given):
            problem = words.Line("have to be texts by name, such as {example}", example=example)
            raise BadSetting(_NAME, name, problem)
    if isinstance(headers, Mapping) and (framing := next((each for each in headers if each.lower() in _FRAMING), None)):
        problem = words.Line("follows from the body of each request; leave it out")
        raise BadSetting(_NAME, f"headers.{framing}", problem)


def _without_content(headers: httpx.Headers) -> list[tuple[bytes, bytes]]:
    """Return the headers without those that describe a body, for a request that has none."""
    return [(name, value) for name, value in headers.raw if name.decode().lower() not in _OF_CONTENT]
