"""Comparing an instance's memory with what follows from its history."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from duban.states.editions import FIRST_EDITION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duban.states.history.entries import ClockFacts
    from duban.states.history.story import Story

_SAME = ("status", "round", "lap", "consumed", "provisional")


def disagreements(story: Story, memory: str) -> Iterator[str]:
    """Yield the names of the parts of a memory (`data`, `units`, `clocks`, …) that do not agree with the story.

    The memory is read as plain JSON, since somebody may have changed it in any way. If it cannot be read at all, only
    `memory` is yielded.
    """
    try:
        known = json.loads(memory)
        clocks = {ledger["name"]: _remembered(ledger) for ledger in known["clocks"]}
        agreed = {
            "data": known["data"] == story.data,
            "units": known["units"] == {role: list(units) for role, units in story.units.items()},
            "clocks": clocks == {name: _told(facts) for name, facts in story.clocks.items()},
            **_counts(story, known),
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        yield "memory"
        return
    yield from (part for part, agrees in agreed.items() if not agrees)


def _counts(story: Story, known: Mapping[str, Any]) -> dict[str, bool]:
    """Return whether the parts that conditions depend on agree; older memories do not have all of them."""
    signed = {trigger: tuple(sorted(roles)) for trigger, roles in known.get("signed", {}).items()}
    linked = {number: [each.state, each.closed, *each.units] for number, each in story.linked.items()}
    links = known.get("repeats", 0), tuple(known.get("reports_to", ()))
    return {
        "shed": known.get("shed", {}) == story.shed,
        "stays": all(story.stays.get(state) == count for state, count in known.get("stays", {}).items()),
        "signed": signed == story.signed,
        "waiting": sorted(each["seq"] for each in known.get("waiting", ())) == sorted(story.waiting),
        "granted": known.get("granted", {}) == story.granted,
        "links": links == (story.repeats, story.reports_to),
        "linked": known.get("linked", {}) == linked,
        "children": _living(known.get("children", {})) == _living(story.children),
        "joined": tuple(known.get("joined", ())) == story.joined,
        "first_entered": all(
            story.entered.get(state) == datetime.fromisoformat(at)
            for state, at in known.get("first_entered", {}).items()
        ),
        "edition": known.get("edition", FIRST_EDITION) == story.edition,
    }


def _living(children: Mapping[str, Any]) -> dict[str, Any]:
    """Return `children` without states that have no parts."""
    return {on: ours for on, ours in children.items() if ours}


def _remembered(clock: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what is compared of a remembered clock; UTC is written as `Z`, and in older memories as `+00:00`."""
    due_at = clock.get("due_at")
    same = [clock.get(name) or None for name in _SAME]
    return *same, clock.get("due_on"), due_at and str(due_at).replace("+00:00", "Z")


def _told(facts: ClockFacts) -> tuple[Any, ...]:
    same = [getattr(facts, name) or None for name in _SAME]
    due_on = None if facts.due_on is None else facts.due_on.isoformat()
    return *same, due_on, facts.due_at and facts.due_at.isoformat().replace("+00:00", "Z")
