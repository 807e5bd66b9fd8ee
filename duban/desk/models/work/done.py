"""已办: what somebody, or their unit, has done in a period, the newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.told import events_of
from duban.desk.who import ACTING
from duban.states import is_among, span_called
from duban.states.history import Reported
from duban.workflow import InvalidUnits, UnknownScenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.models.told import Event
    from duban.desk.who import Viewer
    from duban.workflow import Deed, Engine

SHOWN = 50
_RECENT = timedelta(days=30)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Done:
    """One act: the matter, where it stands now, what was done; and the seq of what it asked for if that still waits."""

    number: str
    title: str
    kind: str
    state: str
    who: str
    event: Event
    asked: int | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class DoneDay:
    """What was done on one day."""

    day: date
    acts: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class DoneWork:
    """The whole page; `months` and `kinds` are what can be chosen, as value and words."""

    days: tuple[DoneDay, ...]
    next: str | None
    months: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    month: str
    kind: str
    whole_unit: bool


def done_by(
    engine: Engine,
    viewer: Viewer,
    rulebook: Rulebook,
    *,
    whole_unit: bool = False,
    month: str = "",
    kind: str = "",
    cursor: str | None = None,
) -> DoneWork:
    """Return what the viewer has done, or the `whole_unit`, in a month or the last thirty days."""
    today = rulebook.today
    months = dict(_months(today))
    kinds = {each.scenario: each.title for each in engine.definitions()}
    month, kind = month if month in months else "", kind if kind in kinds else ""
    since, until = _range(month, today)
    try:
        found = engine.deeds(
            viewer.unit if whole_unit else viewer.by,
            since=since,
            until=until,
            scenario=kind or None,
            cursor=cursor,
            limit=SHOWN,
            viewer=viewer.name,
        )
    except (InvalidUnits, UnknownScenario):
        acts, following = [], None
    else:
        acts, following = [_done(viewer, rulebook, deed) for deed in found.items], found.next
    days = groupby(acts, key=lambda act: act.event.at.date())
    return DoneWork(
        days=tuple(DoneDay(day, tuple(those)) for day, those in days),
        next=following,
        months=tuple(months.items()),
        kinds=tuple(kinds.items()),
        month=month,
        kind=kind,
        whole_unit=whole_unit,
    )


def _months(today: date) -> Iterator[tuple[str, str]]:
    first = today.replace(day=1)
    for _ in range(_MONTHS):
        yield f"{first:%Y-%m}", span_called(f"{first:%Y-%m}")
        first = (first - timedelta(days=1)).replace(day=1)


def _range(month: str, today: date) -> tuple[date, date]:
    if not month:
        return today - _RECENT, today
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _done(viewer: Viewer, rulebook: Rulebook, deed: Deed) -> Done:
    item, waiting = deed.instance, deed.pending
    definition = rulebook.of(item)
    own = waiting is not None and is_among(viewer.unit, (waiting.asked_by.partition("/")[0],))
    event = events_of(definition, [deed.entry], rulebook.zone)[0]
    if isinstance(deed.entry.facts, Reported):  # what the lines say stands in the sheet
        event = replace(event, what=words.text("lines written: {count}", count=len(deed.entry.facts.lines)))
    return Done(
        number=item.number,
        title=item.title,
        kind=definition.title,
        state=words.closed_as(item.state) if item.closed_at is not None and item.ended is None else item.state,
        who=deed.entry.actor.partition("/")[2] or deed.entry.actor,
        event=event,
        asked=deed.entry.seq if own and viewer.function in ACTING else None,
        decided_by="" if waiting is None else words.listed(waiting.units),
    )
