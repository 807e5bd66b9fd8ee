"""The tables, on a MetaData of their own so that a host application never sees them in its own."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLModel reads the annotations when the classes are made
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from duban.storage.types import BigKey, Instant

PREFIX = "duban_"


class Memory(SQLModel, registry=registry()):
    """The base of all our tables: a registry and MetaData apart from `SQLModel.metadata`."""


def _instant(*, nullable: bool = False) -> Any:  # noqa: ANN401 - what sqlmodel.Field returns
    return Field(sa_column=Column(Instant(), nullable=nullable))


def _text(*, nullable: bool = False) -> Any:  # noqa: ANN401 - what sqlmodel.Field returns
    return Field(sa_column=Column(Text(), nullable=nullable))


def _instance_key(*, primary: bool = False) -> Any:  # noqa: ANN401 - what sqlmodel.Field returns
    return Field(sa_column=Column(BigKey, ForeignKey("duban_instance.id"), primary_key=primary, nullable=False))


class DefinitionRow(Memory, table=True):
    """A definition that instances are pinned to, as the canonical JSON that it is compiled from."""

    __tablename__ = "duban_definition"
    digest: str = Field(primary_key=True, max_length=64)
    scenario: str
    version: int
    document: str = _text()
    stored_at: datetime = _instant()


class CounterRow(Memory, table=True):
    """The last number given out, per scenario and local year."""

    __tablename__ = "duban_counter"
    scenario: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    value: int


class InstanceRow(Memory, table=True):
    """One instance: the cache of its history, and the index that everyday reads and sweeps use.

    `memory` is JSON: units, data, acts and clocks. `wake_at` is the next instant at which a sweep has work to do;
    `set_aside` says why the last one could not do it. `pending` counts the decisions that it waits for.
    """

    __tablename__ = "duban_instance"
    __table_args__ = (
        UniqueConstraint("scenario", "year", "seq", name="duban_instance_number_parts"),
        UniqueConstraint("source", "external_no", name="duban_instance_external"),
        Index(
            "duban_instance_wake",
            "wake_at",
            sqlite_where=text("wake_at IS NOT NULL"),
            postgresql_where=text("wake_at IS NOT NULL"),
        ),
        Index(
            "duban_instance_pending",
            "pending",
            sqlite_where=text("pending > 0"),
            postgresql_where=text("pending > 0"),
        ),
        Index(
            "duban_instance_set_aside",
            "id",
            sqlite_where=text("set_aside IS NOT NULL"),
            postgresql_where=text("set_aside IS NOT NULL"),
        ),
        Index("duban_instance_state", "state", "scenario"),
        Index("duban_instance_due", "due_at"),
        Index("duban_instance_red", "red_at"),
        Index("duban_instance_yellow", "yellow_at"),
        Index("duban_instance_blue", "blue_at"),
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
    wake_at: datetime | None = _instant(nullable=True)
    set_aside: str | None = _text(nullable=True)
    pending: int = Field(default=0, sa_column=Column(Integer(), nullable=False, server_default="0"))
    head_seq: int
    head_hash: str = Field(max_length=64)


class BindingRow(Memory, table=True):
    """Which unit fills which role of which instance; an index over `InstanceRow.memory` for reads by unit."""

    __tablename__ = "duban_binding"
    __table_args__ = (Index("duban_binding_unit", "unit", "instance_id"),)
    instance_id: int = _instance_key(primary=True)
    role: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)


class HistoryRow(Memory, table=True):
    """One entry of the append-only record, chained to the one before by `hash`."""

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
    """The one row that lets a rung take effect: exactly once per clock, round and lap."""

    __tablename__ = "duban_claim"
    instance_id: int = _instance_key(primary=True)
    clock: str = Field(primary_key=True)
    round: int = Field(primary_key=True)
    lap: int = Field(primary_key=True)
    rung: str = Field(primary_key=True)
    outcome: str
    at: datetime = _instant()


class OutboxRow(Memory, table=True):
    """A message that was decided: for whom, about what, and how far it has come.

    `status` is pending, delivered, withdrawn or dead. `facts` is JSON, what the templates see. `recalled` says why it
    is to be withdrawn should the attempt that is under way fail.
    """

    __tablename__ = "duban_outbox"
    __table_args__ = (
        Index(
            "duban_outbox_pending",
            "not_before",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        Index("duban_outbox_instance", "instance_id", "status"),
        Index(
            "duban_outbox_dead", "id", sqlite_where=text("status = 'dead'"), postgresql_where=text("status = 'dead'")
        ),
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
    digest_id: int | None = Field(default=None, sa_column=Column(BigKey, ForeignKey("duban_outbox.id"), nullable=True))


class ReceiptRow(Memory, table=True):
    """What a channel answered to one attempt at one message."""

    __tablename__ = "duban_receipt"
    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True, autoincrement=True))
    outbox_id: int = Field(sa_column=Column(BigKey, ForeignKey("duban_outbox.id"), nullable=False, index=True))
    at: datetime = _instant()
    outcome: str
    detail: str = _text()


class PrivateRow(Memory, table=True):
    """A private value, kept apart so that it can be erased while its salted hash stays in the history."""

    __tablename__ = "duban_private"
    instance_id: int = _instance_key(primary=True)
    seq: int = Field(primary_key=True)
    field: str = Field(primary_key=True)
    salt: str
    value: str | None = _text(nullable=True)


class KeyRow(Memory, table=True):
    """An idempotency key that was used: by which verb, with which arguments, and what came of it."""

    __tablename__ = "duban_key"
    key: str = Field(primary_key=True)
    verb: str
    arguments: str = Field(max_length=64)
    result: str = _text()
    at: datetime = _instant()


class LinkRow(Memory, table=True):
    """That one instance stands in a relation to another, such as `repeat_of` or `child_of`."""

    __tablename__ = "duban_link"
    __table_args__ = (Index("duban_link_to", "to_id", "kind"),)
    from_id: int = _instance_key(primary=True)
    to_id: int = _instance_key(primary=True)
    kind: str = Field(primary_key=True)
    at: datetime = _instant()


class ErrandRow(Memory, table=True):
    """What one instance has to tell another: decided in one transaction, carried out in the addressee's own.

    `payload` is JSON; `set_aside` says why the last attempt failed. The addressee is named by its number and no foreign
    key: PostgreSQL would lock its row for one, and two instances that tell each other something would wait in a circle.
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
    """That a period's instance of recurring work was opened: the one row that lets it happen once."""

    __tablename__ = "duban_recurrence"
    scenario: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    instance_id: int | None = Field(
        default=None, sa_column=Column(BigKey, ForeignKey("duban_instance.id"), nullable=True)
    )
    at: datetime = _instant()


class CalendarRow(Memory, table=True):
    """An imported calendar; `stamp` grows with each import, so that running processes notice."""

    __tablename__ = "duban_calendar"
    name: str = Field(primary_key=True)
    stamp: int
    imported_at: datetime = _instant()


class CalendarDayRow(Memory, table=True):
    """One day of an imported calendar: worked or not, against what the country's calendar says."""

    __tablename__ = "duban_calendar_day"
    calendar: str = Field(primary_key=True)
    day: date = Field(sa_column=Column(Date(), primary_key=True))
    works: bool
    note: str | None = None


metadata = Memory.metadata
