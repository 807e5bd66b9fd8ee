"""Fields that hold several texts: a text by itself is most likely one, and would be taken for its characters."""

from __future__ import annotations

from collections.abc import Iterable

from duban import words
from duban.states.errors import InvalidData, shown


def hold_several(value: object, *names: str) -> None:
    """Make tuples of these fields of a frozen value that is just being made; raise InvalidData if one is no list."""
    for name in names:
        given = getattr(value, name)
        if isinstance(given, tuple):
            continue
        if isinstance(given, str | bytes) or not isinstance(given, Iterable):
            problem = words.Line("has to be a list, not {given}", given=shown(given))
            raise InvalidData((words.at(name, problem),))
        object.__setattr__(value, name, tuple(given))
