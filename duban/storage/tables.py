"""The tables, on their own MetaData so that a host application never sees them in its own."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLModel reads the annotations when the classes are made
from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from duban.storage.types import BigKey, Instant

PREFIX = "duban_"


class Memory(SQLModel, registry=registry()):
    """The base of all our tables, with a registry and MetaData separate from `SQLModel.metadata`."""


def _instant(*, nullable: bool = False) -> Any:  # noqa: ANN401 - what sqlmodel.Field returns
    return Field(sa_column=Column(Instant(), nullable=nullable))


def _text(*, nullable: bool = False) -> Any:  # noqa: ANN401 - what sqlmodel.Field returns
    return Field(sa_column=Column(Text(), nullable=nullable))


def _instance_key(*, primary: bool = False) -> Any:  # noqa: ANN401 - what sqlmodel.Field returns
    return Field(sa_column=Column(BigKey, ForeignKey("duban_instance.id"), primary_key=primary, nullable=False))


def _partial(name: str, *columns: str, where: str) -> Index:
    """Return an index of the rows that fulfil a condition, which a statement must contain to be answered by it.

    SQLite counts by the index alone only if the columns of the condition stand in it too.
    """
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class DefinitionRow(Memory, table=True):
    """A definition that instances are pinned to, stored as the canonical JSON that it is compiled from."""

    __tablename__ = "duban_definition"
    digest: str = Field(primary_key=True, max_length=64)
    scenario: str
    version: int
    document: str = _text()
    stored_at: datetime = _instant()


class ContentRow(Memory, table=True):
    """The one content that a version of a scenario has: by which definition instances are opened, and since when."""

    __tablename__ = "duban_content"
    scenario: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    digest: str = Field(foreign_key="duban_definition.digest", max_length=64)
    at: datetime = _instant()


class CounterRow(Memory, table=True):
    """The last number given out, per scenario and local year."""

    __tablename__ = "duban_counter"
    scenario: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    value: int


class InstanceRow(Memory, table=True):
    """One instance: a cache of its history, with the columns by which everyday reads and sweeps find it.

    `memory` is JSON: units, data, acts and clocks. `wake_at` is the next instant at which a sweep has work to do;
    `set_aside` is why the last sweep could not do it. `pending` counts the decisions that the instance waits for.

    `light` is the rank of the light that it showed when that was last looked at; it holds until `light_until`, from
    which on `blue_at`, `yellow_at` and `red_at` say more. `turn` is the role whose turn it is, `acted_at` when anybody
    last did something, and `latest` is JSON: the seq of the last entry of each kind that lists show.
    `searched` is the entry up to which the search knows its text; acts do not touch it.
    """

    __tablename__ = "duban_instance"
    __table_args__ = (
        UniqueConstraint("scenario", "year", "seq", name="duban_instance_number_parts"),
        UniqueConstraint("source", "external_no", name="duban_instance_external"),
        _partial("duban_instance_wake", "wake_at", where="wake_at IS NOT NULL"),
        _partial("duban_instance_pending", "id", where="pending > 0"),
        _partial("duban_instance_set_aside", "id", where="set_aside IS NOT NULL"),
        _partial("duban_instance_open", "due_at", "id", "closed_at", "turn", where="closed_at IS NULL"),
        _partial("duban_instance_light", "light", "due_at", "id", "closed_at", where="closed_at IS NULL"),
        _partial(
            *("duban_instance_standing", "scenario", "state", "due_at", "id", "closed_at"), where="closed_at IS NULL"
        ),
        _partial("duban_instance_acted", "acted_at", "id", where="closed_at IS NULL"),
        _partial("duban_instance_acted_after", "acted_at", "id", where="closed_at IS NOT NULL"),
        _partial("duban_instance_begun", "opened_at", "id", where="closed_at IS NULL"),
        _partial("duban_instance_closed", "closed_at", "id", where="closed_at IS NOT NULL"),
        _partial("duban_instance_undated", "id", where="due_at IS NULL"),
        _partial("duban_instance_light_until", "light_until", where="light_until IS NOT NULL"),
        Index("duban_instance_opened", "opened_at", "id"),
    )
    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True, autoincrement=True))
    number: str = Field(unique=True)
    scenario: str
    year: int
    seq: int
    definition: str = Field(foreign_key="duban_definition.digest", max_length=64)
    title: str
    source: str | None = None
    external_no: str | None = None
    state: str
    round: int
    version: int
    ongoing: bool
    memory: str = _text()
    due_on: date | None = Field(default=None, sa_column=Column(Date(), nullable=True))
    due_at: datetime | None = _instant(nullable=True)
    provisional: bool
    blue_at: datetime | None = _instant(nullable=True)
    yellow_at: datetime | None = _instant(nullable=True)
    red_at: datetime | None = _instant(nullable=True)
    opened_at: datetime = _instant()
    closed_at: datetime | None = _instant(nullable=True)
    ended: str | None = None
    wake_at: datetime | None = _instant(nullable=True)
    set_aside: str | None = _text(nullable=True)
    pending: int = Field(default=0, sa_column=Column(Integer(), nullable=False, server_default="0"))
    light: int = Field(default=0, sa_column=Column(Integer(), nullable=False, server_default="0"))
    light_until: datetime | None = _instant(nullable=True)
    turn: str | None = None
    acted_at: datetime | None = _instant(nullable=True)
    latest: str = Field(default="{}", sa_column=Column(Text(), nullable=False, server_default="{}"))
    head_seq: int
    head_hash: str = Field(max_length=64)
    searched: int = Field(default=0, sa_column=Column(Integer(), nullable=False, server_default="0"))


class BindingRow(Memory, table=True):
    """Which unit fills which role of which instance: an index of `InstanceRow.memory` for reads by unit.

    `open` is false once the instance is closed; a unit that is `done` has done its part of what each unit of its role
    has to do at present.
    """

    __tablename__ = "duban_binding"
    __table_args__ = (
        Index("duban_binding_unit", "unit", "instance_id"),
        # As SQLAlchemy writes it on either database: SQLite has no truth values.
        Index(
            "duban_binding_open", "unit", "instance_id", sqlite_where=text("open = 1"), postgresql_where=text("open")
        ),
    )
    instance_id: int = _instance_key(primary=True)
    role: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    open: bool = Field(default=True, sa_column=Column(Boolean(), nullable=False, server_default=text("true")))
    done: bool = Field(default=False, sa_column=Column(Boolean(), nullable=False, server_default=text("false")))


class HistoryRow(Memory, table=True):
    """One entry of the append-only history, chained to the one before by `hash`."""

    __tablename__ = "duban_history"
    instance_id: int = _instance_key(primary=True)
    seq: int = Field(primary_key=True)
    at: datetime = _instant()
    actor: str
    kind: str
    trigger: str | None = None
    from_state: str | None = None
    to_state: str | None = None
    round: int
    payload: str = _text()
    hash: str = Field(max_length=64)


class ClaimRow(Memory, table=True):
    """The unique row that lets a rung take effect exactly once per clock, round and lap."""

    __tablename__ = "duban_claim"
    instance_id: int = _instance_key(primary=True)
    clock: str = Field(primary_key=True)
    round: int = Field(primary_key=True)
    lap: int = Field(primary_key=True)
    rung: str = Field(primary_key=True)
    outcome: str
    at: datetime = _instant()


class OutboxRow(Memory, table=True):
    """A message: its recipient, its subject matter and the state of its delivery.

    `status` is pending, delivered, withdrawn or dead. `facts` is the JSON that the templates see. `recalled` is the
    reason with which the message is withdrawn if the attempt under way fails. `salt` belongs to the hash that the
    history has of what is fixed when the message is decided.
    """

    __tablename__ = "duban_outbox"
    __table_args__ = (
        _partial("duban_outbox_pending", "not_before", where="status = 'pending'"),
        Index("duban_outbox_instance", "instance_id", "status"),
        _partial("duban_outbox_dead", "id", where="status = 'dead'"),
        _partial("duban_outbox_behind", "behind", where="behind IS NOT NULL"),
        _partial("duban_outbox_number", "address", where="medium <> 'email'"),
    )
    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True, autoincrement=True))
    message_id: str = Field(unique=True)
    instance_id: int | None = Field(
        default=None, sa_column=Column(BigKey, ForeignKey("duban_instance.id"), nullable=True)
    )
    number: str
    definition: str = Field(max_length=64)
    message: str
    facts: str = _text()
    medium: str
    unit: str
    contact: str
    address: str
    is_copy: bool
    urgent: bool
    clock: str | None = None
    round: int
    lap: int | None = None
    rung: str | None = None
    status: str
    not_before: datetime = _instant()
    attempts: int
    leased_until: datetime | None = _instant(nullable=True)
    leased_by: str | None = None
    created_at: datetime = _instant()
    settled_at: datetime | None = _instant(nullable=True)
    reason: str | None = None
    recalled: str | None = None
    salt: str | None = Field(default=None, max_length=32)
    digest_id: int | None = Field(default=None, sa_column=Column(BigKey, ForeignKey("duban_outbox.id"), nullable=True))
    behind: str | None = None
    """The `message_id` of the message that this one stands behind: it leaves if that one does not arrive."""


class ReceiptRow(Memory, table=True):
    """A channel's answer to one attempt to send a message; `hash` chains it to the message's receipt before."""

    __tablename__ = "duban_receipt"
    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True, autoincrement=True))
    outbox_id: int = Field(sa_column=Column(BigKey, ForeignKey("duban_outbox.id"), nullable=False, index=True))
    at: datetime = _instant()
    outcome: str
    detail: str = _text()
    hash: str | None = Field(default=None, max_length=64)


class PrivateRow(Memory, table=True):
    """A private value, kept apart so that it can be erased while its salted hash stays in the history."""

    __tablename__ = "duban_private"
    instance_id: int = _instance_key(primary=True)
    seq: int = Field(primary_key=True)
    field: str = Field(primary_key=True)
    salt: str
    value: str | None = _text(nullable=True)


class KeyRow(Memory, table=True):
    """An idempotency key that was used, with the verb, the digest of its arguments and its result."""

    __tablename__ = "duban_key"
    key: str = Field(primary_key=True)
    verb: str
    arguments: str = Field(max_length=64)
    result: str = _text()
    at: datetime = _instant()


class LinkRow(Memory, table=True):
    """A link from one instance to another; `kind` is the relation, such as `repeat_of` or `child_of`."""

    __tablename__ = "duban_link"
    __table_args__ = (Index("duban_link_to", "to_id", "kind"),)
    from_id: int = _instance_key(primary=True)
    to_id: int = _instance_key(primary=True)
    kind: str = Field(primary_key=True)
    at: datetime = _instant()


class ErrandRow(Memory, table=True):
    """A message from one instance to another: stored in the sender's transaction, handled in one of the addressee's.

    `payload` is JSON; `set_aside` is why the last attempt failed. The addressee is named by its number and not by a
    foreign key: PostgreSQL would lock its row for that, and two instances that write to each other would deadlock.
    """

    __tablename__ = "duban_errand"
    __table_args__ = (Index("duban_errand_at", "at"), Index("duban_errand_number", "number"))
    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True, autoincrement=True))
    number: str
    kind: str
    payload: str = _text()
    at: datetime = _instant()
    set_aside: str | None = _text(nullable=True)


class RecurrenceRow(Memory, table=True):
    """The unique row that lets recurring work be opened once for each period, and the instance that was opened."""

    __tablename__ = "duban_recurrence"
    scenario: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    instance_id: int | None = Field(
        default=None, sa_column=Column(BigKey, ForeignKey("duban_instance.id"), nullable=True)
    )
    at: datetime = _instant()


class TellingRow(Memory, table=True):
    """The unique row by which the operators are told of what is wrong once a day, however many processes look.

    Until `until` another process tells them, or an attempt that failed is not repeated; once `told_at` is set they have
    been told. `how` is JSON: whom, and why others could not be.
    """

    __tablename__ = "duban_telling"
    day: date = Field(sa_column=Column(Date(), primary_key=True))
    until: datetime = _instant()
    told_at: datetime | None = _instant(nullable=True)
    how: str = _text()


class CalendarRow(Memory, table=True):
    """An imported calendar; `stamp` grows with each import, so that running processes notice."""

    __tablename__ = "duban_calendar"
    name: str = Field(primary_key=True)
    stamp: int
    imported_at: datetime = _instant()


class CalendarVersionRow(Memory, table=True):
    """One import of a calendar, chained to the one before by `hash`; `days` is the JSON of the days that it gave."""

    __tablename__ = "duban_calendar_version"
    calendar: str = Field(primary_key=True)
    stamp: int = Field(primary_key=True)
    at: datetime = _instant()
    days: str = _text()
    hash: str = Field(max_length=64)


class CalendarDayRow(Memory, table=True):
    """One day of an imported calendar: a working day or not, overriding the country's calendar."""

    __tablename__ = "duban_calendar_day"
    calendar: str = Field(primary_key=True)
    day: date = Field(sa_column=Column(Date(), primary_key=True))
    works: bool
    note: str | None = None


metadata = Memory.metadata
