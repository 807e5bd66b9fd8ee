"""Reading a list of matters, such as 问题清单: each row is one, its columns are named by title or by id."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.errors import ListError
from duban.ledger.notice.wording import (
    NOTE_HEADS,
    NUMBER_HEADS,
    SINCE_HEADS,
    TITLE_HEADS,
    read_cell,
    read_day,
    read_deadline,
)
from duban.ledger.sheet import read_sheet
from duban.states import FieldType, fold_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from os import PathLike

    from duban.ledger.sheet import SheetRow
    from duban.states import Definition, Field

TITLE, NUMBER, SINCE, NOTE = "title", "external_no", "since", "note"
_HEADS = {TITLE: TITLE_HEADS, NUMBER: NUMBER_HEADS, SINCE: SINCE_HEADS, NOTE: NOTE_HEADS}
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class ListedMatter:
    """One row: what opens an instance, and what was doubtful in reading it; `line` is where the row begins."""

    line: int
    title: str
    units: Mapping[str, tuple[str, ...]]
    data: Mapping[str, Any]
    number: str | None
    since: str | None
    note: str | None
    ongoing: bool
    doubts: tuple[str, ...]
    repeats: int | None = None
    """The line of the row that has the same number and stands before it."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that was read: its name, its rows, the roles that have a column, and doubts about the whole."""

    name: str
    matters: tuple[ListedMatter, ...]
    roles: tuple[str, ...]
    doubts: tuple[str, ...]


def read_listing(path: str | PathLike[str], definition: Definition) -> Listing:
    """Return the matters of a list; its columns are called as the scenario calls its roles and fields, or by their ids.

    Raises ListError if it is no table, or has no column that says what the matters are; OSError if it cannot be opened.
    """
    source, rows = str(path), read_sheet(path)
    if not rows:
        raise ListError(source, words.Line("is empty"))
    head, *body = rows
    meant = _columns(source, head, definition)
    if TITLE not in meant:
        known = (TITLE_HEADS[0], *(role.title for role in definition.roles.values()))
        said = words.Line("has no column of titles; columns are called such as {known:quoted}", known=known)
        raise ListError(source, said, line=head.line)
    doubts = list(_not_taken(head, meant))
    if NUMBER not in meant:
        doubts.append(words.text("no column of numbers: whoever imports the list again opens everything again"))
    matters = [_matter(definition, meant, row) for row in body]
    return Listing(Path(source).stem, tuple(_numbered_once(matters)), _roles(definition, meant), tuple(doubts))


def _columns(source: str, head: SheetRow, definition: Definition) -> dict[str, int]:
    """Return the place of each column that is known; roles and fields go before what any list has."""
    places: dict[str, int] = {}
    for place, title in enumerate(head.cells):
        called = fold_name(re.split(r"[(（]", title)[0])
        if called in places:
            said = words.Line("column {column} stands twice; keep one", column=title[:_LONGEST_SHOWN])
            raise ListError(source, said, line=head.line)
        if called:
            places[called] = place
    meant: dict[str, int] = {}
    kinds = [
        *((name, (role.title, name)) for name, role in definition.roles.items()),
        *((name, (declared.title, name)) for name, declared in definition.fields.items()),
        *((name, (*heads, name)) for name, heads in _HEADS.items()),
    ]
    for name, titles in kinds:
        found = next((places.pop(called) for each in titles if (called := fold_name(each)) in places), None)
        if found is not None and name not in meant:
            meant[name] = found
    return meant


def _roles(definition: Definition, meant: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(name for name in definition.roles if name in meant)


def _not_taken(head: SheetRow, meant: Mapping[str, int]) -> Iterator[str]:
    places = set(meant.values())
    left = [title[:_LONGEST_SHOWN] for place, title in enumerate(head.cells) if title and place not in places]
    if left:
        yield words.text("columns that are no role and no field were left out: {columns:quoted}", columns=left)


def _matter(definition: Definition, meant: Mapping[str, int], row: SheetRow) -> ListedMatter:
    cells = {name: row.cells[place] if place < len(row.cells) else "" for name, place in meant.items()}
    doubts = [] if cells[TITLE] else [words.text("no title")]
    units: dict[str, tuple[str, ...]] = {}
    for name in _roles(definition, meant):
        found = read_cell("", cells[name], "")
        units[name] = tuple(dict.fromkeys((*found.lead, *found.responsible)))
        doubts += found.doubts
    data, ongoing = dict[str, Any](), False
    for name, declared in definition.fields.items():
        if not cells.get(name):
            continue
        if declared.type is FieldType.DATE:
            day = read_deadline([cells[name]], None)
            ongoing = ongoing or day.ongoing
            data[name] = None if day.date is None else day.date.isoformat()
            doubts += _of_field(declared, day.doubts)
        else:
            data[name] = _several(cells[name]) if declared.many else cells[name]
    since = read_day(cells.get(SINCE, ""))
    if cells.get(SINCE) and since is None:
        doubts.append(words.text("“{written}” is no day, and was left out", written=cells[SINCE][:_LONGEST_SHOWN]))
    return ListedMatter(
        line=row.line,
        title=" ".join(cells[TITLE].split()),
        units=units,
        data={name: value for name, value in data.items() if value is not None},
        number=cells.get(NUMBER) or None,
        since=None if since is None else since.isoformat(),
        note=cells.get(NOTE) or None,
        ongoing=ongoing,
        doubts=tuple(doubts),
    )


def _of_field(declared: Field, doubts: Sequence[str]) -> list[str]:
    """Return doubts about a value; those about a private one do not repeat it."""
    if declared.private and doubts:
        return [words.text("“{title}” could not be read, and was left out", title=declared.title)]
    return list(doubts)


def _several(written: str) -> list[str]:
    return [part.strip() for part in re.split(r"[、，,；;\n]", written) if part.strip()]


def _numbered_once(matters: Sequence[ListedMatter]) -> Iterator[ListedMatter]:
    """Yield the matters; one whose number stood before says so, for it is opened once."""
    seen: dict[str, int] = {}
    for each in matters:
        first = each.line if each.number is None else seen.setdefault(each.number, each.line)
        if first == each.line:
            yield each
            continue
        facts = {"number": each.number, "line": first}
        said = words.text("number {number} stands in line {line} already: it is opened once", **facts)
        yield replace(each, doubts=(*each.doubts, said), repeats=first)
