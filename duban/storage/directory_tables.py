"""The tables of the directory: units, persons, and the chained record of every change to them."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLModel reads the annotations when the classes are made

from sqlalchemy import Column, Date, Text
from sqlmodel import Field

from duban.storage.tables import Memory
from duban.storage.types import Instant


class UnitRow(Memory, table=True):
    """A unit: `aliases` are JSON lists of its other and former names, `groups` of what it belongs to."""

    __tablename__ = "duban_unit"
    name: str = Field(primary_key=True)
    place: int
    """Its place in the order in which the office lists its units."""
    aliases: str = Field(sa_column=Column(Text(), nullable=False))
    groups: str = Field(sa_column=Column(Text(), nullable=False))
    parent: str | None = None


class PersonRow(Memory, table=True):
    """A person in a unit, on one level there; whoever belongs to several units has a row in each.

    `addresses` is the JSON of the addresses for media other than mail and SMS. `salt` belongs to the hash by which the
    record of changes knows the addresses: with the row it goes, and with it what could be guessed.
    """

    __tablename__ = "duban_person"
    unit: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    place: int
    email: str | None = None
    mobile: str | None = None
    addresses: str = Field(sa_column=Column(Text(), nullable=False))
    deputy: str | None = None
    absent_until: date | None = Field(default=None, sa_column=Column(Date(), nullable=True))
    locale: str
    salt: str = Field(max_length=32)
    absences: str = Field(sa_column=Column(Text(), nullable=False, server_default="[]"))
    """JSON: the first and the last day of each."""
    wishes: str = Field(sa_column=Column(Text(), nullable=False, server_default="{}"))
    """JSON: how the person wishes to be reached; what they have not said is left out."""


class DirectoryRow(Memory, table=True):
    """One change of the directory, chained to the one before by `hash`; `seq` grows, so that processes notice.

    `changes` is JSON: the rows as they are from then on, null for those that went, and the matters handed over.
    """

    __tablename__ = "duban_directory"
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_column=Column(Instant(), nullable=False))
    by: str
    what: str
    note: str | None = None
    changes: str = Field(sa_column=Column(Text(), nullable=False))
    hash: str = Field(max_length=64)
