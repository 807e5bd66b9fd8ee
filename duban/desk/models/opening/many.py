"""问题清单: what was read of a list, row by row with what is doubtful, and what opening it would come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.opening.one import Sending, day_words, sending_of
from duban.desk.models.opening.plan import concern_words
from duban.desk.models.reach import of_own_units
from duban.ledger import listed_again, try_list
from duban.states import FieldType

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import tzinfo

    from duban.desk.who import Viewer
    from duban.ledger import ImportedRow, ListedMatter, Listing
    from duban.states import Definition
    from duban.workflow import Engine

SHORT_FROM = 60
"""Lists with more rows are long."""

_OWN = ("title", "external_no", "since", "note")
"""What a list says beside roles and fields; the first two stand before these."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row that can be corrected; `said` is what was understood of a day."""

    name: str
    title: str
    value: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row as it was read: its cells, what is odd about it, and why it cannot be opened as it stands."""

    line: int
    cells: tuple[Cell, ...]
    doubts: tuple[str, ...]
    problems: tuple[str, ...] = ()
    instance: str | None = None
    changed: bool = False
    left_out: bool = False
    unsure: bool = False
    short: bool = False
    """Whether it is shown in one line: of a long list, most rows that are sure."""

    @property
    def line_words(self) -> str:
        """Return the row in one line."""
        return words.joined(cell.value for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ListView:
    """The whole page of a list: its rows, those to be looked at first, and what opening it would come to."""

    rows: tuple[ListRow, ...]
    doubts: tuple[str, ...]
    sending: Sending
    new: int
    standing: int
    impossible: int
    long: bool = False

    @property
    def unsure(self) -> int:
        """Return how many rows somebody should look at."""
        return sum(bool(row.doubts or row.problems) and not row.left_out for row in self.rows)


@dataclass(frozen=True, slots=True)
class ListAsked:
    """What is asked of a list: its workflow, where it comes from, whether quietly, and from when clocks run."""

    scenario: str
    source: str
    quiet: bool = False
    since: date | None = None


def columns_of(definition: Definition, listing: Listing) -> list[tuple[str, str]]:
    """Return the columns that can be corrected, with their titles: those that the list has, and roles that need one."""
    there = {name for matter in listing.matters for name, cell in matter.cells.items() if cell}
    roles = [
        (role.name, role.title)
        for role in definition.roles.values()
        if role.name in listing.roles or (role.required and role.name != definition.opens_by)
    ]
    fields = [(each.name, each.title) for each in definition.fields.values() if each.name in there]
    titles = (
        words.text("title of the matter"),
        words.text("its number there"),
        words.text("under way since"),
        words.text("remark"),
    )
    own = [(name, title) for name, title in zip(_OWN, titles, strict=True) if name in there or name == _OWN[0]]
    head = [pair for pair in own if pair[0] in _OWN[:2]]
    return [*head, *roles, *fields, *(pair for pair in own if pair not in head)]


def list_view(
    engine: Engine,
    viewer: Viewer,
    listing: Listing,
    asked: ListAsked,
    *,
    zone: tzinfo,
    cells: Mapping[int, Mapping[str, str]],
    without: Collection[int] = (),
    whole: bool = False,
) -> ListView:
    """Return the page of a list that was read, with its rows as they were corrected since.

    Of a long list, rows of which nothing is doubtful and nothing was corrected are shown short, unless `whole` is set.
    """
    definition = engine.definition(asked.scenario)
    now = listed_again(listing, definition, cells, without=without)
    tried = try_list(engine, now, by=viewer.by, scenario=asked.scenario, source=asked.source, since=asked.since)
    first = {matter.line: matter for matter in listed_again(listing, definition, {}).matters}
    found = {row.line: row for row in tried.rows}
    columns, today = columns_of(definition, listing), engine.today()
    reached = of_own_units(engine, viewer, [row.instance for row in tried.rows if row.instance is not None])
    rows = []
    for matter in listing.matters:
        typed = {**matter.cells, **cells.get(matter.line, {})}
        row = found.get(matter.line)
        shown = tuple(
            Cell(name, title, typed.get(name, ""), _said(definition, name, row, today)) for name, title in columns
        )
        made = _row(first[matter.line], row, shown, reached)
        rows.append(replace(made, problems=tuple(_by_titles(definition, text) for text in made.problems)))
    messages = [each for row in tried.rows for each in row.messages]
    rows.sort(key=lambda row: (not row.problems, not row.unsure, row.line))
    long = len(rows) > SHORT_FROM
    if long and not whole:
        rows = [replace(row, short=not (row.problems or row.unsure or row.changed or row.left_out)) for row in rows]
    return ListView(
        rows=tuple(rows),
        doubts=tried.doubts,
        sending=sending_of(messages, zone, today, quiet=asked.quiet),
        new=tried.new,
        standing=tried.standing,
        impossible=len(tried.impossible),
        long=long,
    )


def _row(first: ListedMatter, row: ImportedRow | None, cells: tuple[Cell, ...], reached: Collection[str]) -> ListRow:
    """Return a row as it is now; one that is left out has no `row`."""
    if row is None:
        return ListRow(first.line, cells, first.doubts, left_out=True, unsure=bool(first.doubts))
    doubts, instance = (*row.doubts, *map(concern_words, row.concerns)), row.instance
    if instance is not None and instance not in reached:
        said = words.text("a matter with this number was opened before, and is with other units; nothing was opened")
        doubts, instance = (*row.matter.doubts, said), None
    return ListRow(
        line=row.line,
        cells=cells,
        doubts=tuple(dict.fromkeys(doubts)),
        problems=row.problems,
        instance=instance,
        changed=any(cell.strip() != first.cells.get(name, "") for name, cell in row.matter.cells.items()),
        unsure=bool(first.doubts or doubts),
    )


def _by_titles(definition: Definition, text: str) -> str:
    """Return why a row is refused with fields called as the page calls them: the engine names them by their ids."""
    for declared in definition.fields.values():
        text = text.replace(f"“{declared.name}”", f"“{declared.title}”")
    return text


def _said(definition: Definition, name: str, row: ImportedRow | None, today: date) -> str:
    """Return the day that was understood of a cell; nothing of one that holds none."""
    declared = definition.fields.get(name)
    if row is None or declared is None or declared.type is not FieldType.DATE:
        return ""
    day = row.matter.data.get(name)
    if isinstance(day, str):
        return day_words(date.fromisoformat(day), today)
    return words.text("it goes on without a due day") if row.matter.ongoing else ""
