"""Values of fields in words, and numbers that were counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duban import words

COUNTED = 1_000
"""How far the lists count: each matter has to be looked up, and nobody waits for a page that looks up them all."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are, or at least how many, if there are `more` than was counted."""

    value: int
    more: bool = False

    @property
    def said(self) -> str:
        """Return it as a page shows it; where nothing was found before counting stopped, nobody knows."""
        if not self.more:
            return str(self.value)
        return f"{self.value}+" if self.value else "–"


NOTHING = Tally(0)


def value_words(value: Any) -> str:  # noqa: ANN401 - whatever a field holds
    """Return a field's value as a page shows it: a file by its name, a day in words."""
    if isinstance(value, list | tuple):
        return words.listed(value_words(each) for each in value)
    if isinstance(value, bool):
        return words.text("yes") if value else words.text("no")
    if isinstance(value, datetime):
        return words.written_instant(value)
    if isinstance(value, date):
        return words.written_date(value)
    if hasattr(value, "keys") and "day" in value:
        return words.joined([str(value["name"]), str(value["day"])])
    return str(value.get("name", "")) if hasattr(value, "keys") else str(value)
