"""The tables of what is known about reaching people: dead addresses, and links in messages that were used."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLModel reads the annotations when the classes are made

from sqlalchemy import Column, Text
from sqlmodel import Field

from duban.storage.tables import Memory
from duban.storage.types import Instant


class AddressRow(Memory, table=True):
    """An address that a server or a carrier says does not exist, and by which message that was found out.

    `seq` grows with each mark and each end of one, so that processes notice. Whoever said that the address works again
    is in `cleared_by`.
    """

    __tablename__ = "duban_address"
    medium: str = Field(primary_key=True)
    address: str = Field(primary_key=True)
    seq: int = Field(index=True)
    at: datetime = Field(sa_column=Column(Instant(), nullable=False))
    reason: str = Field(sa_column=Column(Text(), nullable=False))
    message_id: str | None = None
    cleared_at: datetime | None = Field(default=None, sa_column=Column(Instant(), nullable=True))
    cleared_by: str | None = None


class LinkUseRow(Memory, table=True):
    """That somebody has pulled a trigger by the link in a message; it cannot be pulled by that link again."""

    __tablename__ = "duban_link_use"
    message_id: str = Field(primary_key=True)
    trigger: str = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(Instant(), nullable=False))
    by: str
