"""Output to the terminal: text, JSON, and tables that fit its width."""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

from duban.cli.terminal.words import word, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console, RenderableType
    from rich.text import Text

    Cell = str | Text

_UNBOUNDED = 100_000
_DIGITS = 5
_GAP = 3
_LEAST_CELL = 12
_WIDEST = 40
_READABLE = 120
_HEIGHT = 25
_STYLES = {"green": "green", "blue": "bright_blue", "yellow": "yellow", "red": "bold red"}


class ReaderGone(Exception):
    """The reader of our output has closed it, so nothing more can be written."""


def prepare_streams() -> None:
    """Make the streams escape characters that the terminal cannot show, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def put(text: str) -> None:
    """Write text to standard output as it is."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise ReaderGone from None


def show_version() -> None:
    """Write the version."""
    from importlib.metadata import version

    put(f"duban {version('duban')}\n")


def utf8() -> None:
    """Write in UTF-8 from now on, in any locale, as JSON has to be."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def put_json(value: Any) -> None:  # noqa: ANN401 - whatever to_json gave
    """Write one JSON document, in UTF-8 in any locale."""
    import json

    utf8()
    put(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def tell_operator(by: str | None) -> None:
    """Say to somebody at a terminal that JSON which nobody was named to read has private fields as well.

    It is on standard error, and programs are not told: they read JSON, and cron mails whatever else there is.
    """
    if by is None and sys.stderr is not None and sys.stderr.isatty():
        said = word("read as the operator, who sees private fields too; --by UNIT shows what a unit may see")
        print(said, file=sys.stderr)  # noqa: T201 - a terminal


def say(*lines: Cell) -> None:
    """Write lines for people."""
    for line in lines:
        if isinstance(line, str):
            put(clean(line) + "\n")
        else:
            show(line)


def show(*things: RenderableType) -> None:
    """Write what rich draws: with colours on a terminal; plain and uncut if no width is given."""
    from rich.console import Console

    drawn = io.StringIO()
    person = sys.stdout.isatty()
    # Without a height, rich takes a dumb terminal to be 80 columns wide, even if it is given a width.
    canvas = Console(file=drawn, force_terminal=person or None, width=width() or _UNBOUNDED, height=_HEIGHT)
    for thing in things:
        canvas.print(thing)
    # Lines that rich fills up to the width would wrap if the terminal draws a character wider than rich expects.
    put("".join(f"{line.rstrip()}\n" for line in drawn.getvalue().removesuffix("\n").split("\n")))


def console() -> Console:
    """Return a console for output while something happens; it ends quietly if the reader is gone."""
    from rich.console import Console

    class Door(Console):
        def on_broken_pipe(self) -> None:
            raise ReaderGone from None

    return Door(width=width() or _READABLE, height=_HEIGHT)


def say_beside(line: str) -> None:
    """Write a line for people beside what is written, since programs read that alone."""
    print(line, file=sys.stderr)  # noqa: T201 - it is for people


def show_rows(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table, with headings in the locale's language; if the terminal is too narrow, a card for each row."""
    headings, cells = words(*columns), [_texts(row) for row in rows]
    room, widths = width(), _widths(headings, cells)
    if room is None:
        put("".join(_plain_line(row, widths) for row in (_texts(headings), *cells)))
    elif sum(widths) + _GAP * len(columns) <= room or _squeezable(widths, room):
        show(_table(headings, cells, widths))
    else:
        gap = _texts([""])[0]
        for row in cells:
            show(_card([*zip(headings, row, strict=True)]), gap)


def show_pairs(pairs: Iterable[tuple[str, Cell]]) -> None:
    """Write headings, each with its value."""
    show(_card([(heading, _texts([cell])[0]) for heading, cell in pairs]))


def light(name: str) -> Text:
    """Return a light as a coloured dot with its name, since many people cannot tell colours apart."""
    from rich.text import Text

    return Text(f"●{word(name)}", style=_STYLES[name])


def clean(text: str) -> str:
    """Return text on one line and without control characters: they could take over a terminal, or feign a line."""
    if text.isprintable():
        return text
    return "".join(character if _harmless(character) else " " for character in text)


def stacked(lines: Iterable[str]) -> Text:
    """Return lines of ours as one cell; what people have written cannot add a line to them."""
    from rich.text import Text

    return Text("\n".join(map(clean, lines)))


def width() -> int | None:
    """Return the width to use: that of COLUMNS, or else the terminal's, or else None."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given[:_DIGITS]) > 0:
        return int(given[:_DIGITS])
    return os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else None


def _harmless(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] != "C" and category not in {"Zl", "Zp"}


def _widths(columns: Sequence[str], rows: Sequence[Sequence[Text]]) -> list[int]:
    from rich.cells import cell_len

    return [
        max([cell_len(column), *(cell_len(line) for row in rows for line in row[place].plain.split("\n"))])
        for place, column in enumerate(columns)
    ]


def _squeezable(widths: Sequence[int], width: int) -> bool:
    """Return whether the wide columns stay readable beside those that must not be wrapped."""
    wide = [each for each in widths if each > _LEAST_CELL]
    rest = width - sum(each for each in widths if each <= _LEAST_CELL) - _GAP * len(widths)
    return bool(wide) and rest >= len(wide) * (_LEAST_CELL + 2)


def _plain_line(row: Sequence[Text], widths: Sequence[int]) -> str:
    """Return a row for a pipe: nothing is cut, and one long cell does not push the others too far away."""
    from rich.cells import cell_len

    cells = (" ".join(cell.plain.split("\n")) for cell in row)
    padded = (cell + " " * (min(width, _WIDEST) - cell_len(cell)) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip() + "\n"


def _table(columns: Sequence[str], rows: Sequence[Sequence[Text]], widths: Sequence[int]) -> RenderableType:
    from rich import box
    from rich.table import Table

    person = sys.stdout.isatty()
    table = Table(box=box.SIMPLE_HEAD if person else None, pad_edge=False, header_style="bold" if person else "")
    for column, natural in zip(columns, widths, strict=True):
        keep = natural <= _LEAST_CELL
        table.add_column(column, no_wrap=keep, min_width=natural if keep else _LEAST_CELL, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _card(pairs: Sequence[tuple[str, Text]]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    card = Table.grid(padding=(0, 1))
    card.add_column(no_wrap=True)
    card.add_column(overflow="fold")
    for place, (heading, cell) in enumerate(pairs):
        if cell.plain:
            card.add_row(Text(heading, style="bold" if place == 0 else "dim"), cell)
    return card


def _texts(row: Sequence[Cell]) -> list[Text]:
    from rich.text import Text

    return [cell if isinstance(cell, Text) else Text(clean(cell)) for cell in row]
