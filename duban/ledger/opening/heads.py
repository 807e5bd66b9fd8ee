"""The head of a list of matters: which row it is, on which sheet, and what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.ledger.errors import ListError
from duban.ledger.excel.heads import called_as, whole_head
from duban.ledger.notice.wording import (
    NOTE_HEADS,
    NUMBER_HEADS,
    SECTION_HEAD,
    SINCE_HEADS,
    TITLE_HEADS,
    Kind,
    label_alone,
)
from duban.states import fold_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from duban.ledger.excel.sheet import NamedSheet, SheetRow
    from duban.states import Definition

TITLE, NUMBER, SINCE, NOTE = "title", "external_no", "since", "note"
_HEADS = {TITLE: TITLE_HEADS, NUMBER: NUMBER_HEADS, SINCE: SINCE_HEADS, NOTE: NOTE_HEADS}
_ALIKE = {Kind.LEAD: "lead", Kind.RESPONSIBLE: "responsible", Kind.DEADLINE: "deadline"}
"""The roles and the field that a heading such as 整改单位 or 办结时间 means, if only one of the columns can."""
_LONGEST_SHOWN = 40
_HIGHEST_HEADS = 10
"""Among so many rows, a head is looked for: titles, numbers of documents and dates can stand above it."""


@dataclass
class Columns:
    """The places of the columns that mean something, by their names; `alike` are those that are called otherwise."""

    places: dict[str, int] = field(default_factory=dict)
    alike: dict[int, str] = field(default_factory=dict)

    def doubts(self, head: SheetRow) -> Iterator[str]:
        """Yield what was not taken as it is called, and what was not taken at all."""
        for place, title in self.alike.items():
            facts = {"column": head.cells[place][:_LONGEST_SHOWN], "title": title}
            yield words.text("column “{column}” was read as {title}", **facts)
        places = set(self.places.values())
        left = [title[:_LONGEST_SHOWN] for place, title in enumerate(head.cells) if title and place not in places]
        if left:
            yield words.text("columns that are no role and no field were left out: {columns:quoted}", columns=left)


class Chosen(NamedTuple):
    """The sheet that is the list, its head, of whose two rows one was made, and the rows below."""

    sheet: NamedSheet
    head: SheetRow
    body: Sequence[SheetRow]


def choose_sheet(
    source: str, there: Sequence[NamedSheet], definition: Definition, named: str | None
) -> tuple[Chosen, list[str]]:
    """Return the sheet that is the list, and the doubt that others were left out.

    Raises ListError if no sheet has the name, if several could be meant, or if it is too large.
    """
    names = [each.name for each in there if each.name is not None]
    if named is not None:
        found = [each for each in there if each.name is not None and fold_name(each.name) == fold_name(named)]
        if not found:
            facts = {"sheet": named, "known": names}
            said = words.Line("has no sheet “{sheet}” with something on it; it has {known:quoted}", **facts)
            raise ListError(source, said if names else words.Line("is CSV, and has no sheets: leave the sheet out"))
        return _chosen(found[0], definition), []
    lists = [each for each in there if _is_list(each.rows, definition)] or [there[0]]
    if len(lists) > 1:
        known = [each.name for each in lists]
        raise ListError(source, words.Line("has several lists; name the sheet: {known:quoted}", known=known))
    (one,) = lists
    left = [name for name in names if name != one.name]
    doubts = [words.text("sheet “{sheet}” was read; not {left:quoted}", sheet=one.name, left=left)] if left else []
    return _chosen(one, definition), doubts


def _chosen(sheet: NamedSheet, definition: Definition) -> Chosen:
    if sheet.problem is not None:
        raise sheet.problem
    head, below = _head(sheet.rows, definition)
    return Chosen(sheet, head, sheet.rows[below:])


def columns_of(source: str, head: SheetRow, definition: Definition) -> Columns:
    """Return what the columns of a head mean; roles and fields go before what any list has.

    Raises ListError if two are called the same.
    """
    places: dict[str, int] = {}
    for place, title in enumerate(head.cells):
        called = called_as(title)
        if called in places:
            said = words.Line("column {column} stands twice; keep one", column=title[:_LONGEST_SHOWN])
            raise ListError(source, said, line=head.line)
        if called:
            places[called] = place
    meant = Columns()
    for name, titles in _known(definition):
        found = next((places.pop(called) for each in titles if (called := fold_name(each)) in places), None)
        if found is not None and name not in meant.places:
            meant.places[name] = found
    _take_alike(places, definition, meant)
    return meant


def _take_alike(left: dict[str, int], definition: Definition, meant: Columns) -> None:
    """Take columns that are called as offices also call a role or a deadline, if it is clear which one is meant."""
    for kind, name in _ALIKE.items():
        declared = definition.roles.get(name) or definition.fields.get(name)
        like = [
            place for called, place in left.items() if label_alone(called) == kind and not SECTION_HEAD.search(called)
        ]
        if declared is not None and name not in meant.places and len(like) == 1:
            meant.places[name] = like[0]
            meant.alike[like[0]] = declared.title


def _is_known(cell: str, known: Collection[str]) -> bool:
    called = called_as(cell)
    return called in known or label_alone(called) in _ALIKE


def _known(definition: Definition) -> list[tuple[str, tuple[str, ...]]]:
    return [
        *((name, (role.title, name)) for name, role in definition.roles.items()),
        *((name, (declared.title, name)) for name, declared in definition.fields.items()),
        *((name, (*heads, name)) for name, heads in _HEADS.items()),
    ]


def _head(rows: Sequence[SheetRow], definition: Definition) -> tuple[SheetRow, int]:
    """Return the head and how many rows end with it: of the first rows, what has most columns that are known.

    Of two that have as many it is the later one, unless that is the first one once more.
    """
    known = {fold_name(title) for _, titles in _known(definition) for title in titles}

    def count(row: SheetRow) -> int:
        called = {called_as(cell) for cell in row.cells}
        return len(called & known) + len({kind for cell in called if (kind := label_alone(cell)) in _ALIKE} - {None})

    places = range(min(len(rows), _HIGHEST_HEADS))
    heads = [whole_head(rows, place, lambda cell: _is_known(cell, known)) for place in places]
    counts = [count(head) for head, _ in heads]
    most = max(counts)
    if not most:
        return rows[0], 1
    best = [place for place in places if counts[place] == most]
    first = {called_as(cell) for cell in heads[best[0]][0].cells if cell}
    again = {called_as(cell) for cell in heads[best[-1]][0].cells if cell}
    return heads[best[0]] if again <= first else heads[best[-1]]


def _is_list(rows: Sequence[SheetRow], definition: Definition) -> bool:
    titles = {fold_name(title) for name, titles in _known(definition) for title in titles if name == TITLE}
    return any(called_as(cell) in titles for cell in _head(rows, definition)[0].cells)
