"""Reading units.csv and contacts.csv: every row that can be read, and one line for every one that cannot."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from duban.workflow.office_text import decode_office_text
from duban.workflow.people import Contact, Level, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from os import PathLike

_UNIT_COLUMNS = {
    "name": "name", "aliases": "aliases", "groups": "groups", "parent": "parent",
    "单位名称": "name", "别名": "aliases", "分组": "groups", "上级": "parent",
}  # fmt: skip
_CONTACT_COLUMNS = {
    "unit": "unit", "name": "name", "level": "level", "email": "email", "mobile": "mobile", "deputy": "deputy",
    "absent_until": "absent_until", "locale": "locale",
    "单位": "unit", "姓名": "name", "级别": "level", "邮箱": "email", "手机": "mobile", "代理人": "deputy",
    "离岗至": "absent_until", "语言": "locale",
}  # fmt: skip
_LEVELS = {
    "handler": Level.HANDLER, "经办": Level.HANDLER, "经办人": Level.HANDLER,
    "leader": Level.LEADER, "领导": Level.LEADER,
}  # fmt: skip
_SEPARATORS = re.compile(r"[;；、]")
_EMAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}|\+[1-9][0-9]{6,14}")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def read_units(path: str | PathLike[str]) -> tuple[list[Unit], list[str]]:
    """Return the units of a file and its problems."""
    problems: list[str] = []
    units = []
    for where, row in _rows(Path(path), _UNIT_COLUMNS, ("name",), problems):
        if not row["name"]:
            problems.append(f"{where}: a unit without a name; fill in name (单位名称)")
            continue
        aliases, groups = _several(row.get("aliases", "")), _several(row.get("groups", ""))
        units.append(Unit(row["name"], aliases, groups, row.get("parent") or None, where))
    return units, problems


def read_contacts(path: str | PathLike[str]) -> tuple[list[Contact], list[str]]:
    """Return the contacts of a file and its problems; a bad value is left out of its contact."""
    problems: list[str] = []
    contacts = []
    for where, row in _rows(Path(path), _CONTACT_COLUMNS, ("unit", "name", "level"), problems):
        if not row["unit"] or not row["name"]:
            problems.append(f"{where}: a contact without unit or name; fill in unit (单位) and name (姓名)")
            continue
        found = _contact(where, row)
        problems += (f"{where}: {problem}" for problem in found[1])
        contacts.append(found[0])
    return contacts, problems


def _contact(where: str, row: Mapping[str, str]) -> tuple[Contact, list[str]]:
    problems: list[str] = []
    level = _LEVELS.get(row["level"].lower())
    if level is None:
        problems.append(f"level {row['level'] or '(empty)'} is not known; write handler (经办) or leader (领导)")
    email = row.get("email", "")
    if email and not _EMAIL.fullmatch(email):
        problems.append(f"email {email} is not an address; write it as name@host.domain")
    mobile = re.sub(r"[ \-]", "", row.get("mobile", ""))
    if mobile and not _MOBILE.fullmatch(mobile):
        problems.append(f"mobile {row['mobile']} is not a number; write 11 digits, or + and the country code")
    absent = row.get("absent_until", "")
    absent_until = _day(absent)
    if absent and absent_until is None:
        problems.append(f"absent_until {absent} is not a date; write it as 2024-05-31")
    locale = row.get("locale", "") or "zh-CN"
    if not _LOCALE.fullmatch(locale):
        problems.append(f"locale {locale} is not known; write it as zh-CN or en")
    contact = Contact(
        unit=row["unit"],
        name=row["name"],
        level=level or Level.HANDLER,
        email=email or None,
        mobile=mobile or None,
        deputy=row.get("deputy") or None,
        absent_until=absent_until,
        locale=locale,
        where=where,
    )
    return contact, problems


def _day(text: str) -> date | None:
    found = _DATE.fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in _SEPARATORS.split(text) if part.strip()))


def _rows(
    path: Path, columns: Mapping[str, str], needed: tuple[str, ...], problems: list[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each row that is not blank as file and line, and the values under the columns' own names."""
    try:
        text = decode_office_text(path.read_bytes())
    except OSError as error:
        problems.append(f"{path}: cannot be read ({error.strerror}); check the path and its permissions")
        return
    except ValueError as error:
        problems.append(f"{path}: {error}")
        return
    reader = csv.reader(io.StringIO(text), strict=True)
    header: list[str | None] | None = None
    start = 1
    try:
        for cells in reader:
            where, start = f"{path}:{start}", reader.line_num + 1
            values = [cell.strip() for cell in cells]
            if not any(values):
                continue
            if header is None:
                header = _header(where, values, columns, needed, problems)
                if header is None:
                    return
            elif any(values[len(header) :]):
                problems.append(
                    f"{where}: {len(values)} cells under {len(header)} columns; quote a cell that has a comma"
                )
            else:
                filled = values + [""] * (len(header) - len(values))
                yield where, {name: value for name, value in zip(header, filled, strict=False) if name}
    except csv.Error as error:
        problems.append(f"{path}:{start}: not CSV ({error}); check the quotes")


def _header(
    where: str, titles: list[str], columns: Mapping[str, str], needed: tuple[str, ...], problems: list[str]
) -> list[str | None] | None:
    names = [columns.get(re.split(r"[(（]", title)[0].strip().lower()) for title in titles]
    before = len(problems)
    for title, name in zip(titles, names, strict=True):
        if title and name is None and (close := get_close_matches(title.lower(), columns, n=1, cutoff=0.75)):
            problems.append(f"{where}: column {title} is not known; did you mean {close[0]}?")
        elif name is not None and names.count(name) > 1:
            problems.append(f"{where}: column {title} stands twice; keep one")
    problems += (
        f"{where}: column {name} is missing; the columns are {', '.join(dict.fromkeys(columns.values()))}"
        for name in needed
        if name not in names
    )
    return names if len(problems) == before else None
