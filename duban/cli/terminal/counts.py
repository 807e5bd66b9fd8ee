"""Counts as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.cli.terminal.output import light

if TYPE_CHECKING:
    from rich.text import Text

COUNT_COLUMNS = ("What", "Items")


def count_row(kind: str | None, name: str, many: str) -> list[str | Text]:
    """Return how many there are of something as a row; a light is shown as lists show it."""
    return [light(name) if kind == "light" else name, many]
