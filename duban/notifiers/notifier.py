"""The interface of a channel, and the register of channels by name."""

from __future__ import annotations

import inspect
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from duban import words
from duban.notifiers.errors import BadSetting, UnknownNotifier

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import timedelta
    from importlib.metadata import EntryPoints

    from duban.notifiers.message import Message, Receipt

    Factory = Callable[..., "Notifier"]

ENTRY_POINTS = "duban.notifiers"
"""The entry point group in which installed packages announce their channels."""

_NEVER = float("inf")
_NOT_TEXT = {
    int: words.Line("has to be text, not a number; put it in quotes"),
    float: words.Line("has to be text, not a number; put it in quotes"),
    bool: words.Line("has to be text, not true or false; put it in quotes"),
    list: words.Line("has to be text, not a list; put it in quotes"),
    dict: words.Line("has to be text, not a table; put it in quotes"),
}
"""What is said of a setting that has to be text, by what was given."""
_TEXTS = frozenset({"str", "str | None"})
"""The annotations of a factory's parameters that take text."""

_registered: dict[str, Factory] = {}


class Notifier(Protocol):
    """A channel that sends messages; one that keeps a connection is also an async context manager."""

    async def send(self, message: Message) -> Receipt:
        """Send `message` and return the channel's answer, or raise `Retryable`, `ChannelDown` or `Permanent`.

        Raises:
            Retryable: if this attempt failed and a later one may succeed.
            Uncertain: if the message was handed over and whether it was taken is not known.
            ChannelDown: if the channel can send nothing now.
            Permanent: if the message can never be sent as it is.

        """
        ...


@runtime_checkable
class Checkable(Protocol):
    """A channel that can check whether it would accept messages, without sending one."""

    async def check(self) -> None:
        """Check as much as is possible without sending anything. Raise `ChannelDown` if nothing could be sent now."""
        ...


@runtime_checkable
class Patient(Protocol):
    """A channel that says how long it may take: the other side has time to answer for each message."""

    @property
    def patience(self) -> float:
        """Return the seconds after which a message counts as never answered for."""
        ...


@runtime_checkable
class Sparing(Protocol):
    """A channel that sends one recipient only so many messages: within each span of time, at most so many."""

    @property
    def limits(self) -> Mapping[timedelta, int]:
        """Return how many messages one recipient gets within each span."""
        ...


def limits_of(notifier: object) -> Mapping[timedelta, int]:
    """Return how many messages a channel sends one recipient within each span; empty without limits."""
    # Asked for each message: to ask whether it is a `Sparing` takes longer than the rest of what it does.
    limits: Mapping[timedelta, int] = getattr(notifier, "limits", {})
    return limits


def patience_of(notifier: object, *, usual: float) -> float:
    """Return how many seconds a channel may take for a message: what it says itself, or else the `usual`."""
    patience: float = getattr(notifier, "patience", usual)
    return patience


async def check(notifier: object) -> None:
    """Check a channel if it can be checked. Raise `ChannelDown` if it could not send anything now."""
    if isinstance(notifier, Checkable):
        await notifier.check()


@asynccontextmanager
async def connected(notifier: Notifier) -> AsyncIterator[Notifier]:
    """Keep a notifier's connection open for a batch of messages, if it is one that keeps a connection."""
    if isinstance(notifier, AbstractAsyncContextManager):
        async with notifier:
            yield notifier
    else:
        yield notifier


def register(name: str, factory: Factory) -> None:
    """Register a channel in this process, in place of an installed one; `factory` takes its settings by keyword."""
    _registered[name] = factory


def names() -> list[str]:
    """Return the names of all registered and installed channels, sorted."""
    return sorted(_registered.keys() | {point.name for point in _installed()})


def create(name: str, settings: Mapping[str, Any]) -> Notifier:
    """Return a new channel.

    A factory's `missing` may say by name what to write for settings that have to be given.

    Args:
        name: The name under which the channel is registered or installed.
        settings: The keyword arguments of its factory.

    Raises:
        UnknownNotifier: if no channel has that name.
        BadSetting: if a setting is unknown, missing or wrong.

    """
    factory = _registered.get(name) or _load(name)
    signature = inspect.signature(factory)
    unknown = sorted(settings.keys() - signature.parameters.keys())
    taken = any(parameter.kind is parameter.VAR_KEYWORD for parameter in signature.parameters.values())
    if unknown and not taken:
        known = tuple(signature.parameters)
        raise BadSetting(name, unknown[0], words.Line("no such setting; there are: {known}", known=known))
    for parameter in signature.parameters.values():
        needed = parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
        if needed and parameter.name not in settings:
            advice: Mapping[str, words.Line] = getattr(factory, "missing", {})
            raise BadSetting(name, parameter.name, advice.get(parameter.name, words.Line("is missing")))
        given = settings.get(parameter.name)
        if parameter.annotation in _TEXTS and given is not None and not isinstance(given, str):
            problem = _NOT_TEXT.get(type(given), words.Line("has to be text; put it in quotes"))
            raise BadSetting(name, parameter.name, problem)
    return factory(**settings)


def positive(notifier: str, setting: str, value: float | str) -> float:
    """Return a setting as a number, which may be given as text. Raise BadSetting unless it is above 0."""
    try:
        number = float(value)
    except (ValueError, TypeError, OverflowError):
        number = 0.0
    if not 0 < number < _NEVER:
        given = str(value)[:40]
        raise BadSetting(notifier, setting, words.Line("{given:shown} is not a number above 0", given=given))
    return number


def _load(name: str) -> Factory:
    for point in _installed():
        if point.name == name:
            factory: Factory = point.load()
            return factory
    raise UnknownNotifier(name, names())


def _installed() -> EntryPoints:
    from importlib.metadata import entry_points  # noqa: PLC0415 - it takes longer than the rest of this room

    return entry_points(group=ENTRY_POINTS)
