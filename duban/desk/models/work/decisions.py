"""待批: what waits for a decision of one's unit, what it will do in words, and what one has asked for oneself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.told import events_of
from duban.desk.models.values import value_words
from duban.ledger import length_words
from duban.states import SYSTEM, Duration, is_among, parse_duration
from duban.states.history import Decided, Signed, TakenBack

if TYPE_CHECKING:
    from datetime import datetime

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.models.told import Event
    from duban.desk.who import Viewer
    from duban.states import Definition
    from duban.workflow import Engine, Instance, OpinionView, Pending

PAPER, EXTENSION = "paper", "extension"
_CHOICES = 60


@dataclass(frozen=True, slots=True)
class Request:
    """One request: who asks, why, and what is done if it is granted (`will`), with what it brings (`brings`).

    `records` says that the viewer's unit may record what a leader has decided, `leaders` are the units of these.
    `decides` says that the viewer's unit is one of those who decide, `advises` that its opinion is asked for, `own`
    that it has asked itself. `kind` is that of the engine's `Pending`.
    """

    number: str
    title: str
    seq: int
    kind: str
    called: str
    will: str
    by: str
    at: datetime
    note: str
    brings: tuple[tuple[str, str], ...]
    opinions: tuple[OpinionView, ...]
    owed: str
    deciders: str
    decides: bool
    advises: bool
    own: bool
    paper: str = ""
    asks: tuple[str, ...] = ()
    length: str = ""
    records: bool = False
    leaders: tuple[str, ...] = ()
    clock: str = ""
    """The clock of an extension."""

    @property
    def id(self) -> str:
        """Return what the engine calls it."""
        return f"{self.number}#{self.seq}"

    @property
    def less(self) -> tuple[tuple[str, str], ...]:
        """Return how much of the time that is asked for could be granted instead, most first, each in words as well."""
        if not self.length:
            return ()
        asked = parse_duration(self.length)
        shorter = [Duration(amount, asked.unit) for amount in range(asked.amount - 1, 0, -1)]
        return tuple((str(each), each.said) for each in shorter[:_CHOICES])

    @property
    def signs(self) -> bool:
        """Return whether it is the draft of a paper, which is signed rather than granted."""
        return self.kind == PAPER


@dataclass(frozen=True, slots=True)
class Decisions:
    """The whole page: what the viewer decides, on what their opinion is asked for, and what they have asked for."""

    mine: tuple[Request, ...]
    advice: tuple[Request, ...]
    recording: tuple[Request, ...]
    own: tuple[Request, ...]
    kinds: tuple[tuple[str, int], ...]
    together: tuple[tuple[str, int], ...] = ()
    """The clocks of which several extensions wait, each with how many."""


def decisions_of(engine: Engine, viewer: Viewer, rulebook: Rulebook) -> Decisions:
    """Return what waits for the viewer's unit, and what it waits for; oldest first."""
    found = [request_of(each, viewer, rulebook) for each in engine.pending(viewer=viewer.name)] if viewer.unit else []
    mine = tuple(each for each in found if each.decides)
    names = [each.called for each in mine]
    clocks = Counter(each.clock for each in mine if each.clock)
    return Decisions(
        mine=mine,
        advice=tuple(each for each in found if each.advises and not each.decides),
        recording=tuple(each for each in found if each.records and not each.advises),
        own=tuple(each for each in found if each.own and not each.decides),
        kinds=tuple((name, names.count(name)) for name in dict.fromkeys(names)),
        together=tuple((clock, count) for clock, count in clocks.items() if count > 1),
    )


def request_on(engine: Engine, viewer: Viewer, rulebook: Rulebook, item: Instance, seq: int) -> Request | None:
    """Return one request of a matter with the titles of what it brings; None if it does not wait any more."""
    waiting = engine.pending(number=item.number, viewer=viewer.name)
    found = next((each for each in waiting if each.id.rpartition("#")[2] == str(seq)), None)
    return None if found is None else request_of(found, viewer, rulebook, rulebook.of(item))


def reads_draft(request: Request, viewer: Viewer, rulebook: Rulebook, item: Instance) -> bool:
    """Return whether the viewer may sign or edit the draft of a paper: nobody else reads it before it is signed."""
    paper = rulebook.of(item).papers.get(request.paper)
    drafters = [unit for role in (() if paper is None else paper.by) for unit in item.units.get(role, ())]
    return request.signs and (request.decides or is_among(viewer.unit, drafters))


def settled(engine: Engine, viewer: Viewer, number: str, seq: int) -> Event | None:
    """Return how a request ended: who decided it and how, or took it back; None if nobody has done either."""
    standing = engine.situation(number, viewer=viewer.name)
    ended = [
        entry
        for entry in engine.history(number, viewer=viewer.name)
        if isinstance(entry.facts, Decided | Signed | TakenBack) and entry.facts.asked == seq
    ]
    return events_of(standing.definition, ended[:1], standing.timezone)[0] if ended else None


def has_lapsed(engine: Engine, viewer: Viewer, number: str, seq: int) -> bool:
    """Return whether a request was granted and could not be done any more."""
    return any(
        isinstance(entry.facts, Decided) and entry.facts.asked == seq and bool(entry.facts.blockers)
        for entry in engine.history(number, viewer=viewer.name)
    )


def request_of(waiting: Pending, viewer: Viewer, rulebook: Rulebook, definition: Definition | None = None) -> Request:
    """Return a request as pages show it; what it brings has the titles of its fields only with the definition."""
    asker = waiting.asked_by.partition("/")[0]
    fields = {} if definition is None else definition.fields
    until = waiting.undecided_until
    owed = words.text("opinion not given yet: {units}", units=waiting.asked) if waiting.asked else ""
    if owed and until is not None:
        by = words.written_on_weekday(until.astimezone(rulebook.zone))
        owed = words.joined([owed, words.text("nothing can be decided without it before {moment}", moment=by)])
    return Request(
        number=waiting.number,
        title=waiting.title,
        seq=int(waiting.id.rpartition("#")[2]),
        kind=waiting.kind,
        called=_called(waiting),
        will=_will(waiting, rulebook),
        by=words.text("the system") if waiting.asked_by == SYSTEM else waiting.asked_by,
        at=waiting.asked_at.astimezone(rulebook.zone),
        note=waiting.note or "",
        brings=tuple(
            (fields[name].title, value_words(given)) for name, given in waiting.data.items() if name in fields
        ),
        opinions=waiting.opinions,
        owed=owed,
        deciders=words.listed(waiting.units),
        decides=is_among(viewer.unit, waiting.units),
        advises=is_among(viewer.unit, waiting.asked),
        own=is_among(viewer.unit, (asker,)),
        paper=waiting.paper or "",
        asks=waiting.asks,
        length=waiting.length or "",
        records=is_among(viewer.unit, waiting.recorders) and not is_among(viewer.unit, waiting.units),
        leaders=waiting.units,
        clock=waiting.clock if waiting.kind == EXTENSION else "",
    )


def _called(waiting: Pending) -> str:
    match waiting.kind:
        case "extension":
            return words.text("extension")
        case "paper":
            return words.text("paper to sign")
        case "release":
            return words.text("step to release")
        case _:
            return words.text("act to approve")


def _will(waiting: Pending, rulebook: Rulebook) -> str:
    """Return what will be done if it is granted."""
    if waiting.kind == PAPER:
        return words.text("“{paper}” gets its number and is sent", paper=waiting.paper)
    if waiting.kind != EXTENSION or waiting.length is None:
        return waiting.what or ""
    length, year = length_words(waiting.length), rulebook.today.year
    if waiting.due_on is None or waiting.due_on_if_granted is None:
        return words.text("“{clock}” is extended by {length}", clock=waiting.clock, length=length)
    return words.text(
        "“{clock}” goes from {before} to {after}, {length} more",
        clock=waiting.clock,
        before=words.written_day(waiting.due_on, this_year=year),
        after=words.written_day(waiting.due_on_if_granted, this_year=year),
        length=length,
    )
