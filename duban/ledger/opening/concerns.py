"""What a person should know of a plan before its tasks are opened: what cannot be right, or will wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.states import Jsonable
from duban.workflow import near_units, without_rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from duban.states import Definition
    from duban.workflow import Contact, Directory

PAST, UNKNOWN, GROUP, PERSON, NO_LEAD, NO_UNIT = "past", "unknown", "group", "person", "no-lead", "no-unit"


@dataclass(frozen=True, slots=True)
class Concern(Jsonable):
    """One thing about one task: its code (`past`, `unknown`, `group`, `person`, `no-lead`, `no-unit`), and its text."""

    code: str
    text: str


def concerns_about(
    *,
    leads: Sequence[str] | None,
    units: Iterable[str],
    deadline: date | None,
    directory: Directory,
    today: date,
    responsible: Sequence[str] | None = None,
) -> Iterator[Concern]:
    """Yield what is to be known before a matter is opened; `leads` and `responsible` are None if none is needed."""
    if deadline is not None and deadline < today:
        late = words.text("the deadline {day} has passed", day=deadline)
        yield Concern(PAST, late)
    if leads is not None and not leads:
        yield Concern(NO_LEAD, words.text("no lead unit: it waits for {way_assign}"))
    if responsible is not None and not responsible:
        said = words.text("no responsible unit is named: it waits for {way_assign}, or for {way_breakdown}")
        yield Concern(NO_UNIT, said)
    groups = set(directory.expand(units := list(dict.fromkeys(units))).open_groups)
    for name in units:
        person = _person(directory, name)
        if person is not None:
            facts = {"name": name, "unit": person.unit}
            yield Concern(PERSON, words.text("“{name}” is a person of {unit}, and no unit", **facts))
        elif name in groups:
            yield Concern(GROUP, words.text("“{name}” is a group without members in the directory", name=name))
        elif directory.lists_units and not directory.knows(name) and not directory.is_group(name):
            yield Concern(UNKNOWN, _unknown(directory, name))


def needs_lead(definition: Definition, role: str) -> bool:
    """Return whether a matter waits until this role has a unit."""
    declared = definition.roles.get(role)
    return declared is not None and declared.required


def _unknown(directory: Directory, name: str) -> str:
    if close := near_units(directory, name):
        return words.text("the directory knows no unit “{name}”; it has {close:quoted}", name=name, close=close)
    return words.text("the directory knows no unit “{name}”", name=name)


def _person(directory: Directory, name: str) -> Contact | None:
    """Return the person whom a name in a list of units means, if the directory has one: 张三, 市住建局张三局长."""
    if directory.knows(name) or directory.is_group(name):
        return None
    bare = without_rank(name)
    for contact in directory.people:
        if bare in {contact.name, f"{contact.unit}{contact.name}", f"{contact.unit}/{contact.name}"}:
            return contact
    return None
