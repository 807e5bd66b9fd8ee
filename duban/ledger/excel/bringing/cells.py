"""What people write into the cells of a sheet, as the values are kept: days, numbers, choices, units, yes and no."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.ledger.excel.reading import day_in_cell
from duban.states import fold_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.ledger.excel.contract import FillColumn

_BETWEEN = re.compile(r"[、，,；;\n]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_YES = frozenset({"是", "有", "对", "y", "yes", "true", "1", "√", "✓", "✔", "☑", "无新进展"})
_NO = frozenset({"否", "无", "不", "n", "no", "false", "0", "×", "x", "☐"})
_UNTIDY = re.compile(r"[\t\r\u00a0\u2000-\u200a\u3000]|  | \n|\n ")
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u3000]+")


class CellRead(NamedTuple):
    """What a cell says as it is kept, how it was read if that was not plain, and why it cannot be used."""

    text: str
    hint: str = ""
    problem: str = ""


_LONGEST_NUMBER = 100
"""No field holds as many digits, and Python makes no number of thousands of them."""


def read_cell_as(column: FillColumn, written: str, *, year: int | None = None, epoch_1904: bool = False) -> CellRead:
    """Return what a cell of a column says, which is filled in; a day without a year is in `year`."""
    text = written.strip()
    if not text:
        return CellRead("")
    if column.many:
        parts = [part for each in _BETWEEN.split(text) if (part := each.strip())]
        read = [_one(column, part, year=year, epoch_1904=epoch_1904) for part in parts]
        problem = next((each.problem for each in read if each.problem), "")
        hint = next((each.hint for each in read if each.hint), "")
        return CellRead("、".join(dict.fromkeys(each.text for each in read)), hint, problem)
    return _one(column, text, year=year, epoch_1904=epoch_1904)


def _one(column: FillColumn, text: str, *, year: int | None, epoch_1904: bool) -> CellRead:
    match column.type:
        case "date":
            return _day(text, year=year, epoch_1904=epoch_1904)
        case "number":
            return _number(text)
        case "boolean":
            return _yes_or_no(text)
    if column.type == "choice" or (column.choices and column.type != "unit"):
        return _chosen(text, column.choices)
    return CellRead(text)


def _day(text: str, *, year: int | None, epoch_1904: bool) -> CellRead:
    day, guessed = day_in_cell(text, year=year, epoch_1904=epoch_1904)
    if day is None:
        said = words.text("“{written}” is no day; write it as 2026-01-15 or 2026年1月15日", written=_short(text))
        return CellRead(text, problem=said)
    hint = words.text("“{written}” was read as the day {day}", written=text, day=day) if guessed else ""
    return CellRead(day.isoformat(), hint)


def _number(text: str) -> CellRead:
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", text))
    bare = plain.removesuffix("%")
    if len(bare) > _LONGEST_NUMBER or not _NUMBER.fullmatch(bare):
        return CellRead(text, problem=words.text("“{written}” is no number", written=_short(text)))
    bare = bare.replace(",", "").removeprefix("+")
    if "." in bare:
        bare = bare.rstrip("0").rstrip(".")
    number = str(int(bare)) if bare.lstrip("-").isdecimal() else bare
    hint = words.text("“{written}” was read as {number}", written=text, number=number) if plain.endswith("%") else ""
    return CellRead(number, hint)


def _yes_or_no(text: str) -> CellRead:
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in _YES:
        return CellRead("是")
    if plain in _NO:
        return CellRead("否")
    return CellRead(text, problem=words.text("“{written}” is neither 是 nor 否", written=_short(text)))


def _chosen(text: str, choices: Sequence[str]) -> CellRead:
    found = next((each for each in choices if fold_name(each) == fold_name(text)), None)
    if found is not None:
        return CellRead(found)
    facts = {"written": _short(text), "choices": choices}
    return CellRead(text, problem=words.text("“{written}” is none of {choices:quoted}", **facts))


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"  # noqa: PLR2004 - what a line of a report holds


def tidy(text: str) -> str:
    """Return a text as two of them are held against each other: blanks of any width are one, and none at the ends."""
    if not _UNTIDY.search(text):
        return text.strip()
    lines = (_BLANKS.sub(" ", line).strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip()
