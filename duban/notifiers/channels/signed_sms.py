"""What the channels for providers with signed requests have in common: settings, judging, and a clock that is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import httpx

from duban import words
from duban.notifiers.channels.approved import ApprovedTemplates
from duban.notifiers.channels.asking import Asking, Reply, host_of
from duban.notifiers.channels.limits import limits_from
from duban.notifiers.channels.sorting import LATER, kind_of, refusal, sorted_codes
from duban.notifiers.errors import BadSetting, ChannelDown
from duban.notifiers.media.sms import sms_segments
from duban.notifiers.message import Message, Receipt
from duban.notifiers.notifier import positive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from types import TracebackType

    from duban.notifiers.channels.sorting import Codes

_AN_HOUR, _SIX_HOURS = 3600.0, 6 * 3600.0
_SHORTEST_SECRET = 6


class Answered(NamedTuple):
    """What a provider says of one number: its code, and the wait in seconds if that is known from it."""

    code: str
    is_taken: bool
    wait: float | None = None


class SignedSms:
    """The base of channels whose requests are signed with a key; each names itself and says how it asks.

    `templates` has the provider's templates by those that the scenarios name, `codes` further codes by what they mean.
    """

    name: ClassVar[str]
    codes: ClassVar[Codes]
    stale: ClassVar[frozenset[str]]
    """The codes that say that the signature's moment is too far from the provider's."""

    def __init__(
        self,
        *,
        key_id: str,
        key_secret: str,
        sign: str,
        templates: Mapping[str, Any] | None,
        codes: Mapping[str, Sequence[str]] | None,
        limits: Mapping[str, object],
        endpoint: str,
        timeout: float | str,
    ) -> None:
        for setting, text in (("key_id", key_id), ("key_secret", key_secret), ("sign", sign)):
            if not text.strip():
                raise BadSetting(self.name, setting, words.Line("is missing"))
        host = host_of(self.name, "endpoint", endpoint)
        self._key_id, self._secret, self._sign = key_id.strip(), key_secret.strip(), sign.strip("【】 ")
        self.limits = limits_from(self.name, limits)
        self._approved = ApprovedTemplates(self.name, templates or {})
        self._codes = sorted_codes(self.name, codes or {}, usual=self.codes)
        self._endpoint, self._host = endpoint.rstrip("/"), host
        self._asking = Asking(host, positive(self.name, "timeout", timeout))
        self._ahead = timedelta()

    def __repr__(self) -> str:
        """Return a text with the provider's host and nothing secret."""
        return f"<{type(self).__name__} {self._host}>"

    @property
    def patience(self) -> float:
        """Return the seconds that the provider has for one message, and some to spare."""
        return 3 * self._asking.timeout

    async def __aenter__(self) -> Self:
        """Keep connections open from now on."""
        self._asking.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._asking.close()

    async def send(self, message: Message) -> Receipt:
        """Send one request and judge by its answer whether the message was taken.

        If the provider finds our clock wrong it is asked once more, by its own.

        Raises:
            AccountStopped: if the account can send nothing: no credit, a refused key or signature.
            ChannelDown: if the provider is unreachable.
            Unclear: if it refuses template or variables.
            Unsorted: if nothing says what its answer means.
            Retryable: if it did not get the request, or has a limit or an error of its own.
            Uncertain: if it had the request, and no answer came that can be read.
            Permanent: if it refuses this number or what the message says.

        """
        sms_segments(message.text, self._sign)
        now = message.sent_at or message.created_at
        template, values = self._approved.of(message)
        reply = await self._asking.ask(self._request(message, template, values, now + self._ahead))
        found = self._answered(reply)
        if found.code in self.stale and reply.date is not None:
            self._ahead = reply.date - now
            reply = await self._asking.ask(self._request(message, template, values, reply.date))
            found = self._answered(reply)
        return self._judge(reply, found)

    async def check(self) -> None:
        """Look whether the provider is there; nothing is sent. Raise `ChannelDown` if it is not."""
        await self._asking.probe(httpx.Request("HEAD", f"{self._endpoint}/", headers={"host": self._host}))

    def flaws(self, template: str, values: Sequence[str]) -> Iterator[words.Line]:
        """Yield why no message with this template and values of these names could leave by the settings."""
        return self._approved.flaws(template, values)

    async def _asked(self, signed: Callable[[datetime], httpx.Request], now: datetime) -> dict[str, Any]:
        """Return what is answered to a question; a clock that is wrong is put right. Raise ChannelDown if none is."""
        reply = await self._asking.probe(signed(now + self._ahead))
        found = self._answered(reply)
        if found.code in self.stale and reply.date is not None:
            self._ahead = reply.date - now
            reply = await self._asking.probe(signed(reply.date))
            found = self._answered(reply)
        whole = reply.json
        if isinstance(whole, dict) and reply.status < httpx.codes.BAD_REQUEST and (found.is_taken or not found.code):
            return whole
        raise ChannelDown(self._told(reply))

    def _request(self, message: Message, template: str, values: Mapping[str, str], at: datetime) -> httpx.Request:
        """Return the request for a message, signed for an instant."""
        raise NotImplementedError

    def _answered(self, reply: Reply) -> Answered:
        """Return what an answer says of the one number that was asked for."""
        raise NotImplementedError

    def _told(self, reply: Reply) -> str:
        """Return an answer without our keys, in case it repeats them."""
        answer = f"{self._host}: HTTP {reply.status} {reply.text}"
        for secret in (self._secret, self._key_id):
            if len(secret) >= _SHORTEST_SECRET:
                answer = answer.replace(secret, "***")
        return answer

    def _judge(self, reply: Reply, found: Answered) -> Receipt:
        answer = self._told(reply)
        if found.is_taken and reply.status < httpx.codes.BAD_REQUEST:
            return Receipt(channel=self.name, detail=answer)
        kind = kind_of(found.code, self._codes)
        if kind is None and (
            reply.status >= httpx.codes.INTERNAL_SERVER_ERROR or reply.status == httpx.codes.TOO_MANY_REQUESTS
        ):
            kind = LATER
        wait = reply.retry_after or (found.wait if kind == LATER else None)
        raise refusal(kind, answer, code=found.code or f"HTTP {reply.status}", retry_after=wait)


def wait_told(text: str) -> float | None:
    """Return how long to wait for a limit, in seconds, by what a provider says of it: of an hour or of a day."""
    if "天级" in text or "Daily" in text or "day" in text.lower():
        return _SIX_HOURS
    if "小时" in text or "hour" in text.lower():
        return _AN_HOUR
    return None


def parts_of(given: object, *names: str) -> tuple[str, ...]:
    """Return texts of an answer by their names, empty where they are missing."""
    found = given if isinstance(given, dict) else {}
    return tuple(str(found.get(name) or "") for name in names)


def number_of(text: str, *, prefix: str) -> str:
    """Return a mobile number of the mainland with this prefix, such as `+86`; another one as it is."""
    bare = text.removeprefix("+86").removeprefix("86") if len(text) > 11 else text  # noqa: PLR2004 - digits of one
    return text if text.startswith("+") and not text.startswith("+86") else f"{prefix}{bare}"
