"""Reading units.csv and contacts.csv: the rows that can be used, and a message for every one that cannot."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from duban import words
from duban.states import SYSTEM, fold_name, media
from duban.workflow.inputs import LONGEST_NAME
from duban.workflow.people.contacts import Absence, Contact, Level, Unit, address_fields
from duban.workflow.people.csv_rows import brief, read_rows
from duban.workflow.people.wishes import WISH_COLUMNS, read_wishes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from os import PathLike

_UNIT_COLUMNS = {
    "name": "name", "aliases": "aliases", "groups": "groups", "parent": "parent",
    "单位名称": "name", "别名": "aliases", "分组": "groups", "上级": "parent",
}  # fmt: skip
_WHO = {
    "unit": "unit", "name": "name", "level": "level", "单位": "unit", "姓名": "name", "级别": "level",
}  # fmt: skip
_BESIDE = {
    "deputy": "deputy", "absent_until": "absent_until", "absences": "absences", "locale": "locale",
    "代理人": "deputy", "离岗至": "absent_until", "离岗时间": "absences", "语言": "locale",
}  # fmt: skip
_WISHES = {
    **{column: column for column in WISH_COLUMNS},
    "首选方式": "media_first", "换方式时限": "media_after", "随时发送": "media_at_once", "早间发送": "media_morning",
    "工作日历": "calendar",
}  # fmt: skip
_LEVELS = {
    "handler": Level.HANDLER, "经办": Level.HANDLER, "经办人": Level.HANDLER,
    "contact": Level.CONTACT, "联络员": Level.CONTACT,
    "deputy": Level.DEPUTY, "分管负责人": Level.DEPUTY, "分管领导": Level.DEPUTY,
    "head": Level.HEAD, "主要负责人": Level.HEAD, "主要领导": Level.HEAD,
    "leader": Level.LEADER, "领导": Level.LEADER, "负责人": Level.LEADER,
}  # fmt: skip
_SEPARATORS = re.compile(r"[;；、]")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_FROM_TO = re.compile(r"\s*(?:至|到|~|～|—|–|\bto\b)\s*")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def contact_columns() -> dict[str, str]:
    """Return the titles that columns of contacts.csv can have, each with the column's name.

    A medium cannot take over the title of one of the columns that every file has.
    """
    of_media = {head: medium.column for medium in media() for head in medium.columns}
    return {**_WHO, **of_media, **_BESIDE, **_WISHES, **_WHO}


def read_units(path: str | PathLike[str]) -> tuple[list[Unit], list[words.Line]]:
    """Return the units of a file, and one line of text for each problem."""
    problems: list[words.Line] = []
    units = []
    for where, row in read_rows(Path(path), _UNIT_COLUMNS, ("name",), problems):
        if not row["name"]:
            problems.append(words.at(where, words.Line("a unit without a name; fill in name (单位名称)")))
            continue
        aliases, groups = _several(row.get("aliases", "")), _several(row.get("groups", ""))
        problems += (words.at(where, problem) for problem in _unusable((row["name"], *aliases, *groups)))
        units.append(Unit(row["name"], aliases, groups, row.get("parent") or None, where))
    return units, problems


def read_contacts(path: str | PathLike[str]) -> tuple[list[Contact], list[words.Line]]:
    """Return the contacts of a file, and one line of text for each problem; contacts are without their bad values."""
    problems: list[words.Line] = []
    contacts = []
    for where, row in read_rows(Path(path), contact_columns(), ("unit", "name", "level"), problems):
        if not row["unit"] or not row["name"]:
            problems.append(
                words.at(where, words.Line("a contact without unit or name; fill in unit (单位) and name (姓名)"))
            )
            continue
        problems += (words.at(where, problem) for problem in _unusable((row["unit"],)))
        found = _contact(where, row)
        problems += (words.at(where, problem) for problem in found[1])
        contacts.append(found[0])
    return contacts, problems


def _unusable(names: Iterable[str]) -> Iterator[words.Line]:
    """Yield why a name can be neither bound to a role nor act."""
    for name in names:
        if "/" in name or fold_name(name) == SYSTEM:
            yield words.Line(
                "{name} cannot be a unit's name; a name has no / in it, and {system} is the engine's own",
                name=brief(name),
                system=SYSTEM,
            )
        elif len(name) > LONGEST_NAME:
            yield words.Line("the name {name} is longer than {most} characters", name=brief(name), most=LONGEST_NAME)


def _contact(where: str, row: Mapping[str, str]) -> tuple[Contact, list[words.Line]]:
    problems: list[words.Line] = []
    level = _LEVELS.get(row["level"].lower())
    if level is None:
        problems.append(
            words.Line(
                "level {level} is not known; write contact (联络员), handler (经办), deputy (分管负责人), "
                "head (主要负责人) or leader (领导)"
                if row["level"]
                else "there is no level; write contact (联络员), handler (经办), deputy (分管负责人), "
                "head (主要负责人) or leader (领导)",
                level=brief(row["level"]),
            )
        )
    addresses = {}
    for medium in media():
        if written := row.get(medium.column):
            try:
                addresses[medium.column] = medium.address(written)
            except ValueError as error:
                problems.append(
                    words.Line(
                        "{column} {written}: {error}",
                        column=medium.column,
                        written=brief(written),
                        error=words.said_by(error),
                    )
                )
    absent = row.get("absent_until", "")
    absent_until = _day(absent)
    if absent and absent_until is None:
        problems.append(words.Line("absent_until {day} is not a date; write it as 2024-05-31", day=brief(absent)))
    absences = _absences(row.get("absences", ""), problems)
    if len(row["name"]) > LONGEST_NAME:
        problems.append(
            words.Line("the name {name} is longer than {most} characters", name=brief(row["name"]), most=LONGEST_NAME)
        )
    locale = row.get("locale", "") or "zh-CN"
    if not _LOCALE.fullmatch(locale):
        problems.append(words.Line("locale {locale} is not known; write it as zh-CN or en", locale=brief(locale)))
    wishes, bad = read_wishes(row)
    problems += bad
    contact = Contact(
        unit=row["unit"],
        name=row["name"],
        level=level or Level.HANDLER,
        **address_fields(addresses),
        deputy=row.get("deputy") or None,
        absent_until=absent_until,
        absences=absences,
        locale=locale,
        where=where,
        wishes=wishes,
    )
    return contact, problems


def _absences(written: str, problems: list[words.Line]) -> tuple[Absence, ...]:
    """Return the absences of a cell, such as 2026-05-01至2026-05-07；2026-10-08: of one day, or from one to another."""
    found = []
    for each in _several(written):
        days = [_day(day) for day in _FROM_TO.split(each, maxsplit=1)]
        first, last = days[0], days[-1]
        if first is None or last is None or last < first:
            problems.append(
                words.Line(
                    "absence {days} is not from one day to another; write 2026-05-01至2026-05-07", days=brief(each)
                )
            )
        else:
            found.append(Absence(first, last))
    return tuple(found)


def _day(text: str) -> date | None:
    found = _DATE.fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in _SEPARATORS.split(text) if part.strip()))
