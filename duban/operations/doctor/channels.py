"""Whether messages could leave: the channels' settings and secrets, and what their servers say when asked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from duban.notifiers import NotifierError, check, create
from duban.operations.doctor.checks import Both, Finding, broken_off, failed, fine, wanting
from duban.states import USUAL_MEDIUM
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.workflow import Channel, Settings

_PATIENCE_SECONDS = 10


def look_at_channels(settings: Settings) -> Iterator[Finding]:
    """Yield for each channel whether it would take messages; none is sent."""
    if not settings.channels:
        yield wanting(
            "channels",
            ("没有设置任何通道", "no channel is set up"),
            (
                f"在 duban.toml 中设置 [channels.{USUAL_MEDIUM}]，否则消息发不出去",
                f"set up [channels.{USUAL_MEDIUM}] in duban.toml: nothing can leave",
            ),
        )
    for medium, channel in settings.channels.items():
        try:
            found = _look_at(settings, medium, channel)
        except Exception as error:  # noqa: BLE001 - a plug fails as it likes
            found = broken_off("channel", error, which=medium)
        yield found


def _look_at(settings: Settings, medium: str, channel: Channel) -> Finding:
    correct = (f"改正 duban.toml 的 [channels.{medium}]", f"correct [channels.{medium}] in duban.toml")
    try:
        options = channel.options(settings.folder)
    except WorkflowError as error:
        advice = _secret(medium, ("密钥文件须能由运行用户读取", "the user that runs duban must be able to read it"))
        return failed("channel", error, advice, which=medium)
    if options.get("username") and not options.get("password"):
        found = ("有用户名 username，没有密码", "there is a username and no password")
        return wanting("channel", found, _secret(medium, ("", "")), which=medium)
    try:
        notifier = create(channel.notifier, options)
    except NotifierError as error:
        return failed("channel", error, correct, which=medium)
    try:
        asyncio.run(_ask(notifier))
    except NotifierError as error:
        advice = (
            f"{correct[0]}，或排除对方的故障；`duban outbox test --medium {medium} --to …` 可试发",
            f"{correct[1]}, or see to the other side; try `duban outbox test --medium {medium} --to …`",
        )
        return failed("channel", error, advice, which=medium)
    except TimeoutError:
        found = (f"{_PATIENCE_SECONDS}秒内没有答复", f"no answer in {_PATIENCE_SECONDS} seconds")
        return wanting("channel", found, correct, which=medium)
    return fine("channel", ("可以使用", "would take messages"), which=medium)


async def _ask(notifier: object) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        await check(notifier)


def _secret(medium: str, more: Both) -> Both:
    variable = f"DUBAN_CHANNELS__{medium.upper()}__PASSWORD"
    return (
        f"在 [channels.{medium}] 写 password_file，或设环境变量 {variable}" + (f"；{more[0]}" if more[0] else ""),
        f"give [channels.{medium}] a password_file, or set {variable}" + (f"; {more[1]}" if more[1] else ""),
    )
