"""The values that storage takes and returns.

Those that every act needs are msgspec structs: they are made from a row in one step, where a frozen dataclass sets each
attribute by a call, and the garbage collector does not have to track them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from msgspec import Struct


class InstanceRecord(Struct, frozen=True, gc=False):
    """One row of `duban_instance`, in the order of its columns."""

    id: int
    number: str
    scenario: str
    year: int
    seq: int
    definition: str
    title: str
    source: str | None
    external_no: str | None
    state: str
    round: int
    version: int
    ongoing: bool
    memory: str
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    blue_at: datetime | None
    yellow_at: datetime | None
    red_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    ended: str | None
    """`void` or `merged` if it was closed without having come to a final state."""
    wake_at: datetime | None
    pending: int
    set_aside: str | None
    head_seq: int
    head_hash: str
    light: int
    light_until: datetime | None
    turn: str | None
    acted_at: datetime | None
    latest: str
    calendars: int | None
    """A number that grows with each import of a calendar; None before the first."""
    directory: int | None
    """A number that grows with each change of the directory in the tables; None before the first."""


class HistoryRecord(Struct, frozen=True, gc=False):
    """One entry of an instance's history; `payload` is canonical JSON text."""

    seq: int
    at: datetime
    actor: str
    kind: str
    trigger: str | None
    from_state: str | None
    to_state: str | None
    round: int
    payload: str
    hash: str


class NewMessage(Struct, gc=False):
    """One message for the outbox, in the order of its columns; it may be changed until it is written.

    `instance_id` must be set by then.
    """

    message_id: str
    instance_id: int | None
    number: str
    definition: str
    message: str
    facts: str
    medium: str
    unit: str
    contact: str
    address: str
    is_copy: bool
    urgent: bool
    clock: str | None
    round: int
    lap: int | None
    rung: str | None
    status: str
    not_before: datetime
    attempts: int
    created_at: datetime
    settled_at: datetime | None
    reason: str | None
    salt: str | None = None
    behind: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxRecord:
    """One message of the outbox, as the dispatcher needs it; `facts` is JSON text."""

    id: int
    message_id: str
    instance_id: int | None
    number: str
    definition: str
    message: str
    facts: str
    medium: str
    unit: str
    contact: str
    address: str
    is_copy: bool
    urgent: bool
    clock: str | None
    round: int
    lap: int | None
    rung: str | None
    status: str
    not_before: datetime
    attempts: int
    leased_until: datetime | None
    leased_by: str | None
    created_at: datetime
    settled_at: datetime | None
    reason: str | None
    digest_id: int | None
    salt: str | None = None
    """The salt of the hash by which the history is tied to the message; None if an earlier duban decided it."""
    behind: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits for its time: for office hours, or for another attempt after the one at `tried_at`."""

    id: int
    number: str
    definition: str
    urgent: bool
    not_before: datetime
    tried_at: datetime | None
    behind: str | None = None
    own_calendar: bool = False
    """Whether its reader works by another calendar than its matter."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds a message, and until when."""

    id: int
    worker: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ContentRecord:
    """The content of a version of a scenario, by its digest, and since when it is that."""

    scenario: str
    version: int
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DefinitionRecord:
    """One stored definition."""

    digest: str
    scenario: str
    version: int
    document: str


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What is stored for an idempotency key: the verb, the digest of its arguments, and its result."""

    verb: str
    arguments: str
    result: str


@dataclass(frozen=True, slots=True)
class ErrandRecord:
    """A message that waits to be handled by the instance `number`; `payload` is JSON text."""

    id: int
    number: str
    kind: str
    payload: str


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """A link as seen from one of its two instances: the other one, and whether the link was made from here."""

    kind: str
    outgoing: bool
    number: str
    title: str
    state: str
    closed: bool
    ended: str | None
    due_on: date | None
