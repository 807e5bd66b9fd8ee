"""What becomes of units: renamed, merged, split or closed, with their open matters and their people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import each_once, fold_name, is_among, same_name, tidy_name
from duban.workflow.core import HasCore
from duban.workflow.errors import DirectoryError, InvalidUnits
from duban.workflow.inputs import check_texts, listed, mapped
from duban.workflow.keeping.book import Book, hand, require_tables
from duban.workflow.keeping.handing import hand_over
from duban.workflow.keeping.reshaping import closed, merged, names_before, proper, renamed, split
from duban.workflow.keeping.told import HandOver

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duban.workflow.core import Core
    from duban.workflow.keeping.told import HandedMatter
    from duban.workflow.people import Contact, Unit

_SEVERAL = 10


class Bodies(HasCore):
    """Renames, merges, splits and closes units.

    Each is one transaction: the directory in the database changes, and every open matter that has the unit is handed
    over, with an entry in its history. No clock begins a lap and nothing is sent. The old names go on being found: the
    successor has them as other names. Where the directory is kept in files, or by the application, it is changed there
    first, and the verb hands over the matters. With `dry_run` nothing is written.
    """

    def rename_unit(self, old: str, new: str, *, by: str, note: str | None = None, dry_run: bool = False) -> HandOver:
        """Give a unit another name, and return what was handed over.

        Called again, it hands over what has the old name still, such as a closed matter that was reopened.

        Raises:
            InvalidUnits: if there is no unit of the old name, or another one has the new name.
            InvalidData: if `by` names nobody.
            DirectoryError: if the directory would contradict itself.

        """
        return self._become({old: (new,)}, "rename", by=by, note=note, dry_run=dry_run)

    def merge_units(
        self, units: Iterable[str], into: str, *, by: str, note: str | None = None, dry_run: bool = False
    ) -> HandOver:
        """Let units become one, which may be there already, and return what was handed over.

        Their people move along, and whoever stands there already stays as they are.

        Raises:
            InvalidUnits: if there is no such unit.
            InvalidData: if `by` names nobody, or `units` is no list.
            DirectoryError: if the directory would contradict itself.

        """
        given = [name for name in listed("units", units) if not same_name(name, into)]
        if not given:
            raise InvalidUnits(words.Line("name the units that become {into:shown}", into=into))
        return self._become(dict.fromkeys(given, (into,)), "merge", by=by, note=note, dry_run=dry_run)

    def split_unit(
        self,
        unit: str,
        into: Iterable[str],
        *,
        by: str,
        rest: str | None = None,
        matters: Mapping[str, str] | None = None,
        note: str | None = None,
        dry_run: bool = False,
    ) -> HandOver:
        """Let a unit become several, and return what was handed over.

        The unit's names and people go to the one that takes over the rest; the others' people are imported.

        Args:
            unit: the unit that goes.
            into: those that it becomes.
            by: who changes it.
            rest: which of them takes over the matters that `matters` does not name; by default the first.
            matters: for the number of a matter, the unit that takes it over.
            note: why.
            dry_run: write nothing, and return what would change.

        Raises:
            InvalidUnits: if there is no such unit, or a matter is to go to one that it does not become, or is none of
                its open matters.
            InvalidData: if `by` names nobody, or `into` is no list.
            DirectoryError: if the directory would contradict itself.

        """
        parts = tuple(listed("into", into))
        to, others = (parts[0] if rest is None and parts else rest or ""), mapped("matters", matters)
        for each in (to, *others.values()):
            if not is_among(each, parts):
                raise InvalidUnits(words.Line("{unit:shown} is none of {units}", unit=each, units=parts))
        return self._become({unit: parts}, "split", by=by, note=note, dry_run=dry_run, to=(to, others))

    def close_unit(self, unit: str, *, by: str, note: str | None = None, dry_run: bool = False) -> HandOver:
        """Take a unit and its people out of the directory; it must owe nothing.

        Raises:
            InvalidUnits: if there is no such unit, or open matters have it: `merge_units` hands them over.
            InvalidData: if `by` names nobody.
            DirectoryError: if the directory would contradict itself, or is not kept in the database.

        """
        return self._become({unit: ()}, "close", by=by, note=note, dry_run=dry_run)

    def _become(
        self,
        asked: Mapping[str, tuple[str, ...]],
        what: str,
        *,
        by: str,
        note: str | None,
        dry_run: bool,
        to: tuple[str, Mapping[str, str]] | None = None,
    ) -> HandOver:
        core = self._core
        check_texts(by=by, note=note)
        for each in (name for old, new in asked.items() for name in (old, *new)):
            check_texts(unit=each)
        core.prepare()
        who = hand(core, by, note)
        if what == "close":
            require_tables(core)
        with core.database.reading() if dry_run else core.database.writing() as connection:
            book = Book(core, connection, dry_run=dry_run)
            units, contacts = book.units, book.contacts
            heirs = {tidy_name(old): tuple(map(tidy_name, new)) for old, new in asked.items()}
            if core.in_tables:
                heirs = proper(units, heirs)
                to = None if to is None else _among_heirs(to, asked, heirs)
                units, contacts = _reshaped(units, contacts, heirs, what, "" if to is None else to[0])
            else:
                _require_changed(core, heirs, what)
            before = {old: names_before(book.units, old) for old in heirs}
            of = _Matters(heirs, before, to)
            told = hand_over(core, connection, of, by=who, why=what, note=note, dry_run=dry_run or what == "close")
            if others := of.elsewhere():
                message = words.Line(
                    "{numbers}: no open matters of {unit:shown}", numbers=others, unit=next(iter(asked))
                )
                raise InvalidUnits(message)
            if what == "close" and told:
                raise InvalidUnits(_owing(next(iter(heirs)), told))
            seq = book.write(units, contacts, by=who, what=what, note=note, handed=of.handed(told))
        people = sum(is_among(each.unit, heirs) for each in book.contacts)
        return HandOver(what, heirs, tuple(told), people, seq, done=not dry_run)


def _among_heirs(
    to: tuple[str, Mapping[str, str]], asked: Mapping[str, Sequence[str]], heirs: Mapping[str, tuple[str, ...]]
) -> tuple[str, dict[str, str]]:
    """Return who takes over what of a split by the names under which the parts stand in the directory."""
    names = {
        fold_name(old): new
        for given, named in zip(asked.values(), heirs.values(), strict=True)
        for old, new in zip(given, named, strict=True)
    }
    rest, others = to
    return names[fold_name(rest)], {number: names[fold_name(unit)] for number, unit in others.items()}


class _Matters:
    """Which unit takes over which matter.

    Args:
        heirs: the successors of each unit.
        before: every name that each unit has had.
        to: for a split, the unit that takes over a matter by its number, and the one for the rest.

    """

    def __init__(
        self,
        heirs: Mapping[str, tuple[str, ...]],
        before: Mapping[str, tuple[str, ...]],
        to: tuple[str, Mapping[str, str]] | None,
    ) -> None:
        self._heirs, self._to = heirs, to
        self._seen = set[str]()
        self.names = [name for old in heirs for name in before[old]]
        self._old = {fold_name(name): old for old in heirs for name in before[old]}

    def of(self, number: str, bound: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the successors in one matter of those of its units that are others now."""
        found = {}
        self._seen.add(number)
        for unit in bound:
            old = self._old.get(fold_name(unit))
            if old is None:
                continue
            new = self._heirs[old]
            if self._to is not None:
                rest, others = self._to
                new = (others.get(number, rest),)
            if new != (unit,):
                found[unit] = new
        return found

    def elsewhere(self) -> tuple[str, ...]:
        """Return the matters that were named for a split and are none of the unit's."""
        return () if self._to is None else tuple(number for number in self._to[1] if number not in self._seen)

    def handed(self, told: Iterable[HandedMatter]) -> dict[str, Mapping[str, tuple[str, ...]]]:
        """Return for each matter its units, by those that they were before, as the directory's history has them."""
        return {
            one.number: self.of(one.number, each_once([unit for names in one.before.values() for unit in names]))
            for one in told
        }


def _reshaped(
    units: Sequence[Unit], contacts: Sequence[Contact], heirs: Mapping[str, tuple[str, ...]], what: str, rest: str
) -> tuple[list[Unit], list[Contact]]:
    """Return the units and persons that there are afterwards."""
    olds = list(heirs)
    new = list(next(iter(heirs.values()), ()))
    if what == "rename":
        return renamed(units, contacts, olds[0], new[0])
    if what == "merge":
        return merged(units, contacts, olds, new[0]) if new else (list(units), list(contacts))
    if what == "split":
        return split(units, contacts, olds[0], new, rest)
    return closed(units, contacts, olds[0])


def _require_changed(core: Core, heirs: Mapping[str, tuple[str, ...]], what: str) -> None:
    """Raise DirectoryError unless a directory that is kept elsewhere says already what units have become."""
    who = core.directory
    if not who.units:
        return
    for old, new in heirs.items():
        lacking = [name for name in new if not who.knows(name)]
        if lacking:
            line = words.Line(
                "the directory is kept elsewhere and does not have {units}: write it there first, then repeat this",
                units=tuple(lacking),
            )
            raise DirectoryError((line,))
        if what != "split" and not same_name(who.canonical(old), new[0]):
            line = words.Line(
                "in the directory, which is kept elsewhere, {old} is not among the other names of {new}: write it "
                "there first, then repeat this",
                old=old,
                new=new[0],
            )
            raise DirectoryError((line,))


def _owing(unit: str, told: Sequence[HandedMatter]) -> words.Line:
    return words.Line(
        "{unit:shown} still has open matters ({count}): {numbers}; hand them over first, with assign or a merger",
        unit=unit,
        count=len(told),
        numbers=tuple(one.number for one in told[:_SEVERAL]),
    )
