"""The entries of a directory: units and contacts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from duban.states import Jsonable, fold_name, freeze, hold_several, media
from duban.states import Level as Level  # noqa: PLC0414 - the room hands it on
from duban.workflow.people.wishes import NO_WISHES, Wishes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


_COMMON = re.compile(r"^[省市区县州](?=.{2})|(?:委员会|办公室|中心|[局委办厅院会部])$")
_RANKS = re.compile(r"(?:同志|主任|书记|秘书长|副?[局科处区县市]长)$")


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation that fills roles; `where` is the file and line that declares it."""

    name: str
    aliases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    parent: str | None = None
    where: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        """Raise InvalidData if a text stands where several are meant."""
        hold_several(self, "aliases", "groups")


@dataclass(frozen=True, slots=True)
class Absence(Jsonable):
    """A time for which somebody is away: its first and its last day."""

    first: date
    last: date

    def __str__(self) -> str:
        """Return it as files have it: 2026-05-01至2026-05-07."""
        return f"{self.first}至{self.last}"


@dataclass(frozen=True, slots=True)
class Contact:
    """A person in a unit; while they are absent messages go to `deputy`.

    They are absent up to and including `absent_until`, and in each of `absences`.

    `deputy` is a name, looked up in the unit first and then everywhere, or `unit/name`. `addresses` holds the addresses
    for media other than mail and SMS, by the medium's name. `wishes` says how they wish to be reached.
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
    absences: tuple[Absence, ...] = ()
    wishes: Wishes = NO_WISHES

    def __post_init__(self) -> None:
        """Let nobody change the addresses; raise InvalidData if absences are no list, ValueError for no level."""
        object.__setattr__(self, "level", Level(self.level))
        object.__setattr__(self, "addresses", freeze(self.addresses))
        hold_several(self, "absences")

    @property
    def addressed(self) -> bool:
        """Return whether the person has any address at all."""
        return bool(self.email or self.mobile or self.addresses)

    def reachable(self, on: date) -> bool:
        """Return whether the person is present on that day and has an address."""
        return self.addressed and self.back_after(on) is None

    def back_after(self, on: date) -> date | None:
        """Return the last day of the absence that this day falls into, or None if the person is there."""
        ends = [each.last for each in self.absences if each.first <= on <= each.last]
        if self.absent_until is not None and self.absent_until >= on:
            ends.append(self.absent_until)
        return max(ends, default=None)


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


def core_of(name: str) -> str:
    """Return what tells a body's name from others, without what most of them have in common: 住建 of 市住建局."""
    folded = fold_name(name)
    return _COMMON.sub("", _COMMON.sub("", folded)) or folded


def without_rank(name: str) -> str:
    """Return a person's name without what is said behind it: 张三 of 张三同志."""
    return _RANKS.sub("", name)
