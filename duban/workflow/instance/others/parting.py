"""The parts of an instance whose work is divided: which are missing, which are asked for, and which must go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from duban.states import excused_in, is_among, pack, parts_of
from duban.states.history import PartLeft, PartMade, PartsOpened, PartWithdrawn, part_left, parts_opened
from duban.workflow.instance.others.asking import CHILD, Request, opening_of, own_values, passed_units, public_values
from duban.workflow.people import bind_roles
from duban.workflow.rules import divides

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duban.states import Children, Subject
    from duban.workflow.core import Core
    from duban.workflow.instance.openings import Division
    from duban.workflow.instance.work import UnitOfWork
    from duban.workflow.people import Expansion

WITHDRAWN = PartWithdrawn.kind


class Withdrawal(Struct, frozen=True):
    """The errand for a part that is no longer needed: the instance that it belonged to, and the trigger to pull."""

    by: str
    pull: str | None


def parts_here(work: UnitOfWork) -> list[Children]:
    """Return what divides the work in the present state."""
    if work.subject.ended is not None:
        return []
    return [children for children in work.compiled.definition.children if children.on == work.subject.state]


def parts_asked(core: Core, work: UnitOfWork) -> Iterator[Request]:
    """Yield the parts that are missing or were asked for by hand, and withdraw those whose units are gone."""
    divisions, work.divisions = work.divisions, ()
    for division in divisions:
        yield _divided(core, work, division)
    for children in parts_here(work):
        if children.each is not None:
            yield from _for_each(core, work, children, children.each)


def _for_each(core: Core, work: UnitOfWork, children: Children, role: str) -> Iterator[Request]:
    """Yield the parts of the units of a role that have none, and withdraw those whose units fill it no more."""
    subject, definition = work.subject, work.compiled.definition
    units, ours = subject.units.get(role, ()), subject.children.get(children.on, {})
    by_hand = subject.divided.get(children.on, {})
    for known, theirs in [*((number, (unit,)) for unit, number in ours.items()), *by_hand.items()]:
        if not any(is_among(unit, units) for unit in theirs):
            _part_with(work, children, theirs[0], known)
    has = (*ours, *(each for theirs in by_hand.values() for each in theirs), *excused_in(definition, subject, role))
    lacking = [unit for unit in units if not is_among(unit, has)]
    if not lacking or not _divides(work, children):
        return
    target = core.catalogue.newest(children.scenario)
    values = {name: value for name, value in public_values(work).items() if name in children.passes}
    title = subject.title if "title" in children.passes else target.definition.title
    data = own_values(core, target, values)
    bound: dict[str, Expansion] | None = None
    for unit in lacking:
        # What all of them have is bound once; it is the same for each.
        if bound is None:
            bound = _bound(core, work, children, [unit])
        else:
            bound = {**bound, **_bound(core, work, children, [unit], alone=True)}
        place, number = _next_number(subject, children)
        opening = opening_of(work, CHILD, title, bound, data, place=place)
        yield Request(CHILD, target, opening, children, (unit,), number)


def _divides(work: UnitOfWork, children: Children) -> bool:
    """Return whether parts are to be opened: where there is a condition, it holds or has held as the state began."""
    if children.when is None or work.subject.children.get(children.on):
        return True
    return work.judges_parts and divides(work.compiled, work.subject, children.on, now=work.now)


def _divided(core: Core, work: UnitOfWork, division: Division) -> Request:
    children = division.children
    target = core.catalogue.newest(children.scenario)
    values = {name: value for name, value in public_values(work).items() if name in children.passes}
    data = {**own_values(core, target, values), **division.data}
    units = {**_bound(core, work, children, division.units.units), children.takes: division.units}
    place, number = _next_number(work.subject, children)
    opening = opening_of(work, CHILD, division.title, units, data, note=division.note, place=place)
    return Request(CHILD, target, opening, children, division.units.units, number, by_hand=True)


def _bound(
    core: Core, work: UnitOfWork, children: Children, units: Sequence[str], *, alone: bool = False
) -> dict[str, Expansion]:
    """Return the units of a part: those that it is for, and unless these are wanted `alone`, those of our roles."""
    target, own = core.catalogue.newest(children.scenario), {children.takes: units}
    if alone:
        return bind_roles(target.definition, core.directory, own, only=True)
    passed = {role: role for role in work.subject.units if role != children.takes}
    return passed_units(core, work, target, passed, own)


def _next_number(subject: Subject, children: Children) -> tuple[int, str | None]:
    """Return the next place among the numbers under the parent's, and the number; 0 and None without a pattern."""
    if children.number is None:
        return 0, None
    subject.numbered += 1
    return subject.numbered, part_number(children.number, subject.number, subject.numbered)


def part_number(pattern: str, parent: str, place: int) -> str:
    """Return the number of a part."""
    return pattern.format(parent=parent, seq=place)


def note_parts(work: UnitOfWork, opened: Iterable[tuple[Request, UnitOfWork]]) -> None:
    """Record in an instance's history the parts that it has opened, in one entry for each state that divides it."""
    made: dict[str, list[PartMade]] = {}
    scenarios: dict[str, str] = {}
    for request, part in opened:
        children, other = request.children, part.subject
        if children is not None:
            scenarios[children.on] = request.scenario
            made.setdefault(children.on, []).append(
                PartMade(
                    number=other.number,
                    units=request.units,
                    state=other.state,
                    parties=parties(other),
                    closed=other.closed_at is not None,
                    place=request.opening.place,
                    by_hand=request.by_hand,
                )
            )
    for on, parts in made.items():
        entry = PartsOpened(scenario=scenarios[on], on=on, parts=tuple(parts))
        parts_opened(work.subject, entry)
        work.note(entry)


def parties(subject: Subject) -> tuple[str, ...]:
    """Return the units that fill any role, each once."""
    return tuple(dict.fromkeys([unit for names in subject.units.values() for unit in names]))


def part_with_all(work: UnitOfWork) -> None:
    """Let all parts of this round go that are not closed, as those of units that drop out."""
    for children in work.compiled.definition.children:
        for unit, number in parts_of(work.subject, children.on).items():
            _part_unless_closed(work, children, unit, number)


def part_with_unit(work: UnitOfWork, role: str, unit: str) -> None:
    """Let the open parts of a unit go that is excused from what each unit of a role has to do."""
    subject = work.subject
    for children in work.compiled.definition.children:
        if children.each != role:
            continue
        theirs = [(number, (own,)) for own, number in subject.children.get(children.on, {}).items()]
        for number, units in [*theirs, *subject.divided.get(children.on, {}).items()]:
            if all(is_among(own, (unit,)) for own in units):
                _part_unless_closed(work, children, units[0], number)


def _part_unless_closed(work: UnitOfWork, children: Children, unit: str, number: str) -> None:
    known = work.subject.linked.get(number)
    if known is None or not known.closed:
        _part_with(work, children, unit, number)


def _part_with(work: UnitOfWork, children: Children, unit: str, number: str) -> None:
    """Let a part no longer count, and tell it so."""
    entry = PartLeft(on=children.on, unit=unit, number=number)
    part_left(work.subject, children.on, unit, number)
    work.note(entry)
    work.errands += ((number, WITHDRAWN, pack(Withdrawal(work.subject.number, children.withdraw)).decode()),)
