"""Comparing an instance's memory with what follows from its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.json import decode, encode

from duban.states.editions import FIRST_EDITION
from duban.states.history.claimed import last_reviews, rungs_of_now
from duban.states.packing import pack

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from datetime import datetime

    from duban.states.history.particulars import Asked, Particulars
    from duban.states.history.parts import ClockFacts
    from duban.states.history.story import Story

_SAME = ("status", "round", "lap", "consumed", "provisional")
_INSTANTS = ("started_at", "since", "halted_at")


class Disagreement(NamedTuple):
    """A part of a memory that is not what the history says; both as plain JSON values."""

    part: str
    stored: Any
    told: Any


def disagreements(
    story: Story, more: Particulars, memory: str, *, parts: Container[str] | None = None
) -> Iterator[Disagreement]:
    """Yield the parts of a memory (`data`, `units`, `clocks`, …) that do not agree with the story.

    The memory is read as plain JSON, since somebody may have changed it in any way. If it cannot be read at all, only
    `memory` is yielded; so it is if it has others than these `parts`.
    """
    try:
        known = decode(memory)
        agreed = {**_given(story, more, known), **_counts(story, known), **_times(story, more, known)}
    except (ValueError, KeyError, TypeError, AttributeError):
        yield Disagreement("memory", None, None)
        return
    others = [] if parts is None else [part for part in known if part not in parts]
    if others:
        yield Disagreement("memory", others, [])
    yield from (Disagreement(part, stored, told) for part, (stored, told) in agreed.items() if stored != told)


def _given(story: Story, more: Particulars, known: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what acts have given, as it is stored and as it is told."""
    texts = {role: list(texts) for role, texts in more.texts.items()}
    return {
        "data": (known["data"], story.data),
        "units": (known["units"], {role: list(units) for role, units in story.units.items()}),
        "texts": ({role: known["texts"].get(role) for role in texts}, texts),
        "given": (known["given"], more.given),
        "pulls": (known["pulls"], {trigger: list(pull) for trigger, pull in more.pulls.items()}),
        "signed": (known.get("signed", {}), more.signed),
        "signing": (_written_at(known.get("signing", {})), _living(more.signatures.signing)),
        "filed": (_written_at(known.get("filed", {})), more.signatures.filed),
        "waiting": (
            [_awaited(each) for each in sorted(known.get("waiting", ()), key=lambda each: each["seq"])],
            [_asked(seq, each) for seq, each in sorted(more.waiting.items())],
        ),
    }


def _counts(story: Story, known: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the parts that conditions depend on; older memories do not have all of them."""
    stays, entered = known.get("stays", {}), known.get("first_entered", {})
    return {
        "shed": (known.get("shed", {}), story.shed),
        "stays": (stays, {state: story.stays.get(state) for state in stays}),
        "granted": (known.get("granted", {}), story.granted),
        "links": (
            [known.get("repeats", 0), *known.get("reports_to", ())],
            [story.repeats, *story.reports_to],
        ),
        "linked": (
            known.get("linked", {}),
            {number: list(each.kept()) for number, each in story.linked.items()},
        ),
        "children": (
            [_living(known.get("children", {})), _living(known.get("divided", {})), known.get("numbered", 0)],
            [_living(story.children), _listed(story.divided), story.numbered],
        ),
        "joined": (list(known.get("joined", ())), list(story.joined)),
        "first_entered": (
            {state: _written(at) for state, at in entered.items()},
            {state: _written(story.entered[state].isoformat()) for state in entered if state in story.entered},
        ),
        "ended": (
            [known.get("ended"), known.get("merged_into")],
            [story.ended, story.merged_into],
        ),
        "urges": (
            {seq: [_written(at), *who] for seq, (at, *who) in known.get("urges", {}).items()},
            {str(seq): [_written(it.at.isoformat()), str(it.by), *it.units] for seq, it in story.urges.items()},
        ),
        "urged_up": (
            known.get("urged_up", {}),
            {str(seq): list(it.taken) for seq, it in story.urges.items() if it.taken},
        ),
        "shares": (known.get("shares", {}), story.shares),
        "turned": (known.get("turned", {}), story.turned),
        "after": (list(known.get("after", ())), list(story.after)),
        "holders": (known.get("holders", {}), story.holders),
        "instructed": (known.get("instructed", {}), story.instructed),
        "sheet": (_plain(known.get("sheet")), _plain(story.sheet)),
        "reports": (_plain(known.get("reports", {})), _plain(story.reports)),
        "papers": (
            {seq: {**each, "at": _written(each["at"])} for seq, each in known.get("papers", {}).items()},
            {
                str(seq): {**decode(encode(each)), "at": _written(each.at.isoformat())}
                for seq, each in story.papers.items()
            },
        ),
        "plan": ([known.get("plan"), known.get("tasks", {})], [story.plan, story.tasks]),
        "edition": (known.get("edition", FIRST_EDITION), story.edition),
    }


def _times(story: Story, more: Particulars, known: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return when the state was entered, what is kept of the clocks, and which of their rungs are claimed."""
    clocks = {ledger["name"]: ledger for ledger in known["clocks"]}
    claimed = {clock: sorted(last_reviews(rungs)) for clock, rungs in known["claimed"].items() if rungs}
    now = {clock: sorted(rungs) for clock, rungs in rungs_of_now(more.claims, story, more.former).items()}
    entered = None if more.entered_at is None else _written(more.entered_at.isoformat())
    written = {} if more.entered_at is None or entered is None else {more.entered_at: entered}
    return {
        "entered_at": (_written(known["entered_at"]), entered),
        "clocks": (
            {name: _remembered(clock) for name, clock in clocks.items()},
            {name: _told(facts) for name, facts in story.clocks.items()},
        ),
        "instants": (
            {name: _moments(clock) for name, clock in clocks.items()},
            {name: _possible(name, clock, more, written) for name, clock in clocks.items()},
        ),
        "claimed": (claimed, now),
    }


def _plain(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Return what was read of a memory, or what follows from a history, in the same plain JSON."""
    return decode(pack(value))


def _living(children: Mapping[str, Any]) -> dict[str, Any]:
    """Return `children` without states that have no parts."""
    return {on: ours for on, ours in children.items() if ours}


def _listed(divided: Mapping[str, Mapping[str, tuple[str, ...]]]) -> dict[str, Any]:
    """Return the parts that were handed out by hand as JSON has them."""
    return {on: {number: list(units) for number, units in ours.items()} for on, ours in divided.items() if ours}


def _written_at(signing: Mapping[str, Any]) -> dict[str, Any]:
    """Return what units have signed, with the instants as they are written today."""
    return {
        trigger: {unit: {**each, "at": _written(each["at"])} for unit, each in signed.items()}
        for trigger, signed in _living(signing).items()
    }


def _written(instant: object) -> str:
    """Return an instant as it is written today; older memories have UTC as `+00:00` and not as `Z`."""
    return str(instant).replace("+00:00", "Z")


def _remembered(clock: Mapping[str, Any]) -> list[Any]:
    """Return what is compared of a remembered clock."""
    due_at = clock.get("due_at")
    same = [clock.get(name) or None for name in _SAME]
    return [*same, clock.get("due_on"), due_at and _written(due_at)]


def _told(facts: ClockFacts) -> list[Any]:
    same = [getattr(facts, name) or None for name in _SAME]
    due_on = None if facts.due_on is None else facts.due_on.isoformat()
    return [*same, due_on, facts.due_at and _written(facts.due_at.isoformat())]


def _moments(clock: Mapping[str, Any]) -> list[Any]:
    """Return since when a remembered clock runs, stands and counts its lap."""
    return [None if clock.get(name) is None else _written(clock[name]) for name in (*_INSTANTS, "lap_at")]


def _possible(name: str, clock: Mapping[str, Any], more: Particulars, texts: dict[datetime, str]) -> list[Any]:
    """Return the same of a clock as the history allows it: each is when an entry of this round spoke of the clock.

    `texts` keeps how instants are written.
    """
    spoken = [texts.get(at) or texts.setdefault(at, _written(at.isoformat())) for at in more.said.get(name, ())]
    runs = clock["status"] == "running"
    found: list[Any] = []
    for instant in _INSTANTS:
        there = clock.get(instant)
        wanted = instant == "started_at" or (instant == "since") is runs
        right = (there is not None and _written(there) in spoken) if wanted else there is None
        found.append((None if there is None else _written(there)) if right else (max(spoken, default=None)))
    lapped = more.lapped.get(name)
    return [*found, None if lapped is None else texts.get(lapped) or _written(lapped.isoformat())]


def _awaited(known: Mapping[str, Any]) -> list[Any]:
    """Return what is compared of a remembered request."""
    texts = [known.get(name) for name in ("length", "rung", "note", "within", "act", "paper")]
    lists = [list(known.get(name, ())) for name in ("opinion", "recorded_by")]
    opinions = [[_written(each["at"]), each["by"], each["text"]] for each in known.get("opinions", ())]
    drafted = [None if known.get("drafted") is None else _plain(known["drafted"])]
    asked_at, data = _written(known["asked_at"]), known.get("data", {})
    shared = [known["seq"], known["clock"], list(known["roles"]), known["asked_by"], asked_at]
    return [*shared, *texts, *lists, data, opinions, *drafted]


def _asked(seq: int, each: Asked) -> list[Any]:
    act = None if each.act is None else decode(encode(each.act))
    texts = [each.length, each.rung, each.note, each.within, act, each.paper]
    lists = [list(each.opinion), list(each.recorded_by)]
    opinions = [[_written(one.at.isoformat()), one.by, one.text] for one in each.opinions]
    shared = [seq, each.clock, list(each.roles), each.asked_by, _written(each.asked_at.isoformat())]
    drafted = None if each.drafted is None else _plain(each.drafted)
    return [*shared, *texts, *lists, each.data, opinions, drafted]
