"""Judging how work was divided: the numbers of parts follow each other, and those by hand were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Actor, Blocker, is_among
from duban.workflow.instance import divide_blockers, divided_here, part_number, stranger_blockers
from duban.workflow.replay.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states import Children
    from duban.states.history import Divided, PartsOpened, Recorded
    from duban.workflow.replay.retelling import Retelling


def judge_division(told: Retelling, entry: Recorded, facts: Divided) -> Verdict:
    """Judge that parts were asked for by hand."""
    definition, subject = told.compiled.definition, told.subject
    blockers = divide_blockers(definition, subject, Actor.parse(entry.actor), note=facts.note)
    blockers += stranger_blockers(definition, subject, [unit for part in facts.parts for unit in part.units])
    children = divided_here(definition, subject)
    if not blockers and children is not None and children.on != facts.on:
        blockers.append(Blocker("told", {"state": facts.on}, "parts"))
    told.asked = [*told.asked, *((facts.on, part.units) for part in facts.parts)]
    return Verdict(blockers)


def judge_parts(told: Retelling, entry: Recorded, facts: PartsOpened) -> Verdict:  # noqa: ARG001 - as all judges
    """Judge which parts were opened, and under which numbers."""
    definition = told.compiled.definition
    children = next((each for each in definition.children if each.on == facts.on), None)
    if children is None or children.scenario != facts.scenario:
        return Verdict([Blocker("told", {"state": facts.on}, "parts")])
    return Verdict([*_numbers(told, children, facts), *_units(told, children, facts)])


def _numbers(told: Retelling, children: Children, facts: PartsOpened) -> Iterator[Blocker]:
    """Yield a blocker for each part whose number is not the next one under that of the whole."""
    place = told.subject.numbered
    for part in facts.parts:
        place += children.number is not None
        expected = 0 if children.number is None else place
        number = part.number if children.number is None else part_number(children.number, told.number, place)
        if (part.place, part.number) != (expected, number):
            yield Blocker("told", {"number": part.number, "by_rules": number}, "part-number")
            return


def _units(told: Retelling, children: Children, facts: PartsOpened) -> Iterator[Blocker]:
    """Yield a blocker for each part that nobody has asked for, or whose unit fills no role that is divided."""
    role, ours = children.each, told.subject.children.get(children.on, {})
    units = told.subject.units.get(role or "", ())
    for part in facts.parts:
        if part.by_hand and (facts.on, part.units) in told.asked:
            told.asked.remove((facts.on, part.units))
        elif part.by_hand or not all(is_among(unit, units) and not is_among(unit, ours) for unit in part.units):
            yield Blocker("told", {"number": part.number, "units": list(part.units)}, "part")
