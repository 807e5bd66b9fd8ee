"""Values of fields in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from duban import words


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
