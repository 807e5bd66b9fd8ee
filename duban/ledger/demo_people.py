"""Made-up people for a notice that comes without a directory: every unit has one who does the work and one who leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.workflow import Contact, Directory, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duban.ledger.notice import Notice
    from duban.states import Definition

_PEOPLE = ((Level.HANDLER, "经办人"), (Level.LEADER, "负责人"))


def make_up_directory(notice: Notice, definition: Definition) -> Directory:
    """Return a directory of all units that the notice names or the scenario's roles default to.

    Groups such as 各区, whose members nobody declares, stay as they are and act as units.
    """
    contacts = [
        Contact(unit, f"{unit}{word}", level, email=f"unit{number}.{level}@demo.example")
        for number, unit in enumerate(_units(notice, definition), start=1)
        for level, word in _PEOPLE
    ]
    return Directory(contacts=contacts)


def _units(notice: Notice, definition: Definition) -> Iterable[str]:
    def named() -> Iterator[str]:
        for role in definition.roles.values():
            yield from role.default
        for item in notice.items:
            yield from item.lead_units
            yield from item.responsible_units

    blank = Directory.empty()
    return dict.fromkeys(unit for name in named() for unit in blank.expand([name]).units)
