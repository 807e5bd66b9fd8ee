"""Judging what the engine did by itself: the rungs of ladders, the ends of stays, new dates, and why it acted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import UNSET

from duban.states import (
    SYSTEM,
    Blocker,
    ClockStatus,
    bound_moment,
    is_review,
    joined_by,
    owed_by_none,
    parts_of,
    redate_among,
    review_number,
    review_rung,
    rung_moment,
)
from duban.states.history import Decided, RungFired, Signed, StayEnded
from duban.workflow.replay.verdicts import Doubt, Verdict

if TYPE_CHECKING:
    from duban.states import Rung
    from duban.states.history import Acted, Because, ClockRedated, Recorded, RungSkipped
    from duban.workflow.replay.retelling import Retelling


def cause_blockers(told: Retelling, entry: Recorded, facts: Acted) -> list[Blocker]:
    """Return a blocker if an act is said to be the engine's and nothing made the engine do it, or the other way round.

    What the engine does because of a rung, a decision or the end of a stay stands directly behind it in the history.
    """
    because, by_engine = facts.because, entry.actor == SYSTEM
    if because is None or not by_engine:
        return [Blocker("role", {"by": entry.actor}, "engine")] if by_engine or because is not None else []
    trigger = entry.trigger or ""
    return [] if _has_cause(told, because, trigger) else [Blocker("cause", {"trigger": trigger})]


def _has_cause(told: Retelling, because: Because, trigger: str) -> bool:
    if because.rung is not None:
        return _follows_a_rung(told, because, trigger)
    if because.state is not None:
        state = told.compiled.definition.states.get(because.state)
        last = told.last
        ended = last is not None and isinstance(last.facts, StayEnded) and last.facts.state == because.state
        return ended and state is not None and state.then == trigger
    if because.withdrawn_by is not None:
        return because.withdrawn_by == told.parent
    if because.nothing_left:
        return _has_nothing_left(told, trigger)
    if because.owing is not None:
        return owed_by_none(told.compiled.definition, told.subject, because.owing) == trigger
    return because.children is not UNSET and _joins(told, because, trigger)


def _has_nothing_left(told: Retelling, trigger: str) -> bool:
    rule, sheet = told.compiled.definition.sheet, told.subject.sheet
    return rule is not None and sheet is not None and not sheet.lines and rule.then == trigger


def _follows_a_rung(told: Retelling, because: Because, trigger: str) -> bool:
    rung = rung_named(told, because.clock or "", because.rung or "")
    last = None if told.last is None else told.last.facts
    if rung is None or rung.then != trigger:
        return False
    if because.decision is None:
        fired = isinstance(last, RungFired) and (last.clock, last.lap, last.rung)
        return rung.confirm is None and fired == (because.clock, because.lap, because.rung)
    if not isinstance(last, Signed | Decided):
        return False
    released = isinstance(last, Signed) or last.approve
    return released and (last.asked, last.rung) == (because.decision, because.rung)


def _joins(told: Retelling, because: Because, trigger: str) -> bool:
    subject = told.subject
    return any(
        children.then == trigger
        and children.on == subject.state
        and children.on not in subject.joined
        and joined_by(children, subject)
        and because.children == parts_of(subject, children.on)
        for children in told.compiled.definition.children
    )


def rung_named(told: Retelling, clock: str, name: str) -> Rung | None:
    """Return the rung of a clock that has this name; None if the rules have none."""
    definition = told.compiled.definition
    number, rule = review_number(name), definition.clocks.get(clock)
    if number is not None and rule is not None and rule.review is not None:
        return review_rung(rule.review, number)
    return next((rung for rung in definition.ladders.get(clock, ()) if rung.id == name), None)


def judge_rung(told: Retelling, entry: Recorded, facts: RungFired | RungSkipped) -> Verdict:
    """Judge a rung that took effect, or was left out."""
    subject, named = told.subject, {"clock": facts.clock, "rung": facts.rung}
    rung, ledger = rung_named(told, facts.clock, facts.rung), subject.clocks.get(facts.clock)
    if rung is None or ledger is None:
        return Verdict([Blocker("rung", named, "unknown")])
    blockers = []
    if ledger.status is not ClockStatus.RUNNING or ledger.lap != facts.lap:
        blockers.append(Blocker("rung", named, "still"))
    claimed = subject.claimed.get(facts.clock, ())
    before = max((review_number(each) or 0 for each in claimed), default=0)
    if facts.rung in claimed or (is_review(facts.rung) and (review_number(facts.rung) or 0) <= before):
        blockers.append(Blocker("rung", named, "done"))
    if isinstance(facts, RungFired) and (facts.light, facts.confirm, facts.paper) != (
        rung.light,
        rung.confirm,
        rung.paper,
    ):
        blockers.append(Blocker("rung", named, "otherwise"))
    moment, sure = rung_moment(rung, ledger, told.compiled.calendar), told.then.dates_alike(rung, entry.at)
    if not _timely(moment, facts.moment, entry.at, sure=sure):
        blockers.append(Blocker("rung", named | {"moment": facts.moment}, "early"))
    return Verdict(blockers, set() if sure else {Doubt.CALENDAR})


def _timely(moment: datetime | None, told: str, at: datetime, *, sure: bool) -> bool:
    """Return whether the moment that an entry tells had come, and is the computed one if that is sure."""
    said = datetime.fromisoformat(told)
    return said <= at and (not sure or moment == said)


def judge_stay(told: Retelling, entry: Recorded, facts: StayEnded) -> Verdict:
    """Judge the end of a limited stay."""
    subject, definition = told.subject, told.compiled.definition
    over = Blocker("stay", {"state": facts.state})
    state = definition.states.get(facts.state)
    if state is None or state.at_most is None or subject.state != facts.state:
        return Verdict([over])
    moment = bound_moment(definition, told.compiled.calendar, subject)
    sure = told.then.counts_alike(state.at_most, entry.at)
    timely = moment is not None and _timely(moment, facts.moment, entry.at, sure=sure)
    return Verdict([] if timely else [over], set() if sure else {Doubt.CALENDAR})


def judge_new_date(told: Retelling, entry: Recorded, facts: ClockRedated) -> Verdict:
    """Judge the new date of a clock after the import of a calendar, and go on by it."""
    clocks, calendar = told.subject.clocks, told.compiled.calendar
    ledger, shown = clocks.get(facts.clock), facts.clocks.get(facts.clock)
    if ledger is None or shown is None or len(facts.clocks) > 1 or shown.revision == facts.revision:
        return Verdict([Blocker("told", {"clock": facts.clock}, "clock")])
    rules = told.compiled.definition.clocks
    dated = clocks[facts.clock] = redate_among(facts.clock, rules, clocks, calendar)
    blockers = list(told.clocks_told(facts.clocks, {facts.clock: dated}, entry.at))
    return Verdict(blockers, set() if shown.revision == calendar.revision else {Doubt.CALENDAR})
