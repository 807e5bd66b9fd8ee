"""The sheet of scores (核分表): each unit's points, line by line, with what each comes from and what was lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.scores.scheme import exact
from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from duban.ledger.scores.entries import Entry
    from duban.ledger.scores.scheme import Scheme

_BEFORE_TEXTS = ("Unit", "Group")
_AFTER_TEXTS = ("Bonus", "Deductions", "Points", "Rank", "Grade")
_LINE_TEXTS = ("Unit", "Indicator", "Weight", "Points", "Lost", "Rule", "Why", "Basis", "Evidence")


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The points of one unit for one indicator, bonus, deduction or veto, and everything that they come from.

    `kind` is `indicator`, `bonus`, `deduction` or `veto`. `measured` is the number that the rule is applied to, a rate
    in percent of `numerator` and `denominator` where it is one; None if there is nothing to measure, and `missing` if
    it had to be entered and was not. `lost` is what is missing to the weight.
    """

    kind: str
    path: tuple[str, ...]
    weight: Fraction
    points: Fraction
    lost: Fraction
    rule: str
    source: str
    basis: str
    lead: str = ""
    measured: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    entries: tuple[Entry, ...] = ()
    missing: bool = False

    @property
    def name(self) -> str:
        """Return the name of its indicator."""
        return self.path[-1]

    @property
    def reason(self) -> str:
        """Return why the points are these, in words: the rate, or what was entered."""
        entered = [each.reason or each.evidence for each in self.entries if each.reason or each.evidence]
        if entered:
            return words.joined(entered) if len(entered) > 1 else entered[0]
        if self.missing:
            return words.text("not entered")
        if self.measured is None:
            return words.text("nothing to measure") if self.kind == "indicator" and self.source != "cases" else ""
        if self.numerator is not None and self.denominator is not None:
            facts = {"part": exact(self.numerator), "whole": exact(self.denominator), "rate": exact(self.measured, 2)}
            return words.text("{part}/{whole} = {rate}%", **facts)
        return exact(self.measured)


@dataclass(frozen=True, slots=True)
class UnitScore:
    """A unit's score: its points in all, what they are called, its rank in its group, and the lines behind it.

    `scored` is the weight of what could be measured; if it is below the total, and the scheme says `reweight`, the
    points of the indicators are scaled up. `vetoed` are the words of the veto that apply. Without a rank it
    is not ranked, as there was nothing to measure, or something was not entered.
    """

    unit: str
    group: str
    points: Fraction
    indicators: Fraction
    bonus: Fraction
    deductions: Fraction
    scored: Fraction
    level: str
    vetoed: tuple[str, ...]
    rank: int | None
    lines: tuple[ScoreLine, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the indicators that had to be entered and were not."""
        return tuple(line.name for line in self.lines if line.missing)


@dataclass(frozen=True, slots=True)
class ScoreSheet(Jsonable):
    """The scores of all units by one scheme, which is named by its digest, at a cut-off."""

    scheme: Scheme
    period: str
    cut_off: str
    units: tuple[UnitScore, ...]

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """Return what had to be entered and was not: units and indicators. Such a sheet is not to be published."""
        return tuple((unit.unit, name) for unit in self.units for name in unit.missing)

    def to_json(self) -> dict[str, Any]:
        """Return the sheet as JSON has it; numbers are texts, so that they stay exact."""
        return {
            "scheme": self.scheme.name,
            "title": self.scheme.title,
            "digest": self.scheme.digest,
            "total": exact(self.scheme.total),
            "without_data": self.scheme.without_data,
            "period": self.period,
            "cut_off": self.cut_off,
            "units": [_unit_json(unit, self.scheme.places) for unit in self.units],
        }


def _unit_json(unit: UnitScore, places: int) -> dict[str, Any]:
    return {
        "unit": unit.unit,
        "group": unit.group,
        "points": exact(unit.points, places),
        "indicators": exact(unit.indicators, places),
        "bonus": exact(unit.bonus, places),
        "deductions": exact(unit.deductions, places),
        "scored": exact(unit.scored),
        "level": unit.level,
        "vetoed": list(unit.vetoed),
        "rank": unit.rank,
        "lines": [_line_json(line, places) for line in unit.lines],
    }


def _line_json(line: ScoreLine, places: int) -> dict[str, Any]:
    def number(value: Fraction | None) -> str | None:
        return None if value is None else exact(value)

    return {
        "kind": line.kind,
        "path": list(line.path),
        "weight": exact(line.weight),
        "points": exact(line.points, places),
        "lost": exact(line.lost, places),
        "rule": line.rule,
        "source": line.source,
        "basis": line.basis,
        "lead": line.lead,
        "measured": number(line.measured),
        "numerator": number(line.numerator),
        "denominator": number(line.denominator),
        "reason": line.reason,
        "entries": [entry.to_json() for entry in line.entries],
        "missing": line.missing,
    }


def scores_table(sheet: ScoreSheet) -> list[list[str]]:
    """Return the units and their points as rows of text under a head, group by group, the highest first."""
    places = sheet.scheme.places
    names = [indicator.name for indicator in sheet.scheme.indicators]
    before, after = (list(map(words.text, texts)) for texts in (_BEFORE_TEXTS, _AFTER_TEXTS))
    rows = [[*before, *names, *after]]
    for unit in sheet.units:
        sums = {
            name: sum(
                (line.points for line in unit.lines if line.path[0] == name and line.kind == "indicator"),
                start=sheet.scheme.total * 0,
            )
            for name in names
        }
        cells = [unit.unit, unit.group, *(exact(sums[name], places) for name in names)]
        ends = [exact(unit.bonus, places), exact(unit.deductions, places), exact(unit.points, places)]
        rows.append([*cells, *ends, "—" if unit.rank is None else str(unit.rank), unit.level])
    return rows


def lines_table(sheet: ScoreSheet, unit: str | None = None) -> list[list[str]]:
    """Return every line of the sheet, or of one unit, with its rule, what it comes from and what was lost."""
    rows = [list(map(words.text, _LINE_TEXTS))]
    rows += [
        [
            each.unit,
            " / ".join(line.path),
            exact(line.weight),
            exact(line.points, sheet.scheme.places),
            exact(line.lost, sheet.scheme.places),
            line.rule,
            line.reason,
            line.basis,
            words.listed(entry.evidence for entry in line.entries if entry.evidence),
        ]
        for each in sheet.units
        if unit is None or each.unit == unit
        for line in each.lines
    ]
    return rows


def by_unit(sheet: ScoreSheet) -> Mapping[str, UnitScore]:
    """Return the scores by their units."""
    return {unit.unit: unit for unit in sheet.units}


def lost_lines(sheet: ScoreSheet) -> Iterator[tuple[UnitScore, ScoreLine]]:
    """Yield the lines on which points were lost, the most first."""
    lost = [(unit, line) for unit in sheet.units for line in unit.lines if line.lost > 0]
    yield from sorted(lost, key=lambda pair: -pair[1].lost)
