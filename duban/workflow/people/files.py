"""Reading files from outside, up to a limit, whatever is behind their names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from os import PathLike


def read_file(path: str | PathLike[str], most: int) -> bytes:
    """Return a file's bytes; raises OSError, and ValueError if there are more than `most`: /dev/zero never ends."""
    with Path(path).open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        message = words.Line("has more than the {most} bytes that are read", most=most)
        raise ValueError(message)
    return data
