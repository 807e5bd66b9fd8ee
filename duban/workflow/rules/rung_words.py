"""A rung in words: when it takes effect, the due date from which that is counted, and why it was skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import DurationError, Rung, parse_moment, review_number, review_rung, urge_of_clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from duban.states import Definition
    from duban.states.history import ClockFacts


_SKIP_TEXTS = {
    "due has passed": "the due date had passed",
    "missed": "the next reminder had come",
    "lap": "before the clock began",
    "at or before the start of the lap": "before the clock began",
    "migration": "before the new rules",
    "taken over": "before the matter was taken over",
    "another date": "before the new date was given",
    "new lap": "its moment came, and the clock was reckoned anew before it was done",
    "stopped": "its moment came, and the clock stopped before it was done",
    "new round": "its moment came, and the next round began before it was done",
}


def moment_words(rung: str) -> str:
    """Return a rung's identity in words: 逾期3个工作日, review 2; an identity of the author's own as it is."""
    place = review_number(rung)
    if place is not None:
        return words.text("review {place}", place=place)
    try:
        return parse_moment(rung).said
    except DurationError:
        return rung


def clock_words(clock: str) -> str:
    """Return a clock's name, or of which urge the steps are that are claimed under it."""
    asked = urge_of_clock(clock)
    return clock if asked is None else words.text("urge of entry {asked}", asked=asked)


def skip_words(why: str) -> str:
    """Return in words why a rung was skipped; a reason of another kind as it is."""
    return words.text(_SKIP_TEXTS[why]) if why in _SKIP_TEXTS else why


def rung_called(definition: Definition, clock: str, name: str) -> Rung | None:
    """Return the rung with this id, which may be one of the clock's review; None if the definition has none."""
    rule, place = definition.clocks.get(clock), review_number(name)
    if place is not None and rule is not None and rule.review is not None:
        return review_rung(rule.review, place)
    return next((one for one in definition.ladders.get(clock, ()) if one.id == name), None)


def due_words(facts: ClockFacts | None, zone: tzinfo) -> str:
    """Return a clock's due date from the history: the day, with the time unless that is the day's end; else empty."""
    if facts is None or facts.due_at is None:
        return ""
    local = facts.due_at.astimezone(zone)
    return str(facts.due_on) if local.strftime("%H%M") == "0000" else f"{local:%Y-%m-%d %H:%M}"


def release_words(message: str | None, then: str | None) -> str:
    """Return what a rung does when it is released, in the language of the reader."""
    if message and then:
        return words.text("send “{message}” and do “{then}”", message=message, then=then)
    if message:
        return words.text("send “{message}”", message=message)
    return words.text("do “{then}”", then=then) if then else ""


_ASKED_TEXTS = {
    "void": "make it void",
    "merge": "merge it into {into}",
    "correct": "correct {fields}",
}


def asked_words(verb: str, trigger: str | None, *, into: str | None = None, fields: Sequence[str] = ()) -> str:
    """Return an act that waits for approval, in the language of the reader."""
    if trigger is not None:
        return words.text("do “{then}”", then=trigger)
    text = _ASKED_TEXTS.get(verb)
    return verb if text is None else words.text(text, into=into or "", fields=words.listed(fields))


def paper_words(paper: str, level: str, to: Iterable[str]) -> str:
    """Return which paper it is, the how-manieth, and to whom it would go."""
    facts = {"paper": paper + words.aside(level), "units": list(to)}
    return words.text("sign {paper} to {units}" if facts["units"] else "sign {paper}, which nobody would get", **facts)


def at_words(rung: Rung, due: str = "") -> str:
    """Return when a rung takes effect, in words: `到期（2024-04-23）后3个工作日，上班时（休息日顺延）`."""
    moment = parse_moment(str(rung.at))
    said = words.counted_from(moment.anchor, moment.sign, None if moment.offset is None else str(moment.offset), due)
    if moment.offset is None or moment.offset.unit.in_hours:
        return said
    return words.text("{moment}, when the office opens (on a day off, the next working day)", moment=said)
