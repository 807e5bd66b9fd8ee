"""The values by which files are told of: one that a field names, one that is opened, and what tidying has done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Self

from duban.states import Jsonable

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class FileView(Jsonable):
    """A file that a field names: its field and the entry that named it, its name, hash, size in bytes and kind.

    `by` is who named it, `at` when its content first came, `private` whether only some roles may see the field.
    """

    number: str
    seq: int
    field: str
    name: str
    sha256: str
    size: int
    kind: str
    by: str
    at: datetime
    private: bool


@dataclass(frozen=True, slots=True)
class FileOpened(Jsonable):
    """That somebody opens a file: which, and who; None is trusted code."""

    file: FileView
    viewer: str | None


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that was opened: what it is, its media type, and its content, which is closed with it."""

    file: FileView
    media_type: str
    content: BinaryIO

    def __enter__(self) -> Self:
        """Return the file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its content."""
        self.content.close()


@dataclass(frozen=True, slots=True)
class FilesTidied(Jsonable):
    """What tidying has done: files that nobody needed any more, and remains of files that never arrived whole."""

    deleted: int
    remains: int
