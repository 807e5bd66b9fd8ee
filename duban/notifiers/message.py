"""What a channel takes and returns: a message and the receipt for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from duban.notifiers.errors import NaiveCreation
from duban.states import freeze

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one person, rendered and ready to send.

    `id` is the same for all attempts: for mail it is the Message-ID without its angle brackets, for SMS the provider's
    out-id. `medium` is the name of a registered medium, `to` an address for it, `name` the person or unit. `created_at`
    is an aware instant; it becomes the Date header, so that each attempt sends the same mail. `sent_at` is when this
    attempt is made, for channels that sign what they send; without it, `created_at` stands for it. An SMS has an
    approved template with its values, and in `text` the wording that people see, if it is known. `extra` is what
    another medium passes to its channels. `thread` is the Message-ID to which all mails of one matter answer, so that
    mail programs show them together; no mail has it itself.
    """

    id: str
    medium: str
    to: str
    created_at: datetime
    sent_at: datetime | None = field(default=None, compare=False)
    name: str = ""
    subject: str = ""
    text: str = ""
    html: str | None = None
    thread: str = ""
    sms_template: str = ""
    sms_sign: str = ""
    sms_values: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise NaiveCreation if `created_at` has no time zone; let nobody change the values."""
        if self.created_at.utcoffset() is None:
            raise NaiveCreation(self.created_at)
        for name in ("sms_values", "extra"):
            object.__setattr__(self, name, freeze(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class Receipt:
    """A channel's answer to a message that it accepted: the channel's name, and `detail` in its own words."""

    channel: str
    detail: str
