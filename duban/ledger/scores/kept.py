"""Reads a sheet of scores that was kept as JSON, such as one that a matter has as its evidence."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from duban import words
from duban.ledger.errors import ScoreError
from duban.ledger.scores.entries import Entry
from duban.ledger.scores.scheme import Indicator, Scheme
from duban.ledger.scores.sheet import ScoreLine, ScoreSheet, UnitScore

if TYPE_CHECKING:
    from duban.ledger.scores.scheme import WithoutData

MOST_BYTES = 8 * 1024 * 1024
_MOST_LINES, _LONGEST_NUMBER = 50_000, 60
_KINDS = frozenset({"indicator", "bonus", "deduction", "veto"})
_WRONG = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, ArithmeticError)


def read_scores(content: bytes) -> ScoreSheet:
    """Return the sheet that `duban scores reckon` has written as JSON; raises ScoreError if it is none.

    Of its scheme it knows what the lines say of it: titles, weights and rules as words.
    """
    if len(content) > MOST_BYTES:
        raise ScoreError(words.Line("the file is too large for a sheet of scores"))
    try:
        return _sheet(json.loads(content))
    except _WRONG:
        raise ScoreError(words.Line("this is no sheet of scores as `duban scores reckon` writes it")) from None


def _sheet(body: dict[str, Any]) -> ScoreSheet:
    if sum(len(unit["lines"]) for unit in body["units"]) > _MOST_LINES:
        raise ValueError(_MOST_LINES)
    units = tuple(map(_unit, body["units"]))
    tops = dict.fromkeys(line.path[0] for unit in units for line in unit.lines if line.kind == "indicator")
    scheme = Scheme(
        name=_text(body["scheme"]),
        title=_text(body["title"]),
        total=_number(body["total"]),
        indicators=tuple(Indicator((name,), Fraction()) for name in tops),
        without_data=cast("WithoutData", _text(body["without_data"])),
        places=max((len(_text(unit["points"]).partition(".")[2]) for unit in body["units"]), default=2),
        digest=_text(body["digest"]),
    )
    return ScoreSheet(scheme, _text(body["period"]), _text(body["cut_off"]), units)


def _unit(unit: dict[str, Any]) -> UnitScore:
    return UnitScore(
        unit=_text(unit["unit"]),
        group=_text(unit["group"]),
        **{name: _number(unit[name]) for name in ("points", "indicators", "bonus", "deductions", "scored")},
        level=_text(unit["level"]),
        vetoed=tuple(map(_text, unit["vetoed"])),
        rank=None if unit["rank"] is None else int(unit["rank"]),
        lines=tuple(_line(_text(unit["unit"]), line) for line in unit["lines"]),
    )


def _line(unit: str, line: dict[str, Any]) -> ScoreLine:
    path = tuple(map(_text, line["path"]))
    if not path or line["kind"] not in _KINDS:
        raise ValueError(path)
    entries = tuple(
        Entry(
            unit, path[-1], _number(each["number"]), _text(each["reason"]), _text(each["evidence"]), _text(each["by"])
        )
        for each in line["entries"]
    )
    return ScoreLine(
        kind=line["kind"],
        path=path,
        weight=_number(line["weight"]),
        points=_number(line["points"]),
        lost=_number(line["lost"]),
        rule=_text(line["rule"]),
        source=_text(line["source"]),
        basis=_text(line["basis"]),
        lead=_text(line["lead"]),
        measured=_measured(line["measured"]),
        numerator=_measured(line["numerator"]),
        denominator=_measured(line["denominator"]),
        entries=entries,
        missing=line["missing"] is True,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _measured(value: object) -> Fraction | None:
    return None if value is None else _number(value)


def _number(value: object) -> Fraction:
    """Return a number that is written as text: not of thousands of digits, and no power of ten."""
    written = _text(value)
    if len(written) > _LONGEST_NUMBER or "e" in written.casefold():
        raise ValueError(written)
    return Fraction(written)
