"""Numbers of papers: none may be missing or stand twice, and no counter of theirs may be set back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from duban import words
from duban.states.history import Recorded, Signed
from duban.workflow.instance import series_counted
from duban.workflow.reads.verification.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duban.workflow.reads.verification.cases import Case

Counters = dict[tuple[str, int], int]


def parted(counters: Mapping[tuple[str, int], int]) -> tuple[Counters, Counters]:
    """Return the counters of scenarios by scenario and year, and those of papers by series and year."""
    items: Counters = {}
    papers: Counters = {}
    for (name, year), value in counters.items():
        series = series_counted(name)
        if series is None:
            items[name, year] = value
        else:
            papers[series, year] = value
    return items, papers


class Numbered(Struct):
    """Collects the numbers with which papers were signed, by series and year."""

    seen: dict[tuple[str, int], Counter[int]] = field(default_factory=dict)

    def take(self, case: Case) -> None:
        """Take the papers of one instance."""
        for entry in case.entries:
            facts = entry.facts if isinstance(entry, Recorded) else None
            if isinstance(facts, Signed):
                self.seen.setdefault((facts.series, facts.year), Counter())[facts.place] += 1

    def faults(self, given_out: Counters) -> Iterator[Finding]:
        """Yield each number that was given out and under which nothing was signed, and each that stands twice."""
        for series, year in sorted({*self.seen, *given_out}):
            found, value = self.seen.get((series, year), Counter()), given_out.get((series, year), 0)
            if found and max(found) > value:
                problem = words.text("the counter of its numbers was set back")
                yield Finding(f"{series} {year}", None, problem)
            for place in range(1, value + 1):
                if not found[place]:
                    problem = words.text("the number was given out, and no paper was signed with it")
                    yield Finding(_place(series, year, place), None, problem)
            for place in sorted(place for place, times in found.items() if times > 1):
                problem = words.text("several papers were signed with one number")
                yield Finding(_place(series, year, place), None, problem)


def _place(series: str, year: int, place: int) -> str:
    return words.text("{scenario} {year} number {seq}", scenario=series, year=year, seq=place)
