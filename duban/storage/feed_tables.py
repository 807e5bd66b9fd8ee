"""The tables of the feed: the one order in which the entries of all histories are read by applications."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLModel reads the annotations when the classes are made

from sqlalchemy import Column, Index, Integer
from sqlmodel import Field

from duban.storage.tables import Memory
from duban.storage.types import BigKey, Instant


class FeedRow(Memory, table=True):
    """The position of an entry in the feed; it was given after the entry was committed.

    There is no foreign key: PostgreSQL would lock the instance for it, and an act that takes long would hold up the
    feed of all others.
    """

    __tablename__ = "duban_feed"
    __table_args__ = (Index("duban_feed_entry", "instance_id", "seq", unique=True),)
    position: int = Field(sa_column=Column(BigKey, primary_key=True, autoincrement=False))
    instance_id: int = Field(sa_column=Column(BigKey, nullable=False))
    seq: int = Field(sa_column=Column(Integer(), nullable=False))


class FeedWaitingRow(Memory, table=True):
    """Entries of one instance, `first` to `last`, that wait for their positions; each act writes one row of these.

    Whoever gives the positions takes the rows away in the same transaction. So an entry waits exactly from its commit
    to that, however long the act's transaction took and however many run at once.
    """

    __tablename__ = "duban_feed_waiting"
    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True, autoincrement=True))
    instance_id: int = Field(sa_column=Column(BigKey, nullable=False))
    first: int = Field(sa_column=Column(Integer(), nullable=False))
    last: int = Field(sa_column=Column(Integer(), nullable=False))


class FeedFollowerRow(Memory, table=True):
    """Until when somebody follows the feed; there is one row at most.

    Only until then acts on PostgreSQL notify: it lets them commit one after the other, for which nobody should wait for
    nothing. It is an instant of the server's clock, which is that of all who compare it.
    """

    __tablename__ = "duban_feed_follower"
    id: int = Field(sa_column=Column(Integer(), primary_key=True, autoincrement=False))
    until: datetime = Field(sa_column=Column(Instant(), nullable=False))
