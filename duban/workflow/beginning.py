"""Beginning anew: a verb whose names were looked up too early, or that has to let another transaction go first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from inspect import isfunction
from typing import TYPE_CHECKING, TypeVar

from duban.storage import StorageConflict

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_TRIES = 100
"""How often a verb begins anew if the database lets others go first: each time, at least one of them has ended."""

Result = TypeVar("Result")


class DirectoryMoved(Exception):
    """The directory in the database was changed since a verb has looked up who acts: it begins anew."""


def takes(verb: object, name: str) -> bool:
    """Return whether this is a function with such an argument."""
    if not isfunction(verb):
        return False
    code = verb.__code__
    return name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def beginning_anew(verb: Callable[..., object]) -> Callable[..., object]:
    """Return a verb that begins anew where it has to; see `HasCore`."""

    @wraps(verb)
    def begun(*args: object, **kwargs: object) -> object:
        # What can be read only once is read here, so that the verb can be called twice.
        args = tuple([_read(each) for each in args])
        kwargs = {name: _read(each) for name, each in kwargs.items()}
        tried = 0
        while True:
            try:
                return verb(*args, **kwargs)
            except DirectoryMoved:
                continue
            except StorageConflict:
                # Where the transaction is the caller's, so is everything else in it.
                tried += 1
                if kwargs.get("session") is not None or tried == _MOST_TRIES:
                    raise

    return begun


def begun_again(step: Callable[[], Result]) -> Result:
    """Return what a step with a transaction of its own returns; it begins anew if the database lets others go first."""
    for _ in range(_MOST_TRIES - 1):
        try:
            return step()
        except StorageConflict:
            continue
    return step()


def _read(given: object) -> object:
    # The attribute is asked for first because to ask for the class takes ten times as long. Who reads a file begins at
    # its start.
    if hasattr(given, "__next__") and isinstance(given, Iterator) and not hasattr(given, "read"):
        return list(given)
    return given
