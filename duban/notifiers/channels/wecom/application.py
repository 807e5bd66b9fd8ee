"""The channel for messages of an application of WeCom (企业微信, 政务微信) to one person each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

import httpx

from duban import words
from duban.notifiers.channels.asking import Asking, Reply, host_of
from duban.notifiers.channels.limits import limits_from
from duban.notifiers.channels.sorting import ACCOUNT, CONFIGURATION, kind_of, sorted_codes
from duban.notifiers.channels.wecom.answers import (
    CODES,
    STALE,
    code_of,
    facts_of,
    is_taken,
    look_for_unreached,
    masked,
    refusal_in,
    told,
)
from duban.notifiers.channels.wecom.tokens import Account, drop_token, keep_token, kept_token
from duban.notifiers.errors import AccountStopped, BadSetting, ChannelDown
from duban.notifiers.media.wecom import Wecom
from duban.notifiers.message import Message, Receipt
from duban.notifiers.notifier import positive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from types import TracebackType

_NAME = "wecom"
_REPEATS = 14_400
"""The longest time, in seconds, for which WeCom recognises a message that comes again."""
_LONGEST_LIFE = 86_400.0
_TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_JSON = {b"content-type": b"application/json; charset=utf-8"}


class WecomNotifier:
    """Sends each message to one account as a card with a button, or as text, by an application of the enterprise.

    `cards` is false for a server that knows no cards. One person gets at most so many messages `per_minute`,
    `per_hour` and `per_day` (0 is no limit): WeCom throws away what is more, and calls it a success. `timeout` is in
    seconds, for each request.
    """

    def __init__(
        self,
        *,
        corpid: str,
        corpsecret: str,
        agentid: int | str,
        cards: bool | str = True,
        codes: Mapping[str, Sequence[str]] | None = None,
        per_minute: int | str = 30,
        per_hour: int | str = 1000,
        per_day: int | str = 0,
        endpoint: str = "https://qyapi.weixin.qq.com",
        timeout: float | str = 15.0,
    ) -> None:
        for setting, text in (("corpid", corpid), ("corpsecret", corpsecret)):
            if not text.strip():
                raise BadSetting(_NAME, setting, words.Line("is missing"))
        self._agent, self._cards = _whole("agentid", agentid), _truth("cards", cards)
        self._host, self._endpoint = host_of(_NAME, "endpoint", endpoint), endpoint.rstrip("/")
        self._account = Account(self._endpoint, corpid.strip(), corpsecret.strip())
        self._codes = sorted_codes(_NAME, codes or {}, usual=CODES)
        self.limits = limits_from(_NAME, {"per_minute": per_minute, "per_hour": per_hour, "per_day": per_day})
        self._asking = Asking(self._host, positive(_NAME, "timeout", timeout))

    def __repr__(self) -> str:
        """Return a text with the provider's host and nothing secret."""
        return f"<{type(self).__name__} {self._host}>"

    @property
    def patience(self) -> float:
        """Return the seconds that the provider has for one message, with a new token and a second attempt."""
        return 4 * self._asking.timeout + 5

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
        """Send one message, and judge by the code in the answer whether it was taken.

        A token that is refused is got anew, once.

        Raises:
            AccountStopped: if the account can send nothing: a refused secret, no right, not from here.
            ChannelDown: if the provider is unreachable, gives no token, or has been asked too often.
            Unclear: if it refuses the request.
            Unsorted: if nothing says what its answer means.
            Retryable: if it did not get the request, or has an error of its own.
            Uncertain: if it had the request, and no answer came that can be read.
            Permanent: if it knows no such account, or refuses what the message says.

        """
        now = message.sent_at or message.created_at
        content = self._content(message)
        token = kept_token(self._account, now) or await self._new_token(now)
        reply = await self._post(token, content)
        if code_of(reply) in STALE:
            drop_token(self._account, token)
            token = await self._new_token(now)
            reply = await self._post(token, content)
        return self._judge(reply, token)

    async def check(self) -> None:
        """Get a token, and ask for the application; nothing is sent. Raise `ChannelDown` if nothing could be now."""
        token, _ = await self._get_token()
        query = urlencode({"access_token": token, "agentid": self._agent})
        reply = await self._get(f"/cgi-bin/agent/get?{query}")
        if kind_of(code_of(reply), self._codes) == ACCOUNT:
            raise AccountStopped(told(self._host, reply, self._secrets(token)))

    def _content(self, message: Message) -> bytes:
        """Return the request for a message, the same at every attempt, and for no other message."""
        request = {
            "touser": message.to,
            "agentid": self._agent,
            **Wecom().request(message, cards=self._cards),
            "enable_duplicate_check": 1,
            "duplicate_check_interval": _REPEATS,
            "message_id": message.id,
        }
        # WeCom refuses characters that are written as \uxxxx.
        return json.dumps(request, ensure_ascii=False).encode(errors="replace")

    async def _new_token(self, now: datetime) -> str:
        token, seconds = await self._get_token()
        keep_token(self._account, token, seconds, now)
        return token

    async def _get_token(self) -> tuple[str, float]:
        """Return a token, and for how many seconds it is valid. Raise ChannelDown if there is none."""
        query = urlencode({"corpid": self._account.corpid, "corpsecret": self._account.secret})
        reply = await self._get(f"/cgi-bin/gettoken?{query}")
        facts, code = facts_of(reply), code_of(reply)
        token = facts.get("access_token")
        if isinstance(token, str) and token and (is_taken(reply) or not (code or httpx.codes.is_error(reply.status))):
            return token, _seconds(facts.get("expires_in"))
        if not code:
            problem = words.Line("it gives no token: HTTP {status}", status=reply.status)
            raise ChannelDown(words.at(self._host, problem), reply.retry_after)
        answer = told(self._host, reply, self._secrets())
        if kind_of(code, self._codes) in {ACCOUNT, CONFIGURATION}:
            raise AccountStopped(answer)
        raise ChannelDown(answer, reply.retry_after)

    async def _get(self, path: str) -> Reply:
        return await self._asking.probe(self._asking.request("GET", f"{self._endpoint}{path}", {}, None))

    async def _post(self, token: str, content: bytes) -> Reply:
        url = f"{self._endpoint}/cgi-bin/message/send?{urlencode({'access_token': token})}"
        return await self._asking.ask(self._asking.request("POST", url, _JSON, content))

    def _judge(self, reply: Reply, token: str) -> Receipt:
        secrets = self._secrets(token)
        if is_taken(reply):
            look_for_unreached(reply, self._host)
            said = facts_of(reply).get("msgid")
            return Receipt(_NAME, masked(f"{self._host}: msgid {said}" if said else f"{self._host}: ok", secrets))
        answer = told(self._host, reply, secrets)
        if code_of(reply) in STALE and kind_of(code_of(reply), self._codes) is None:
            raise ChannelDown(answer)  # and the token was new
        raise refusal_in(reply, answer, self._codes, all_wait=True)

    def _secrets(self, *tokens: str) -> tuple[str, ...]:
        return (self._account.secret, self._account.corpid, *tokens)


def _seconds(given: Any) -> float:  # noqa: ANN401 - whatever is answered
    """Return for how long a token is valid, at most a day; one of which that is not said is not kept."""
    if isinstance(given, int | float) and not isinstance(given, bool) and given > 0:
        return min(float(given), _LONGEST_LIFE)
    return 0.0


def _whole(setting: str, given: object) -> int:
    text = str(given).strip()
    if not (text.isascii() and text.isdigit()) or isinstance(given, bool):
        problem = words.Line("{given:shown} is not the number of an application, such as 1000002", given=text[:40])
        raise BadSetting(_NAME, setting, problem)
    return int(text)


def _truth(setting: str, given: object) -> bool:
    found = _TRUTHS.get(str(given).strip().lower())
    if found is None:
        problem = words.Line("{given:shown} is neither true nor false", given=str(given)[:40])
        raise BadSetting(_NAME, setting, problem)
    return found
