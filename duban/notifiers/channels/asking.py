"""Asking an HTTP provider: one request, a bounded answer, and what each way of getting none means for the message."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
from msgspec import json

from duban import words
from duban.notifiers.errors import BadSetting, ChannelDown, Permanent, Retryable, Uncertain

if TYPE_CHECKING:
    from typing import Any

PATIENCE = 60.0
"""Seconds that a provider has for an answer. One that is slow has mostly sent the message, and would be asked again."""

LARGEST_ANSWER = 64_000
"""So many bytes of an answer are looked at."""

_LONGEST_WAIT = 86_400.0
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_CONNECTING = 15.0
"""Seconds after which a host that does not answer to a connection is taken for one that is away."""
_CONNECTED, _HANDED_OVER = ".send_request_headers.started", ".send_request_body.complete"
"""The steps, as the library calls them, after which a provider is there, and after which it may act upon a request."""
_NO_CONNECTION = words.Line("no connection: is the address right, and does the gateway run?")


@dataclass(frozen=True, slots=True)
class Reply:
    """A provider's answer; `retry_after` is in seconds, `date` is what its own clock says."""

    status: int
    text: str
    retry_after: float | None = None
    date: datetime | None = None

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever a provider answers
        """Return the answer as JSON; None if it is not."""
        try:
            return json.decode(self.text)
        except (ValueError, RecursionError):
            return None


class Asking:
    """Asks one provider, `where` being its host; between `open` and `close` the connections are kept."""

    def __init__(self, where: str, timeout: float) -> None:
        self.where = where
        self.timeout = timeout
        self._transport: httpx.AsyncHTTPTransport | None = None

    def open(self) -> None:
        """Keep connections open from now on."""
        self._transport = httpx.AsyncHTTPTransport()

    async def close(self) -> None:
        """Close the connections."""
        if self._transport is not None:
            await self._transport.aclose()
        self._transport = None

    def request(self, method: str, url: str, headers: dict[bytes, bytes], content: bytes | None) -> httpx.Request:
        """Return a request. Raise Permanent if its address or a header cannot be sent."""
        limits = httpx.Timeout(self.timeout, connect=min(self.timeout, _CONNECTING)).as_dict()
        try:
            return httpx.Request(method, url, headers=headers, content=content, extensions={"timeout": limits})
        except (httpx.InvalidURL, ValueError, UnicodeError):
            problem = words.Line("the address or a header cannot be sent for this message")
            raise Permanent(words.at(self.where, problem)) from None

    async def ask(self, request: httpx.Request) -> Reply:
        """Return the answer to a request that hands over a message.

        Raises:
            ChannelDown: if nobody listens or answers there, or its certificate is not trusted.
            Retryable: if the provider did not get the request.
            Uncertain: if it had the request, and no answer came that can be read.
            Permanent: if the request cannot be sent at all.

        """
        failed: type[Retryable] = ChannelDown

        async def follow(step: str, _: object) -> None:
            nonlocal failed
            if step.endswith(_CONNECTED):
                failed = Retryable
            elif step.endswith(_HANDED_OVER):
                failed = Uncertain

        request.extensions["trace"] = follow
        try:
            async with asyncio.timeout(self.timeout):
                return await self._ask(request)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise ChannelDown(words.at(self.where, _no_connection(error))) from None
        except TimeoutError:
            seconds = f"{self.timeout:g}"
            raise failed(
                words.Line("{where} did not answer in {seconds} seconds", where=self.where, seconds=seconds)
            ) from None
        except httpx.LocalProtocolError:
            problem = words.Line("a header cannot carry what this message puts into it")
            raise Permanent(words.at(self.where, problem)) from None
        except httpx.HTTPError as error:
            problem = words.Line("the connection broke off ({error})", error=type(error).__name__)
            raise failed(words.at(self.where, problem)) from None

    async def probe(self, request: httpx.Request) -> Reply:
        """Return the answer to a request that hands over nothing. Raise ChannelDown if there is none."""
        try:
            async with asyncio.timeout(self.timeout):
                return await self._ask(request)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise ChannelDown(words.at(self.where, _no_connection(error))) from None
        except httpx.LocalProtocolError:
            raise ChannelDown(words.at(self.where, words.Line("a header cannot be sent"))) from None
        except (TimeoutError, httpx.HTTPError) as error:
            problem = words.Line("it did not answer ({error})", error=type(error).__name__)
            raise ChannelDown(words.at(self.where, problem)) from None

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
        date = _instant(response.headers.get("date", ""))
        return Reply(response.status_code, content.decode(errors="replace"), _retry_after(response.headers, date), date)


def _no_connection(error: BaseException) -> words.Line:
    """Return why there is no connection: what is wrong with the other side's certificate, if that is it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return words.Line("its certificate is not trusted: {answer}", answer=cause.verify_message)
        cause = cause.__cause__ or cause.__context__
    return _NO_CONNECTION


def host_of(notifier: str, setting: str, url: str) -> str:
    """Return the host of an address, without who asks. Raise BadSetting if it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise BadSetting(notifier, setting, words.Line("is not an address such as https://sms.example.org/send"))
    return parts.netloc.rpartition("@")[2]


async def _content(response: httpx.Response) -> bytes:
    """Return the beginning of an answer, unpacked no further than it is looked at: a few bytes can stand for many."""
    unpacked = zlib.decompressobj(wbits=32 + zlib.MAX_WBITS)  # gzip or zlib, as it says itself
    packed = response.headers.get("content-encoding", "identity").lower() in _PACKED
    content = b""
    async for chunk in response.aiter_raw():
        try:
            content += unpacked.decompress(chunk, LARGEST_ANSWER) if packed else chunk
        except zlib.error:
            break
        if len(content) > LARGEST_ANSWER:
            break
    return content[:LARGEST_ANSWER]


def _instant(text: str) -> datetime | None:
    with suppress(ValueError, TypeError):
        return parsedate_to_datetime(text).astimezone(UTC)
    return None


def _retry_after(headers: httpx.Headers, now: datetime | None) -> float | None:
    """Return the seconds that a provider asks us to wait, at most a day; a date is compared with its own clock."""
    asked: str = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(float(asked), _LONGEST_WAIT)
    until = _instant(asked)
    if until is None or now is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), _LONGEST_WAIT)
