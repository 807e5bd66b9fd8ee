"""The tables of the text search: what each instance is found by. They can be made anew at any time."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Text, text
from sqlmodel import Field

from duban.storage.tables import Memory, metadata
from duban.storage.types import BigKey


class SearchRow(Memory, table=True):
    """The text by which an instance is found, folded, as it was at the history entry `seq`.

    It has no foreign key: on PostgreSQL writing it would wait for whoever is acting on the instance.
    """

    __tablename__ = "duban_search"
    instance_id: int = Field(sa_column=Column(BigKey, primary_key=True, autoincrement=False))
    seq: int
    text: str = Field(sa_column=Column(Text(), nullable=False))


class PairRow(Memory, table=True):
    """The instances, among 65,536 neighbours, whose text has a pair of characters, as `postings` packs them.

    `key` is the pair, and in its last 24 bits the number of the block.
    """

    __tablename__ = "duban_search_pair"
    key: int = Field(sa_column=Column(BigKey, primary_key=True, autoincrement=False))
    instances: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))


_instance = metadata.tables["duban_instance"]
_BEHIND = text("searched <> head_seq")

Index(
    "duban_instance_unsearched",
    _instance.c.searched,
    _instance.c.id,
    sqlite_where=_BEHIND,
    postgresql_where=_BEHIND,
)
