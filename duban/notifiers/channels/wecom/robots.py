"""The channel for robots in group chats of WeCom (企业微信, 政务微信), each called through its webhook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from duban import words
from duban.notifiers.channels.asking import Asking, host_of
from duban.notifiers.channels.limits import limits_from
from duban.notifiers.channels.sorting import sorted_codes
from duban.notifiers.channels.wecom.answers import CODES, is_taken, refusal_in, told
from duban.notifiers.errors import BadSetting, Unclear
from duban.notifiers.media.wecom import WecomGroup
from duban.notifiers.message import Message, Receipt
from duban.notifiers.notifier import positive

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType

_NAME = "wecom-robot"
_EXAMPLE = '{duty-group = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"}'
_JSON = {b"content-type": b"application/json; charset=utf-8"}


class WecomRobotNotifier:
    """Sends each message into the group chat of the robot that its address names.

    `robots` has the robots' keys, or whole webhooks, by the names that contacts have as their address; in a file for
    it (`robots_file`) each line is `name = key`. One robot sends at most so many messages `per_minute`, `per_hour` and
    `per_day` (0 is no limit). `timeout` is in seconds, for each request.
    """

    def __init__(
        self,
        *,
        robots: Mapping[str, str] | str,
        codes: Mapping[str, Sequence[str]] | None = None,
        per_minute: int | str = 20,
        per_hour: int | str = 0,
        per_day: int | str = 0,
        endpoint: str = "https://qyapi.weixin.qq.com",
        timeout: float | str = 15.0,
    ) -> None:
        host, self._endpoint = host_of(_NAME, "endpoint", endpoint), endpoint.rstrip("/")
        self._webhooks = {name: self._webhook(name, key) for name, key in _robots(robots).items()}
        self._codes = sorted_codes(_NAME, codes or {}, usual=CODES)
        self.limits = limits_from(_NAME, {"per_minute": per_minute, "per_hour": per_hour, "per_day": per_day})
        self._asking = Asking(host, positive(_NAME, "timeout", timeout))

    def __repr__(self) -> str:
        """Return a text with the provider's host and nothing secret."""
        return f"<{type(self).__name__} {self._asking.where}>"

    @property
    def patience(self) -> float:
        """Return the seconds that the provider has for one message, and some to spare."""
        return 2 * self._asking.timeout

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
        """Send one message into a group, and judge by the code in the answer whether it was taken.

        Raises:
            AccountStopped: if nothing may be sent from here.
            ChannelDown: if the provider is unreachable.
            Unclear: if the settings have no such robot, or the provider knows its key no more.
            Unsorted: if nothing says what its answer means.
            Retryable: if it did not get the request, or has a limit or an error of its own.
            Uncertain: if it had the request, and no answer came that can be read.
            Permanent: if it refuses what the message says.

        """
        webhook = self._webhooks.get(message.to)
        if webhook is None:
            facts = {"name": message.to, "known": tuple(self._webhooks)}
            problem = words.Line("robots has none of the name {name:shown}; there are: {known}", **facts)
            raise Unclear(words.at(_NAME, problem), alike=f"robot {message.to}")
        # WeCom refuses characters that are written as \uxxxx.
        content = json.dumps(WecomGroup().request(message), ensure_ascii=False).encode(errors="replace")
        reply = await self._asking.ask(self._asking.request("POST", webhook, _JSON, content))
        answer = told(self._asking.where, reply, _secrets(webhook))
        if is_taken(reply):
            return Receipt(_NAME, answer)
        raise refusal_in(reply, answer, self._codes, all_wait=False)

    async def check(self) -> None:
        """Look whether the provider of each robot is there; nothing is sent. Raise `ChannelDown` if one is not."""
        for place in dict.fromkeys(
            urlsplit(webhook)._replace(path="/", query="") for webhook in self._webhooks.values()
        ):
            await self._asking.probe(httpx.Request("HEAD", place.geturl()))

    def unknown(self, addresses: Iterable[str]) -> list[str]:
        """Return those of these names that the settings have no robot for."""
        return [name for name in addresses if name not in self._webhooks]

    def _webhook(self, name: str, key: str) -> str:
        """Return the address of a robot. Raise BadSetting, which does not show it, if it is none."""
        setting = f"robots.{name}"
        if "://" in key:
            host_of(_NAME, setting, key)
            if not parse_qs(urlsplit(key).query).get("key"):
                raise BadSetting(_NAME, setting, words.Line("has no key; copy the whole webhook of the robot"))
            return key
        return f"{self._endpoint}/cgi-bin/webhook/send?{urlencode({'key': key})}"


def _robots(given: object) -> dict[str, str]:
    """Return the robots' keys by their names: of a table, or of lines of text."""
    if isinstance(given, str):
        lines = [line.strip() for line in given.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        found = {
            name.strip().strip('"'): key.strip().strip('"') for name, _, key in (each.partition("=") for each in lines)
        }
    elif isinstance(given, Mapping) and all(isinstance(key, str) for key in given.values()):
        found = {str(name): key.strip() for name, key in given.items()}
    else:
        found = {}
    if not found or not all(name and key for name, key in found.items()):
        problem = words.Line("have to be the keys of robots by their names, such as {example}", example=_EXAMPLE)
        raise BadSetting(_NAME, "robots", problem)
    return found


def _secrets(webhook: str) -> tuple[str, ...]:
    return (webhook, *parse_qs(urlsplit(webhook).query).get("key", ()))
