"""The directory: units, their groups, and which people in them can be reached on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban import words
from duban.states import each_once, fold_name, tidy_name
from duban.words import Reason
from duban.workflow.errors import DirectoryError
from duban.workflow.people.contacts import Contact, Level, Unit, looks_like_group
from duban.workflow.people.directory_checks import problems_between
from duban.workflow.people.directory_csv import read_contacts, read_units
from duban.workflow.people.levels import FALLS, IN_PLACE, NOBODY, SAME_AS, WORKING
from duban.workflow.people.wishes import usable_wishes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from os import PathLike


@dataclass(frozen=True, slots=True)
class Expansion:
    """The units that written names stand for, the names as written (`texts`), and undeclared groups among them.

    A name in `open_groups` looks like a group of which the directory knows no members. It is among `units` too: a name
    that the directory does not know is bound as a unit.
    """

    units: tuple[str, ...]
    texts: tuple[str, ...]
    open_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """A contact who gets a message; if it was meant for somebody else, `reasons` says why it goes to this one."""

    contact: Contact
    reasons: tuple[Reason, ...] = ()

    @property
    def because(self) -> str | None:
        """Return the reasons in the language of the reader."""
        return words.clauses(self.reasons) or None


class Directory:
    """Units, groups and contacts, checked and indexed; immutable.

    With `units=None` the units are those that the contacts name, and there may be others (`lists_units` is false).
    Raises DirectoryError with every problem found.
    """

    __slots__ = ("_by_level", "_by_name", "_groups", "_names", "_people", "lists_units", "units")

    def __init__(self, units: Iterable[Unit] | None = None, contacts: Iterable[Contact] = ()) -> None:
        """Index the units and contacts after checking them against each other."""
        people = kept_contacts(contacts)
        self.units: tuple[Unit, ...] = declared_by(people) if units is None else kept_units(units)
        self.lists_units = units is not None and bool(self.units)
        if problems := problems_between(self.units, people):
            raise DirectoryError(problems)
        self._names = {fold_name(name): unit.name for unit in self.units for name in (unit.name, *unit.aliases)}
        groups: dict[str, dict[str, None]] = {}
        for unit in self.units:
            for group in unit.groups:
                groups.setdefault(fold_name(group), {})[unit.name] = None
        self._groups = {group: tuple(members) for group, members in groups.items()}
        self._by_level: dict[tuple[str, Level], list[Contact]] = {}
        self._people: dict[tuple[str, str], list[Contact]] = {}
        self._by_name: dict[str, list[Contact]] = {}
        for row in people:
            contact = replace(row, unit=self.canonical(row.unit))
            self._by_level.setdefault((contact.unit, contact.level), []).append(contact)
            self._people.setdefault((contact.unit, fold_name(contact.name)), []).append(contact)
            self._by_name.setdefault(fold_name(contact.name), []).append(contact)

    @classmethod
    def load(
        cls, units_csv: str | PathLike[str] | None = None, contacts_csv: str | PathLike[str] | None = None
    ) -> Directory:
        """Read a directory from its two CSV files.

        Without a file of units, the units are those that the contacts name. Raises DirectoryError that names every row
        of either file that cannot be used, by file and line, or a file that cannot be read.
        """
        units, problems = ([], []) if units_csv is None else read_units(units_csv)
        contacts, more = ([], []) if contacts_csv is None else read_contacts(contacts_csv)
        problems += more
        declared = declared_by(contacts) if units_csv is None else tuple(units)
        if problems:
            # If no unit could be read, "not declared" for every contact would bury the real problem.
            raise DirectoryError((*problems, *(problems_between(declared, contacts) if declared else ())))
        return cls(None if units_csv is None else declared, contacts)

    @classmethod
    def empty(cls) -> Directory:
        """Return a directory without units and contacts."""
        return cls()

    def canonical(self, name: str) -> str:
        """Return the canonical name of the unit with this name or alias; an unknown one without what nobody sees."""
        return self._names.get(fold_name(name)) or tidy_name(name)

    def person(self, unit: str, name: str) -> str:
        """Return the name of a person as the unit's contacts have it; an unknown one without what nobody sees."""
        rows = self._people.get((self.canonical(unit), fold_name(name)))
        return rows[0].name if rows else tidy_name(name)

    def names_of(self, name: str) -> tuple[str, ...]:
        """Return every name of the unit with this name or alias; of an unknown one, only this."""
        proper = self.canonical(name)
        return next(((unit.name, *unit.aliases) for unit in self.units if unit.name == proper), (proper,))

    def knows(self, name: str) -> bool:
        """Return whether a unit has this name or alias."""
        return fold_name(name) in self._names

    def is_group(self, name: str) -> bool:
        """Return whether units declare themselves members of this group."""
        return fold_name(name) in self._groups

    @property
    def people(self) -> tuple[Contact, ...]:
        """Return every contact, reachable or not."""
        return tuple(contact for rows in self._people.values() for contact in rows)

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the groups that units declare, in the order of the file."""
        return tuple(dict.fromkeys(group for unit in self.units for group in unit.groups))

    def members(self, group: str) -> tuple[str, ...]:
        """Return the units of a group in the order of the file; empty if no unit declares it."""
        return self._groups.get(fold_name(group), ())

    def expand(self, names: Iterable[str]) -> Expansion:
        """Return the units that names stand for, each once, in the order written: groups by their members."""
        units: list[str] = []
        texts = tuple(text for name in names if (text := tidy_name(name)))
        open_groups: dict[str, None] = {}
        for text in texts:
            if self.is_group(text):
                units += self.members(text)
                continue
            units.append(self.canonical(text))
            if not self.knows(text) and looks_like_group(text):
                open_groups[text] = None
        return Expansion(each_once(units), texts, tuple(open_groups))

    def contacts(self, unit: str, level: Level | str) -> tuple[Contact, ...]:
        """Return a unit's contacts of one level in the order of the file, reachable or not."""
        return tuple(self._by_level.get((self.canonical(unit), Level(level)), ()))

    def reach(
        self, unit: str, level: Level | str, on: date, *, usable: Callable[[Contact], object] = lambda _: True
    ) -> tuple[Reached, ...]:
        """Return who gets a message meant for a unit's contacts of one level on a day, each person once.

        A contact who is absent or has no `usable` address is replaced by their deputy, the deputy's deputy and so on.
        If nobody in this line can be reached, or the unit has nobody of that level, the next level gets it
        (`duban.workflow.people.levels`). Empty if nobody can be reached.
        """
        asked, found = Level(level), dict[tuple[str, str], Reached]()
        unit = self.canonical(unit)
        there, level = self._first(unit, asked)
        lost: list[Reason] = [] if there else [Reason(NOBODY[asked], {"unit": unit})]
        if there:
            lost = self._reach_level(unit, level, on, usable, found, before=())
        if not lost or (found and asked not in WORKING):
            return tuple(found.values())
        for further in (step for step in FALLS[asked] if step not in (asked, level)):
            reached = dict[tuple[str, str], Reached]()
            more = self._reach_level(unit, further, on, usable, reached, before=tuple(lost))
            for key, each in reached.items():
                found.setdefault(key, each)
            if reached:
                break
            lost += more
        return tuple(found.values())

    def reach_person(
        self, unit: str, name: str, on: date, *, usable: Callable[[Contact], object] = lambda _: True
    ) -> tuple[Reached, ...]:
        """Return who gets a message meant for one person of a unit: that person, or who stands in; else nobody."""

        def there(contact: Contact) -> bool:
            return contact.reachable(on) and bool(usable(contact))

        rows = self._people.get((self.canonical(unit), fold_name(name)), [])
        for each in rows:
            if there(each):
                return (Reached(each),)
        for each in rows:
            if substitute := self._substitute(each, there):
                why = [unreachable_for(each, on)._asdict()]
                return (Reached(substitute, (Reason("deputy", {"why": why, "deputy": substitute.name}),)),)
        return ()

    def _first(self, unit: str, asked: Level) -> tuple[bool, Level]:
        """Return whether a unit has people of a level, or of one that is the same in a directory without it; which."""
        return next(((True, each) for each in (asked, *SAME_AS[asked]) if self.contacts(unit, each)), (False, asked))

    def _reach_level(
        self,
        unit: str,
        level: Level,
        on: date,
        usable: Callable[[Contact], object],
        found: dict[tuple[str, str], Reached],
        *,
        before: tuple[Reason, ...],
    ) -> list[Reason]:
        """Add those of one level whom a message reaches; return why others get none.

        `before` is why it goes to this level, and not to the one that it was meant for.
        """

        def there(contact: Contact) -> bool:
            return contact.reachable(on) and bool(usable(contact))

        lost, away = [], []
        for each in self.contacts(unit, level):
            if there(each):
                why = (*before, Reason(IN_PLACE[level], {"leader": each.name})) if before else ()
                found[each.unit, each.name] = Reached(each, why)
            else:
                away.append(each)
        for each in away:
            if substitute := self._substitute(each, there):
                why_away = [unreachable_for(each, on)._asdict()]
                because = Reason("deputy", {"why": why_away, "deputy": substitute.name})
                found.setdefault((substitute.unit, substitute.name), Reached(substitute, (*before, because)))
            else:
                lost.append(unreachable_for(each, on))
        return lost

    def stands_in(self, contact: Contact, on: date) -> Contact | None:
        """Return who gets a contact's messages on a day: the contact, the first deputy who can be reached, or None."""
        return contact if contact.reachable(on) else self._substitute(contact, lambda each: each.reachable(on))

    def stood_in_by(self, unit: str, name: str, on: date) -> tuple[Contact, ...]:
        """Return who is away on a day and has this person as the first deputy who is there, reachable or not."""

        def there(contact: Contact) -> bool:
            return contact.back_after(on) is None

        me, found = (self.canonical(unit), fold_name(name)), dict[tuple[str, str], Contact]()
        for each in self.people:
            deputy = None if there(each) else self._substitute(each, there)
            if deputy is not None and (deputy.unit, fold_name(deputy.name)) == me:
                found.setdefault((each.unit, each.name), each)
        return tuple(found.values())

    def _substitute(self, contact: Contact, there: Callable[[Contact], bool]) -> Contact | None:
        """Return the first in the line of deputies who can be reached; two people can be each other's deputy."""
        asked = {(contact.unit, contact.name)}
        current: Contact | None = contact
        while current is not None and current.deputy:
            current = self._deputy(current)
            if current is None or (current.unit, current.name) in asked:
                return None
            if there(current):
                return current
            asked.add((current.unit, current.name))
        return None

    def _deputy(self, contact: Contact) -> Contact | None:
        unit, slash, name = (contact.deputy or "").rpartition("/")
        home = self.canonical(unit if slash else contact.unit)
        rows = self._people.get((home, fold_name(name))) or self._by_name.get(fold_name(name), [])
        return next((row for row in rows if row.level is contact.level), rows[0] if rows else None)


def declared_by(contacts: Iterable[Contact]) -> tuple[Unit, ...]:
    """Return the units that contacts name, in their order."""
    first = {fold_name(contact.unit): contact for contact in reversed(tuple(contacts))}
    return tuple(Unit(contact.unit, where=contact.where) for contact in reversed(first.values()))


def kept_units(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Return units with their names as they are kept: without what nobody sees."""
    return tuple(map(_unit_as_kept, units))


def kept_contacts(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """Return contacts with their names as they are kept."""
    return tuple(map(_contact_as_kept, contacts))


def _unit_as_kept(unit: Unit) -> Unit:
    name, parent = tidy_name(unit.name), unit.parent and tidy_name(unit.parent)
    aliases, groups = tuple(map(tidy_name, unit.aliases)), tuple(map(tidy_name, unit.groups))
    kept = Unit(name, aliases, groups, parent, unit.where)
    return unit if kept == unit else kept


def _contact_as_kept(contact: Contact) -> Contact:
    unit, name, deputy = tidy_name(contact.unit), tidy_name(contact.name), contact.deputy and tidy_name(contact.deputy)
    wishes, problems = usable_wishes(contact.wishes)
    wishes = contact.wishes if problems else wishes
    if (unit, name, deputy, wishes) == (contact.unit, contact.name, contact.deputy, contact.wishes):
        return contact
    return replace(contact, unit=unit, name=name, deputy=deputy, wishes=wishes)


def why_unreachable(contact: Contact, on: date) -> str:
    """Return why a contact cannot be reached on a day, in the language of the reader."""
    return str(unreachable_for(contact, on))


def unreachable_for(contact: Contact, on: date) -> Reason:
    """Return why a contact cannot be reached on a day, as a code and facts."""
    until = contact.back_after(on)
    if until is not None:
        return Reason("absent", {"name": contact.name, "until": until.isoformat()})
    return Reason("unusable" if contact.addressed else "unaddressed", {"name": contact.name})
