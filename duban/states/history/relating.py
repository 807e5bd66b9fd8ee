"""What entries say of other instances: how they stand, and who waits for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET
from msgspec.structs import replace

from duban.states.history.aims import HandedOn, SharesSet, TargetTurned
from duban.states.history.entries import HandedOver, LinkHeard, LinkMade, News, OtherOpened
from duban.states.subject import Linked
from duban.states.succession import holders_after, successors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from duban.states.history.entries import Entry

    class Told(Protocol):
        """An instance, or what follows of it from its history."""

        linked: dict[str, Linked]
        shares: dict[str, dict[str, int]]
        turned: dict[str, str]
        after: tuple[str, ...]
        reports_to: tuple[str, ...]
        holders: dict[str, str]
        instructed: dict[str, int]


AFTER = "after"
"""The kind of a link by which one instance comes after another."""


def linked_of(facts: OtherOpened | News | LinkHeard | LinkMade) -> Linked | None:
    """Return how another instance stands, as an entry has it; None if it does not say."""
    if facts.state is None:
        return None
    ended = None if isinstance(facts, OtherOpened) else facts.ended
    found = Linked(facts.state, bool(facts.closed), tuple(facts.parties or ()), ended)
    if isinstance(facts, LinkMade) or facts.roles is UNSET:
        return found
    return replace(found, scenario=facts.scenario, roles=facts.roles)


def follow_others(told: Told, facts: Entry) -> None:
    """Do what an entry says of how others stand, of targets, and of who has the matter in hand."""
    match facts:
        case OtherOpened() | News() | LinkHeard() | LinkMade():
            _relate(told, facts)
        case SharesSet():
            told.shares = facts.shares
            told.linked = linked_after(told.linked, facts.names)
        case TargetTurned():
            told.turned = turned_to(told.turned, facts.target, facts.light)
        case HandedOn():
            told.holders = held_by(told.holders, facts.unit, facts.to)
        case HandedOver():
            told.holders = holders_after(told.holders, facts.names)
    if isinstance(facts, OtherOpened) and facts.asked is not None:
        told.instructed = {**told.instructed, facts.number: facts.asked}


def _relate(told: Told, facts: OtherOpened | News | LinkHeard | LinkMade) -> None:
    number = facts.other if isinstance(facts, LinkMade) else facts.number
    found = linked_of(facts)
    if found is not None:
        known = told.linked.get(number)
        if known is not None and isinstance(facts, LinkMade):  # of which targets may know more
            found = replace(found, scenario=known.scenario, roles=known.roles)
        told.linked[number] = found
    if isinstance(facts, LinkMade) and facts.link == AFTER and facts.state is not None:
        told.after = (*told.after, number)
    elif isinstance(facts, LinkHeard) and facts.reports and number not in told.reports_to:
        told.reports_to = (*told.reports_to, number)


def turned_to(turned: Mapping[str, str], target: str, light: str) -> dict[str, str]:
    """Return the lights that were told of targets, after one more; green is what all have that are left out."""
    return {name: each for name, each in turned.items() if name != target} | (
        {} if light == "green" else {target: light}
    )


def held_by(holders: Mapping[str, str], unit: str, person: str | None) -> dict[str, str]:
    """Return who has a matter in hand, by unit, after a unit has handed it on or taken it back."""
    rest = {known: each for known, each in holders.items() if known != unit}
    return rest if person is None else {**rest, unit: person}


def linked_after(linked: Mapping[str, Linked], names: Mapping[str, tuple[str, ...]]) -> dict[str, Linked]:
    """Return the linked instances that targets count with their units by the names of today."""
    if not names:
        return dict(linked)
    return {
        number: replace(each, roles={role: successors(units, names) for role, units in each.roles.items()})
        if each.scenario
        else each
        for number, each in linked.items()
    }
