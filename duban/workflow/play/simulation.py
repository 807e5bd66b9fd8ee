"""Simulating one instance with the real engine on a virtual clock: what would happen, when, and who would be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from duban import words
from duban.notifiers import ConsoleNotifier
from duban.scenarios import needed
from duban.states import Jsonable, by_ids, media
from duban.workflow.clock import FixedClock
from duban.workflow.errors import TransitionRefused
from duban.workflow.people import MadeUpPeople
from duban.workflow.play.examples import BAD_INPUT, Play
from duban.workflow.play.step_words import actor_words
from duban.workflow.play.throwaway import throwaway_engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from duban.states import Definition, Light
    from duban.workflow.engine import Engine
    from duban.workflow.reads import WhyDue
    from duban.workflow.values import HistoryEntry, Instance

LONGEST = timedelta(days=120)
"""How far a simulation goes beyond its start or last act by default."""

MOST_STOPS = 400
"""The most stops of a simulation; an hourly review would go on for ever."""


@dataclass(frozen=True, slots=True)
class Letter(Jsonable):
    """A message that would be sent: to whom, the message's name, and its subject, or for an SMS its text."""

    unit: str
    contact: str
    copy: bool
    message: str
    subject: str


@dataclass(frozen=True, slots=True)
class Stop(Jsonable):
    """One instant at which something happens: the history entries, the messages, and the instance's state afterwards.

    `refused` says which acts were refused, and which sweeps failed.
    """

    _json = (..., "entries", "letters")

    at: datetime
    entries: tuple[HistoryEntry, ...]
    letters: tuple[Letter, ...]
    state: str
    light: Light
    due_on: date | None
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Simulation(Jsonable):
    """What would happen to one instance: every stop, the instance at the end, and how it got its due dates.

    `finished` says that nothing more would happen after the last stop, however long one waited.
    """

    _json = (..., "ok")

    instance: Instance
    stops: tuple[Stop, ...]
    clocks: tuple[WhyDue, ...]
    until: datetime
    finished: bool

    @property
    def ok(self) -> bool:
        """Return whether no act was refused and no sweep failed."""
        return not any(stop.refused for stop in self.stops)


class CannotOpen(words.Portable, ValueError):
    """The instance to be simulated cannot be opened; `reasons` says why, one line each."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = tuple(reasons)


def simulate(
    definition: Definition,
    *,
    start: datetime,
    until: datetime | None = None,
    units: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
    acts: Iterable[Mapping[str, Any]] = (),
    among: Iterable[Definition] = (),
    by: str | None = None,
) -> Simulation:
    """Open an instance at `start` on a throw-away database, and let time pass with nobody acting except for `acts`.

    Args:
        definition: the scenario.
        start: when the instance is opened.
        until: when to stop; by default 120 days after the start or the last act.
        units: maps roles to units; a role left out is filled by a unit with the title of the role.
        data: values of fields.
        acts: steps as examples have them, with `at`, `by`, `do`, `with` and `note`.
        among: the other scenarios that the instance may open.
        by: who opens it; by default the role that may, which `opens_by` names.

    Raises:
        CannotOpen: if the instance cannot be opened.

    """
    clock = FixedClock(start)
    ways: dict[str, type[ConsoleNotifier]] = dict.fromkeys((each.name for each in media()), ConsoleNotifier)
    with throwaway_engine(
        scenarios=[definition, *needed(definition, among)], directory=MadeUpPeople(), channels=ways, clock=clock
    ) as engine:
        bound = {role.name: role.title for role in definition.roles.values() if not role.default}
        play = Play(definition, engine, clock)
        named, wrong = by_ids(units or {}, definition.roles)
        if wrong:
            raise CannotOpen([str(line) for line in wrong])
        filled = {**bound, **named}
        failures = play.open({"at": start.isoformat(), "by": by, "units": filled, "with": data or {}})
        if failures:
            raise CannotOpen([line.removeprefix("open: ") for line in failures])
        ahead = _Ahead(engine, clock, play)
        waiting = sorted(acts, key=lambda act: play.instant(act["at"]))
        last = max([start, *(play.instant(act["at"]) for act in waiting)])
        end = last + LONGEST if until is None else until
        finished = ahead.run(waiting, end)
        return Simulation(engine.instance(play.number), tuple(ahead.stops), engine.why_due(play.number), end, finished)


class _Ahead:
    """One simulation under way: its stops so far, and the last history entry and message that they include."""

    def __init__(self, engine: Engine, clock: FixedClock, play: Play) -> None:
        self._engine, self._clock, self._play = engine, clock, play
        self._told, self._sent = 0, 0
        self.stops: list[Stop] = []
        self._stop()

    def run(self, acts: list[Mapping[str, Any]], until: datetime) -> bool:
        """Go from instant to instant up to `until`; return whether nothing is to come afterwards."""
        while len(self.stops) < MOST_STOPS:
            at = self._play.instant(acts[0]["at"]) if acts else None
            wake = self._play.next_wake()
            coming = min((each for each in (at, wake) if each is not None), default=None)
            if coming is None or coming > until:
                return coming is None
            self._clock.set(max(coming, self._clock.now()))
            failures = self._engine.sweep().failures
            refused = [failure.reason for failure in failures]
            if acts and at is not None and at <= self._clock.now():
                refused += self._act(acts.pop(0))
            self._stop(refused)
            if failures:
                return False  # an instance that cannot be swept would be tried again and again
        return False

    def _act(self, act: Mapping[str, Any]) -> list[str]:
        """Carry out an act; return why it was not done, if it was not."""
        try:
            self._play.carry_out(act)
        except TransitionRefused as refusal:
            facts = {"by": actor_words(act["by"]), "do": act["do"], "reasons": refusal.blockers}
            return [words.text("{by} cannot do “{do}”: {reasons:clauses}", **facts)]
        except BAD_INPUT as error:
            return [words.text("{by}, “{do}”: {problem}", by=actor_words(act["by"]), do=act["do"], problem=error)]
        return []

    def _stop(self, refused: Iterable[str] = ()) -> None:
        """Add a stop for this instant, if anything happened."""
        number = self._play.number
        entries = tuple(entry for entry in self._engine.history(number) if entry.seq > self._told)
        letters = self._letters(number)
        said = tuple(refused)
        if not (entries or letters or said):
            return
        self._told = entries[-1].seq if entries else self._told
        item = self._engine.instance(number)
        self.stops.append(Stop(self._clock.now(), entries, letters, item.state, item.light, item.due_on, said))

    def _letters(self, number: str) -> tuple[Letter, ...]:
        found: dict[tuple[str, str, str], Letter] = {}
        for one in self._engine.drafts(number=number, after=self._sent):
            self._sent = one.id
            subject = one.subject or one.text or one.fault
            # A person who gets a message by several media gets one letter.
            key = (one.unit, one.contact, one.message)
            found.setdefault(key, Letter(one.unit, one.contact, one.is_copy, one.message, subject))
        return tuple(found.values())
