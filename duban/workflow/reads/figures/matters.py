"""What figures say of one matter: who works on it, whether it was in time, how long it took, and what befell it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field
from msgspec.json import Decoder

from duban.states import SYSTEM, Jsonable, Unit
from duban.states.history import Latest
from duban.workflow.reads.figures.standards import rating_of, worked_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from duban.states import Definition
    from duban.storage import finding
    from duban.workflow.rules import Compiled

OPENED, ACTED, DECIDED, MIGRATED = "open", "act", "decide", "migrate"
KINDS = (OPENED, ACTED, DECIDED, MIGRATED)
"""The kinds of entries that figures are made from."""

_DAY = timedelta(days=1)


class Figured(Struct, Jsonable, frozen=True, gc=False, kw_only=True):
    """A matter in figures.

    `leads` are the units that run it, `works` those that work on it, each in the role of that name. `late` says whether
    it was closed after its due day, or is open past it; None without a due day. `returned` counts how often it was sent
    back with a reason, `extended` how often it was given more time. `days` are the working days from the one after it
    was opened up to that on which it was closed. `satisfied` is how it was rated, if it was.
    """

    number: str
    scenario: str
    title: str
    state: str
    lead: str
    leads: tuple[str, ...]
    worker: str
    works: tuple[str, ...]
    opened_on: date
    closed_on: date | None
    ended: str | None
    due_on: date | None
    late: bool | None
    returned: int
    extended: int
    days: int | None
    satisfied: bool | None


class _Clock(Struct, frozen=True, gc=False):
    name: str
    due_on: date | None = None


class _Memory(Struct, frozen=True, gc=False):
    """What of the memory figures need; the rest is passed over unread."""

    units: dict[str, tuple[str, ...]]
    clocks: tuple[_Clock, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


class _Length(Struct, frozen=True, gc=False):
    """What of a decision figures need: whether it gave more time."""

    approve: bool = False
    length: str | None = None


_memory, _decision = Decoder(_Memory).decode, Decoder(_Length).decode


class Standard(NamedTuple):
    """What figures need of a definition."""

    lead: str
    worker: str
    rating: str
    good: frozenset[str]
    returning: frozenset[tuple[str, str]]


class Reckoner:
    """Makes figures of matters; what depends on the rules or the directory alone is reckoned once."""

    def __init__(self, canonical: Callable[[str], str]) -> None:
        self._named = cache(lambda units: tuple(dict.fromkeys(map(canonical, units))))
        self._standards: dict[str, Standard] = {}

    def figured(
        self, compiled: Compiled, record: finding.TallyRecord, steps: Sequence[finding.StepRecord], today: date
    ) -> Figured:
        """Return what figures say of a matter."""
        standard, kept, day = self._standard(compiled, record), _memory(record.memory), compiled.calendar.local_date
        opened, closed = day(record.opened_at), None if record.closed_at is None else day(record.closed_at)
        done = record.ended is None
        due = None if record.ongoing else _due(compiled.definition, kept.clocks)
        rated = kept.data.get(standard.rating) if standard.rating and closed and done else None
        return Figured(
            number=record.number,
            scenario=record.scenario,
            title=record.title,
            state=record.state,
            lead=standard.lead,
            leads=self._named(kept.units.get(standard.lead, ())),
            worker=standard.worker,
            works=self._named(kept.units.get(standard.worker, ())),
            opened_on=opened,
            closed_on=closed,
            ended=record.ended,
            due_on=due,
            late=None if due is None or not done else (closed or today) > due,
            returned=_sent_back(steps, standard.returning),
            extended=sum(step.kind == DECIDED and _gave_time(step) for step in steps),
            days=compiled.calendar.count(opened + _DAY, closed, Unit.WORKING_DAYS) if closed and done else None,
            satisfied=None if rated is None else rated in standard.good,
        )

    def _standard(self, compiled: Compiled, record: finding.TallyRecord) -> Standard:
        if (found := self._standards.get(record.definition)) is None:
            definition = compiled.definition
            rating, good = rating_of(definition)
            found = Standard(definition.office[0], worked_by(definition), rating, good, _returning(definition))
            self._standards[record.definition] = found
        return found


def _due(definition: Definition, clocks: Iterable[_Clock]) -> date | None:
    """Return the due day of the whole: that of the headline, of a clock whose date can be given, or the last of all."""
    days: Mapping[str, date | None] = {clock.name: clock.due_on for clock in clocks}
    if definition.headline is not None:
        return days.get(definition.headline)
    given = [day for name, rule in definition.clocks.items() if rule.unless and (day := days.get(name))]
    return max(given or [day for day in days.values() if day], default=None)


def _returning(definition: Definition) -> frozenset[tuple[str, str]]:
    """Return the acts within a round that ask for a reason, each with a state in which it can be done."""
    return frozenset(
        (trigger, source)
        for trigger, entries in definition.transitions.items()
        for entry in entries
        if "note" in entry.requires and not entry.new_round
        for source in entry.sources
    )


def _sent_back(steps: Iterable[finding.StepRecord], asking: frozenset[tuple[str, str]]) -> int:
    """Return how often people have gone back to a state of the round, by an act that asks for a reason."""
    latest, times = Latest(), 0
    for step in steps:
        if step.kind == DECIDED:
            continue
        by_engine = step.actor == SYSTEM
        latest = latest.after(step.kind, seq=step.seq, by_engine=by_engine, state=step.to, round=step.round)
        times += latest.back == step.seq and (step.trigger or "", step.left or "") in asking
    return times


def _gave_time(step: finding.StepRecord) -> bool:
    decided = _decision(step.payload)
    return decided.approve and decided.length is not None
