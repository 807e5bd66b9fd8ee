"""The tables of evidence: files that are kept, who has added them, and the fields that name them."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLModel reads the annotations when the classes are made

from sqlalchemy import BigInteger, Column, ForeignKey, Index
from sqlmodel import Field

from duban.storage.tables import Memory
from duban.storage.types import BigKey, Instant


class FileRow(Memory, table=True):
    """A file in the store, by the SHA-256 of its content: its size in bytes and its kind, such as `pdf`."""

    __tablename__ = "duban_file"
    sha256: str = Field(primary_key=True, max_length=64)
    size: int = Field(sa_column=Column(BigInteger(), nullable=False))
    kind: str
    first_by: str
    at: datetime = Field(sa_column=Column(Instant(), nullable=False))


class FileUploadRow(Memory, table=True):
    """That somebody has added a file, and may name it in an act for a day; `used` says that an act has."""

    __tablename__ = "duban_file_upload"
    sha256: str = Field(foreign_key="duban_file.sha256", primary_key=True, max_length=64)
    by: str = Field(primary_key=True)
    name: str
    at: datetime = Field(sa_column=Column(Instant(), nullable=False))
    used: bool = False


class FileUseRow(Memory, table=True):
    """That a field of an instance names a file, since the entry `seq`; `place` counts the files of the field there."""

    __tablename__ = "duban_file_use"
    __table_args__ = (Index("duban_file_use_file", "sha256"),)
    instance_id: int = Field(
        sa_column=Column(BigKey, ForeignKey("duban_instance.id"), primary_key=True, nullable=False)
    )
    seq: int = Field(primary_key=True)
    field: str = Field(primary_key=True)
    place: int = Field(primary_key=True)
    sha256: str = Field(foreign_key="duban_file.sha256", max_length=64)
    name: str
    by: str
