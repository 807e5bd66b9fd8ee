"""The people a directory knows: units, contacts, and when two written names mean the same body."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from duban.states import media

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Level(StrEnum):
    """The two kinds of contact in a unit: who does the work, and who answers for it."""

    HANDLER = "handler"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Unit:
    """A body that fills roles; `where` is the file and line that declared it."""

    name: str
    aliases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    parent: str | None = None
    where: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person in a unit; absent up to and including `absent_until`, when messages go to `deputy`.

    `deputy` is a name, looked for in the unit first and then everywhere, or `unit/name`. `addresses` holds those of
    other media than mail and SMS, by the medium's name.
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
        """Return whether the person is there on that day and has an address."""
        return self.addressed and (self.absent_until is None or self.absent_until < on)


def address_fields(columns: Mapping[str, str]) -> dict[str, Any]:
    """Return the addresses in a row of contacts, by the columns of the media, as arguments of `Contact`."""
    fields, addresses = dict[str, Any](), dict[str, str]()
    for medium in media():
        address = columns.get(medium.column)
        if address and medium.contact_field is not None:
            fields[medium.contact_field] = address
        elif address:
            addresses[medium.name] = address
    return {**fields, "addresses": addresses}


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Return what two spellings of one name share: blanks and full-width forms make no difference."""
    return "".join(unicodedata.normalize("NFKC", name).split())


_GROUP_ENDINGS = tuple(
    adjective + noun
    for adjective in ("有关", "相关", "其他", "其它", "成员", "的")
    for noun in ("单位", "部门", "机构")
)


def looks_like_group(name: str) -> bool:
    """Return whether a name speaks of several bodies, such as 各区, 市直各相关单位 or 与问卷有关的单位."""
    return "各" in name or fold(name).endswith(_GROUP_ENDINGS)
