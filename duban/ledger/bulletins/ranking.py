"""Who stands where: groups ranked apart, ties alike, few matters and nothing at all named and not ranked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.ledger.bulletins.frozen import Frozen, Row, Standards

RATE = "done_in_time"
OTHERS = "其他单位"


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit with its place; those of the same rate share one. Without a place it is not ranked."""

    unit: str
    row: Row
    place: int | None
    reaches: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A group that is ranked by itself, and those of it that are not ranked, by why."""

    title: str
    ranked: tuple[Placed, ...]
    few: tuple[Placed, ...]
    nothing_due: tuple[str, ...]
    no_matter: tuple[str, ...]

    @property
    def placed(self) -> tuple[Placed, ...]:
        """Return all of which anything fell due."""
        return (*self.ranked, *self.few)

    @property
    def good(self) -> tuple[Placed, ...]:
        """Return who reaches the target."""
        return tuple(each for each in self.ranked if each.reaches)

    @property
    def late(self) -> tuple[Placed, ...]:
        """Return who stays below the target, the last first."""
        return tuple(each for each in reversed(self.ranked) if not each.reaches)


def groups_of(frozen: Frozen) -> tuple[Group, ...]:
    """Return the groups, in their order, each ranked; whoever stands in none follows as one of their own.

    A unit counts for the first group that it is in. Without groups all are ranked together.
    """
    taken: set[str] = set()
    groups = []
    for title, units in frozen.groups.items():
        own = [unit for unit in units if unit not in taken]
        taken.update(own)
        groups.append(_group(title, own, frozen))
    left = [row.key for row in frozen.units if row.key and row.key not in taken]
    if left:
        groups.append(_group(OTHERS if groups else "", left, frozen))
    return tuple(group for group in groups if group.placed or group.nothing_due or group.no_matter)


def not_reported(frozen: Frozen) -> tuple[Row, ...]:
    """Return the units that owed reports in the period and have handed in fewer."""
    return tuple(row for row in frozen.units if row["reported"].rest > 0)


def _group(title: str, units: list[str], frozen: Frozen) -> Group:
    standards = frozen.standards
    rows = {unit: frozen.row(unit) for unit in units}
    due = [unit for unit in units if rows[unit][RATE].whole]
    ranked = [unit for unit in due if (rows[unit][RATE].whole or 0) >= standards.minimum]
    few = sorted((unit for unit in due if unit not in ranked), key=lambda unit: (-(rows[unit][RATE].whole or 0), unit))
    idle = [unit for unit in units if unit not in due]
    busy = [unit for unit in idle if rows[unit]["received"].part or rows[unit]["open"].part]
    return Group(
        title,
        tuple(_placed(ranked, rows, standards)),
        tuple(Placed(unit, rows[unit], None, _reaches(rows[unit], standards)) for unit in few),
        tuple(busy),
        tuple(unit for unit in idle if unit not in busy),
    )


def _placed(units: list[str], rows: dict[str, Row], standards: Standards) -> Iterator[Placed]:
    """Yield units in order: of the same rate in that of their volume and name, which means nothing."""
    ordered = sorted(units, key=lambda unit: (-_share(rows[unit]), -(rows[unit][RATE].whole or 0), unit))
    place = 1
    for _, tied in groupby(ordered, key=lambda unit: _share(rows[unit])):
        same = list(tied)
        for unit in same:
            yield Placed(unit, rows[unit], place, _reaches(rows[unit], standards))
        place += len(same)


def _share(row: Row) -> Fraction:
    number = row[RATE]
    return Fraction(number.part, number.whole or 1)


def _reaches(row: Row, standards: Standards) -> bool:
    return 100 * _share(row) >= Fraction(standards.target)
