"""Measuring: interleaved runs, their medians, and a ratio with what it must be and what it should be."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Result:
    """One ratio: duban's figure and the floor's (medians, with the spread of each), and whether it is good enough.

    `at_least` says whether the ratio has to reach `must` (else it must not exceed it); without `must` it is reported.
    """

    subject: str
    ours: float
    floor: float
    unit: str
    ratio: float
    must: float | None
    goal: float | None
    at_least: bool
    spread: str

    @property
    def holds(self) -> bool:
        """Return whether the ratio is what it must be."""
        return self.must is None or self._meets(self.must)

    @property
    def verdict(self) -> str:
        """Return the verdict in a word."""
        if self.must is None:
            return "reported"
        if not self.holds:
            return "MISSED"
        return "goal" if self.goal is not None and self._meets(self.goal) else "holds"

    def _meets(self, bound: float) -> bool:
        return self.ratio >= bound if self.at_least else self.ratio <= bound

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON has it."""
        facts = ("subject", "ours", "floor", "unit", "ratio", "must", "goal", "spread", "verdict")
        return {name: getattr(self, name) for name in facts}


def timed(act: Callable[[], Any]) -> float:
    """Return how many seconds an act takes."""
    began = perf_counter()
    act()
    return perf_counter() - began


def interleaved(kinds: Mapping[str, Callable[[], float]], *, runs: int) -> dict[str, list[float]]:
    """Take each kind's figure in turn, `runs` times over, so that a noisy neighbour troubles all alike."""
    figures: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(runs):
        for name, take in kinds.items():
            figures[name].append(take())
    return figures


def ratio_of(
    subject: str,
    figures: Mapping[str, list[float]],
    *,
    unit: str,
    must: float | None = None,
    goal: float | None = None,
    at_least: bool = True,
    ours: str = "ours",
    floor: str = "floor",
) -> Result:
    """Return the ratio of two medians."""
    mine, theirs = median(figures[ours]), median(figures[floor])
    spread = " ".join(f"{name} {min(found):.4g}–{max(found):.4g}" for name, found in figures.items())
    return Result(subject, mine, theirs, unit, mine / theirs, must, goal, at_least, spread)
