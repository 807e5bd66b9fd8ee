"""A channel for SMS through any HTTP provider; settings say what to request and how to read the answer."""

from __future__ import annotations

import asyncio
import json
import re
import zlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import parse_qsl, urlsplit

import httpx

from duban import words
from duban.notifiers.channels.gateway_templates import GatewayTemplates, Reply
from duban.notifiers.errors import BadSetting, ChannelDown, Permanent, Retryable, Uncertain, Unclear
from duban.notifiers.media.sms import Sms, sms_segments
from duban.notifiers.message import Message, Receipt
from duban.notifiers.notifier import positive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_NAME = "http-sms"
_WORDS = re.compile(r"[A-Za-z0-9+/=_.-]+")
"""What a key consists of, for bodies in XML."""
_LARGEST_ANSWER = 64_000
_SHORTEST_SECRET = 6
_LONGEST_WAIT = 86_400.0
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_BUSY = 429
_MISCONFIGURED = frozenset({401, 404, 405, 407})
"""Statuses that mean a wrong key or a wrong address, if not this message alone is answered so."""
_UNAUTHORISED = frozenset({401, 403, 407})
_FRAMING = frozenset({"content-length", "transfer-encoding"})
"""Headers that depend on how the body is sent; a wrong one breaks the connection."""
_OF_CONTENT = _FRAMING | {"content-type", "content-encoding", "expect"}
_NOBODY = Message(id="check", medium=Sms.name, to="", created_at=datetime.fromtimestamp(0, UTC))
"""The message with which a check fills in the templates; it is never sent."""

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

_HANDED_OVER = ".send_request_body.complete"
"""The step, as the library calls it, after which a gateway may act upon a request."""
_NO_CONNECTION = words.Line("no connection: is the address right, and does the gateway run?")


def _are_texts(headers: object) -> bool:
    return isinstance(headers, Mapping) and all(isinstance(text, str) for text in headers.values())


class HttpSmsNotifier:
    """Sends each SMS with one HTTP request.

    `url`, `headers` and `body` are Jinja2 templates that can use `mobile`, `sign`, `template`, `values`, `id` and
    `text`, and the filters `tojson` and `urlencode`. `success`, `retry_when` and `down_when` are expressions about the
    answer's `status`, `json` and `text`, such as `json.Code == 'OK'`. `success` has to be given: many gateways answer a
    refusal with HTTP 200 and an error code. `timeout` is in seconds, for the whole request.
    """

    missing: ClassVar[Mapping[str, words.Line]] = {"success": _SUCCESS_MISSING}

    def __init__(
        self,
        *,
        url: str,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
        body: str = "",
        success: str,
        retry_when: str | None = None,
        down_when: str | None = None,
        timeout: float | str = 15.0,
    ) -> None:
        if not _are_texts(headers or {}):
            example = '{Authorization = "…"}'
            problem = words.Line("have to be texts by name, such as {example}", example=example)
            raise BadSetting(_NAME, "headers", problem)
        if framing := next((name for name in headers or {} if name.lower() in _FRAMING), None):
            problem = words.Line("follows from the body of each request; leave it out")
            raise BadSetting(_NAME, f"headers.{framing}", problem)
        if not success.strip():
            raise BadSetting(_NAME, "success", _SUCCESS_MISSING)
        self._templates = GatewayTemplates(
            requests={"url": url, "body": body, **{f"headers.{name}": text for name, text in (headers or {}).items()}},
            judgements={"success": success, "retry_when": retry_when, "down_when": down_when},
        )
        if not self._templates.looks_at("success"):
            raise BadSetting(_NAME, "success", _SUCCESS_OF_NOTHING)
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise BadSetting(_NAME, "url", words.Line("is not an address such as https://sms.example.org/send"))
        self._method, self._header_names, self._timeout = (
            method.upper(),
            tuple(headers or ()),
            positive(_NAME, "timeout", timeout),
        )
        self._where = parts.netloc.rpartition("@")[2]
        self._transport: httpx.AsyncHTTPTransport | None = None

    def __repr__(self) -> str:
        """Return a text with the gateway's host and nothing secret."""
        return f"<HttpSmsNotifier {self._where}>"

    @property
    def patience(self) -> float:
        """Return the seconds that the gateway has for one message, and some to spare."""
        return 2 * self._timeout

    async def __aenter__(self) -> Self:
        """Keep connections to the gateway open from now on."""
        self._transport = httpx.AsyncHTTPTransport()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        if self._transport is not None:
            await self._transport.aclose()
        self._transport = None

    async def send(self, message: Message) -> Receipt:
        """Send one request and judge by its answer whether the message was accepted.

        Raises:
            ChannelDown: if the gateway is unreachable, or `down_when` holds.
            Unclear: if the gateway refuses the key or the address, perhaps for this message only.
            Retryable: if the gateway did not get the request, or `retry_when` holds.
            Uncertain: if the gateway had the request, and no answer came that can be read.
            Permanent: if the answer is any other than a success.

        """
        sms_segments(message.text, message.sms_sign)
        request = self._request(message)
        failed: type[Retryable] = Retryable

        async def follow(step: str, _: object) -> None:
            nonlocal failed
            if step.endswith(_HANDED_OVER):
                failed = Uncertain

        request.extensions["trace"] = follow
        try:
            async with asyncio.timeout(self._timeout):
                reply = await self._ask(request)
        except httpx.ConnectError:
            raise ChannelDown(words.at(self._where, _NO_CONNECTION)) from None
        except TimeoutError:
            seconds = f"{self._timeout:g}"
            raise failed(
                words.Line("{where} did not answer in {seconds} seconds", where=self._where, seconds=seconds)
            ) from None
        except httpx.LocalProtocolError:
            problem = words.Line("a header cannot carry what this message puts into it")
            raise Permanent(words.at(self._where, problem)) from None
        except httpx.HTTPError as error:
            problem = words.Line("the connection broke off ({error})", error=type(error).__name__)
            raise failed(words.at(self._where, problem)) from None
        return self._judge(reply, request, message)

    async def check(self) -> None:
        """Send a HEAD request to the gateway, which sends no SMS. Raise `ChannelDown` if it could not send one now.

        If SMS are sent by POST the answer also shows a wrong key; otherwise only whether the gateway is there.
        """
        sends_by_post = self._method == "POST"
        request = self._request(_NOBODY)
        head = httpx.Request(
            "HEAD",
            request.url if sends_by_post else request.url.copy_with(raw_path=b"/"),
            headers=_without_content(request.headers) if sends_by_post else None,
            extensions=request.extensions,
        )
        try:
            async with asyncio.timeout(self._timeout):
                reply = await self._ask(head)
        except httpx.ConnectError:
            raise ChannelDown(words.at(self._where, _NO_CONNECTION)) from None
        except httpx.LocalProtocolError:
            raise ChannelDown(words.at(self._where, words.Line("a header cannot be sent"))) from None
        except (TimeoutError, httpx.HTTPError) as error:
            problem = words.Line("it did not answer ({error})", error=type(error).__name__)
            raise ChannelDown(words.at(self._where, problem)) from None
        if sends_by_post and reply.status in _UNAUTHORISED:
            problem = words.Line("it refuses our key: HTTP {status}", status=reply.status)
            raise ChannelDown(words.at(self._where, problem))

    def _request(self, message: Message) -> httpx.Request:
        facts = {
            "mobile": message.to,
            "sign": message.sms_sign,
            "template": message.sms_template,
            "values": dict(message.sms_values),
            "id": message.id,
            "text": message.text,
        }
        filled = self._templates.fill(facts)
        headers = {name.encode(): filled[f"headers.{name}"].encode() for name in self._header_names}
        limits = httpx.Timeout(self._timeout).as_dict()
        try:
            return httpx.Request(
                self._method,
                filled["url"].strip(),
                headers=headers,
                content=filled["body"].encode() or None,
                extensions={"timeout": limits},
            )
        except (httpx.InvalidURL, ValueError, UnicodeError):
            problem = words.Line("the address or a header cannot be sent for this message")
            raise Permanent(words.at(self._where, problem)) from None

    async def _ask(self, request: httpx.Request) -> Reply:
        # The transport is used directly because httpx's client logs every address, including any key in it.
        transport = self._transport or httpx.AsyncHTTPTransport()
        try:
            response = await transport.handle_async_request(request)
            content = await _content(response)
            await response.aclose()
        finally:
            if transport is not self._transport:
                await transport.aclose()
        return Reply(response.status_code, content.decode(errors="replace"), _retry_after(response.headers))

    def _judge(self, reply: Reply, request: httpx.Request, message: Message) -> Receipt:
        answer = self._without_secrets(f"{self._where}: HTTP {reply.status} {reply.text}", request, message)
        if self._templates.holds("down_when", reply):
            raise ChannelDown(answer, reply.retry_after)
        if self._templates.holds("retry_when", reply):
            raise Retryable(answer, reply.retry_after)
        if reply.status >= httpx.codes.INTERNAL_SERVER_ERROR or reply.status == _BUSY:
            raise Retryable(answer, reply.retry_after)
        if reply.status in _MISCONFIGURED:
            raise Unclear(answer, alike=f"HTTP {reply.status}")
        if reply.status >= httpx.codes.BAD_REQUEST or not self._templates.holds("success", reply):
            raise Permanent(answer)
        return Receipt(channel=_NAME, detail=answer)

    def _without_secrets(self, text: str, request: httpx.Request, message: Message) -> str:
        """Return a gateway's answer with our keys removed, in case it repeats them.

        What the message itself says is no secret; everything else that was sent may be a key.
        """
        said = {message.to, message.sms_sign, message.sms_template, message.id, message.text}
        said |= set(map(str, dict(message.sms_values).values()))
        secrets = [value for name, value in request.headers.items() if name.title() in self._titles]
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


async def _content(response: httpx.Response) -> bytes:
    """Return the beginning of an answer, unpacked no further than it is looked at: a few bytes can stand for many."""
    unpacked = zlib.decompressobj(wbits=32 + zlib.MAX_WBITS)  # gzip or zlib, as it says itself
    packed = response.headers.get("content-encoding", "identity").lower() in _PACKED
    content = b""
    async for chunk in response.aiter_raw():
        try:
            content += unpacked.decompress(chunk, _LARGEST_ANSWER) if packed else chunk
        except zlib.error:
            break
        if len(content) > _LARGEST_ANSWER:
            break
    return content[:_LARGEST_ANSWER]


def _without_content(headers: httpx.Headers) -> list[tuple[bytes, bytes]]:
    """Return the headers without those that describe a body, for a request that has none."""
    return [(name, value) for name, value in headers.raw if name.decode().lower() not in _OF_CONTENT]


def _retry_after(headers: httpx.Headers) -> float | None:
    """Return the seconds that a gateway asks us to wait, at most a day; a date is compared with its own clock."""
    asked: str = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(float(asked), _LONGEST_WAIT)
    with suppress(ValueError, TypeError):
        until, now = (parsedate_to_datetime(text) for text in (asked, headers.get("date", "")))
        wait = (until.astimezone(UTC) - now.astimezone(UTC)).total_seconds()
        return min(max(wait, 0.0), _LONGEST_WAIT)
    return None
