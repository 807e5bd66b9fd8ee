"""Holds a fill-in sheet that came back against what was exported and what stands now, row by row; writes nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.excel.bringing.cells import CellRead, read_cell_as, tidy
from duban.ledger.excel.bringing.filled import read_filled
from duban.ledger.excel.bringing.judging import Judge
from duban.ledger.excel.bringing.targets import Targets
from duban.ledger.excel.bringing.values import SAME, Brought
from duban.ledger.excel.contract import FillKind, split_key
from duban.ledger.excel.heads import listed_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duban.ledger.excel.bringing.filled import Filled
    from duban.ledger.excel.bringing.values import BroughtRow
    from duban.ledger.excel.contract import FillRow
    from duban.ledger.excel.sheet import SheetRow
    from duban.workflow import Engine

_EVERY = 200


def preview_sheet(
    engine: Engine,
    data: bytes,
    *,
    source: str,
    by: str,
    sheet: str | None = None,
    against: bytes | None = None,
    act: str | None = None,
    reach: Callable[[str], bool] | None = None,
    told: Callable[[int, int | None], None] | None = None,
) -> Brought:
    """Return what a fill-in sheet that came back comes to, row by row; nothing is written.

    Args:
        engine: where it is brought.
        data: the file.
        source: what it is called, in errors.
        by: who brings it, a unit or `unit/person`; it is written by the rights of whoever it is.
        sheet: which sheet of the workbook, if it is not called as it was exported.
        against: the file as it was exported, if this one was saved as CSV.
        act: the act with which fields of matters are handed over; left out, they are corrected.
        reach: says of a number whether it may be shown at all to whoever brings the sheet, who may have made it up;
            left out, all may.
        told: is called with how many rows are judged, and of how many.

    Raises:
        ListError: if the file is no fill-in sheet, or is the one for print.

    """
    filled = read_filled(data, source=source, sheet=sheet, against=against)
    return _Preview(engine, filled, by=by, act=act, reach=reach).made(told)


class _Row:
    """A row as it was read: what differs from the export is read as it is kept."""

    __slots__ = ("base", "cells", "key", "line", "number", "read", "row", "unit")

    def __init__(self, row: SheetRow, key: str, base: FillRow | None) -> None:
        self.row, self.line, self.key, self.base = row, row.line, key, base
        self.number, self.unit = split_key(key) or ("", "")
        self.cells: dict[str, str] = {}
        self.read: dict[str, CellRead] = {}


class _Preview:
    def __init__(
        self, engine: Engine, filled: Filled, *, by: str, act: str | None, reach: Callable[[str], bool] | None
    ) -> None:
        self._filled, self._by, self._act = filled, by, act
        self._bases = {row.key: row for row in filled.manifest.rows}
        self._targets = Targets(engine, by, reach)
        self._judge = Judge(filled.manifest.columns, self._targets, act)

    def made(self, told: Callable[[int, int | None], None] | None) -> Brought:
        filled = self._filled
        read = [self._read(row) for row in filled.rows]
        counts = Counter(row.key for row in read if row.key)
        self._ask([row for row in read if row.read])
        rows: list[BroughtRow] = []
        for place, row in enumerate(read):
            if told is not None and place % _EVERY == 0:
                told(place, len(read))
            rows.append(self._judge.row(row, twice=counts[row.key] > 1))
        if told is not None:
            told(len(read), len(read))
        rows = self._judge.agreed(rows)
        manifest = filled.manifest
        return Brought(
            filled.source,
            filled.digest,
            self._by,
            tuple(rows),
            tuple(self._doubts(rows, set(counts))),
            manifest.export,
            manifest.at,
            manifest.layout,
            filled.sheet.name,
            self._act,
            dict(filled.found.places),
            manifest.columns,
        )

    def _read(self, row: SheetRow) -> _Row:
        """Read a row: of most cells it is enough to see that they are as they were exported."""
        filled = self._filled
        key = row.cells[filled.found.key].strip() if filled.found.key < len(row.cells) else ""
        made = _Row(row, key, self._bases.get(key))
        base = {} if made.base is None else made.base.values
        year = filled.manifest.at.year
        flaws = dict(row.flaws)
        for column in filled.manifest.columns:
            place = filled.found.places.get(column.id)
            written = row.cells[place] if place is not None and place < len(row.cells) else ""
            if not written:
                continue
            if place in flaws:
                made.read[column.id] = CellRead(written, problem=str(flaws[place]))
                continue
            text = tidy(written)
            if text == base.get(column.id):
                made.cells[column.id] = text
                continue
            found = read_cell_as(column, text, year=year, epoch_1904=filled.sheet.epoch_1904)
            if column.kind == FillKind.IDLE and found.text == "否":
                continue
            made.cells[column.id] = found.text
            if found.problem or found.text != tidy(base.get(column.id, "")):
                made.read[column.id] = _with_formula(found, row, place, filled)
        return made

    def _ask(self, rows: list[_Row]) -> None:
        """Read what stands now of the rows that say something else than was exported."""
        fields = [each.id for each in self._filled.manifest.columns if each.kind == FillKind.FIELD]
        sheets = [row.base.sheet for row in rows if row.base is not None and row.base.sheet is not None]
        of_fields = [row.number for row in rows if row.number and any(each in row.read for each in fields)]
        self._targets.read([*sheets, *of_fields])
        if self._act is not None:
            self._targets.allow(of_fields)

    def _doubts(self, rows: list[BroughtRow], keys: set[str]) -> Iterator[str]:
        filled = self._filled
        yield from filled.found.doubts
        hidden = [row.line for row in filled.rows if row.line in filled.sheet.hidden]
        if hidden:
            yield words.text(
                "rows that are hidden or filtered out were read as well: {lines}", lines=listed_lines(hidden)
            )
        missing = [key for key in self._bases if key not in keys]
        if missing:
            yield words.text("rows that were exported and are not in the file: {count}", count=len(missing))
        if rows and all(row.verdict == SAME for row in rows):
            yield words.text("the file says nothing that does not stand here already: there is nothing to write")


def _with_formula(found: CellRead, row: SheetRow, place: int | None, filled: Filled) -> CellRead:
    if place not in filled.sheet.formulas.get(row.line, frozenset()):
        return found
    said = words.text("a formula; the value with which the file was saved was taken")
    return found._replace(hint=said if not found.hint else words.clauses([found.hint, said]))
