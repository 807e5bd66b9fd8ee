"""Checks of arguments from outside: what a database could not store is refused before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import MERGED, VOID, InvalidData, Light, is_keepable, shown, utc

if TYPE_CHECKING:
    from duban.states import WorkingCalendar

LONGEST_NAME = 200
"""The most characters of an indexed text: names of units, keys, outside numbers."""

_LONGEST_TITLE, _LONGEST_NOTE = 1_000, 100_000
"""Characters of what people write: a title is a line in every list and message, a note a remark and no document."""

_DAY_WRITTEN = len("2026-03-02")

MOST_ROWS = 2**31 - 1
"""The largest limit that a database takes."""

_LARGEST = 2**63 - 1
"""The largest key of a row that a database takes."""

_INDEXED = frozenset(
    {"beginning", "by", "key", "source", "external_no", "calendar", "kind", "clock", "role", "trigger"}
)
_MOST = {"title": _LONGEST_TITLE, "note": _LONGEST_NOTE, "text": _LONGEST_NOTE, **dict.fromkeys(_INDEXED, LONGEST_NAME)}
_NEEDED = frozenset(
    {
        *("beginning", "by", "scenario", "trigger", "role", "clock", "kind", "other", "id", "length", "calendar"),
        *("text", "to", "person", "old", "new", "medium"),
    }
)


def check_texts(**given: object) -> None:
    """Raise InvalidData that names every argument that is not text, or is text that cannot be stored."""
    problems = []
    for name, text in given.items():
        if text is None and name not in _NEEDED:
            continue
        if not isinstance(text, str):
            problems.append(words.at(name, words.Line("has to be text, not {given}", given=shown(text))))
        elif not is_keepable(text):
            problems.append(
                words.at(name, words.Line("contains a NUL character or half of one, which no database keeps"))
            )
        elif (most := _MOST.get(name)) is not None and len(text) > most:
            problems.append(words.at(name, words.Line("is longer than {most} characters", most=most)))
    if problems:
        raise InvalidData(tuple(problems))


def check_whole(**given: object) -> None:
    """Raise InvalidData that names every argument that is not a whole number."""
    problems = [
        words.at(name, words.Line("has to be a whole number, not {given}", given=shown(value)))
        for name, value in given.items()
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST
    ]
    if problems:
        raise InvalidData(tuple(problems))


def listed(name: str, given: object) -> list[Any]:
    """Return the items of an argument that takes several; raise InvalidData if it is a text or not iterable."""
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        message = words.at(name, words.Line("has to be a list, not {given}", given=shown(given)))
        raise InvalidData((message,))
    return list(given)


def mapped(name: str, given: object) -> dict[Any, Any]:
    """Return an argument that maps names to something, empty for None; raise InvalidData for anything else."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise InvalidData((words.at(name, words.Line("has to be a mapping, not {given}", given=shown(given))),))
    return dict(given)


def beginning(given: object, calendar: WorkingCalendar, *, now: datetime) -> datetime | None:
    """Return when a matter began that was under way before; a day alone stands for its start in the calendar's zone.

    Raise InvalidData if it is neither a day nor an aware instant, or is still to come.
    """
    if given is None:
        return None
    found = given
    if isinstance(given, str):
        with suppress(ValueError):
            found = datetime.fromisoformat(given) if len(given) > _DAY_WRITTEN else date.fromisoformat(given)
    if isinstance(found, date) and not isinstance(found, datetime):
        found = calendar.start_of(found)
    if not isinstance(found, datetime) or found.tzinfo is None:
        problem = words.Line(
            "has to be a day such as 2026-03-02, or an aware datetime, not {given}", given=shown(given)
        )
        raise InvalidData((words.at("since", problem),))
    if found > now:
        problem = words.Line("{given} is still to come: what begins later is opened then", given=shown(str(given)))
        raise InvalidData((words.at("since", problem),))
    return utc(found)


def check_search(*, light: object, due_by: object, limit: object, ended: object = None) -> None:
    """Raise InvalidData if a light, date, limit or end of a search cannot be one."""
    problems = []
    if light is not None and light not in list(Light):
        problems.append(
            words.at(
                "light",
                words.Line("{given} is not a valid Light; there are {known}", given=shown(light), known=tuple(Light)),
            )
        )
    if ended is not None and ended not in {VOID, MERGED}:
        facts = {"given": shown(ended), "known": (VOID, MERGED)}
        problems.append(words.at("ended", words.Line("{given} is not how something ends; there are {known}", **facts)))
    if due_by is not None and (not isinstance(due_by, datetime) or due_by.utcoffset() is None):
        problems.append(words.at("due_by", words.Line("has to be an aware datetime, not {given}", given=shown(due_by))))
    if limit is not None and (not isinstance(limit, int) or not 0 <= limit <= MOST_ROWS):
        problems.append(
            words.at(
                "limit",
                words.Line(
                    "has to be a whole number from 0 to {most}, not {given}", most=MOST_ROWS, given=shown(limit)
                ),
            )
        )
    if problems:
        raise InvalidData(tuple(problems))
