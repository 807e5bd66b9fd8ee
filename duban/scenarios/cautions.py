"""What is allowed in a scenario file and hardly meant: cautions, which `duban scenario check` shows."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from duban import words
from duban.scenarios.longest import longest_filling
from duban.states import Anchor, ClockLedger, ClockStatus, TemplateError, Unit, calendar_for, media, rung_moment
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from duban.scenarios.fitting import Path
    from duban.states import Definition, Filling, FormFlaw, Medium, MessageForm, Rung, WorkingCalendar

_DAYS = [date(2026, 3, 2) + timedelta(days=number) for number in range(28)]
"""Four weeks in which nearly no country has holidays."""


def cautions(
    definition: Definition, among: Iterable[Definition] = (), *, sign: str = ""
) -> Iterator[tuple[Path, Line | str]]:
    """Yield each caution with the place in the file that it is about; `among` has those that may open it as a part.

    `sign` is the signature of the office's own channel for SMS, if it has one: it leaves in place of that in the file.
    """
    yield from _together_in_a_minute(definition)
    for name, flaw in too_long(definition, definition.messages, among, sign=sign):
        yield ("messages", name, *flaw.key), flaw.problem


def too_long(
    definition: Definition,
    forms: Mapping[str, MessageForm],
    among: Iterable[Definition] = (),
    *,
    sign: str = "",
    language: str = "zh",
) -> list[tuple[str, FormFlaw]]:
    """Return what the media say of messages with the longest values; examples find what cannot be filled in."""
    with words.speaking(language):
        fill = longest_filling(definition, among)
        return [
            (name, flaw)
            for name, form in forms.items()
            for medium in media()
            if medium.carries(form)
            for flaw in _said(medium, medium.signed(form, sign), fill)
        ]


def _said(medium: Medium, form: MessageForm, fill: Filling) -> list[FormFlaw]:
    try:
        return list(medium.cautions(form, fill))
    except TemplateError:
        return []


def _together_in_a_minute(definition: Definition) -> Iterator[tuple[Path, Line]]:
    """Yield the rungs that leave in the same minute as another of their clock."""
    ladders = {name: rungs for name, rungs in definition.ladders.items() if sum(map(_tells, rungs)) > 1}
    if not ladders:
        return
    calendar = calendar_for(
        definition.calendar,
        timezone=definition.timezone,
        hours=definition.hours,
        conventions=definition.conventions,
    )
    for clock, rungs in ladders.items():
        for (_, first), (place, second) in combinations([pair for pair in enumerate(rungs) if _tells(pair[1])], 2):
            if first.at.anchor is second.at.anchor and first.at != second.at and _together(first, second, calendar):
                said = Line(
                    '"{rung}" leaves in the same minute as "{other}", for what takes effect at night waits until the '
                    "office opens",
                    rung=str(second.at),
                    other=str(first.at),
                )
                yield ("ladder", clock, place), said


def _tells(rung: Rung) -> bool:
    return bool(rung.notify) and rung.confirm is None


def _together(first: Rung, second: Rung, calendar: WorkingCalendar) -> bool:
    """Return whether two rungs leave at one instant, whichever working day is the due day, or that of the start."""
    days = [day for day in _DAYS if calendar.is_working_day(day)]
    return bool(days) and all(_leaves(first, day, calendar) == _leaves(second, day, calendar) for day in days)


def _leaves(rung: Rung, day: date, calendar: WorkingCalendar) -> datetime | None:
    """Return when a rung's message leaves if a clock is due on this day, or starts then."""
    opening = calendar.next_opening(calendar.start_of(day))
    due = rung.at.anchor is Anchor.DUE
    ledger = ClockLedger(
        name="",
        round=1,
        lap=1,
        status=ClockStatus.RUNNING,
        started_at=opening,
        lap_at=opening,
        since=opening,
        halted_at=None,
        consumed=0,
        unit=Unit.CALENDAR_DAYS,
        budget=None,
        given=day if due else None,
        due_on=day if due else None,
        due_at=calendar.end_of(day) if due else None,
        provisional=False,
        revision="",
    )
    moment = rung_moment(rung, ledger, calendar)
    return moment if moment is None or rung.urgent else calendar.next_opening(moment)
