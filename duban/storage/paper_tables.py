"""The table of what papers say, beside the history that has its hashes: private values may be erased from it."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLModel reads the annotations when the classes are made

from sqlalchemy import Column, ForeignKey, Index, Text, text
from sqlmodel import Field

from duban.storage.tables import Memory
from duban.storage.types import BigKey, Instant


class PaperRow(Memory, table=True):
    """What a paper says since the entry `seq`: its title and texts as a draft, all of it once it is signed.

    `due_at` is when its document is to be made, None if there is nothing to do; `tries` is how often that has failed,
    and `fault` why it did last.
    """

    __tablename__ = "duban_paper"
    __table_args__ = (
        Index(
            "duban_paper_due",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )
    instance_id: int = Field(
        sa_column=Column(BigKey, ForeignKey("duban_instance.id"), primary_key=True, nullable=False)
    )
    seq: int = Field(primary_key=True)
    content: str = Field(sa_column=Column(Text(), nullable=False))
    salt: str
    due_at: datetime | None = Field(default=None, sa_column=Column(Instant(), nullable=True))
    tries: int = 0
    fault: str | None = Field(default=None, sa_column=Column(Text(), nullable=True))
