"""The sheets of a workbook: the ledger, the one for print with merged cells, and the one to fill in."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.excel import KEY_HEADING, PRINT_MARK, key_of
from duban.ledger.export.library import growing_sheet
from duban.ledger.export.lists import Lists
from duban.ledger.export.widths import lines, widths
from duban.ledger.layouts import Lamp, grouped, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duban.ledger.excel import FillColumn
    from duban.ledger.export.looks import Looks
    from duban.ledger.layouts import Cell, Head, Ledger, Row

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LONGEST = 32_700
_HIGHEST = 409
_A3 = 8
_TITLE_HEIGHT, _LINE, _HEAD_LINE, _FEWEST = 36, 15, 17, 1
_SHORT_WORDS = frozenset({"number", "external_no", "state", "public_state", "kind"})
_KEPT_IN_VIEW = 3
_KEY_WIDTH = 30
_MOST_KEPT_WIDTH = 70


def clean(text: str) -> str:
    """Return a text that a cell can hold: without control characters, with line breaks, and not too long."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _height(needed: float) -> float:
    """Return the height of a row of so many lines, which a spreadsheet bounds."""
    return min(_HIGHEST, _LINE * needed + 5)


class LedgerSheet:
    """A ledger on a sheet of its own, to read, filter and print."""

    merges = False

    def __init__(self, book: Any, looks: Looks, ledger: Ledger, name: str) -> None:  # noqa: ANN401 - an extra
        """Begin the sheet."""
        self.book, self.looks, self.ledger = book, looks, ledger
        self.sheet = growing_sheet(book, name)
        self.heads: Sequence[Head] = ledger.heads
        self.widths = widths(ledger)
        self.last_head = 2 + ledger.two_rows
        self.row = self.last_head + 1

    @property
    def last_column(self) -> int:
        """Return the last column that is used."""
        return len(self.heads) - 1

    def write(self) -> None:
        """Write it all."""
        self._write_top()
        self._write_heads()
        self._write_body()
        self._write_foot()
        self._set_up()

    def _write_top(self) -> None:
        sheet, ledger, last = self.sheet, self.ledger, self.last_column
        sheet.set_row(0, _TITLE_HEIGHT)
        self._span(0, 0, last, clean(ledger.title), self.looks.title)
        sheet.set_row(1, 20)
        middle = self._middle()
        self._span(1, 0, middle, clean(ledger.subtitle), self.looks.left)
        if middle < last:
            self._span(1, middle + 1, last, clean(ledger.day), self.looks.right)

    def _middle(self) -> int:
        """Return the column in which the left half of the second line ends."""
        whole, so_far = sum(self.widths), 0
        for place, width in enumerate(self.widths[:-1]):
            so_far += width
            if so_far * 2 >= whole:
                return place
        return max(0, self.last_column - 1)

    def _span(self, row: int, first: int, last: int, text: str, look: Any) -> None:  # noqa: ANN401 - of the library
        if first < last:
            self.sheet.merge_range(row, first, row, last, "", look)
        self.sheet.write_string(row, first, text, look)

    def _write_heads(self) -> None:
        sheet, look = self.sheet, self.looks.head
        top = 2
        if self.ledger.two_rows:
            for group, first, last in grouped(self.ledger.heads):
                self._span(top, first, last, clean(group), look)
        for place, head in enumerate(self.ledger.heads):
            if self.ledger.two_rows and not head.group:
                sheet.merge_range(top, place, self.last_head, place, "", look)
                sheet.write_string(top, place, clean(head.heading), look)
            else:
                sheet.write_string(self.last_head, place, clean(head.heading), look)
        deepest = max(lines(head.heading, width) for head, width in zip(self.ledger.heads, self.widths, strict=False))
        sheet.set_row(self.last_head, _HEAD_LINE * deepest + 8)
        if self.ledger.two_rows:
            sheet.set_row(top, _HEAD_LINE + 8)

    def _write_body(self) -> None:
        writers = [self._writer(head) for head in self.heads]
        for section in self.ledger.sections:
            if section.heading:
                self._write_section(clean(section.heading))
            for row in section.rows:
                self._write_row(row, writers)

    def _write_section(self, heading: str) -> None:
        """Write a heading across the columns without merging, so that the rows below can be put in order."""
        self.sheet.set_row(self.row, _HEAD_LINE + 6)
        self.sheet.write_string(self.row, 0, heading, self.looks.section)
        for place in range(1, self.last_column + 1):
            self.sheet.write_blank(self.row, place, None, self.looks.section_rest)
        self.row += 1

    def _write_row(self, row: Row, writers: Sequence[Callable[[int, int, Any], None]]) -> None:
        place = self.row
        for column, cell in enumerate(row.cells):
            writers[column](place, column, cell)
        self._make_room([row])
        self.row += 1

    def _make_room(self, rows: Sequence[Row]) -> None:
        """Give a row the height that it needs, for spreadsheets that do not reckon it; it grows when it is edited."""
        needed = max(map(lines, (text_of(cell) for cell in rows[0].cells), self.widths))
        self.sheet.set_row(self.row, _height(needed))
        self.sheet.growing.add(self.row + 1)

    def _writer(self, head: Head) -> Callable[[int, int, Any], None]:
        """Return what writes the cells of a column: texts stay texts whatever they begin with."""
        looks, sheet = self.looks, self.sheet
        look = looks.short if head.word in _SHORT_WORDS else looks.text

        def write(row: int, column: int, cell: Cell) -> None:
            if type(cell) is str:
                if cell:
                    sheet.write_string(row, column, clean(cell), look)
                else:
                    sheet.write_blank(row, column, None, look)
            elif isinstance(cell, Lamp):
                sheet.write_string(row, column, f"● {cell.word}", looks.lamps[cell.light])
            elif isinstance(cell, date):
                sheet.write_datetime(row, column, cell, looks.day)
            else:
                sheet.write_number(row, column, cell, looks.number)

        return write

    def _write_foot(self) -> None:
        self.last_row = self.row - 1
        for line in self.ledger.foot:
            self.sheet.set_row(self.row, 22)
            self._span(self.row, 0, self.last_column, clean(line), self.looks.foot)
            self.row += 1

    def _set_up(self) -> None:
        sheet = self.sheet
        for place, width in enumerate(self.widths):
            sheet.set_column(place, place, width)
        kept = self._kept_in_view()
        sheet.freeze_panes(self.last_head + 1, kept)
        if self.last_row > self.last_head and not self.merges:
            sheet.autofilter(self.last_head, 0, self.last_row, self.last_column)
        sheet.repeat_rows(2, self.last_head)
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        sheet.set_footer("&C" + words.text("page {page} of {pages}", page="&P", pages="&N"))
        sheet.print_area(0, 0, max(self.row - 1, self.last_head), self.last_column)

    def _kept_in_view(self) -> int:
        """Return how many columns stay in view: those up to the title, if these leave room for others."""
        there = [place for place, head in enumerate(self.ledger.heads) if head.word == "title"]
        kept = there[0] + 1 if there and there[0] < _KEPT_IN_VIEW else 1
        return kept if sum(self.widths[:kept]) <= _MOST_KEPT_WIDTH else 0


class PrintedSheet(LedgerSheet):
    """A ledger for print alone: what is the same for all units of a matter stands once, in merged cells."""

    merges = True

    def _write_section(self, heading: str) -> None:
        self.sheet.set_row(self.row, _HEAD_LINE + 6)
        self._span(self.row, 0, self.last_column, heading, self.looks.section_whole)
        self.row += 1

    def _write_body(self) -> None:
        writers = [self._writer(head) for head in self.heads]
        for section in self.ledger.sections:
            if section.heading:
                self._write_section(clean(section.heading))
            for rows in _by_matter(section.rows):
                self._write_matter(rows, writers)

    def _write_matter(self, rows: Sequence[Row], writers: Sequence[Callable[[int, int, Any], None]]) -> None:
        first, last = self.row, self.row + len(rows) - 1
        self._make_room(rows)
        for column, head in enumerate(self.heads):
            whole = len(rows) > 1 and not head.of_unit
            if whole:
                self.sheet.merge_range(first, column, last, column, "", self.looks.text)
            for number, row in enumerate(rows[:1] if whole else rows):
                writers[column](first + number, column, row.cells[column])
        self.row = last + 1

    def _make_room(self, rows: Sequence[Row]) -> None:
        """Give the rows of a matter the height that they need: no spreadsheet does so for merged cells."""
        if len(rows) == 1:
            super()._make_room(rows)
            return
        own, together = [_FEWEST] * len(rows), _FEWEST
        for column, (head, width) in enumerate(zip(self.heads, self.widths, strict=False)):
            if head.of_unit:
                for number, row in enumerate(rows):
                    own[number] = max(own[number], lines(text_of(row.cells[column]), width))
            else:
                together = max(together, lines(text_of(rows[0].cells[column]), width))
        more = max(0, together - sum(own)) / len(rows)
        for number, needed in enumerate(own):
            self.sheet.set_row(self.row + number, _height(needed + more))

    def _write_foot(self) -> None:
        super()._write_foot()
        said = words.text("for print alone: this sheet is not read back {mark}", mark=PRINT_MARK)
        self._span(self.row, 0, self.last_column, said, self.looks.foot)
        self.row += 1


def _by_matter(rows: Sequence[Row]) -> list[list[Row]]:
    found: list[list[Row]] = []
    for row in rows:
        if row.first or not found:
            found.append([])
        found[-1].append(row)
    return found


class FilledInSheet(LedgerSheet):
    """A ledger to fill in: a row for each matter and unit, nothing merged below the head, its key in the last column.

    The sheet is protected without a password; what may be filled in is not locked.
    """

    @property
    def last_column(self) -> int:
        """Return the column of the keys."""
        return len(self.heads)

    def _write_heads(self) -> None:
        super()._write_heads()
        place = self.last_column
        if self.ledger.two_rows:
            self.sheet.merge_range(2, place, self.last_head, place, "", self.looks.head)
        self.sheet.write_string(2, place, KEY_HEADING, self.looks.head)

    def _write_section(self, heading: str) -> None:
        """Leave headings out: rows stay in one block, which can be filtered and put in order."""

    def _write_row(self, row: Row, writers: Sequence[Callable[[int, int, Any], None]]) -> None:
        place = self.row
        for column, (head, cell) in enumerate(zip(self.heads, row.cells, strict=True)):
            if head.fill is None:
                writers[column](place, column, cell)
            elif head.fill.id in row.fills:
                self._write_free(place, column, head.fill, row.fills[head.fill.id])
            else:
                self.sheet.write_blank(place, column, None, self.looks.closed)
        self.sheet.write_string(place, self.last_column, key_of(row.number, row.unit), self.looks.key)
        self._make_room([row])
        self.row += 1

    def _writer(self, head: Head) -> Callable[[int, int, Any], None]:
        if head.word != "blank":
            return super()._writer(head)
        return lambda row, column, _: self.sheet.write_blank(row, column, None, self.looks.free_blank)

    def _write_free(self, row: int, column: int, fill: FillColumn, value: str) -> None:
        """Write a cell that may be filled in: a day as a day, a number as a number, texts as texts."""
        looks = self.looks
        look = {"date": looks.free_day, "number": looks.free_number, "string": looks.free_short}.get(fill.type)
        look = look or looks.free_text
        if not value:
            self.sheet.write_blank(row, column, None, look)
        elif fill.type == "date" and not fill.many:
            self.sheet.write_datetime(row, column, date.fromisoformat(value), look)
        elif fill.type == "number" and not fill.many:
            self.sheet.write_number(row, column, float(value), look)
        else:
            self.sheet.write_string(row, column, clean(value), look)

    def _set_up(self) -> None:
        super()._set_up()
        sheet = self.sheet
        sheet.set_column(self.last_column, self.last_column, _KEY_WIDTH)
        allowed = ("format_columns", "format_rows", "sort", "autofilter", "select_locked_cells")
        sheet.protect("", dict.fromkeys(allowed, True))
        lists = Lists(self.book)
        for place, head in enumerate(self.heads):
            if head.fill is not None and self.last_row > self.last_head:
                rule = lists.rule(head.fill)
                if rule is not None:
                    sheet.data_validation(self.last_head + 1, place, self.last_row, place, rule)
