"""Numbers that were given out: none may be missing, and no counter may be set back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.workflow.reads.verification.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping


def gaps(
    given_out: Mapping[tuple[str, int], int], seen: Mapping[tuple[str, int], set[int]], loose: frozenset[str]
) -> list[Finding]:
    """Return the numbers that were given out and whose instances are missing, and counters that were set back.

    `loose` are the scenarios whose numbers may have gaps, which show nothing.
    """
    counters = {place: value for place, value in given_out.items() if place[0] not in loose}
    findings = []
    for (scenario, year), found in seen.items():
        if scenario in loose:
            continue
        numbers = {seq for seq in found if str(seq).isdecimal()} or {0}
        if max(numbers) > counters.get((scenario, year), 0):
            problem = words.text("the counter of its numbers was set back")
            findings.append(Finding(f"{scenario} {year}", None, problem))
    for (scenario, year), value in counters.items():
        missing = sorted(set(range(1, value + 1)) - seen.get((scenario, year), set()))
        for seq in missing:
            place = words.text("{scenario} {year} number {seq}", scenario=scenario, year=year, seq=seq)
            findings.append(Finding(place, None, words.text("the number was given out, and there is no such item")))
    return findings
