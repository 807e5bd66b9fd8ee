"""A bound on work that is the same on every machine: calls of functions are counted, not seconds."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class TooMuchWork(AssertionError):
    """Something goes on and on."""


@contextmanager
def bounded_work(most: int) -> Iterator[None]:
    """Raise TooMuchWork where what happens here takes more than `most` calls of functions."""
    left = most

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal left
        if event in {"call", "c_call"}:
            left -= 1
            if left < 0:
                sys.setprofile(None)
                message = f"more than {most} calls"
                raise TooMuchWork(message)

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
