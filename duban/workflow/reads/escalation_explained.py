"""What the ladders did: which rungs fired or were skipped, why, and who was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.states import Jsonable, answer_due, urge_clock
from duban.states.history import (
    Acted,
    Decided,
    Names,
    Refused,
    RungFired,
    RungSkipped,
    Signed,
    Step,
    Unanswered,
    by_new_names,
)
from duban.storage import outbox
from duban.workflow.rules import at_words, due_words, moment_words, rung_called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from duban.states.history import ClockFacts, Recorded
    from duban.storage import OutboxRecord
    from duban.workflow.rules import Compiled

_LATE = timedelta(minutes=1)

_Rung = tuple[str | None, int, int | None, str | None]


@dataclass(frozen=True, slots=True)
class Told(Jsonable):
    """What became of one message: whom it is for, by which medium, its status, when it got that, and why."""

    unit: str
    contact: str
    medium: str
    status: str
    at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class WhyEscalated(Jsonable):
    """One rung of a ladder: when it was to take effect (`moment`), when it fired or was skipped (`at`), and why.

    So is a step by which an urge went up that nobody answered; its clock is `urge:` and the entry that urged.

    `told` names the units that were told, and `messages` says what became of each message. `reckoning` says how the
    moment follows from the clock, and `followed` what else came of the rung: an act of the engine's own, or a release.
    """

    clock: str
    rung: str
    round: int
    lap: int
    moment: str | None
    at: datetime
    fired: bool
    why: str
    told: tuple[str, ...]
    reckoning: str = ""
    followed: str = ""
    messages: tuple[Told, ...] = ()


def why_escalated(
    compiled: Compiled, history: Sequence[Recorded], messages: Iterable[OutboxRecord]
) -> tuple[WhyEscalated, ...]:
    """Return every rung in the history, fired or skipped, in order."""
    names, messages = Names.of_clocks(history), list(messages)
    known, urged = {one.message_id: one for one in messages}, {entry.seq: entry.at for entry in history}
    sent = _by_rung(messages, history, names)
    answers: list[WhyEscalated] = []
    stood: dict[str, ClockFacts] = {}
    for place, entry in enumerate(history):
        facts = entry.facts
        stood = {**by_new_names(stood, facts), **getattr(facts, "clocks", {})}
        if isinstance(facts, RungFired | RungSkipped):
            fired = isinstance(facts, RungFired)
            clock = names.now(facts.clock, entry.seq)
            fates = sent.get((clock, entry.round, facts.lap, facts.rung), ())
            answers.append(
                WhyEscalated(
                    clock=clock,
                    rung=facts.rung,
                    round=entry.round,
                    lap=facts.lap,
                    moment=facts.moment,
                    at=entry.at,
                    fired=fired,
                    why=facts.why if isinstance(facts, RungSkipped) else words.text("its moment had come"),
                    told=facts.told or (),
                    reckoning=_reckoning(compiled, clock, entry, facts, stood.get(facts.clock)),
                    followed=_followed(compiled, history[place + 1 :], entry, facts),
                    messages=tuple(_fate(one) for one in fates) if fired else (),
                )
            )
        if isinstance(facts, Unanswered):
            answers.append(_went_up(compiled, entry, facts, urged[facts.asked], known))
        if isinstance(facts, Step):
            answers.extend(_left_behind(entry, facts, names))
    return tuple(answers)


def _went_up(
    compiled: Compiled, entry: Recorded, facts: Unanswered, urged: datetime, sent: Mapping[str, OutboxRecord]
) -> WhyEscalated:
    """Return the step by which an urge went up, and how its moment follows from when it was made."""
    zone, due = compiled.calendar.timezone, answer_due(compiled.definition.urge, urged, compiled.calendar)
    asked = words.text("urged on {day}", day=words.written_date(urged.astimezone(zone).date()))
    until = "" if due is None or due.due_on is None else words.text("to be answered by {day}", day=str(due.due_on))
    moment = f"{datetime.fromisoformat(facts.moment).astimezone(zone):%Y-%m-%d %H:%M}"
    reckoned = words.text("{moment} is {at}", moment=moment_words(facts.step), at=moment)
    return WhyEscalated(
        clock=urge_clock(facts.asked),
        rung=facts.step,
        round=entry.round,
        lap=1,
        moment=facts.moment,
        at=entry.at,
        fired=True,
        why=words.text("nobody of {units} had answered or acted", units=facts.units),
        told=facts.told or (),
        reckoning=words.clauses(filter(None, [asked, until, reckoned])),
        messages=tuple(_fate(sent[key]) for key in facts.posted or () if key in sent),
    )


def _by_rung(
    messages: Iterable[OutboxRecord], history: Sequence[Recorded], names: Names
) -> dict[_Rung, list[OutboxRecord]]:
    """Return the messages by the rungs that they are about, under the present names of their clocks."""
    posted = {key: entry.seq for entry in history for key in entry.facts.posted or ()}
    found: dict[_Rung, list[OutboxRecord]] = {}
    for one in messages:
        since = posted.get(one.message_id)
        if since is None:  # decided by an earlier duban
            since = max((entry.seq for entry in history if entry.at <= one.created_at), default=0)
        clock = None if one.clock is None else names.now(one.clock, since)
        found.setdefault((clock, one.round, one.lap, one.rung), []).append(one)
    return found


def _left_behind(entry: Recorded, facts: Step, names: Names) -> Iterator[WhyEscalated]:
    """Yield the rungs that a step skipped."""
    for skip in facts.skipped:
        yield WhyEscalated(
            clock=names.now(skip.clock, entry.seq),
            rung=skip.rung,
            round=entry.round,
            lap=skip.lap,
            moment=None,
            at=entry.at,
            fired=False,
            why=skip.why,
            told=(),
        )


def _fate(message: OutboxRecord) -> Told:
    why = words.told(message.reason)
    if message.status == outbox.PENDING and not why:
        why = words.text("to be sent")
    at = message.settled_at if message.status != outbox.PENDING else message.not_before
    return Told(message.unit, message.contact, message.medium, message.status, at, why)


def _reckoning(
    compiled: Compiled, clock: str, entry: Recorded, facts: RungFired | RungSkipped, stood: ClockFacts | None
) -> str:
    """Return how a rung's moment follows from its clock, and how late it took effect, in words."""
    zone = compiled.calendar.timezone
    moment = datetime.fromisoformat(facts.moment)
    rung = rung_called(compiled.definition, clock, facts.rung)
    said = ""
    if rung is not None:
        at = f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
        said = words.text("{reckoned}: that is {at}", reckoned=at_words(rung, due_words(stood, zone)), at=at)
    late = entry.at - moment
    if late <= _LATE:
        return said
    if not isinstance(facts, RungFired):
        return said
    minutes = int(late.total_seconds() // 60)
    waited = words.amount_of(late.days, "days") if late.days else words.amount_of(minutes, "minutes")
    # For a rung that a migration has removed, `said` is empty.
    done = words.text("nothing ran then; made up for {waited} later", waited=waited)
    return words.clauses(filter(None, [said, done]))


def _followed(compiled: Compiled, later: Sequence[Recorded], entry: Recorded, facts: RungFired | RungSkipped) -> str:
    if isinstance(facts, RungFired) and facts.confirm is not None:
        return _released(compiled, later, entry)
    mine = (facts.clock, facts.lap, facts.rung)
    for one in later:
        if not isinstance(one.facts, Acted | Refused) or one.facts.because is None:
            continue
        because = one.facts.because
        if (because.clock, because.lap, because.rung) != mine:
            continue
        if isinstance(one.facts, Acted):
            return words.text("did “{trigger}” by itself", trigger=one.trigger)
        return words.text("could not act by itself: {reasons:clauses}", reasons=one.facts.blockers)
    silent = isinstance(facts, RungFired) and facts.message is not None and not facts.told
    return words.text("nobody was told: no unit owed what it asks for") if silent else ""


def _released(compiled: Compiled, later: Sequence[Recorded], entry: Recorded) -> str:
    """Return what became of a rung that needed a release, in words."""
    for one in later:
        if isinstance(one.facts, Decided) and one.facts.asked == entry.seq:
            when = f"{one.at.astimezone(compiled.calendar.timezone):%Y-%m-%d %H:%M}"
            if one.facts.approve:
                return words.text("released by {actor} on {when}", actor=one.actor, when=when)
            return words.text("cancelled by {actor} on {when}", actor=one.actor, when=when)
        if isinstance(one.facts, Signed) and one.facts.asked == entry.seq:
            when = f"{one.at.astimezone(compiled.calendar.timezone):%Y-%m-%d %H:%M}"
            return words.text(
                "signed by {actor} on {when} as {number}", actor=one.actor, when=when, number=one.facts.number
            )
        if isinstance(one.facts, Step) and str(entry.seq) in one.facts.lapsed:
            return words.text("withdrawn by itself: the clock had stopped or was reckoned before anybody released it")
    if isinstance(entry.facts, RungFired) and entry.facts.paper is not None:
        return words.text("waits for a signature")
    return words.text("waits for its release")
