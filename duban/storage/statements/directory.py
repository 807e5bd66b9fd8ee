"""The directory in tables: units, persons, and the chained record of their changes."""

from __future__ import annotations

import json
import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from sqlalchemy import bindparam, delete, exists, insert, or_, select

from duban.storage.chain import canonical_json, change_hash, salted
from duban.storage.directory_tables import DirectoryRow, PersonRow, UnitRow
from duban.storage.statements.instances import CALENDARS, DIRECTORY, MARKED, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.engine import Connection

_unit, _person, _change = table_of(UnitRow), table_of(PersonRow), table_of(DirectoryRow)

PersonKey = tuple[str, str, str]
"""Unit, name and level."""


class UnitRecord(Struct, frozen=True):
    """One row of `duban_unit`."""

    name: str
    place: int
    aliases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    parent: str | None = None

    def facts(self) -> list[Any]:
        """Return what the record of changes has of it."""
        return [self.place, list(self.aliases), list(self.groups), self.parent]


class PersonRecord(Struct, frozen=True):
    """One row of `duban_person`; `salt` is made anew where none is given."""

    unit: str
    name: str
    level: str
    place: int
    email: str | None = None
    mobile: str | None = None
    addresses: dict[str, str] = field(default_factory=dict)
    deputy: str | None = None
    absent_until: date | None = None
    locale: str = "zh-CN"
    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    absences: tuple[tuple[date, date], ...] = ()
    wishes: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> PersonKey:
        """Return what a row is found by."""
        return self.unit, self.name, self.level

    def facts(self) -> list[Any]:
        """Return what the record of changes has of it: the addresses only as a salted hash."""
        absent = None if self.absent_until is None else self.absent_until.isoformat()
        hidden = salted(self.salt, [self.email, self.mobile, self.addresses])
        told = [self.place, hidden, self.deputy, absent, self.locale]
        if self.absences or self.wishes:
            told.append(_days(self.absences))
        return [*told, self.wishes] if self.wishes else told


def _days(absences: tuple[tuple[date, date], ...]) -> list[list[str]]:
    return [[first.isoformat(), last.isoformat()] for first, last in absences]


class Change(Struct, frozen=True):
    """One change of the directory, as it is recorded."""

    seq: int
    at: datetime
    by: str
    what: str
    note: str | None
    changes: str
    hash: str


_units = select(*(_unit.c[name] for name in UnitRecord.__struct_fields__)).order_by(_unit.c.place, _unit.c.name)
_people = select(*(_person.c[name] for name in PersonRecord.__struct_fields__)).order_by(
    _person.c.place, _person.c.unit, _person.c.name, _person.c.level
)
_changes = select(*(_change.c[name] for name in Change.__struct_fields__)).order_by(_change.c.seq)
_last = select(_change.c.seq, _change.c.hash).order_by(_change.c.seq.desc()).limit(1)
_stamps = select(CALENDARS, DIRECTORY)
_filled = select(or_(exists(select(_unit.c.name)), exists(select(_person.c.name))))
_drop_unit = delete(_unit).where(_unit.c.name == bindparam("n"))
_drop_person = delete(_person).where(
    _person.c.unit == bindparam("u"), _person.c.name == bindparam("n"), _person.c.level == bindparam("l")
)


def read_stamps(connection: Connection) -> tuple[int | None, int | None]:
    """Return two numbers: one grows with each import of a calendar, one with each change of who can be reached."""
    found = connection.execute(_stamps).one()
    return found[0], found[1]


def parted(stamp: int | None) -> tuple[int | None, int]:
    """Return the number of the directory's last change, None if there was none, and that of the last mark."""
    marked, changed = divmod(stamp or 0, MARKED)
    return changed or None, marked


def is_filled(connection: Connection) -> bool:
    """Return whether there is a unit or a person."""
    return bool(connection.execute(_filled).scalar())


def read_units(connection: Connection) -> list[UnitRecord]:
    """Return the units in the office's order."""
    return [
        UnitRecord(name, place, tuple(json.loads(aliases)), tuple(json.loads(groups)), parent)
        for name, place, aliases, groups, parent in connection.execute(_units)
    ]


def read_people(connection: Connection) -> list[PersonRecord]:
    """Return the persons in the office's order."""
    found = []
    for row in connection.execute(_people):
        columns = row._asdict()
        columns["addresses"] = json.loads(columns["addresses"])
        columns["wishes"] = json.loads(columns["wishes"])
        days = json.loads(columns["absences"])
        columns["absences"] = tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in days)
        found.append(PersonRecord(**columns))
    return found


def last_change(connection: Connection) -> Change | None:
    """Return the last change; None if there was none."""
    row = connection.execute(_changes.order_by(None).order_by(_change.c.seq.desc()).limit(1)).one_or_none()
    return None if row is None else Change(*row)


def read_changes(connection: Connection) -> Iterator[Change]:
    """Yield every change, oldest first."""
    for row in connection.execute(_changes):
        yield Change(*row)


def lock(connection: Connection) -> None:
    """Keep others from changing the directory until the transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"LOCK TABLE {_change.name} IN EXCLUSIVE MODE")


def keep(
    connection: Connection,
    units: Mapping[str, UnitRecord | None],
    people: Mapping[PersonKey, PersonRecord | None],
    *,
    at: datetime,
    by: str,
    what: str,
    note: str | None,
    handed: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> int:
    """Store rows in place of those before, None for those that go; record the change, and return its seq.

    `handed` has for each matter that was handed over the units by those they were before.
    """
    if units:
        connection.execute(_drop_unit, [{"n": name} for name in units])
        if there := [_unit_row(record) for record in units.values() if record is not None]:
            connection.execute(insert(_unit), there)
    if people:
        connection.execute(_drop_person, [{"u": unit, "n": name, "l": level} for unit, name, level in people])
        if present := [_person_row(record) for record in people.values() if record is not None]:
            connection.execute(insert(_person), present)
    said = {
        "units": {name: None if record is None else record.facts() for name, record in units.items()},
        "people": [[*key, None if record is None else record.facts()] for key, record in people.items()],
        "handed": {number: {old: list(new) for old, new in names.items()} for number, names in handed.items()},
    }
    last = connection.execute(_last).one_or_none()
    seq, previous = (1, "") if last is None else (last[0] + 1, last[1])
    text = canonical_json({name: value for name, value in said.items() if value})
    digest = change_hash(previous, seq, at, by, what, note, text)
    row = {"seq": seq, "at": at, "by": by, "what": what, "note": note, "changes": text, "hash": digest}
    connection.execute(insert(_change), row)
    return seq


def _unit_row(record: UnitRecord) -> dict[str, Any]:
    aliases, groups = canonical_json(list(record.aliases)), canonical_json(list(record.groups))
    return {
        "name": record.name,
        "place": record.place,
        "aliases": aliases,
        "groups": groups,
        "parent": record.parent,
    }


def _person_row(record: PersonRecord) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in PersonRecord.__struct_fields__}
    return {
        **row,
        "addresses": canonical_json(record.addresses),
        "absences": canonical_json(_days(record.absences)),
        "wishes": canonical_json(record.wishes),
    }
