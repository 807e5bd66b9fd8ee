"""Reckons scores by a scheme: from figures and from what is entered, exactly, with every point traced to its rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.errors import ScoreError
from duban.ledger.scores.scheme import PERCENT, PerCase, exact, rounded
from duban.ledger.scores.sheet import ScoreLine, ScoreSheet, UnitScore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from duban.ledger.scores.entries import Entry
    from duban.ledger.scores.scheme import Extras, Indicator, Scheme

    _Entered = Callable[[str], tuple[Entry, ...]]

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of one unit: a part of a whole, or one number. A whole of 0 is nothing to measure, not 0 %."""

    numerator: Fraction = _ZERO
    denominator: Fraction = _ZERO
    value: Fraction | None = None


def reckon(
    scheme: Scheme,
    units: Sequence[str],
    *,
    figures: Mapping[str, Mapping[str, Measured]],
    entries: Sequence[Entry] = (),
    period: str = "",
    cut_off: str = "",
) -> ScoreSheet:
    """Return the sheet of scores of the units.

    Args:
        scheme: by which they are scored.
        units: who is scored, in the order in which ties are listed.
        figures: by unit, the figures that the scheme names; a unit without one has nothing to measure.
        entries: what people have entered.
        period: what the figures are of, as it is printed.
        cut_off: until when they were known, as it is printed.

    Raises:
        ScoreError: if cases of a unit are to be divided by a size that the scheme does not give for it.

    """
    grouped = {unit: name for name, members in scheme.groups.items() for unit in members}
    entered = _by_unit(entries)
    found = [_unit(scheme, unit, grouped.get(unit, ""), figures.get(unit, {}), entered(unit)) for unit in units]
    return ScoreSheet(scheme, period, cut_off, tuple(_ranked(found)))


def _by_unit(entries: Iterable[Entry]) -> Callable[[str], _Entered]:
    """Return what was entered, by the unit and then by what it was entered for."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.unit, entry.indicator), []).append(entry)
    return lambda unit: lambda name: tuple(found.get((unit, name), ()))


def _unit(scheme: Scheme, unit: str, group: str, figures: Mapping[str, Measured], entered: _Entered) -> UnitScore:
    lines = [_line(scheme, leaf, unit, figures, entered(leaf.name)) for leaf in scheme.leaves()]
    data = [line for line in lines if line.measured is not None or line.missing]
    scored = sum((line.weight for line in data), _ZERO)
    if scheme.without_data == "full":
        indicators = sum((line.points for line in lines), _ZERO)
    elif scored:
        indicators = rounded(sum((line.points for line in data), _ZERO) * scheme.total / scored, scheme.places)
    else:
        indicators = _ZERO
    bonus, more = _extras(scheme.bonus, "bonus", entered, scheme.places)
    deductions, less = _extras(scheme.deductions, "deduction", entered, scheme.places)
    vetoed = tuple(name for name in scheme.veto if any(entry.number for entry in entered(name)))
    veto = [
        ScoreLine(
            "veto",
            (name,),
            _ZERO,
            _ZERO,
            _ZERO,
            words.text("veto: {called}", called=scheme.vetoed_as),
            "entered",
            "",
            entries=entered(name),
        )
        for name in vetoed
    ]
    points = max(_ZERO, indicators + bonus - deductions)
    return UnitScore(
        *(unit, group, points, indicators, bonus, deductions, scored),
        level=scheme.vetoed_as if vetoed else scheme.level(points),
        vetoed=vetoed,
        rank=None if not data or any(line.missing for line in lines) else 0,
        lines=(*lines, *more, *less, *veto),
    )


def _line(
    scheme: Scheme, leaf: Indicator, unit: str, figures: Mapping[str, Measured], entries: tuple[Entry, ...]
) -> ScoreLine:
    """Return the line of one indicator."""
    said = "" if leaf.rule is None else str(leaf.rule.said())
    line = ScoreLine(
        "indicator",
        leaf.path,
        leaf.weight,
        _ZERO,
        leaf.weight,
        said,
        leaf.figure or leaf.source,
        leaf.basis,
        leaf.lead,
        entries=entries,
    )
    if leaf.source == "figure":
        line = _of_figure(line, figures.get(leaf.figure), scheme.rate_places)
    elif leaf.source == "cases":
        line = replace(line, measured=_cases(scheme, leaf, unit, entries))
    elif entries:
        line = replace(line, measured=entries[0].number)
    else:
        return replace(line, missing=True)
    if line.measured is None:
        full = leaf.weight if scheme.without_data == "full" else _ZERO
        return replace(line, points=full, lost=_ZERO)
    points = line.measured if leaf.rule is None else leaf.rule.points(leaf.weight, line.measured)
    points = rounded(points, scheme.places)
    return replace(line, points=points, lost=leaf.weight - points)


def _of_figure(line: ScoreLine, figure: Measured | None, places: int) -> ScoreLine:
    if figure is None:
        return line
    if figure.value is not None:
        return replace(line, measured=figure.value)
    if not figure.denominator:
        return line
    rate = rounded(figure.numerator * PERCENT / figure.denominator, places)
    return replace(line, measured=rate, numerator=figure.numerator, denominator=figure.denominator)


def _cases(scheme: Scheme, leaf: Indicator, unit: str, entries: Iterable[Entry]) -> Fraction:
    """Return how many cases there were; none was entered for a unit that had none."""
    many = sum((entry.number for entry in entries), _ZERO)
    if isinstance(leaf.rule, PerCase) and leaf.rule.size:
        size = scheme.sizes[leaf.rule.size].get(unit)
        if size is None and many:
            facts = {"unit": unit, "size": leaf.rule.size, "name": leaf.name}
            raise ScoreError(words.Line("{name} needs the size {size:shown} of {unit}; add it under sizes", **facts))
        return many / (size or 1)
    return many


def _extras(extras: Extras, kind: str, entered: _Entered, places: int) -> tuple[Fraction, list[ScoreLine]]:
    """Return the points of bonus or deductions, capped item by item and in all, and their lines."""
    lines, total = [], _ZERO
    for item in extras.items:
        entries = entered(item.name)
        if not entries:
            continue
        points = sum((each.number * item.each * (2 if each.reason in item.doubled else 1) for each in entries), _ZERO)
        capped = points if item.cap is None else min(points, item.cap)
        capped = rounded(capped, places)
        total += capped
        said = words.text("{each} a case", each=exact(item.each))
        if item.doubled:
            said = words.text("{each} a case, twice for {doubled}", each=exact(item.each), doubled=item.doubled)
        weight = _ZERO if item.cap is None else item.cap
        lost = capped if kind == "deduction" else _ZERO
        shown = -capped if kind == "deduction" else capped
        lines.append(
            ScoreLine(
                kind,
                (item.name,),
                weight,
                shown,
                lost,
                said,
                "entered",
                item.basis,
                measured=sum((each.number for each in entries), _ZERO),
                entries=entries,
            )
        )
    return (total if extras.cap is None else min(total, extras.cap)), lines


def _ranked(found: Sequence[UnitScore]) -> list[UnitScore]:
    """Return the scores with their ranks: group by group, the highest first; who has the same points shares a rank."""
    groups = list(dict.fromkeys(unit.group for unit in found))
    ordered = sorted(
        found, key=lambda unit: (groups.index(unit.group), unit.rank is None, bool(unit.vetoed), -unit.points)
    )
    ranked: list[UnitScore] = []
    place, before = 0, None
    for unit in ordered:
        if before is None or before.group != unit.group:
            place, before = 0, None
        place += 1
        if unit.rank is None:
            ranked.append(unit)
            continue
        same = before is not None and (before.points, bool(before.vetoed)) == (unit.points, bool(unit.vetoed))
        before = replace(unit, rank=before.rank if same and before is not None else place)
        ranked.append(before)
    return ranked
