"""The conditions of a list in words, each with the list without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.ledger.asked import OPEN
from duban.desk.models.ledger.querying import MY_UNIT, day_of

if TYPE_CHECKING:
    from datetime import date

    from duban.desk.models.ledger.asked import Asked
    from duban.workflow import Engine

NAME_TEXTS = {
    "text": "with the words",
    "scenario": "kind of matter",
    "state": "at the state",
    "unit": "unit taking part",
    "role": "taking part as",
    "light": "by light",
    "waiting": "whose turn",
    "plan": "of the plan",
    "source": "came from",
    "due_from": "due from",
    "due_to": "due until",
    "opened_from": "opened from",
    "opened_to": "opened until",
    "closed_from": "closed from",
    "closed_to": "closed until",
    "quiet": "nobody has acted",
    "show": "shown are",
}
SHOW_TEXTS = {
    "open": "only open ones",
    "closed": "only closed ones",
    "void": "only void ones",
    "merged": "only merged ones",
    "all": "open and closed ones",
}
_DAYS = frozenset({"due_from", "due_to", "opened_from", "opened_to", "closed_from", "closed_to", "quiet"})


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition: what it is called, its values in words, and what is asked without it."""

    name: str
    title: str
    said: str
    without: Asked


def chips_of(asked: Asked, engine: Engine, today: date) -> tuple[Chip, ...]:
    """Return the conditions that narrow the list down; that only open matters are shown goes without saying."""
    titles = {
        "scenario": {each.scenario: each.title for each in engine.definitions()},
        "role": {name: role.title for each in engine.definitions() for name, role in each.roles.items()},
    }
    there: dict[str, list[str]] = {}
    for name, value in asked.narrowed:
        if name != "show" or value != OPEN:
            there.setdefault(name, []).append(_said(name, value, titles.get(name, {}), today))
    return tuple(
        Chip(name, words.text(NAME_TEXTS[name]), words.listed(values), asked.without(name))
        for name, values in there.items()
    )


def _said(name: str, value: str, titles: dict[str, str], today: date) -> str:
    if name == "show":
        return words.text(SHOW_TEXTS[value])
    if value == MY_UNIT and name in {"unit", "waiting"}:
        return words.text("my unit")
    if name in _DAYS:
        return _day_said(name, value, today)
    return words.text(value) if name == "light" else titles.get(value, value)


def _day_said(name: str, value: str, today: date) -> str:
    try:
        day = words.written_day(day_of(value, today), this_year=today.year)
    except ValueError:
        return value
    return words.text("since {day}", day=day) if name == "quiet" else day
