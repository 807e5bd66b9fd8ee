"""Reading a list of matters, such as 问题清单: each row is one, its columns are named by title or by id."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.errors import ListError
from duban.ledger.excel.heads import body_rows, is_sum, listed_lines
from duban.ledger.excel.reading import day_in_cell
from duban.ledger.excel.sheet import check_cells, read_sheets, sheets_in
from duban.ledger.notice.wording import TITLE_HEADS, read_cell, read_deadline
from duban.ledger.opening.heads import NOTE, NUMBER, SINCE, TITLE, choose_sheet, columns_of
from duban.states import FieldType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from os import PathLike

    from duban.ledger.excel.sheet import NamedSheet, SheetRow
    from duban.states import Definition, Field

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
    cells: Mapping[str, str] = field(default_factory=dict)
    """The row as it is written, by what its columns mean: `title`, `external_no`, a role, a field."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that was read: its name, its rows, the roles that have a column, and doubts about the whole."""

    name: str
    matters: tuple[ListedMatter, ...]
    roles: tuple[str, ...]
    doubts: tuple[str, ...]
    sheet: str | None = None
    """The sheet of the workbook; None for a CSV file."""


def read_listing(path: str | PathLike[str], definition: Definition, *, sheet: str | None = None) -> Listing:
    """Return the matters of a list; its columns are called as the scenario calls its roles and fields, or by their ids.

    The head is the row that has most of them; what stands above it is passed over. Of a workbook, the sheet is read
    that has such a head, or the one that is named. Raises ListError if it is no table, if several sheets could be
    meant, if no column says what the matters are, or if a cell cannot be read of a column that means something; OSError
    if the file cannot be opened.
    """
    return _listing(str(path), read_sheets(path), definition, sheet)


def listing_of(data: bytes, definition: Definition, *, source: str, sheet: str | None = None) -> Listing:
    """Return the matters of a list whose file was read; `source` names it. Raises ListError as `read_listing` does."""
    return _listing(source, sheets_in(data, source=source), definition, sheet)


def listed_again(
    listing: Listing,
    definition: Definition,
    cells: Mapping[int, Mapping[str, str]],
    *,
    without: Collection[int] = (),
) -> Listing:
    """Return a list with its rows read again, with other cells in those whose lines are named, and some left out."""
    kept = [matter for matter in listing.matters if matter.line not in without]
    read = [_matter(definition, {**matter.cells, **cells.get(matter.line, {})}, matter.line) for matter in kept]
    return replace(listing, matters=tuple(_numbered_once(read)))


def _listing(source: str, there: list[NamedSheet], definition: Definition, sheet: str | None) -> Listing:
    if not there:
        raise ListError(source, words.Line("is empty"))
    chosen, doubts = choose_sheet(source, there, definition, sheet)
    head, body = chosen.head, chosen.body
    check_cells(source, [head])
    meant = columns_of(source, head, definition)
    check_cells(source, body, set(meant.places.values()))
    doubts += meant.doubts(head)
    if TITLE not in meant.places:
        known = (TITLE_HEADS[0], *(role.title for role in definition.roles.values()))
        said = words.Line("has no column of titles; columns are called such as {known:quoted}", known=known)
        raise ListError(source, said, line=head.line)
    if NUMBER not in meant.places:
        doubts.append(words.text("no column of numbers: whoever imports the list again opens everything again"))
    rows, aside = _without_asides(definition, meant.places, body_rows(chosen.sheet, head, body))
    if hidden := [row.line for row in rows if row.line in chosen.sheet.hidden]:
        doubts.append(
            words.text("rows that are hidden or filtered out were read as well: {lines}", lines=listed_lines(hidden))
        )
    doubts += [
        words.text("row {line} “{text}” has no title, no unit and no date: it was left out", line=row.line, text=text)
        for row, text in aside
    ]
    matters = [
        _with_formulas(
            _matter(definition, _cells(meant.places, row), row.line, epoch_1904=chosen.sheet.epoch_1904),
            head,
            meant.places,
            chosen.sheet,
        )
        for row in rows
    ]
    return Listing(
        Path(source).stem,
        tuple(_numbered_once(matters)),
        _roles(definition, meant.places),
        tuple(doubts),
        chosen.sheet.name,
    )


def _with_formulas(matter: ListedMatter, head: SheetRow, places: Mapping[str, int], sheet: NamedSheet) -> ListedMatter:
    """Return a row with a doubt for each of its cells that is computed."""
    computed = sheet.formulas.get(matter.line, frozenset()) & set(places.values())
    if not computed:
        return matter
    titles = [head.cells[place][:_LONGEST_SHOWN] for place in sorted(computed)]
    said = words.text("{columns:quoted}: a formula; the value with which the file was saved was taken", columns=titles)
    return replace(matter, doubts=(*matter.doubts, said))


def _without_asides(
    definition: Definition, places: Mapping[str, int], body: Iterable[SheetRow]
) -> tuple[list[SheetRow], list[tuple[SheetRow, str]]]:
    """Return the rows that are matters, and those that are not, such as 合计 under a table, with their text."""
    telling = [
        place for name, place in places.items() if name == TITLE or name in (*definition.roles, *definition.fields)
    ]
    rows: list[SheetRow] = []
    aside: list[tuple[SheetRow, str]] = []
    for row in body:
        if not is_sum(row) and any(row.cells[place] for place in telling if place < len(row.cells)):
            rows.append(row)
        else:
            aside.append((row, next(cell for cell in row.cells if cell)[:_LONGEST_SHOWN]))
    return rows, aside


def _roles(definition: Definition, meant: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(name for name in definition.roles if name in meant)


def _cells(meant: Mapping[str, int], row: SheetRow) -> dict[str, str]:
    return {name: row.cells[place] if place < len(row.cells) else "" for name, place in meant.items()}


def _matter(definition: Definition, cells: Mapping[str, str], line: int, *, epoch_1904: bool = False) -> ListedMatter:
    doubts = [] if cells[TITLE] else [words.text("no title")]
    units: dict[str, tuple[str, ...]] = {}
    for name in _roles(definition, cells):
        found = read_cell("", cells[name], "")
        units[name] = tuple(dict.fromkeys((*found.lead, *found.responsible)))
        doubts += found.doubts
    data, ongoing = dict[str, Any](), False
    for name, declared in definition.fields.items():
        if not cells.get(name):
            continue
        if declared.type is FieldType.DATE:
            counted = day_in_cell(cells[name], epoch_1904=epoch_1904)
            day = read_deadline([str(counted.day or cells[name])], None)
            if counted.day and counted.guessed:
                facts = {"written": cells[name], "day": counted.day}
                doubts.append(words.text("“{written}” was read as the day {day}", **facts))
            ongoing = ongoing or day.ongoing
            data[name] = None if day.date is None else day.date.isoformat()
            doubts += _of_field(declared, day.doubts)
        else:
            data[name] = _several(cells[name]) if declared.many else cells[name]
    since = day_in_cell(cells.get(SINCE, ""), epoch_1904=epoch_1904).day
    if cells.get(SINCE) and since is None:
        doubts.append(words.text("“{written}” is no day, and was left out", written=cells[SINCE][:_LONGEST_SHOWN]))
    return ListedMatter(
        line=line,
        title=" ".join(cells[TITLE].split()),
        units=units,
        data={name: value for name, value in data.items() if value is not None},
        number=cells.get(NUMBER) or None,
        since=None if since is None else since.isoformat(),
        note=cells.get(NOTE) or None,
        ongoing=ongoing,
        doubts=tuple(doubts),
        cells=dict(cells),
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
