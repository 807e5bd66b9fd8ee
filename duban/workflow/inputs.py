"""Checks of arguments from outside: what a database could not store is refused before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from duban.states import InvalidData, Light, is_keepable, shown

LONGEST_NAME = 200
"""The most characters of an indexed text: names of units, keys, outside numbers."""

MOST_ROWS = 2**31 - 1
"""The largest limit that a database takes."""

_LARGEST = 2**63 - 1
"""The largest key of a row that a database takes."""

_INDEXED = frozenset(
    {"beginning", "by", "key", "source", "external_no", "calendar", "kind", "clock", "role", "trigger"}
)
_NEEDED = frozenset(
    {"beginning", "by", "scenario", "trigger", "role", "clock", "kind", "other", "id", "length", "calendar"}
)


def check_texts(**given: object) -> None:
    """Raise InvalidData that names every argument that is not text, or is text that cannot be stored."""
    found = [(name, _wrong(name, text)) for name, text in given.items() if text is not None or name in _NEEDED]
    if problems := [f"{name}: {wrong}" for name, wrong in found if wrong is not None]:
        raise InvalidData(tuple(problems))


def check_whole(**given: object) -> None:
    """Raise InvalidData that names every argument that is not a whole number."""
    problems = [
        f"{name}: has to be a whole number, not {shown(value)}"
        for name, value in given.items()
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST
    ]
    if problems:
        raise InvalidData(tuple(problems))


def listed(name: str, given: object) -> list[Any]:
    """Return the items of an argument that takes several; raise InvalidData if it is a text or not iterable."""
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        message = f"{name}: has to be a list, not {shown(given)}"
        raise InvalidData((message,))
    return list(given)


def check_search(*, light: object, due_by: object, limit: object) -> None:
    """Raise InvalidData if a light, date or limit of a search cannot be one."""
    problems = []
    if light is not None and light not in list(Light):
        problems.append(f"light: {shown(light)} is not a valid Light; there are {', '.join(Light)}")
    if due_by is not None and not isinstance(due_by, datetime):
        problems.append(f"due_by: has to be an aware datetime, not {shown(due_by)}")
    if limit is not None and (not isinstance(limit, int) or not 0 <= limit <= MOST_ROWS):
        problems.append(f"limit: has to be a whole number from 0 to {MOST_ROWS}, not {shown(limit)}")
    if problems:
        raise InvalidData(tuple(problems))


def _wrong(name: str, text: object) -> str | None:
    if not isinstance(text, str):
        return f"has to be text, not {shown(text)}"
    if not is_keepable(text):
        return "contains a NUL character or half of one, which no database keeps"
    if name in _INDEXED and len(text) > LONGEST_NAME:
        return f"is longer than {LONGEST_NAME} characters"
    return None
