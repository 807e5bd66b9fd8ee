"""Papers that an office issues: drafted by a rung, signed by a person, numbered as they are signed."""

from __future__ import annotations

from msgspec import Struct

from duban.states.time import Duration


class Paper(Struct, frozen=True):
    """A kind of paper: the message that it is, and how it is numbered.

    The signer is told by the message `draft`. `levels` says what the first, the second, … for an instance are called;
    those beyond the last are called as this. `asks` has the fields that the signer has to write. Whom it goes to
    answers it `reply_within`, if that is set.
    """

    name: str
    message: str
    number: str
    draft: str | None = None
    levels: tuple[str, ...] = ()
    reply_within: Duration | None = None
    asks: tuple[str, ...] = ()
