"""Reading offices' CSV files: each row with its file and line, and a message for every row that cannot be used."""

from __future__ import annotations

import csv
import io
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from duban import words
from duban.states import tidy_name
from duban.workflow.people.files import read_file
from duban.workflow.people.office_text import MAX_BYTES, decode_office_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MOST_PROBLEMS = 200
"""After this many problems reading stops: it must be the wrong file."""

_MOST_COLUMNS = 100
_LONGEST_TITLE = 64
_LONGEST_SHOWN = 80


def brief(text: str) -> str:
    """Return a cell's value for use in a message, cut if it is long."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def read_rows(
    path: Path, columns: Mapping[str, str], needed: tuple[str, ...], problems: list[words.Line]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each row that is not blank: its file and line, and its values by column name.

    Args:
        path: the file.
        columns: maps each title that a column can have to the column's name.
        needed: the names of the columns that must be there.
        problems: takes one line of text for everything that cannot be used.

    """
    try:
        text = decode_office_text(read_file(path, MAX_BYTES))
    except OSError as error:
        problems.append(
            words.at(
                brief(str(path)),
                words.Line(
                    "cannot be read ({message:retold}); check the path and its permissions", message=error.strerror
                ),
            )
        )
        return
    except ValueError as error:
        problems.append(words.at(brief(str(path)), words.said_by(error)))
        return
    reader = csv.reader(io.StringIO(text), strict=True)
    header: list[str | None] | None = None
    start = 1
    try:
        for cells in reader:
            where, start = f"{path}:{start}", reader.line_num + 1
            if len(problems) >= MOST_PROBLEMS:
                problems.append(
                    words.at(
                        where,
                        words.Line("there are {most} problems before this; the rest was not read", most=MOST_PROBLEMS),
                    )
                )
                return
            values = [tidy_name(cell) for cell in cells]
            if not any(values):
                continue
            if header is None:
                header = _header(where, values, columns, needed, problems)
                if header is None:
                    return
            elif any(values[len(header) :]):
                problems.append(
                    words.at(
                        where,
                        words.Line(
                            "{found} cells under {columns} columns; quote a cell that has a comma",
                            found=len(values),
                            columns=len(header),
                        ),
                    )
                )
            else:
                filled = values + [""] * (len(header) - len(values))
                yield where, {name: value for name, value in zip(header, filled, strict=False) if name}
    except csv.Error as error:
        problems.append(
            words.at(f"{path}:{start}", words.Line("not CSV ({message:retold}); check the quotes", message=str(error)))
        )


def _header(
    where: str, titles: list[str], columns: Mapping[str, str], needed: tuple[str, ...], problems: list[words.Line]
) -> list[str | None] | None:
    if len(titles) > _MOST_COLUMNS:
        problems.append(words.at(where, words.Line("has {count} columns; is this the right file?", count=len(titles))))
        return None
    names = [columns.get(re.split(r"[(（]", title)[0].strip().lower()) for title in titles]
    before = len(problems)
    for title, name in zip(titles, names, strict=True):
        near = title.lower()[:_LONGEST_TITLE]
        if title and name is None and (close := get_close_matches(near, columns, n=1, cutoff=0.75)):
            problems.append(
                words.at(
                    where,
                    words.Line(
                        "column {column} is not known; did you mean {close}?", column=brief(title), close=close[0]
                    ),
                )
            )
        elif name is not None and names.count(name) > 1:
            problems.append(words.at(where, words.Line("column {column} stands twice; keep one", column=brief(title))))
    problems += (
        words.at(
            where,
            words.Line(
                "column {column} is missing; the columns are {known}",
                column=name,
                known=tuple(dict.fromkeys(columns.values())),
            ),
        )
        for name in needed
        if name not in names
    )
    return names if len(problems) == before else None
