"""Made-up people for a notice that comes without a directory: each unit has a handler and a leader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.workflow import Contact, Directory, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duban.ledger.notice import Notice
    from duban.states import Definition

# Thirty-one surnames and twenty-nine given names meet once each: no two of some nine hundred people share a name, as
# four eyes would take them for one person.
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_GIVEN = "安博昌德恩方刚海嘉凯朗明宁平清荣胜泰文晓毅勇远泽正志忠庄卓"


def make_up_directory(notice: Notice, definition: Definition) -> Directory:
    """Return a directory of all units that the notice names or the scenario's roles default to.

    Groups such as 各区, whose members nobody declares, stay as they are and act as units.
    """
    contacts: list[Contact] = []
    for number, unit in enumerate(_units(notice, definition), start=1):
        for level in (Level.HANDLER, Level.LEADER):
            email = f"unit{number}.{level}@demo.example"
            contacts.append(Contact(unit, _name(len(contacts)), level, email=email))
    return Directory(contacts=contacts)


def _name(number: int) -> str:
    lap, place = divmod(number, len(_SURNAMES))
    return _SURNAMES[place] + _GIVEN[(lap + number) % len(_GIVEN)]


def _units(notice: Notice, definition: Definition) -> Iterable[str]:
    def named() -> Iterator[str]:
        for role in definition.roles.values():
            yield from role.default
        for item in notice.items:
            yield from item.lead_units
            yield from item.responsible_units

    blank = Directory.empty()
    return dict.fromkeys(unit for name in named() for unit in blank.expand([name]).units)
