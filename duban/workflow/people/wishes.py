"""How a person wishes to be reached: by which medium first, what comes at once, and by whose working calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import (
    CalendarError,
    DurationError,
    Jsonable,
    UnknownMedium,
    calendar_for,
    hold_several,
    media,
    medium_named,
)
from duban.workflow.people.waiting import wait_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duban.states import Duration

_SEPARATORS = re.compile(r"[,，;；、\s]+")
_BETWEEN = ";"
_LISTS = ("first", "at_once", "morning")


@dataclass(frozen=True, slots=True)
class Wishes(Jsonable):
    """How a person wishes to be reached; what is left empty is as the house has it.

    `first` are media in the order in which they are tried: the next one takes over if the one before has not reached
    the person within `after`, such as `4 working hours`. By the media `at_once` they get everything at once, by those
    of `morning` everything that is not urgent waits for the morning. `calendar` is that of their working days and
    hours, such as `DE`, or with a time zone `DE Europe/Berlin`.
    """

    first: tuple[str, ...] = ()
    after: str | None = None
    at_once: tuple[str, ...] = ()
    morning: tuple[str, ...] = ()
    calendar: str | None = None

    def __post_init__(self) -> None:
        """Raise InvalidData if a text stands where several are meant."""
        hold_several(self, *_LISTS)

    @property
    def wait(self) -> Duration | None:
        """Return how long the next medium waits; None if they do not say."""
        return None if self.after is None else wait_of(self.after)

    @property
    def said(self) -> dict[str, Any]:
        """Return what they say, as it is kept; what they do not is left out."""
        listed = {name: list(getattr(self, name)) for name in _LISTS}
        said = {**listed, "after": self.after, "calendar": self.calendar}
        return {name: value for name, value in said.items() if value}


NO_WISHES = Wishes()

WISH_COLUMNS = {
    "media_first": "first",
    "media_after": "after",
    "media_at_once": "at_once",
    "media_morning": "morning",
    "calendar": "calendar",
}
"""The columns of contacts.csv, each with the wish that it holds."""


def wish_cells(wishes: Wishes) -> dict[str, str]:
    """Return wishes as the cells of contacts.csv, by column."""
    values = {column: getattr(wishes, name) for column, name in WISH_COLUMNS.items()}
    return {
        column: _BETWEEN.join(value) if isinstance(value, tuple) else value or "" for column, value in values.items()
    }


def read_wishes(row: Mapping[str, str]) -> tuple[Wishes, list[words.Line]]:
    """Return the wishes in a row of contacts, which has them by column, and a line for each that cannot be used."""
    given = {name: row.get(column, "") for column, name in WISH_COLUMNS.items()}
    lists = {name: tuple(part for part in _SEPARATORS.split(given[name]) if part) for name in _LISTS}
    return usable_wishes(Wishes(**lists, after=given["after"] or None, calendar=given["calendar"] or None))


def usable_wishes(wishes: Wishes) -> tuple[Wishes, list[words.Line]]:
    """Return wishes as they are kept, without those that cannot be used, and a line for each of these."""
    if wishes == NO_WISHES:
        return wishes, []
    problems: list[words.Line] = []
    columns = {name: column for column, name in WISH_COLUMNS.items()}

    def read(name: str, value: Any, how: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - as each of the wishes is
        try:
            return how(value) if value else value
        except (UnknownMedium, DurationError, CalendarError) as error:
            problems.append(words.at(columns[name], words.said_by(error)))
            return type(value)() if isinstance(value, tuple) else None

    lists = {name: read(name, getattr(wishes, name), _media) for name in _LISTS}
    both = [medium for medium in lists["morning"] if medium in lists["at_once"]]
    if both:
        said = words.Line("{media} cannot come both at once and in the morning; keep one", media=both)
        problems.append(words.at(columns["morning"], said))
        lists["morning"] = tuple(each for each in lists["morning"] if each not in both)
    after = read("after", wishes.after, lambda text: str(wait_of(text)))
    return Wishes(**lists, after=after, calendar=read("calendar", wishes.calendar, _calendar)), problems


def stored_wishes(said: Mapping[str, Any]) -> Wishes:
    """Return wishes as they are kept; what somebody has written past the engine and cannot be used is left out."""
    lists = {name: tuple(map(str, said.get(name) or ())) for name in _LISTS}
    after, calendar = (str(said.get(name) or "") or None for name in ("after", "calendar"))
    return usable_wishes(Wishes(**lists, after=after, calendar=calendar))[0]


def _media(written: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_medium, written)))


def _medium(written: str) -> str:
    """Return the name of the medium that is meant by its name, its title, or the heading of its column."""
    meant = written.lower()
    found = next((each.name for each in media() if meant in {each.name, each.title.lower(), *each.columns}), None)
    return medium_named(meant).name if found is None else found


def _calendar(written: str) -> str:
    name, _, zone = written.partition(" ")
    calendar_for(name, timezone=zone.strip() or None)
    return f"{name} {zone.strip()}".strip()
