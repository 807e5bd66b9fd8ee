"""Playing one instance ahead on a virtual clock, with the real engine: what would happen, when, and who would hear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from duban import words
from duban.notifiers import ConsoleNotifier
from duban.states import Jsonable, media
from duban.workflow.clock import FixedClock
from duban.workflow.errors import TransitionRefused
from duban.workflow.people import MadeUpPeople
from duban.workflow.play.examples import BAD_INPUT, Play
from duban.workflow.play.throwaway import throwaway_engine
from duban.workflow.rules import needed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from duban.states import Definition, Light
    from duban.workflow.engine import Engine
    from duban.workflow.reads import WhyDue
    from duban.workflow.values import HistoryEntry, Instance

LONGEST = timedelta(days=120)
"""How far an instance is played ahead where nobody says until when."""

MOST_STOPS = 400
"""Instants at which a simulation stops, at most; a review by the hour would go on for ever."""


@dataclass(frozen=True, slots=True)
class Letter(Jsonable):
    """A message that would be sent: to whom, by which name, and its subject (of an SMS, its text)."""

    unit: str
    contact: str
    copy: bool
    message: str
    subject: str


@dataclass(frozen=True, slots=True)
class Stop(Jsonable):
    """One instant at which something happens: what is written, who hears of it, and how the instance stands then.

    `refused` says what was tried then and not done.
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
    """What would happen to one instance: every stop, how it stands in the end, and how its due dates come about.

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
        """Return whether every act went through."""
        return not any(stop.refused for stop in self.stops)


class CannotOpen(ValueError):
    """The instance that was to be simulated cannot be opened; `reasons` says why, one line each."""

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
) -> Simulation:
    """Open an instance at `start` on a throw-away database and play it ahead, with nobody acting but as `acts` say.

    `acts` are steps as examples have them (`at`, `by`, `do`, `with`, `note`). A role without units is filled by one
    that is called as the role is. Raises CannotOpen where it cannot be opened.
    """
    clock = FixedClock(start)
    ways: dict[str, type[ConsoleNotifier]] = dict.fromkeys((each.name for each in media()), ConsoleNotifier)
    with throwaway_engine(
        scenarios=[definition, *needed(definition, among)], directory=MadeUpPeople(), channels=ways, clock=clock
    ) as engine:
        bound = {role.name: role.title for role in definition.roles.values() if not role.default}
        play = Play(definition, engine, clock)
        failures = play.open({"at": start.isoformat(), "units": {**bound, **(units or {})}, "with": data or {}})
        if failures:
            raise CannotOpen([line.removeprefix("open: ") for line in failures])
        ahead = _Ahead(engine, clock, play)
        waiting = sorted(acts, key=lambda act: play.instant(act["at"]))
        last = max([start, *(play.instant(act["at"]) for act in waiting)])
        end = last + LONGEST if until is None else until
        finished = ahead.run(waiting, end)
        return Simulation(engine.instance(play.number), tuple(ahead.stops), engine.why_due(play.number), end, finished)


class _Ahead:
    """One simulation under way: its stops so far, and what of the history and the outbox they told."""

    def __init__(self, engine: Engine, clock: FixedClock, play: Play) -> None:
        self._engine, self._clock, self._play = engine, clock, play
        self._told, self._sent = 0, 0
        self.stops: list[Stop] = []
        self._stop()

    def run(self, acts: list[Mapping[str, Any]], until: datetime) -> bool:
        """Go from instant to instant up to `until`; returns whether nothing is to come after."""
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
                return False  # what cannot be swept would be tried again and again
        return False

    def _act(self, act: Mapping[str, Any]) -> list[str]:
        """Let somebody act; returns why it was not done."""
        try:
            self._play.carry_out(act)
        except TransitionRefused as refusal:
            facts = {"by": act["by"], "do": act["do"], "reasons": refusal.blockers}
            return [words.text("{by} cannot do “{do}”: {reasons:clauses}", **facts)]
        except BAD_INPUT as error:
            return [words.text("{by}, “{do}”: {problem}", by=act["by"], do=act["do"], problem=error)]
        return []

    def _stop(self, refused: Iterable[str] = ()) -> None:
        """Take down what happened at this instant, if anything did."""
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
            # A person may get it by several media: it is one letter.
            key = (one.unit, one.contact, one.message)
            found.setdefault(key, Letter(one.unit, one.contact, one.is_copy, one.message, subject))
        return tuple(found.values())
