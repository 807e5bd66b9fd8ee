"""Checks whether messages can leave: the channels' settings and secrets, and what their servers answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from duban import words
from duban.notifiers import NotifierError, check, create
from duban.operations.doctor.checks import Check, broken_off, failed, fine, wanting
from duban.states import USUAL_MEDIUM
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from duban.notifiers import Notifier
    from duban.workflow import Channel, Settings

_PATIENCE_SECONDS = 10


def look_at_channels(settings: Settings) -> Iterator[Check]:
    """Yield for each channel whether it would accept messages; none is sent."""
    if not settings.channels:
        advice = words.text("set up [channels.{medium}] in duban.toml: nothing can leave", medium=USUAL_MEDIUM)
        yield wanting("channels", words.text("no channel is set up"), advice)
    for medium, channel in settings.channels.items():
        try:
            found = _look_at(settings, medium, channel)
        except Exception as error:  # noqa: BLE001 - a plug can raise anything
            found = broken_off("channel", error, which=medium)
        yield found


def look_at_made_channels(channels: Mapping[str, Callable[[], Notifier]]) -> Iterator[Check]:
    """Yield the same for the notifiers that an application has given its engine."""
    if not channels:
        advice = words.text("give the engine channels=, by their media: nothing can leave")
        yield wanting("channels", words.text("no channel is set up"), advice)
    for medium, make in channels.items():
        try:
            found = _answer(make(), medium, words.text("see to the notifier, or to the other side"))
        except Exception as error:  # noqa: BLE001 - as above
            found = broken_off("channel", error, which=medium)
        yield found


def _look_at(settings: Settings, medium: str, channel: Channel) -> Check:
    correct = words.text("correct [channels.{medium}] in duban.toml", medium=medium)
    try:
        options = channel.options(settings.folder)
    except WorkflowError as error:
        advice = words.clauses([_secret(medium), words.text("the user that runs duban must be able to read it")])
        return failed("channel", error, advice, which=medium)
    if options.get("username") and not options.get("password"):
        return wanting("channel", words.text("there is a username and no password"), _secret(medium), which=medium)
    try:
        notifier = create(channel.notifier, options)
    except NotifierError as error:
        return failed("channel", error, correct, which=medium)
    advice = words.text(
        "correct [channels.{medium}] in duban.toml, or see to the other side; try {way_send_test}",
        medium=medium,
    )
    return _answer(notifier, medium, advice, silent=correct)


def _answer(notifier: object, medium: str, advice: str, *, silent: str = "") -> Check:
    """Return what a channel answers; `silent` is the advice if that is nothing."""
    try:
        asyncio.run(_ask(notifier))
    except NotifierError as error:
        return failed("channel", error, advice, which=medium)
    except TimeoutError:
        found = words.text("no answer in {seconds} seconds", seconds=_PATIENCE_SECONDS)
        return wanting("channel", found, silent or advice, which=medium)
    return fine("channel", words.text("would take messages"), which=medium)


async def _ask(notifier: object) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        await check(notifier)


def _secret(medium: str) -> str:
    variable = f"DUBAN_CHANNELS__{medium.upper()}__PASSWORD"
    facts = {"medium": medium, "variable": variable}
    return words.text("give [channels.{medium}] a password_file, or set {variable}", **facts)
