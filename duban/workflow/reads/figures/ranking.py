"""Ranking units by a figure: groups apart, ties together, few matters and three kinds of nothing named and not ranked.

Equal figures share a rank, as the red and black lists of 榆林 have it, and the next rank is as much lower. A floor says
who is below it instead of a last place, which somebody always has: so do 曲靖 and 大英.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.states import InvalidData, Jsonable, shown
from duban.workflow.errors import near
from duban.workflow.reads.figures.asked import no_figure
from duban.workflow.reads.figures.counting import LEAD, UNIT
from duban.workflow.reads.figures.outcome import Figure, FigureChange, rounded
from duban.workflow.reads.figures.reckoned import FIGURES, FigureSort

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duban.workflow.reads.figures.outcome import Figures, FiguresRow

Groups = Mapping[str, "Sequence[str]"] | tuple[str, ...] | list[str] | None
"""Groups that are ranked apart: names of groups of the directory, or units by the names of groups."""


@dataclass(frozen=True, slots=True)
class Ranked(Jsonable):
    """A unit in a ranking; those of one rank are equal, and the order among them means nothing."""

    rank: int | None
    key: str
    figure: Figure
    below: bool = False
    """Whether it does not reach the floor."""


@dataclass(frozen=True, slots=True)
class RankedGroup(Jsonable):
    """A group: its ranked units, those with too few matters to be, and three kinds of units that have no figure.

    `no_matter` had nothing to do with any matter of the period; of those of `nothing_due` the figure is of nothing;
    `not_reported` owed reports and handed in none.
    """

    name: str
    ranked: tuple[Ranked, ...]
    few: tuple[Ranked, ...] = ()
    no_matter: tuple[str, ...] = ()
    nothing_due: tuple[str, ...] = ()
    not_reported: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking(Jsonable):
    """Units ranked by a figure; it takes `at_least` so many matters to be ranked, and `floor` should be reached."""

    figure: str
    at_least: int
    floor: str | None
    groups: tuple[RankedGroup, ...]


class _Way(NamedTuple):
    """How units are ranked."""

    figure: str
    at_least: int
    floor: Fraction | None
    lower: bool
    sheets: bool


def ranked(
    found: Figures, figure: str, *, groups: Groups = None, at_least: int = 1, floor: Decimal | str | int | None = None
) -> Ranking:
    """Return the units of figures by unit or by lead, ranked by one of these figures, the best first.

    Args:
        found: the figures.
        figure: the name of the figure.
        groups: names of groups of the directory, or units by the names of groups; left out, all units are one group.
        at_least: a rate of fewer is not ranked.
        floor: in percent, or in days: who does not reach it is marked.

    Raises InvalidData if there is no such figure or group, or the figures are not by unit.

    """
    judged = next((each for each in FIGURES if each.name == figure), None)
    if judged is None:
        raise no_figure(figure)
    if found.by not in {UNIT, LEAD}:
        raise InvalidData((words.Line("only units are ranked: figures by unit or by lead"),))
    limit = None if floor is None else _number(floor)
    way = _Way(figure, at_least, limit, judged.lower, judged.sheets)
    made = tuple(_group(name, members, found, way) for name, members in _members(found, groups))
    return Ranking(figure, at_least, None if limit is None else str(floor), made)


def _number(floor: Decimal | str | int) -> Fraction:
    try:
        return Fraction(Decimal(floor))
    except (InvalidOperation, ValueError, OverflowError):
        raise InvalidData((words.Line("floor: {given} is no number", given=shown(str(floor))),)) from None


def _members(found: Figures, groups: Groups) -> Iterator[tuple[str, tuple[str, ...]]]:
    if groups is None:
        yield "", tuple(dict.fromkeys((*found.units, *(row.key for row in found.rows if row.key))))
    elif isinstance(groups, Mapping):
        yield from ((name, tuple(members)) for name, members in groups.items())
    else:
        for name in groups:
            if name not in found.groups:
                said = words.Line("there is no group {name}; {near}", name=shown(name), near=near(name, found.groups))
                raise InvalidData((said,))
            yield name, found.groups[name]


def _group(name: str, members: Sequence[str], found: Figures, way: _Way) -> RankedGroup:
    few: list[Ranked] = []
    nothing: dict[str, list[str]] = {"no_matter": [], "nothing_due": [], "not_reported": []}
    values: list[tuple[Fraction, str, Figure]] = []
    rows = {row.key: row for row in found.rows}
    for key in members:
        row = rows.get(key)
        kind = _nothing(row, way)
        if row is None or kind is not None:
            nothing[kind or "no_matter"].append(key)
            continue
        one = row[way.figure]
        if one.sort is not FigureSort.COUNT and (one.denominator or 0) < way.at_least:
            few.append(Ranked(None, key, one))
        else:
            values.append((_value(one), key, one))
    values.sort(key=lambda value: value[0] if way.lower else -value[0])
    ranks: list[Ranked] = []
    for place, (value, key, one) in enumerate(values):
        rank = ranks[-1].rank if place and values[place - 1][0] == value else place + 1
        ranks.append(Ranked(rank, key, one, _is_below(value, way)))
    return RankedGroup(name, tuple(ranks), tuple(few), **{kind: tuple(units) for kind, units in nothing.items()})


def _value(one: Figure) -> Fraction:
    if one.sort is FigureSort.COUNT:
        return Fraction(one.numerator)
    if one.sort is FigureSort.DAYS:
        return Fraction(one.total or 0, one.numerator or 1)
    return (one.share or Fraction()) * 100


def _is_below(value: Fraction, way: _Way) -> bool:
    return way.floor is not None and (value > way.floor if way.lower else value < way.floor)


def _nothing(row: FiguresRow | None, way: _Way) -> str | None:
    """Return which kind of nothing a unit has; none if it has a figure."""
    if row is None or not any(each.numerator or each.denominator for each in row.figures.values()):
        return "no_matter"
    one = row[way.figure]
    if one.sort is not FigureSort.COUNT and not one.denominator:
        return "nothing_due"
    return "not_reported" if way.sheets and not row["reported"].numerator else None


def change_of(now: Figure, before: Figure) -> FigureChange:
    """Return how a figure differs from an earlier one (环比, 同比)."""
    if now.sort is FigureSort.RATE:
        if now.share is None or before.share is None:
            return FigureChange(before)
        return FigureChange(before, points=_signed(100 * (now.share - before.share)))
    old = _value(before)
    empty = not old or (now.sort is FigureSort.DAYS and not now.numerator)
    return FigureChange(before, percent=None if empty else _signed(100 * (_value(now) - old) / old))


def _signed(number: Fraction) -> str:
    return f"{rounded(number):+}"
