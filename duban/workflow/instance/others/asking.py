"""Instances that others ask for: the kinds of links, and a request to open one, checked but not written yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.states import THE_SYSTEM
from duban.workflow.instance.openings import Opening, Parent
from duban.workflow.people import bind_roles, known_units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duban.states import Children
    from duban.workflow.core import Core
    from duban.workflow.instance.work import UnitOfWork
    from duban.workflow.people import Expansion
    from duban.workflow.rules import Compiled

CHILD, OPENED, REPEAT, COUNTS, FOLLOWS = "child_of", "opened_by", "repeat_of", "counts_for", "merged_into"


@dataclass(frozen=True, slots=True)
class Request:
    """An instance to be opened: checked, but not written yet.

    For a part, `children` is what declares it, `units` are those that it is for, and `number` is what it has under the
    number of the instance that asks for it; None if its scenario gives it one.
    """

    kind: str
    compiled: Compiled
    opening: Opening
    children: Children | None = None
    units: tuple[str, ...] = ()
    number: str | None = None
    by_hand: bool = False
    asked: int | None = None
    """The seq of the instruction for which it is opened."""

    @property
    def scenario(self) -> str:
        """Return of which scenario it is."""
        return self.compiled.definition.scenario


def public_values(work: UnitOfWork) -> dict[str, Any]:
    """Return the values that may go on into others; one that was given before its field became private may not."""
    return {name: value for name, value in work.subject.data.items() if name not in work.compiled.private}


def passed_units(
    core: Core, work: UnitOfWork, target: Compiled, named: Mapping[str, str], own: Mapping[str, Sequence[str]]
) -> dict[str, Expansion]:
    """Return the units of an instance to open: those of our roles, by its roles that are `named` or called alike.

    Those of roles in `own` are given.
    """
    subject, declared = work.subject, target.definition.roles
    roles = {**{role: role for role in subject.units}, **named}
    bound: dict[str, Any] = {
        theirs: list(subject.units[ours])
        for theirs, ours in roles.items()
        if theirs in declared and ours in subject.units
    }
    return bind_roles(target.definition, core.directory, {**bound, **own})


def own_values(core: Core, target: Compiled, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of an instance to open, checked by its fields."""
    return known_units(target.definition, core.directory, target.check(values), strict=False)


def opening_of(
    work: UnitOfWork,
    kind: str,
    title: str,
    units: Mapping[str, Expansion],
    data: Mapping[str, Any],
    *,
    note: str | None = None,
    place: int = 0,
) -> Opening:
    """Return the opening of an instance that the work on another asks for."""
    first = work.opening
    return Opening(
        actor=THE_SYSTEM,
        title=title,
        units=units,
        data=data,
        note=note,
        source=None,
        external_no=None,
        ongoing=work.subject.ongoing,
        parent=Parent(work.subject.number, kind, reports=work.compiled.hears),
        # What is opened together with a matter that is taken over was under way as well.
        since=None if first is None else first.since,
        quiet=first is not None and first.quiet,
        place=place,
    )
