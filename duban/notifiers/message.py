"""The values that cross a channel: the message that goes out and the receipt that comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from duban.notifiers.errors import NaiveCreation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one person, rendered and ready to leave.

    `id` stays the same over retries: for mail it is the Message-ID without its angle brackets, for SMS the provider's
    out-id. `medium` is the name of a registered one, `to` an address of it, `name` the person or unit. `created_at` is
    aware; it becomes the Date header, so that a retry is the same mail. An SMS carries an approved template with its
    values, and in `text` the wording as people read it, where that is known; `extra` is what another medium gives its
    own channels.
    """

    id: str
    medium: str
    to: str
    created_at: datetime
    name: str = ""
    subject: str = ""
    text: str = ""
    html: str | None = None
    sms_template: str = ""
    sms_sign: str = ""
    sms_values: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse an instant without a time zone."""
        if self.created_at.utcoffset() is None:
            raise NaiveCreation(self.created_at)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a channel answered to a message that it took: the channel's name and its own words."""

    channel: str
    detail: str
