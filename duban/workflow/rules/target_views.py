"""What conditions, messages and readers see of a target: how far it is, who lags and by how much."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import Light, progress_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from duban.states import Progress, Subject, UnitProgress
    from duban.workflow.rules.compiled import Compiled


class Ranking(list[Any]):
    """Units with how far they are, the one furthest behind first; written as it is, their names and numbers."""

    def __str__(self) -> str:
        """Return each as 鄂城区 3/10, in a row."""
        return words.listed(f"{each['unit']} {each['done']}/{each['wanted']}" for each in self)

    __html__ = __str__


class Targets:
    """Called with a target's name, how far it is."""

    def __init__(self, kept: Mapping[str, Any]) -> None:
        self._kept = kept

    def __call__(self, name: str) -> dict[str, Any]:
        """Return what is seen of a target."""
        return target_view(self._kept[name]) if name in self._kept else {}


def targets_kept(compiled: Compiled, subject: Subject, names: Iterable[str], *, now: datetime) -> dict[str, Any]:
    """Return how far targets are, as JSON, by name."""
    known = compiled.definition.targets
    return {name: _kept(progress_of(known[name], subject, compiled.calendar, now)) for name in names if name in known}


def _kept(progress: Progress) -> dict[str, Any]:
    return {
        "name": progress.name,
        "done": progress.done,
        "wanted": progress.wanted,
        "missing": progress.missing,
        "met": progress.met,
        "light": str(progress.light),
        "by": None if progress.by is None else progress.by.isoformat(),
        "units": [_unit(each) for each in progress.units],
    }


def _unit(each: UnitProgress) -> dict[str, Any]:
    return {
        "unit": each.unit,
        "done": each.done,
        "wanted": each.wanted,
        "missing": each.missing,
        "light": str(each.light),
    }


def target_view(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is seen of a target, made from what `targets_kept` returns."""
    units = Ranking(kept["units"])
    return {
        **kept,
        "by": None if kept["by"] is None else date.fromisoformat(kept["by"]),
        "units": units,
        "lagging": Ranking(each for each in units if each["light"] != Light.GREEN),
    }
