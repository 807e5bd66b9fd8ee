"""The errors of channels and of the messages given to them.

NotifierError
├── Retryable                         this attempt failed, a later one may succeed
│   ├── Unclear                       this message was refused, for what may be the channel's fault or its own
│   │   └── Unsorted                  likewise, by an answer of which the settings do not say what it means
│   ├── Uncertain                     this message was handed over and never answered for, so it may have arrived
│   └── ChannelDown (ConnectionError) the channel itself is out of service or misconfigured
│       └── AccountStopped            the account with the provider can send nothing: no credit, no valid signature
├── Permanent                         this message can never be sent as it is
│   ├── NoSuchAddress                 nobody is at its address
│   └── SmsTooLong  (ValueError)
├── MailboxDown (ConnectionError)     the mailbox for reports of lost mails cannot be read
├── UnknownNotifier (LookupError)     no channel has that name
├── BadSetting      (ValueError)      a channel's setting is missing or wrong
└── NaiveCreation   (ValueError)      a message's `created_at` has no time zone
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_LONGEST_REASON = 300


def one_line(text: str) -> str:
    """Return `text` on one line and cut to 300 characters, since servers answer whatever they like."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= _LONGEST_REASON else line[: _LONGEST_REASON - 1] + "…"


def _told(reason: words.Line | str) -> words.Line | str:
    return reason if isinstance(reason, words.Line) else one_line(reason)


class NotifierError(words.Portable, Exception):
    """The base of all errors that this room raises."""


class Retryable(NotifierError):
    """The attempt failed and may be repeated; `retry_after` is the wait in seconds that the other side asked for."""

    reason: words.Said = words.Said()

    def __init__(self, reason: words.Line | str, retry_after: float | None = None) -> None:
        self.reason = reason = _told(reason)
        self.retry_after = retry_after
        super().__init__(reason)


class Unclear(Retryable):
    """The message was refused on a channel that works, for what may concern all others too, such as a right to send.

    It counts for this message alone, unless different recipients are refused `alike`, by the same text: then the
    channel is down.
    """

    def __init__(self, reason: words.Line | str, *, alike: str) -> None:
        self.alike = alike
        super().__init__(reason)


class Unsorted(Unclear):
    """The message was refused by an answer of which the settings do not say what it means.

    It may have been sent after all, if they do not say how a success looks; so it is tried a few times only.
    """


class Uncertain(Retryable):
    """The message was handed over, and nobody answered whether it was taken: it may have arrived.

    Sending it again may be sending it twice, so it waits long and is sent a few times only.
    """


class ChannelDown(Retryable, ConnectionError):
    """The channel itself is refused, unreachable or misconfigured, so it can send no message now."""


class MailboxDown(NotifierError, ConnectionError):
    """The mailbox into which reports of lost mails come cannot be read; `reason` says why."""

    reason: words.Said = words.Said()

    def __init__(self, reason: words.Line | str) -> None:
        self.reason = reason = _told(reason)
        super().__init__(reason)


class MailRefused(MailboxDown):
    """A mailbox refuses a command for one mail; the others may be read."""


class AccountStopped(ChannelDown):
    """The account with the provider can send nothing until a person sees to it: no credit, or no valid signature."""


class Permanent(NotifierError):
    """The message was refused for good; sending it again unchanged would fail again."""

    reason: words.Said = words.Said()

    def __init__(self, reason: words.Line | str) -> None:
        self.reason = reason = _told(reason)
        super().__init__(reason)


class NoSuchAddress(Permanent):
    """The message was refused because nobody is at the address: it counts as none until somebody corrects it."""


class SmsTooLong(Permanent, ValueError):
    """An SMS is longer than carriers accept; `length` counts signature and text, `most` is the limit."""

    def __init__(self, length: int, most: int) -> None:
        self.length = length
        self.most = most
        super().__init__(
            words.Line(
                "the SMS has {length} characters with its signature, {most} is the most: shorten it",
                length=length,
                most=most,
            )
        )


class UnknownNotifier(NotifierError, LookupError):
    """No channel is registered under that name; `known` lists those that are."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        self.known = tuple(known)
        super().__init__(
            words.Line(
                "no notifier {name:shown}; there are: {known}"
                if self.known
                else "no notifier {name:shown}; there are none",
                name=name,
                known=self.known,
            )
        )


class BadSetting(NotifierError, ValueError):
    """A channel's setting is missing, unknown or contradicts another; the message never shows its value."""

    problem: words.Said = words.Said()

    def __init__(self, notifier: str, setting: str, problem: words.Line | str) -> None:
        self.notifier = notifier
        self.setting = setting
        self.problem = problem = _told(problem)
        super().__init__(
            words.Line(
                "notifier {notifier}: {setting}: {problem:retold}", notifier=notifier, setting=setting, problem=problem
            )
        )


class NaiveCreation(NotifierError, ValueError):
    """A message's `created_at` has no time zone."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant
        super().__init__(
            words.Line("created_at {instant} has no time zone: give an aware instant", instant=instant.isoformat())
        )
