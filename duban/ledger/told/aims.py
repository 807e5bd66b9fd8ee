"""In the words of an office: targets by unit, and who in a unit has a matter in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import MET
from duban.states.history import HandedOn, SharesSet, TargetTurned

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.states.history import Entry


def _shared(facts: SharesSet) -> str:
    counts = []
    for name, ours in facts.shares.items():
        said = {"target": name, "units": len(ours), "number": sum(ours.values())}
        counts.append(words.text("“{target}”: {units} units, {number} together", **said))
    return words.text("shares of the targets, as the directory has the units: {counts}", counts=words.clauses(counts))


def _turned(facts: TargetTurned) -> str:
    if facts.light == MET:
        return words.text("target “{target}” is met, with {done}", target=facts.target, done=facts.done)
    lagging = words.listed(f"{each.unit} {each.done}/{each.wanted}" for each in facts.lagging)
    said = words.text(
        "target “{target}”: the light turns {light}, {missing} missing",
        target=facts.target,
        light=words.text(facts.light),
        missing=facts.missing,
    )
    return words.clauses([said, words.text("behind: {units}", units=lagging)] if lagging else [said])


def _handed_on(facts: HandedOn) -> str:
    if facts.to is None:
        return words.text("{unit} has it in hand itself again", unit=facts.unit)
    return words.text("{unit} handed it on to {person}", unit=facts.unit, person=facts.to)


AIMS: dict[type[Entry], Callable[[Any], str]] = {
    SharesSet: _shared,
    TargetTurned: _turned,
    HandedOn: _handed_on,
}
"""The sentence of each of these kinds of entries."""
