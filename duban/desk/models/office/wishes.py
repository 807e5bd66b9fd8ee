"""What a person wishes, as their form shows it: what comes first, when each medium is used, and their calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.states import media, medium_title
from duban.workflow import WISH_COLUMNS, wish_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duban.workflow import Contact

FIRST, AFTER, AT_ONCE, MORNING, CALENDAR = WISH_COLUMNS
_BETWEEN = ";"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice among several: the value that is sent, what it says, and whether it is the one that stands."""

    value: str
    said: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class WishChoices:
    """The fields of a form: what comes first, and by the field of each medium its title and when it is used."""

    first: tuple[Choice, ...]
    when: tuple[tuple[str, str, tuple[Choice, ...]], ...]
    after: str
    calendar: str

    @property
    def any(self) -> bool:
        """Return whether the person has said anything."""
        chosen = (choice for choices in (self.first, *(each for *_, each in self.when)) for choice in choices)
        return bool(self.after or self.calendar or any(each.value and each.chosen for each in chosen))


def wishes_of(contact: Contact | None) -> Mapping[str, str]:
    """Return what somebody wishes, by the columns of contacts.csv."""
    return dict.fromkeys(WISH_COLUMNS, "") if contact is None else wish_cells(contact.wishes)


def wishes_typed(typed: Callable[[str], str]) -> Mapping[str, str]:
    """Return what was typed into the form, likewise."""
    when = {medium.name: typed(f"when-{medium.name}") for medium in media()}
    told = {column: _BETWEEN.join(name for name, said in when.items() if said == column) for column in _WHEN}
    return {FIRST: typed(FIRST), AFTER: typed(AFTER), CALENDAR: typed(CALENDAR), **told}


def wish_choices(wished: Mapping[str, str]) -> WishChoices:
    """Return the fields of the form by what is wished."""
    first = wished[FIRST]
    orders = dict.fromkeys(["", *(medium.name for medium in media()), first])
    when = []
    for medium in media():
        said = next((column for column in _WHEN if medium.name in wished[column].split(_BETWEEN)), "")
        choices = (Choice(value, words.text(text), value == said) for value, text in _WHEN_TEXTS.items())
        when.append((f"when-{medium.name}", medium.title, tuple(choices)))
    return WishChoices(
        tuple(Choice(order, _said(order), order == first) for order in orders),
        tuple(when),
        wished[AFTER],
        wished[CALENDAR],
    )


def _said(order: str) -> str:
    return words.listed(map(medium_title, order.split(_BETWEEN))) if order else words.text("as the office has it")


_WHEN = (AT_ONCE, MORNING)
_WHEN_TEXTS = {
    "": "as the office has it",
    AT_ONCE: "everything at once",
    MORNING: "in the morning, if it is not urgent",
}
