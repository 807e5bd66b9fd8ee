"""Layout of targets by unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.cli.terminal.output import light
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.text import Text

    from duban.workflow import Dated, Situation, TargetUnit, TargetView

TARGET_COLUMNS = ("Rank", "Unit", "Done", "Wanted", "Missing", "Light")


def target_words(target: TargetView) -> str:
    """Return how far a target is: what is done and missing, by when, and who lags."""
    number = f"{target.done}/{target.wanted}" if target.wanted is not None else str(target.done)
    parts = [word("{number} done", number=number)]
    parts.append(word("met") if target.met else word("{missing} missing", missing=target.missing))
    if target.by is not None:
        parts.append(word("by {day}", day=target.by))
    return words.clauses([words.joined(parts), *_behind(target)])


def _behind(target: TargetView) -> Iterator[str]:
    if target.lagging:
        lagging = words.listed(f"{each.unit} {each.done}/{each.wanted}" for each in target.lagging)
        yield word("behind: {units}", units=lagging)


def beside_pairs(standing: Situation) -> Iterator[tuple[str, str]]:
    """Yield how far targets are, who has an item in hand, and what it comes after."""
    for each in standing.targets:
        yield each.name, target_words(each)
    for unit, person in standing.holders.items():
        yield word("In hand"), f"{unit}/{person}"
    yield word("Comes after"), words.listed(f"{one.number} {one.title}" for one in standing.waits_for_items)


def target_row(unit: TargetUnit) -> list[str | Text]:
    """Return a unit's share as a row of the ranking."""
    return [str(unit.rank), unit.unit, str(unit.done), str(unit.wanted), str(unit.missing), light(unit.light)]


def ranked(target: TargetView) -> list[TargetUnit]:
    """Return the units of a target, the one that is furthest ahead first."""
    return sorted(target.units, key=lambda each: each.rank)


DAY_KINDS = {
    "clock": "clock",
    "step": "step",
    "target": "target",
    "before": "comes before this",
    "next": "comes after this",
}
"""What stands on the line of time."""
DATED_COLUMNS = ("Date", "Kind", "What", "Unit", "Done?")


def dated_row(each: Dated) -> list[str]:
    """Return a day on the line of time as a row."""
    what = each.name if each.number is None else f"{each.number} {each.name}"
    return [
        "" if each.day is None else str(each.day),
        word(DAY_KINDS[each.kind]),
        what,
        each.unit or "",
        word("yes") if each.done else "",
    ]


def targets_rows(targets: Sequence[TargetView]) -> list[list[str]]:
    """Return the rankings of targets as rows under a head, with the target before each row."""
    rows = [[target.name, *map(str, target_row(unit))] for target in targets for unit in ranked(target)]
    return [[word("Target"), *(word(column) for column in TARGET_COLUMNS)], *rows]
