"""What figures read of the entries of a history: a few keys of their payloads, the rest is passed over unread."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from msgspec import Raw, Struct

KINDS = (
    *("open", "act", "excuse", "assign", "decide", "redate", "migrate"),
    *("handed", "correct", "void", "merge", "planned"),
)
"""The kinds of entries that figures are made from."""


class ClockSaid(Struct, frozen=True, gc=False):
    """A clock as an entry left it."""

    status: str
    lap: int
    due_on: date | None
    due_at: datetime | None


class ShareSaid(Struct, frozen=True, gc=False):
    """Whose part of an act of each unit it was."""

    unit: str
    owing: int


class RulesSaid(Struct, frozen=True, gc=False):
    """The digest of a definition."""

    digest: str


class ActSaid(Struct, frozen=True, gc=False):
    """What the entry of an act says: most entries of a history are such."""

    units: dict[str, tuple[str, ...]] | None = None
    clocks: dict[str, ClockSaid] | None = None
    data: Raw = Raw()
    share: ShareSaid | None = None


class Said(ActSaid, frozen=True, gc=False, rename={"left": "from"}):
    """What an entry says, of whichever kind it is."""

    act: str | None = None
    """The trigger from which a unit is excused."""
    approve: bool = False
    clock: str = ""
    length: str | None = None
    due_on: date | None = None
    source: str | None = None
    ongoing: bool = False
    parent: str | None = None
    link: str | None = None
    since: datetime | None = None
    plan: str | None = None
    names: dict[str, tuple[str, ...]] | None = None
    left: RulesSaid | None = None
    to: RulesSaid | None = None
    roles: dict[str, str] | None = None
    clock_names: dict[str, str] | None = None


read_said = msgspec.json.Decoder(Said).decode
"""Returns what a payload says."""
read_act = msgspec.json.Decoder(ActSaid).decode
"""Returns what the payload of an act says."""
read_data = msgspec.json.Decoder(dict[str, object]).decode
