"""Leaving out: the directory of the rows that can be used, where others cannot, with a line for each of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.workflow.errors import DirectoryError
from duban.workflow.people.directory import Directory, declared_by
from duban.workflow.people.directory_checks import rows_at_odds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duban.workflow.people.contacts import Contact, Unit


def usable(
    units: Sequence[Unit] | None, contacts: Sequence[Contact], problems: Iterable[words.Line] = ()
) -> tuple[Directory, tuple[words.Line, ...]]:
    """Return the directory of the rows without a problem, and a line for each problem.

    `problems` are those found while reading: the rows that they name are left out as well. What only follows from a row
    that is left out, such as a person of a unit that is, is not told.
    """
    told = list(problems)
    bad = {str(line.facts["where"]) for line in told if "where" in line.facts}
    found = rows_at_odds(declared_by(contacts) if units is None else units, contacts)
    told += (words.at(where, problem) for where, problem in found)
    bad.update(where for where, _ in found)
    while True:
        units = None if units is None else [unit for unit in units if unit.where not in bad]
        contacts = [contact for contact in contacts if contact.where not in bad]
        found = rows_at_odds(declared_by(contacts) if units is None else units, contacts)
        if not found:
            return Directory(units, contacts), tuple(told)
        before = len(bad)
        bad.update(where for where, _ in found)
        if len(bad) == before:  # rows that programs made stand nowhere
            raise DirectoryError(tuple(words.at(where, problem) if where else problem for where, problem in found))
