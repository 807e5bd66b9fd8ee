"""An urge that nobody answers: by when its answer is expected, which steps it goes up by, and when each is due."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from duban.states.acting.saying import urge_asks
from duban.states.clocks import rung_moment, start_clock
from duban.states.definition import ClockRule, Rung, UrgeStep
from duban.states.names import is_among
from duban.states.time import Duration, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states.clocks import ClockLedger
    from duban.states.definition import Definition, Urging
    from duban.states.subject import Subject, Urge
    from duban.states.time import WorkingCalendar

USUAL_ANSWER = Duration(1, Unit.WORKING_DAYS)
"""By when an urge is answered if it goes up, and the scenario does not say: by the end of the next working day."""

_CLOCK = "urge:"


class DueStep(Struct, frozen=True):
    """A step that an urge goes up by, when it is due, and the units that have not answered."""

    asked: int
    step: UrgeStep
    moment: datetime
    units: tuple[str, ...]


def urge_clock(asked: int) -> str:
    """Return the clock name under which the steps of an urge are claimed; no declared clock can have this name."""
    return f"{_CLOCK}{asked}"


def urge_of_clock(clock: str) -> int | None:
    """Return the entry of the urge whose steps are claimed under this clock name; None if they are of a real clock."""
    asked = clock.removeprefix(_CLOCK)
    return int(asked) if clock.startswith(_CLOCK) and asked.isdecimal() else None


def answer_length(rule: Urging | None) -> Duration | None:
    """Return how long those who are urged have for an answer; None if the scenario does not say."""
    if rule is None or (rule.answer_within is None and not rule.unanswered):
        return None
    return rule.answer_within or USUAL_ANSWER


def answer_due(rule: Urging | None, at: datetime, calendar: WorkingCalendar) -> ClockLedger | None:
    """Return the time that there is to answer what was urged at an instant, reckoned like a clock that starts then."""
    length = answer_length(rule)
    return None if length is None else start_clock(ClockRule("", (), (), length), at=at, calendar=calendar, round=1)


def silent_units(definition: Definition, subject: Subject, urge: Urge) -> tuple[str, ...]:
    """Return the units that an urge still waits for.

    None if the matter is closed, or has left the state that it was urged at: to act is an answer as well. A unit that
    was relieved since need not answer.
    """
    if not urge.units or subject.closed_at is not None or urge.at < subject.entered_at:
        return ()
    asked = urge_asks(definition, subject)
    return tuple([unit for unit in urge.units if is_among(unit, asked)])


def steps_ahead(definition: Definition, calendar: WorkingCalendar, subject: Subject) -> Iterator[DueStep]:
    """Yield the steps of all urges that are still to come or due, unless somebody answers."""
    rule = definition.urge
    if rule is None or not rule.unanswered:
        return
    for asked, urge in subject.urges.items():
        units = silent_units(definition, subject, urge)
        for step, moment in _moments(rule, urge, calendar) if units else ():
            if step.id not in urge.taken:
                yield DueStep(asked, step, moment, units)


def step_due(definition: Definition, calendar: WorkingCalendar, subject: Subject, *, now: datetime) -> DueStep | None:
    """Return the step that is due first of those that are due by `now`."""
    due = (each for each in steps_ahead(definition, calendar, subject) if each.moment <= now)
    return min(due, key=lambda each: (each.moment, each.asked), default=None)


def steps_passed(
    rule: Urging | None, before: Urging | None, urge: Urge, calendar: WorkingCalendar, *, now: datetime
) -> tuple[str, ...]:
    """Return the steps of new rules that an urge does not go up by, because they would have been due before.

    A step that the rules `before` have as well is due as it was.
    """
    known = {each.id for each in before.unanswered} if before is not None else set()
    found = () if rule is None else _moments(rule, urge, calendar)
    return tuple(step.id for step, moment in found if moment <= now and step.id not in {*known, *urge.taken})


def with_step(urge: Urge, step: str) -> Urge:
    """Return an urge that has gone up by a step, or has left it out."""
    return urge if step in urge.taken else replace(urge, taken=(*urge.taken, step))


def step_moment(rule: Urging, step: UrgeStep, urge: Urge, calendar: WorkingCalendar) -> datetime | None:
    """Return when an urge goes up by a step."""
    ledger = answer_due(rule, urge.at, calendar)
    return None if ledger is None else rung_moment(Rung(step.id, step.at), ledger, calendar)


def _moments(rule: Urging, urge: Urge, calendar: WorkingCalendar) -> Iterator[tuple[UrgeStep, datetime]]:
    for step in rule.unanswered:
        moment = step_moment(rule, step, urge, calendar)
        if moment is not None:
            yield step, moment
