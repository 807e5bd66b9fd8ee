"""Reading a notice's file, up to the size that a plan with all its pictures can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.ledger.errors import NoticeError
from duban.ledger.notice import Notice, read_notice
from duban.workflow import read_file

if TYPE_CHECKING:
    from os import PathLike

MOST_BYTES = 64 * 1024 * 1024


def read_notice_file(path: str | PathLike[str]) -> Notice:
    """Return the notice in a file.

    Raises NoticeError if it cannot be read as a work plan, and OSError if it cannot be opened.
    """
    try:
        data = read_file(path, MOST_BYTES)
    except ValueError as error:
        raise NoticeError(str(path), words.said_by(error)) from None
    return read_notice(data, source=str(path))
