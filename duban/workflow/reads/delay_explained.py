"""Why something has not happened yet: a clock's next rung, the end of a stay, a decision, a message."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from duban import words
from duban.states import (
    MERGED,
    ClockStatus,
    Jsonable,
    bound_moment,
    is_request,
    opinions_owed,
    owed_by,
    progress_of,
    reviews,
    rung_moment,
    steps_ahead,
    target_lights,
    urge_clock,
    waits_for_others,
)
from duban.states.history import clock_facts
from duban.storage import outbox
from duban.workflow.instance import asked_of
from duban.workflow.rules import at_words, clock_words, due_words, message_called, moment_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from duban.states import Blocker, ClockLedger, ClockRule, DueStep, Subject, Waiting
    from duban.storage import OutboxRecord
    from duban.workflow.rules import Compiled


@dataclass(frozen=True, slots=True)
class WhyNot(Jsonable):
    """Why something has not happened yet, or is refused: `about` says what, and `why` the reason, for the reader."""

    about: str
    why: str
    at: datetime | None = None
    """When it will happen, if that is known."""


def why_not_yet(
    compiled: Compiled, subject: Subject, messages: Iterable[OutboxRecord], *, now: datetime, set_aside: str | None
) -> tuple[WhyNot, ...]:
    """Return what has not happened to an instance yet, and why: rungs, ends of stays, decisions, messages."""
    answers: list[WhyNot] = []
    if set_aside is not None:
        failed = words.text("failed last time, tried again in minutes: {why}", why=words.told(set_aside))
        answers.append(WhyNot(words.text("what is due"), failed))
    if subject.closed_at is not None:
        answers.append(WhyNot(words.text("reminders"), _closed(subject)))
    for rule in compiled.definition.clocks.values():
        ledger = subject.clocks.get(rule.name)
        if subject.closed_at is None:
            answers.append(_clock(compiled, subject, ledger, rule))
    if subject.closed_at is None:
        answers += _stay(compiled, subject)
        answers += list(_owing(compiled, subject))
        answers += list(_unanswered(compiled, subject))
        answers += list(_ahead(subject))
        answers += list(_targets(compiled, subject, now))
    answers += [_undecided(compiled, subject, waiting) for waiting in subject.waiting.values()]
    answers += list(_unsent(messages, now))
    return tuple(answers)


def _closed(subject: Subject) -> str:
    if subject.ended == MERGED:
        return words.text("it was merged into {into}", into=subject.merged_into)
    if subject.ended is not None:
        return words.text("it was made void at “{state}”", state=subject.state)
    return words.text("it was closed at “{state}”", state=subject.state)


def _clock(compiled: Compiled, subject: Subject, ledger: ClockLedger | None, rule: ClockRule) -> WhyNot:
    if ledger is None:
        return WhyNot(rule.name, words.text("not started yet in this round"))
    if ledger.status is ClockStatus.STOPPED:
        return WhyNot(rule.name, words.text("stopped"))
    if ledger.status is ClockStatus.PAUSED:
        return WhyNot(rule.name, words.text("paused at “{state}”, goes on when it resumes", state=subject.state))
    calendar, done = compiled.calendar, subject.claimed.get(rule.name, ())
    rungs = [rung for rung in compiled.definition.ladders.get(rule.name, ()) if rung.id not in done]
    if rule.review is not None:
        rungs += islice(reviews(rule.review, ledger, calendar, done), 1)
    coming = [(at, rung) for rung in rungs if (at := rung_moment(rung, ledger, calendar)) is not None]
    if not coming:
        ongoing = ledger.due_at is None
        said = words.text("goes on, with no due date" if ongoing else "every step was taken or skipped")
        return WhyNot(rule.name, said)
    moment, rung = min(coming, key=lambda pair: pair[0])
    due = due_words(clock_facts(ledger), calendar.timezone)
    return WhyNot(rule.name, words.text("next step: {when}", when=at_words(rung, due)), moment)


def _stay(compiled: Compiled, subject: Subject) -> Iterator[WhyNot]:
    """Yield when the stay in the current state ends by itself, if it does."""
    state = compiled.definition.states[subject.state]
    ends = bound_moment(compiled.definition, compiled.calendar, subject)
    if state.at_most is not None and ends is not None:
        facts = {"length": str(state.at_most), "then": state.then}
        if state.then:
            said = words.text("stays {length:length} at most, then “{then}” is done by itself", **facts)
        else:
            said = words.text("stays {length:length} at most", **facts)
        yield WhyNot(words.text("“{name}”", name=state.name), said, ends)


def _owing(compiled: Compiled, subject: Subject) -> Iterator[WhyNot]:
    """Yield for each act that each unit of a role has to do how many still owe it, and who."""
    for entry in compiled.each.get(subject.state, ()):
        owing = owed_by(subject, entry)
        if owing:
            said = words.text("waits for {count}: {units}", count=len(owing), units=words.listed(owing))
            yield WhyNot(words.text("“{name}”", name=entry.trigger), said)


def _unanswered(compiled: Compiled, subject: Subject) -> Iterator[WhyNot]:
    """Yield for each urge that is not answered by which step it goes up next."""
    coming: dict[int, DueStep] = {}
    for step in sorted(steps_ahead(compiled.definition, compiled.calendar, subject), key=lambda each: each.moment):
        coming.setdefault(step.asked, step)
    for asked, step in coming.items():
        said = words.text(
            "not answered by {units}: goes up {moment}", units=step.units, moment=moment_words(step.step.id)
        )
        yield WhyNot(clock_words(urge_clock(asked)), said, step.moment)


def _ahead(subject: Subject) -> Iterator[WhyNot]:
    """Yield for each instance that this one comes after and that is not done where it stands."""
    for number in waits_for_others(subject):
        state = subject.linked[number].state if number in subject.linked else ""
        yield WhyNot(number, words.text("this comes after it, and it is at “{state}”", state=state))


def _targets(compiled: Compiled, subject: Subject, now: datetime) -> Iterator[WhyNot]:
    """Yield for each target that is not met what is missing, who lags, and when its light turns next."""
    for quota in compiled.definition.targets.values():
        progress = progress_of(quota, subject, compiled.calendar, now)
        if progress.met:
            continue
        turns = [at for at in target_lights(quota, subject, compiled.calendar).values() if at > now]
        lagging = words.listed(f"{each.unit} {each.done}/{each.wanted}" for each in progress.lagging)
        parts = [words.text("{missing} missing", missing=progress.missing)]
        parts += [words.text("behind: {units}", units=lagging)] if lagging else []
        parts += [words.text("the light turns next")] if turns else []
        yield WhyNot(words.text("target “{name}”", name=quota.name), words.clauses(parts), min(turns, default=None))


def _undecided(compiled: Compiled, subject: Subject, waiting: Waiting) -> WhyNot:
    roles = compiled.definition.roles
    who = words.listed(
        roles[role].title + words.aside(words.listed(subject.units.get(role, ())) or words.text("not settled"))
        for role in waiting.roles
    )
    entry = words.text("entry {seq}", seq=waiting.seq)
    facts = {"clock": waiting.clock, "who": who}
    asked = words.listed(roles[role].title for role in opinions_owed(subject, waiting))
    if asked and is_request(waiting):
        facts["who"] = words.text("{who}, after the opinion of {asked}", who=who, asked=asked)
    if waiting.act is not None:
        what = asked_of(compiled, waiting)["what"]
        return WhyNot(entry, words.text("{what}: waits for approval by {who}", what=what, who=facts["who"]))
    if waiting.length is not None:
        more = str(waiting.length)
        return WhyNot(entry, words.text("{length:length} more for “{clock}” waits for {who}", length=more, **facts))
    if waiting.paper is not None:
        return WhyNot(entry, words.text("“{paper}” waits for a signature by {who}", paper=waiting.paper, who=who))
    return WhyNot(entry, words.text("a step of “{clock}” waits for its release by {who}", **facts))


def _unsent(messages: Iterable[OutboxRecord], now: datetime) -> Iterator[WhyNot]:
    for message in messages:
        about = words.text("“{message}” to {unit}", message=message_called(message.message), unit=message.unit)
        if message.status == outbox.DEAD:
            why = words.told(message.reason) or words.text("nobody knows why")
            yield WhyNot(about, words.text("could not be delivered: {why}", why=why))
        elif message.status == outbox.PENDING:
            early = message.not_before > now
            why = words.told(message.reason) or words.text("waits for opening hours" if early else "waits to be sent")
            yield WhyNot(about, why, message.not_before)


def why_refused(blockers: Iterable[Blocker]) -> tuple[WhyNot, ...]:
    """Return one answer for each reason why an act is refused."""
    return tuple(WhyNot(blocker.code, str(blocker)) for blocker in blockers)
