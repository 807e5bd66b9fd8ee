"""Papers that an office issues: drafted by a rung, signed by a person, numbered as they are signed."""

from __future__ import annotations

from msgspec import Struct

from duban.states.recipients import Recipient
from duban.states.time import Duration

PAPER_FORMS = ("督办通知单", "交办单", "专报", "工作通报", "延期批复", "销号审批单")
"""The forms in which documents of papers are typeset, as offices call them."""


class Paper(Struct, frozen=True):
    """A kind of paper: the message that it is, and how it is numbered.

    The signer is told by the message `draft`. `levels` says what the first, the second, … for an instance are called;
    those beyond the last are called as this. `asks` has the fields that the signer has to write. Whom it goes to
    answers it `reply_within`, if that is set.

    A person of the roles `by` may draft it, and it is drafted `on` a trigger and `after` an act of the engine. Then it
    goes `to`, with a `copy`, once `sign` has signed it; a rung that drafts it says these itself. `document` is the
    message whose subject and text are the title and the body of its document, if not those of its mail; `figures` is
    the field with the frozen figures that its document is made of instead. `form` says in which form it is typeset,
    `office` whose name it bears, `evidence` that the files of its matter are listed in it.
    With `four_eyes` nobody signs what he has drafted or edited himself; `voids` may void it, left out: who signs it.
    """

    name: str
    message: str
    number: str
    draft: str | None = None
    levels: tuple[str, ...] = ()
    reply_within: Duration | None = None
    asks: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    to: tuple[Recipient, ...] = ()
    copy: tuple[Recipient, ...] = ()
    sign: str | None = None
    document: str | None = None
    figures: str | None = None
    form: str | None = None
    office: str | None = None
    evidence: bool = False
    four_eyes: bool = False
    voids: tuple[str, ...] = ()
