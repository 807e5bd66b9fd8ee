"""Linked instances: whether enough children are closed, and which light a quota shows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from duban.states.acting.guards import Blocker
from duban.states.definition import Light
from duban.states.names import fold_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from duban.states.definition import Children, Definition, Target
    from duban.states.subject import Subject

BEHIND = {Light.YELLOW: 0.10, Light.RED: 0.30}
"""How far progress may lag behind the share of time elapsed before a light comes on (银川: 10 and 30 points)."""


def parts_of(subject: Subject, on: str) -> dict[str, str]:
    """Return the numbers of the parts that count for a state in this round, by their units.

    A part that was handed out by hand stands under its own number if it is for several units, or its unit has another.
    """
    found = dict(subject.children.get(on, {}))
    for number, units in subject.divided.get(on, {}).items():
        found[units[0] if len(units) == 1 and units[0] not in found else number] = number
    return found


def joined_by(children: Children, subject: Subject) -> bool:
    """Return whether enough children of this round are closed, of those that have not ended otherwise."""
    linked = subject.linked
    ours = [number for number in parts_of(subject, children.on).values() if not _ended(subject, number)]
    if not ours:
        return False
    closed = sum(linked[number].closed for number in ours if number in linked)
    match children.join:
        case "all":
            return closed == len(ours)
        case "any":
            return closed > 0
        case number:
            return closed >= min(int(number), len(ours))


def _ended(subject: Subject, number: str) -> bool:
    """Return whether a part is void or merged: nobody waits for it any more, and it counts as no part."""
    known = subject.linked.get(number)
    return known is not None and known.ended is not None


def waits_for_others(subject: Subject) -> tuple[str, ...]:
    """Return the instances that one comes after and that are not closed yet."""
    return tuple(number for number in subject.after if not _closed(subject, number))


def children_blockers(definition: Definition, subject: Subject, trigger: str) -> Iterator[Blocker]:
    """Yield one blocker for each declaration of children for which a trigger must still wait."""
    for children in definition.children:
        if children.then != trigger or children.on != subject.state or joined_by(children, subject):
            continue
        ours = parts_of(subject, children.on)
        by_hand = subject.divided.get(children.on, {})
        if children.when is not None and all(each in by_hand and _ended(subject, each) for each in ours.values()):
            continue  # the work is not divided this time, or no longer, so that nothing is waited for
        still = {unit: number for unit, number in ours.items() if not _closed(subject, number)}
        need = str(children.join) if children.join in {"all", "any"} else "count"
        facts = {"trigger": trigger, "join": children.join, "open": still}
        yield Blocker("children", facts, need if still else f"none-{need}")


def _closed(subject: Subject, number: str) -> bool:
    known = subject.linked.get(number)
    return known is not None and known.closed


def progress(target: Target, subject: Subject) -> float:
    """Return the share of a quota that is reached, from 0 to 1; for a quota per unit, the lowest unit's share."""
    return min(1.0, _least(target, reached(target, subject)) / target.at_least)


def reached(target: Target, subject: Subject) -> Mapping[str, int]:
    """Return how many linked instances count: by unit if the quota is per unit, else under the empty name."""
    counted: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for number, other in subject.linked.items():
        if number in subject.after:
            continue
        for unit in other.units if target.per_unit else ("",):
            counted[spelled.setdefault(fold_name(unit), unit)] += other.ended is None and other.state == target.count
    return counted


def _least(target: Target, counts: Mapping[str, int]) -> int:
    return min(counts.values(), default=0) if target.per_unit else counts.get("", 0)


def quota_lights(target: Target, subject: Subject, due_at: datetime | None) -> dict[Light, datetime]:
    """Return for each light the instant, between opening and due, from which the quota lags enough to show it."""
    if due_at is None or due_at <= subject.opened_at:
        return {}
    share = progress(target, subject)
    span = due_at - subject.opened_at
    return {
        light: subject.opened_at + span * (share + behind) for light, behind in BEHIND.items() if share + behind <= 1
    }
