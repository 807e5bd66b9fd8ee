"""The claims that follow from a history: which rungs took effect or were skipped, in which round and lap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states.acting import BOUND, bound_clock, is_reminder, reminder_claim, urge_clock
from duban.states.clocks import review_number
from duban.states.history.entries import Acted, Refused, Reminded, RungFired, RungSkipped, StayEnded, Step
from duban.states.history.sayings import Unanswered

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from duban.states.history.reading import Recorded
    from duban.states.history.story import Story

    Claims = Mapping[tuple[str, int, int, str], tuple[str, datetime]]
    """By clock, round, lap and rung: the outcome of the claim, and since when it stands."""

FIRED, SKIPPED = "fired", "skipped"
_JOIN = "join"
_OF_BEFORE = "new round"
"""The reason with which a step skips what the round before it left."""


def claims_of(entry: Recorded, before: Story) -> Iterable[tuple[tuple[str, int, int, str], str]]:
    """Yield the claims that an entry made, each with its outcome; `before` is the story up to the entry."""
    facts = entry.facts
    match facts:
        case RungFired():
            yield (facts.clock, entry.round, facts.lap, facts.rung), FIRED
        case RungSkipped():
            yield (facts.clock, entry.round, facts.lap, facts.rung), SKIPPED
        case StayEnded():
            yield (bound_clock(facts.state), entry.round, facts.stay, BOUND), FIRED
        case Unanswered():
            yield (urge_clock(facts.asked), entry.round, 1, facts.step), FIRED
        case Reminded():
            clock = before.clocks.get(facts.clock)
            round_, lap = (entry.round, 1) if clock is None else (clock.round, clock.lap)
            yield (facts.clock, round_, lap, reminder_claim(facts.asked, facts.day)), FIRED
        case Acted() | Refused() if facts.because is not None and facts.because.children:
            yield (f"children:{entry.from_state}", before.round, 1, _JOIN), FIRED
    if isinstance(facts, Step):
        for skip in facts.skipped:
            round_ = before.round if skip.why == _OF_BEFORE else entry.round
            yield (skip.clock, round_, skip.lap, skip.rung), SKIPPED


def rungs_of_now(claims: Claims, story: Story, former: Collection[str] = ()) -> dict[str, set[str]]:
    """Return for each clock the rungs that are claimed in its present lap; of a review, only the last.

    The end of a limited stay is claimed under a clock of its own, by the name that the state had then: `former` has
    those that the present state had.
    """
    found: dict[str, set[str]] = {}
    state = str(story.state)
    stay, stays = (story.round, story.stays.get(state, 1)), {bound_clock(name) for name in (state, *former)}
    for clock, round_, lap, rung in claims:
        facts = story.clocks.get(clock)
        if clock in stays and (round_, lap) == stay:
            found.setdefault(bound_clock(state), set()).add(rung)
        elif facts is not None and (facts.round, facts.lap) == (round_, lap) and not is_reminder(rung):
            found.setdefault(clock, set()).add(rung)
    return {clock: last_reviews(rungs) for clock, rungs in found.items()}


def last_reviews(rungs: Iterable[str]) -> set[str]:
    """Return rungs without those of a review but the last."""
    numbers = {rung: review_number(rung) for rung in rungs}
    last = max((number for number in numbers.values() if number is not None), default=None)
    return {rung for rung, number in numbers.items() if number in {None, last}}
