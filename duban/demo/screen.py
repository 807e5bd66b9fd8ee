"""Printing the demo on a terminal: headings, lines, and tables that stay readable if the terminal is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from duban.ledger import colour_words
from duban.states import Light

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from rich.console import Console

_STYLES = {Light.GREEN: "green", Light.BLUE: "blue", Light.YELLOW: "yellow", Light.RED: "bold red"}
_WEEKDAYS = "一二三四五六日"
_WHOLE = frozenset({"编号", "亮灯", "完成时限", "时限", "销号", "校验值"})
"""Columns whose cells are not wrapped."""

_ROOM_FOR_TABLES = 76
"""A terminal with fewer columns of text would cut columns off a table."""

Cell = str | Light | None


class Screen:
    """Prints on one console; the text comes from an untrusted notice, so it is cleaned of control characters."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def rule(self, text: str) -> None:
        """Print a horizontal line with a text in it."""
        self._console.rule(_text(text, "bold"))

    def heading(self, text: str) -> None:
        """Print a section's heading."""
        self._console.print()
        self._console.print(_text(text, "bold cyan"))

    def say(self, text: str, *, style: str = "", indent: int = 0) -> None:
        """Print a line, which may wrap."""
        self._console.print(Padding(_text(text, style), (0, 0, 0, indent)) if indent else _text(text, style))

    def table(self, headings: tuple[str, ...], rows: Iterable[tuple[Cell, ...]]) -> None:
        """Print a table, or on a narrow terminal one block of lines per row."""
        if self._console.width < _ROOM_FOR_TABLES:
            for row in rows:
                self._block(headings, row)
            return
        table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, collapse_padding=True)
        for heading in headings:
            table.add_column(heading, overflow="fold", no_wrap=heading in _WHOLE)
        for row in rows:
            table.add_row(*(_cell(cell) for cell in row))
        self._console.print(table)

    def _block(self, headings: tuple[str, ...], row: tuple[Cell, ...]) -> None:
        for place, (heading, cell) in enumerate(zip(headings, row, strict=True)):
            content = _cell(cell)
            if content.plain:
                line = Text(f"{heading}：", style="dim").append_text(content)
                self._console.print(Padding(line, (0, 0, 0, 2)) if place else _text(content.plain, "bold"))


def light_words(light: Light) -> str:
    """Return a light as a dot and its name."""
    return f"● {colour_words(light)}"


def day_words(at: datetime) -> str:
    """Return the day of an instant, such as 2024年4月3日（周三）."""
    return f"{at.year}年{at.month}月{at.day}日（周{_WEEKDAYS[at.weekday()]}）"


def _cell(cell: Cell) -> Text:
    if isinstance(cell, Light):
        return Text(light_words(cell), style=_STYLES[cell], no_wrap=True)
    return _text(cell or "")


def _text(text: str, style: str = "") -> Text:
    return Text("".join(c if c.isprintable() or c == "\n" else " " for c in text), style=style)
