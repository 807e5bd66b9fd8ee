"""Figures counted by unit, by scenario or by month, each as a row with what its numbers are of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from duban.workflow.reads.figures.matters import Figured

UNIT, LEAD, SCENARIO, MONTH = "unit", "lead", "scenario", "month"


@dataclass(frozen=True, slots=True)
class TalliesRow(Jsonable):
    """The figures of a unit, a scenario or a month (as 2026-03), or of all.

    Of `opened` matters, `open` are open, `closed` were closed, and `ended` are void or merged. Of the closed ones and
    the open ones past their due day, if they have one, which are `due`, `on_time` were closed in time. `overdue` are
    open past it. `returned` and `extended` count how often any was sent back with a reason, and given more time.
    `days` is the mean of the working days that closed ones took. Of `rated` ones, `satisfied` were rated well. `roles`
    are those in which a unit takes part in them.
    """

    key: str
    opened: int = 0
    open: int = 0
    closed: int = 0
    ended: int = 0
    due: int = 0
    on_time: int = 0
    overdue: int = 0
    returned: int = 0
    extended: int = 0
    days: float | None = None
    rated: int = 0
    satisfied: int = 0
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tallies(Jsonable):
    """Figures by what they are counted by, the most matters first (months in order), and those of all.

    A matter counts for each unit that works on it, and once in the `total`.
    """

    by: str
    rows: tuple[TalliesRow, ...]
    total: TalliesRow


_KEYS: Mapping[str, Callable[[Figured], Iterable[str]]] = {
    UNIT: lambda matter: matter.works or ("",),
    LEAD: lambda matter: matter.leads or ("",),
    SCENARIO: lambda matter: (matter.scenario,),
    MONTH: lambda matter: (f"{matter.opened_on:%Y-%m}",),
}
TALLIED_BY = tuple(_KEYS)
"""By what figures are counted: the unit that works on a matter, that which runs it, the scenario, or the month."""


def tallied(matters: Sequence[Figured], by: str) -> Tallies:
    """Return the figures of matters."""
    groups: dict[str, list[Figured]] = {}
    for matter in matters:
        for key in _KEYS[by](matter):
            groups.setdefault(key, []).append(matter)
    rows = [_row(key, own, by) for key, own in groups.items()]
    if by == MONTH:
        rows.sort(key=lambda row: row.key)
    else:
        rows.sort(key=lambda row: (not row.key, -row.opened, row.key))
    return Tallies(by, tuple(rows), _row("", matters, ""))


def figured_for(matters: Iterable[Figured], by: str, key: str) -> list[Figured]:
    """Return those matters that count for a key."""
    return [matter for matter in matters if key in _KEYS[by](matter)]


def _row(key: str, matters: Sequence[Figured], by: str) -> TalliesRow:
    closed = [each for each in matters if each.closed_on is not None and each.ended is None]
    overdue = sum(is_overdue(each) for each in matters)
    on_time = sum(each.late is False for each in closed)
    took = [each.days for each in closed if each.days is not None]
    roles = {UNIT: lambda each: each.worker, LEAD: lambda each: each.lead}.get(by)
    return TalliesRow(
        key=key,
        opened=len(matters),
        open=sum(each.closed_on is None for each in matters),
        closed=len(closed),
        ended=sum(each.ended is not None for each in matters),
        due=overdue + sum(each.late is not None for each in closed),
        on_time=on_time,
        overdue=overdue,
        returned=sum(each.returned for each in matters),
        extended=sum(each.extended for each in matters),
        days=sum(took) / len(took) if took else None,
        rated=sum(each.satisfied is not None for each in matters),
        satisfied=sum(each.satisfied is True for each in matters),
        roles=() if roles is None else tuple(dict.fromkeys(map(roles, matters))),
    )


def is_overdue(matter: Figured) -> bool:
    """Return whether a matter is open past its due day."""
    return matter.closed_on is None and matter.late is True
