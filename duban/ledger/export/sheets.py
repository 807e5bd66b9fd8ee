"""The sheets of a workbook: the ledger, the one for print with merged cells, and the one to fill in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.excel import KEY_HEADING, PRINT_MARK, key_of
from duban.ledger.export.cells_xml import any_xml, blank_xml, clean, day_xml, number_xml, text_xml
from duban.ledger.export.library import a_sheet, column_name, index_of
from duban.ledger.export.lists import Lists
from duban.ledger.export.widths import lines, lines_of, widths
from duban.ledger.layouts import grouped, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duban.ledger.excel import FillColumn
    from duban.ledger.export.cells_xml import CellXml
    from duban.ledger.export.looks import Looks
    from duban.ledger.layouts import Cell, Head, Ledger, Row

_HIGHEST = 409
_A3 = 8
_TITLE_HEIGHT, _SECTION_HEIGHT, _LINE, _HEAD_LINE, _FEWEST = 36, 23, 16, 17, 1
_SHORT_WORDS = frozenset({"number", "external_no", "state", "public_state", "kind"})
_KEPT_IN_VIEW = 3
_KEY_WIDTH = 30
_MOST_KEPT_WIDTH = 70


def _height(needed: float) -> float:
    """Return the height of a row of so many lines, which a spreadsheet bounds."""
    return min(_HIGHEST, _LINE * needed + 5)


class LedgerSheet:
    """A ledger on a sheet of its own, to read, filter and print."""

    merges = False

    def __init__(self, book: Any, looks: Looks, ledger: Ledger, name: str) -> None:  # noqa: ANN401 - an extra
        """Begin the sheet."""
        self.book, self.looks, self.ledger = book, looks, ledger
        self.sheet = a_sheet(book, name)
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
        self.sheet.first = self.row
        self.columns = [self._column(place, head) for place, head in enumerate(self.heads)]
        for section in self.ledger.sections:
            if section.heading:
                self._write_section(clean(section.heading))
            for rows in self._together(section.rows):
                self._write_matter(rows)

    def _together(self, rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
        """Yield the rows that are written together."""
        return ((row,) for row in rows)

    def _write_section(self, heading: str) -> None:
        """Write a heading across the columns without merging, so that the rows below can be put in order."""
        look, rest = index_of(self.looks.section), index_of(self.looks.section_rest)
        columns = [
            text_xml("A", look),
            *(blank_xml(column_name(each), rest) for each in range(1, self.last_column + 1)),
        ]
        self._add(_SECTION_HEIGHT, [heading] * len(columns), columns)

    def _write_matter(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._add(_height(lines_of(row.cells, self.widths)), row.cells, self.columns)

    def _add(self, height: float, cells: Iterable[Cell], columns: Iterable[CellXml], *, fixed: bool = False) -> None:
        """Add a row; unless its height is fixed, it grows with what is written into it."""
        self.row += 1
        number = self.row
        told = "".join([column(cell, number) for column, cell in zip(columns, cells, strict=False)])
        kept = ' customHeight="1"' if fixed else ""
        self.sheet.body.append(f'<row r="{number}" ht="{height:g}"{kept}>{told}</row>')

    def _column(self, place: int, head: Head) -> CellXml:
        """Return what writes the cells of a column."""
        looks = self.looks
        return any_xml(
            column_name(place),
            text=index_of(looks.short if head.word in _SHORT_WORDS else looks.text),
            number=index_of(looks.number),
            day=index_of(looks.day),
            lamps={light: index_of(look) for light, look in looks.lamps.items()},
        )

    def _write_foot(self) -> None:
        self.last_row = self.row - 1
        self.sheet.write_blank(self.last_row, self.last_column, None, self.looks.text)  # so far the sheet reaches
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
        super()._write_section(heading)
        if self.last_column:
            self.sheet.merge_range(self.row - 1, 0, self.row - 1, self.last_column, "", self.looks.section)

    def _together(self, rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
        together: list[Row] = []
        for row in rows:
            if row.first and together:
                yield together
                together = []
            together.append(row)
        if together:
            yield together

    def _write_matter(self, rows: Sequence[Row]) -> None:
        first, last = self.row, self.row + len(rows) - 1
        for column, head in enumerate(self.heads):
            if len(rows) > 1 and not head.of_unit:
                self.sheet.merge_range(first, column, last, column, "", self.looks.text)
        for height, row in zip(self._heights(rows), rows, strict=True):
            self._add(height, row.cells, self.columns, fixed=len(rows) > 1)

    def _heights(self, rows: Sequence[Row]) -> list[float]:
        """Return the heights that the rows of a matter need: no spreadsheet reckons with merged cells."""
        if len(rows) == 1:
            return [_height(lines_of(rows[0].cells, self.widths))]
        own, together = [_FEWEST] * len(rows), _FEWEST
        for column, (head, width) in enumerate(zip(self.heads, self.widths, strict=False)):
            if head.of_unit:
                for number, row in enumerate(rows):
                    own[number] = max(own[number], lines(text_of(row.cells[column]), width))
            else:
                together = max(together, lines(text_of(rows[0].cells[column]), width))
        more = max(0, together - sum(own)) / len(rows)
        return [_height(needed + more) for needed in own]

    def _write_foot(self) -> None:
        super()._write_foot()
        said = words.text("for print alone: this sheet is not read back {mark}", mark=PRINT_MARK)
        self._span(self.row, 0, self.last_column, said, self.looks.foot)
        self.row += 1


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

    def _write_body(self) -> None:
        names = [column_name(place) for place in range(len(self.heads) + 1)]
        self.free = {head.fill.id: self._free(names[place], head) for place, head in enumerate(self.heads) if head.fill}
        self.closed = [blank_xml(name, index_of(self.looks.closed)) for name in names]
        self.key = text_xml(names[-1], index_of(self.looks.key))
        super()._write_body()

    def _write_matter(self, rows: Sequence[Row]) -> None:
        for row in rows:
            cells, columns = [*row.cells, key_of(row.number, row.unit)], [*self.columns, self.key]
            for place, head in enumerate(self.heads):
                if head.fill is not None:
                    value = row.fills.get(head.fill.id)
                    cells[place] = "" if value is None else _as_cell(value, head.fill)
                    columns[place] = self.closed[place] if value is None else self.free[head.fill.id]
            self._add(_height(lines_of(cells, self.widths)), cells, columns)

    def _column(self, place: int, head: Head) -> CellXml:
        if head.word != "blank":
            return super()._column(place, head)
        return blank_xml(column_name(place), index_of(self.looks.free_blank))

    def _free(self, name: str, head: Head) -> CellXml:
        """Return what writes cells that may be filled in: a day as a day, a number as a number, texts as texts."""
        looks = self.looks
        kind = "text" if head.fill is None or head.fill.many else head.fill.type
        if kind == "date":
            return day_xml(name, index_of(looks.free_day))
        if kind == "number":
            return number_xml(name, index_of(looks.free_number))
        return text_xml(name, index_of(looks.free_short if kind == "string" else looks.free_text))

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


def _as_cell(value: str, fill: FillColumn) -> Cell:
    """Return a value as the manifest has it as what stands in its cell."""
    if not value or fill.many or fill.type not in {"date", "number"}:
        return value
    return date.fromisoformat(value) if fill.type == "date" else float(value)
