"""What a scheme of scores (考核办法) says: indicators with weights and rules, bonus, deductions, veto and levels.

All numbers are exact fractions. The rules are those that published schemes use: a rate times its weight, a target with
so much off for each percentage point below it, steps, a slope, so much off for each case; see docs/how-to/score.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from duban import words
from duban.workflow import rounded as in_decimals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WithoutData = Literal["full", "reweight"]
"""What an indicator without data counts: its full weight, or nothing, the others being scaled up to the total."""

Source = Literal["figure", "points", "percent", "value", "cases"]
"""Where an indicator's number comes from: a figure of the engine, or what a person enters with its evidence."""

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Share:
    """The rate times the weight; `inverse`, what is missing to 100 % times the weight."""

    inverse: bool = False

    def points(self, weight: Fraction, measured: Fraction) -> Fraction:
        """Return the points for a percentage."""
        share = measured / PERCENT
        return weight * (1 - share if self.inverse else share)

    def said(self) -> words.Line:
        """Return the rule in words."""
        return words.Line("(100% − the rate) × the weight") if self.inverse else words.Line("the rate × the weight")


@dataclass(frozen=True, slots=True)
class Target:
    """The full weight from `at` percent on; below it, `lose` off for each percentage point."""

    at: Fraction
    lose: Fraction
    floor: Fraction = Fraction(0)

    def points(self, weight: Fraction, measured: Fraction) -> Fraction:
        """Return the points for a percentage."""
        return max(self.floor, weight - max(Fraction(0), self.at - measured) * self.lose)

    def said(self) -> words.Line:
        """Return the rule in words."""
        facts = {"at": exact(self.at), "lose": exact(self.lose), "floor": exact(self.floor)}
        return words.Line("{lose} off for each percentage point below {at}%, no less than {floor}", **facts)


@dataclass(frozen=True, slots=True)
class Steps:
    """The points of the highest step that is reached; below all of them, none."""

    steps: tuple[tuple[Fraction, Fraction], ...]

    def points(self, weight: Fraction, measured: Fraction) -> Fraction:  # noqa: ARG002 - one shape for all rules
        """Return the points for a number; those of the step it reaches."""
        return max((points for at_least, points in self.steps if measured >= at_least), default=Fraction(0))

    def said(self) -> words.Line:
        """Return the rule in words."""
        steps = [words.text("{at} or more: {points}", at=exact(at), points=exact(n)) for at, n in self.steps]
        return words.Line("{steps}", steps=steps)


@dataclass(frozen=True, slots=True)
class Slope:
    """`gives` at the number `at`, and `each` more for each 1 above it; between nothing and the weight."""

    at: Fraction
    gives: Fraction
    each: Fraction

    def points(self, weight: Fraction, measured: Fraction) -> Fraction:
        """Return the points for a number."""
        return min(weight, max(Fraction(0), self.gives + (measured - self.at) * self.each))

    def said(self) -> words.Line:
        """Return the rule in words."""
        facts = {"at": exact(self.at), "gives": exact(self.gives), "each": exact(self.each)}
        return words.Line("{gives} at {at}, {each} for each 1 more, within the weight", **facts)


@dataclass(frozen=True, slots=True)
class PerCase:
    """`lose` off for each case after `free` ones, at most `cap` in all; divided by the unit's `size`."""

    lose: Fraction
    free: int = 0
    cap: Fraction | None = None
    size: str = ""

    def points(self, weight: Fraction, measured: Fraction) -> Fraction:
        """Return the points for a number of cases, which is divided by the size already."""
        off = max(Fraction(0), measured - self.free) * self.lose
        return max(Fraction(0), weight - (off if self.cap is None else min(off, self.cap)))

    def said(self) -> words.Line:
        """Return the rule in words."""
        facts = {"lose": exact(self.lose), "free": self.free, "cap": "" if self.cap is None else exact(self.cap)}
        facts["size"] = self.size
        if self.size:
            return words.Line("{lose} off for each case by {size}", **facts)
        if self.cap is None:
            return words.Line("{lose} off for each case after {free}", **facts)
        return words.Line("{lose} off for each case after {free}, at most {cap}", **facts)


Rule = Share | Target | Steps | Slope | PerCase


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator: its weight, and either parts of its own or a source and a rule.

    Without a rule what a person enters are the points themselves. `basis` is what the scheme says it by, `lead` the
    unit that answers for it; `path` are the names from the top.
    """

    path: tuple[str, ...]
    weight: Fraction
    parts: tuple[Indicator, ...] = ()
    source: Source = "points"
    figure: str = ""
    rule: Rule | None = None
    basis: str = ""
    lead: str = ""

    @property
    def name(self) -> str:
        """Return its own name, which no other of the scheme has."""
        return self.path[-1]

    def all(self) -> Iterator[Indicator]:
        """Yield the indicator and all parts of it, from the top."""
        yield self
        for part in self.parts:
            yield from part.all()

    def to_json(self) -> dict[str, object]:
        """Return it as JSON has it; numbers are texts, so that they stay exact."""
        rule = None if self.rule is None else str(self.rule.said())
        named = {"source": self.figure or self.source, "rule": rule, "basis": self.basis, "lead": self.lead}
        return {"path": list(self.path), "weight": exact(self.weight), **({} if self.parts else named)}

    def scored_by_hand(self) -> Indicator:
        """Return it without its rule: what is entered are the points."""
        if self.parts:
            return replace(self, parts=tuple(part.scored_by_hand() for part in self.parts))
        return replace(self, source="points", figure="", rule=None)

    def leaves(self) -> Iterator[Indicator]:
        """Yield the indicators that are scored: itself, or those of its parts."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True)
class Extra:
    """Points on top or off for each case that a person enters; `doubled` are the words that make one count twice."""

    name: str
    each: Fraction
    cap: Fraction | None = None
    doubled: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Extras:
    """Bonus or deductions: their items, and what all of them together are at most."""

    items: tuple[Extra, ...] = ()
    cap: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of scores; `digest` is the SHA-256 of the file that it was read from.

    `places` are the decimals of points, rounded half up line by line, so that the printed lines add up to the printed
    sum; `rate_places` those to which a rate is rounded before it is scored, so that the printed rate gives the printed
    points.
    """

    name: str
    title: str
    total: Fraction
    indicators: tuple[Indicator, ...]
    without_data: WithoutData
    places: int = 2
    rate_places: int = 2
    bonus: Extras = field(default_factory=Extras)
    deductions: Extras = field(default_factory=Extras)
    veto: tuple[str, ...] = ()
    vetoed_as: str = ""
    levels: tuple[tuple[Fraction, str], ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sizes: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    digest: str = ""

    def leaves(self) -> Iterator[Indicator]:
        """Yield the indicators that are scored, in order."""
        for indicator in self.indicators:
            yield from indicator.leaves()

    def all(self) -> Iterator[Indicator]:
        """Yield the indicators and their parts, from the top, in order."""
        for indicator in self.indicators:
            yield from indicator.all()

    def to_json(self) -> dict[str, object]:
        """Return what it says, as JSON has it."""
        found = {"scheme": self.name, "title": self.title, "total": exact(self.total), "digest": self.digest}
        return {**found, "indicators": [each.to_json() for each in self.all()]}

    def scored_by_hand(self) -> Scheme:
        """Return the scheme as a unit scores itself by it: every indicator takes the points that it says."""
        return replace(self, indicators=tuple(each.scored_by_hand() for each in self.indicators))

    def level(self, points: Fraction) -> str:
        """Return what so many points are called; empty if the scheme has no levels."""
        return next((called for at_least, called in self.levels if points >= at_least), "")


def rounded(number: Fraction, places: int) -> Fraction:
    """Return a number rounded half up, away from nothing, as published tables are."""
    return Fraction(in_decimals(number, places))


def exact(number: Fraction, places: int | None = None) -> str:
    """Return a number as decimals: with so many places, or as many as it has (at most six)."""
    if places is None:
        places = next((n for n in range(6) if (number * 10**n).denominator == 1), 6)
    return f"{in_decimals(number, places):f}"
