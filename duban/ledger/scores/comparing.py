"""Holds a score beside another, such as the province's beside the city's own, and makes matters of what was lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.errors import ScoreError
from duban.ledger.scores.scheme import exact
from duban.ledger.scores.sheet import by_unit, lost_lines
from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from duban.ledger.scores.sheet import ScoreSheet
    from duban.workflow import Engine, Instance, NewItem

_DIFFERENCE_TEXTS = (
    "Unit",
    "Indicator",
    "Weight",
    "Own score",
    "Official score",
    "Higher by",
    "Lead",
    "Why",
    "Own reason",
)
_LOST_TEXTS = ("Unit", "Indicator", "Lost", "Weight", "Lead", "Why", "Basis")


@dataclass(frozen=True, slots=True)
class PointsLost(Jsonable):
    """Points that a unit has lost at one indicator: how many of how many, who answers for it, and why."""

    unit: str
    path: tuple[str, ...]
    weight: Fraction
    lost: Fraction
    lead: str
    reason: str
    basis: str

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it; numbers are texts, so that they stay exact."""
        numbers = {"weight": exact(self.weight), "lost": exact(self.lost)}
        rest = {"lead": self.lead, "reason": self.reason, "basis": self.basis}
        return {"unit": self.unit, "path": list(self.path), **numbers, **rest}


@dataclass(frozen=True, slots=True)
class Difference(Jsonable):
    """One indicator in two sheets: the points of the official one and of the unit's own; None where it is missing."""

    unit: str
    path: tuple[str, ...]
    weight: Fraction
    official: Fraction | None
    own: Fraction | None
    lead: str
    reason: str
    own_reason: str

    @property
    def over(self) -> Fraction | None:
        """Return how much higher the unit's own score is."""
        return None if self.official is None or self.own is None else self.own - self.official

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it; numbers are texts, so that they stay exact."""

        def number(value: Fraction | None) -> str | None:
            return None if value is None else exact(value)

        facts = {"weight": exact(self.weight), "official": number(self.official), "own": number(self.own)}
        said = {"over": number(self.over), "lead": self.lead, "reason": self.reason, "own_reason": self.own_reason}
        return {"unit": self.unit, "path": list(self.path), **facts, **said}


def points_lost(sheet: ScoreSheet) -> tuple[PointsLost, ...]:
    """Return where points were lost, the most first; what was not entered counts as not known, and not as lost."""
    return tuple(
        PointsLost(unit.unit, line.path, line.weight, line.lost, line.lead, line.reason, line.basis)
        for unit, line in lost_lines(sheet)
        if not line.missing
    )


def compared(official: ScoreSheet, own: ScoreSheet) -> tuple[Difference, ...]:
    """Return the indicators of two sheets of one scheme, unit by unit, in the order of the scheme.

    Raises ScoreError if the sheets are of two schemes.
    """
    if official.scheme.digest != own.scheme.digest:
        said = words.Line(
            "the two are scored by two schemes: {one} and {other}", one=official.scheme.title, other=own.scheme.title
        )
        raise ScoreError(said)
    theirs = by_unit(own)
    found = []
    for unit in official.units:
        mine = {line.path: line for line in theirs[unit.unit].lines} if unit.unit in theirs else {}
        for line in unit.lines:
            other = mine.get(line.path)
            found.append(
                Difference(
                    *(unit.unit, line.path, line.weight),
                    official=None if line.missing else line.points,
                    own=None if other is None or other.missing else other.points,
                    lead=line.lead,
                    reason=line.reason,
                    own_reason="" if other is None else other.reason,
                )
            )
    return tuple(found)


def differences_table(found: Iterable[Difference]) -> list[list[str]]:
    """Return differences as rows of text under a head."""
    rows = [list(map(words.text, _DIFFERENCE_TEXTS))]
    for each in found:
        numbers = ["—" if number is None else exact(number) for number in (each.own, each.official, each.over)]
        rows.append(
            [each.unit, " / ".join(each.path), exact(each.weight), *numbers, each.lead, each.reason, each.own_reason]
        )
    return rows


def lost_table(found: Iterable[PointsLost]) -> list[list[str]]:
    """Return lost points as rows of text under a head."""
    head = list(map(words.text, _LOST_TEXTS))
    rows = [
        [each.unit, " / ".join(each.path), exact(each.lost), exact(each.weight), each.lead, each.reason, each.basis]
        for each in found
    ]
    return [head, *rows]


def open_lost(
    engine: Engine,
    sheet: ScoreSheet,
    *,
    by: str,
    scenario: str = "issue",
    leads: Mapping[str, str] | None = None,
    lead: str,
    role: str = "responsible",
    only: Sequence[str] = (),
) -> list[Instance]:
    """Open a matter for each indicator at which points were lost, and return them; a second time opens none again.

    Args:
        engine: where.
        sheet: the official scores.
        by: who opens them, as `unit/person`.
        scenario: of what kind they are.
        leads: who answers for an indicator, where the scheme does not say it.
        lead: the unit that runs the matters.
        role: the role of those who answer for the indicators.
        only: indicators by their names; left out, all.

    Raises:
        ScoreError: if nobody answers for an indicator.
        TransitionRefused: as `Engine.open_many` does.
        InvalidData: likewise.

    """
    named = leads or {}
    chosen = [each for each in points_lost(sheet) if not only or each.path[-1] in only]
    nobody = [each.path[-1] for each in chosen if not named.get(each.path[-1], each.lead)]
    if nobody:
        raise ScoreError(words.Line("nobody answers for {names}; name a unit for each", names=nobody))
    source = f"{sheet.scheme.name} {sheet.period}".strip()
    items: list[NewItem] = [
        {
            "title": _title(each),
            "units": {"lead": lead, role: [named.get(each.path[-1], each.lead)]},
            "note": words.text("{basis}: {reason}", basis=each.basis, reason=each.reason)
            if each.basis
            else each.reason,
            "source": source,
            "external_no": f"{each.unit}/{'/'.join(each.path)}",
        }
        for each in chosen
    ]
    return engine.open_many(scenario, items, by=by)


def _title(each: PointsLost) -> str:
    facts = {"indicator": each.path[-1], "lost": exact(each.lost), "weight": exact(each.weight)}
    return words.text("{indicator}: {lost} of {weight} points lost", **facts)
