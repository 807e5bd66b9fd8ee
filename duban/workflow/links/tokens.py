"""The token of a link: made of the message, its reader and the act, by a secret that only the database has.

It is the same whenever it is made, so that each attempt sends the same mail, and stands nowhere but in that mail.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban import words
from duban.workflow.links.offered import ANSWER, offered

if TYPE_CHECKING:
    from duban.storage import OutboxRecord
    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled

_KEY, _MARK = 7, 32
"""The bytes of a message's key and of what nobody can guess; together they are 52 characters without padding."""


@dataclass(frozen=True, slots=True)
class MessageLink:
    """The link in a message: its token, which is as good as a signature, the act, and what its button says.

    `url` is where the desk takes it; None if the settings have no address of a desk.
    """

    token: str = field(repr=False)
    trigger: str
    label: str
    url: str | None = field(default=None, repr=False)


def link_in(core: Core, compiled: Compiled, record: OutboxRecord) -> MessageLink | None:
    """Return the link in a message of the outbox; None if it has none, or the office or its scenario wants none.

    Only what is sent to the reader may show it.
    """
    found = offered(compiled, record) if is_on(core, compiled) else None
    if found is None:
        return None
    desk, token = core.settings.desk.url, token_of(record, found.trigger)
    return MessageLink(
        token, found.trigger, label_of(found.trigger), f"{desk.rstrip('/')}/s/{token}" if desk is not None else None
    )


def is_on(core: Core, compiled: Compiled) -> bool:
    """Return whether the office and the scenario want links that act."""
    return core.settings.desk.sign_for_link and compiled.definition.sign_for_link


def label_of(trigger: str) -> str:
    """Return what the button of a link says."""
    return words.text("Answer: received") if trigger == ANSWER else trigger


def token_of(record: OutboxRecord, trigger: str) -> str:
    """Return the token of the link in a message that does this."""
    about = f"{record.message_id}\n{record.unit}\n{record.contact}\n{trigger}"
    mark = hmac.digest((record.salt or "").encode(), about.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(record.id.to_bytes(_KEY, "big") + mark).decode()


def message_in(token: str) -> int | None:
    """Return the key of the message that a token names; None for what no token looks like."""
    if len(token) != (_KEY + _MARK) * 4 // 3 or not token.isascii():
        return None
    try:
        return int.from_bytes(base64.b64decode(token, b"-_", validate=True)[:_KEY], "big")
    except (binascii.Error, ValueError):
        return None


def is_token(token: str, record: OutboxRecord, trigger: str) -> bool:
    """Return whether a token is that of the link in a message; that takes as long for every token."""
    return hmac.compare_digest(token.encode(), token_of(record, trigger).encode())
