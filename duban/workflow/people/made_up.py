"""The people of an example or a demo: every unit has one of each level, unless the example gives its own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from zlib import crc32

from duban.states import fold_name, media
from duban.workflow.people.contacts import Contact, Level, address_fields
from duban.workflow.people.directory import Directory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


_TITLES = {
    Level.CONTACT: "联络员",
    Level.HANDLER: "经办人",
    Level.DEPUTY: "分管负责人",
    Level.HEAD: "主要负责人",
    Level.LEADER: "负责人",
}


class MadeUpPeople(Directory):
    """A directory with a person of each level for any unit, except for those that `rows` gives contacts.

    A row without a level is a handler; one without an address cannot be reached, as in contacts.csv. `groups` has the
    units of each group.
    """

    __slots__ = ("_fields", "_media")

    def __init__(
        self, rows: Iterable[Mapping[str, Any]] = (), *, groups: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        super().__init__(contacts=[_contact(row) for row in rows])
        # By others they would be told in the words of a mail what a mail tells them already.
        own = [medium for medium in media() if any(key.suffices for key in medium.keys.values())]
        fields = address_fields({medium.column: medium.name for medium in own})
        for group, units in (groups or {}).items():
            self._groups[fold_name(group)] = tuple(map(self.canonical, units))
        self._media, self._fields = tuple(fields.pop("addresses")), tuple(fields)

    def contacts(self, unit: str, level: Level | str) -> tuple[Contact, ...]:
        """Return the contacts that the rows give the unit, or the one made up for it."""
        if self.knows(unit):
            return super().contacts(unit, level)
        name, level = self.canonical(unit), Level(level)
        # The domain is one that never exists; ASCII, because a test server may take no other addresses.
        address = f"unit-{crc32(name.encode()):08x}.{level}@example.invalid"
        # The name contains the unit: the four-eyes rule would take two people of one name for one person.
        fields: dict[str, Any] = dict.fromkeys(self._fields, address)
        addresses = dict.fromkeys(self._media, address)
        return (Contact(name, f"{name}{_TITLES[level]}", level, **fields, addresses=addresses),)


def _contact(row: Mapping[str, Any]) -> Contact:
    given = {name: row[name] for name in ("deputy", "locale") if row.get(name)}
    absent = row.get("absent_until")
    return Contact(
        row["unit"],
        row["name"],
        Level(row.get("level", Level.HANDLER)),
        absent_until=None if absent is None else date.fromisoformat(absent),
        **address_fields(row),
        **given,
    )
