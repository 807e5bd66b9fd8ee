"""The token by which an application asks: got with its secret, kept by this process until it expires."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

_MARGIN = timedelta(minutes=5)
"""So long before a token expires another is got: clocks differ, and a message is under way for a while."""


class Account(NamedTuple):
    """Whose token it is: each application has its own."""

    endpoint: str
    corpid: str
    secret: str

    def __repr__(self) -> str:
        """Return a text with the address and nothing secret."""
        return f"<Account at {self.endpoint}>"


class _Kept(NamedTuple):
    token: str
    until: datetime


_kept: dict[Account, _Kept] = {}
"""Channels are made anew for each delivery, and the provider wants a token to be kept."""


def kept_token(account: Account, now: datetime) -> str | None:
    """Return the token that is kept, unless it has expired or soon will."""
    found = _kept.get(account)
    return found.token if found is not None and now < found.until else None


def keep_token(account: Account, token: str, seconds: float, now: datetime) -> None:
    """Keep a token that is valid for so many seconds."""
    life = timedelta(seconds=seconds)
    _kept[account] = _Kept(token, now + life - min(_MARGIN, life / 2))


def drop_token(account: Account, token: str) -> None:
    """Forget a token that was refused, unless another has been got meanwhile."""
    found = _kept.get(account)
    if found is not None and found.token == token:
        del _kept[account]
