"""The entries of a directory: units and contacts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from duban.states import Level as Level  # noqa: PLC0414 - the room hands it on
from duban.states import fold_name, media

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation that fills roles; `where` is the file and line that declares it."""

    name: str
    aliases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    parent: str | None = None
    where: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person in a unit; up to and including `absent_until` they are absent, and messages go to `deputy`.

    `deputy` is a name, looked up in the unit first and then everywhere, or `unit/name`. `addresses` holds the addresses
    for media other than mail and SMS, by the medium's name.
    """

    unit: str
    name: str
    level: Level
    email: str | None = None
    mobile: str | None = None
    deputy: str | None = None
    absent_until: date | None = None
    locale: str = "zh-CN"
    addresses: Mapping[str, str] = field(default_factory=dict, hash=False)
    where: str = field(default="", compare=False, repr=False)

    @property
    def addressed(self) -> bool:
        """Return whether the person has any address at all."""
        return bool(self.email or self.mobile or self.addresses)

    def reachable(self, on: date) -> bool:
        """Return whether the person is present on that day and has an address."""
        return self.addressed and (self.absent_until is None or self.absent_until < on)


def address_fields(columns: Mapping[str, str]) -> dict[str, Any]:
    """Return the addresses in a row of contacts, which has them in the media's columns, as arguments of `Contact`."""
    fields, addresses = dict[str, Any](), dict[str, str]()
    for medium in media():
        address = columns.get(medium.column)
        if address and medium.contact_field is not None:
            fields[medium.contact_field] = address
        elif address:
            addresses[medium.name] = address
    return {**fields, "addresses": addresses}


_GROUP_ENDINGS = tuple(
    adjective + noun
    for adjective in ("有关", "相关", "其他", "其它", "成员", "的")
    for noun in ("单位", "部门", "机构")
)


def looks_like_group(name: str) -> bool:
    """Return whether a name seems to mean several units, such as 各区, 市直各相关单位 or 与问卷有关的单位."""
    return "各" in name or fold_name(name).endswith(_GROUP_ENDINGS)
