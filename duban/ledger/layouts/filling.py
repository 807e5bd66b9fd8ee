"""What is filled in in a sheet: its columns as their fields are declared, and what stands there now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ledger.excel.contract import FillColumn, FillKind, written
from duban.ledger.layouts.fitting import declared_for
from duban.ledger.layouts.values import FillAs
from duban.states import Actor, FieldType, is_among
from duban.workflow import Query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.ledger.layouts.matters import Book, Matter
    from duban.ledger.layouts.values import Column, Fill, Layout
    from duban.states import Definition
    from duban.workflow import Engine, FilledLine

_KINDS = {
    FillAs.FIELD: FillKind.FIELD,
    FillAs.LINE: FillKind.LINE,
    FillAs.NOTHING_NEW: FillKind.IDLE,
    FillAs.WHY: FillKind.WHY,
}
_BOOLEAN, _YES = ("是", "否"), ("是",)
_AT_ONCE = 500
_NOT_HERE = {FieldType.FILE, FieldType.MILESTONES}
"""What no cell holds."""


class Filling:
    """Knows what may be filled in for a matter and a unit."""

    def __init__(self, engine: Engine, book: Book, layout: Layout, viewer: str | None) -> None:
        self._engine, self._book, self._layout = engine, book, layout
        self._viewer = None if viewer is None else Actor.parse(viewer).unit
        self._columns = [(place, one.fill) for place, one in enumerate(layout.columns) if one.fill is not None]
        self._lines: dict[tuple[str, str], tuple[str, FilledLine]] = {}
        if any(fill.what != FillAs.FIELD for _, fill in self._columns):
            self._read_sheets(viewer)

    def column(self, place: int, column: Column, heading: str) -> FillColumn | None:
        """Return how a column is filled in; None if it is not."""
        fill = column.fill
        if fill is None:
            return None
        heads = (column.group, heading) if column.group else (heading,)
        if fill.what not in {FillAs.FIELD, FillAs.LINE}:
            choices = fill.choices or (_YES if fill.what == FillAs.NOTHING_NEW else ())
            kind = FieldType.BOOLEAN if fill.what == FillAs.NOTHING_NEW else FieldType.TEXT
            return FillColumn(_id(place), heads, _KINDS[fill.what], "", kind.value, choices)
        declared = declared_for(self._layout, fill, self._engine.definitions(), self._book)
        if declared is None or declared.type in _NOT_HERE:
            return None
        return FillColumn(
            _id(place),
            heads,
            _KINDS[fill.what],
            declared.name,
            declared.type.value,
            self._choices(fill, declared.type, declared.choices),
            declared.many,
        )

    def values(self, matter: Matter) -> Mapping[str, str]:
        """Return what stands in the cells to fill in, by their ids, and note on the matter where its line is."""
        matter.sheet, matter.line = self._lines.get((matter.item.number, matter.unit or ""), (None, None))
        found = {}
        for place, fill in self._columns:
            value = self._value(matter, fill)
            if value is not None:
                found[_id(place)] = value
        return found

    def _value(self, matter: Matter, fill: Fill) -> str | None:
        """Return what stands there now; None if this matter or unit has nothing to fill in there."""
        if fill.what == FillAs.FIELD:
            name = self._book.field(matter.definition, fill.name)
            if not name or not self._may_see(matter, name):
                return None
            return written(matter.item.data.get(name))
        line = matter.line
        if line is None:
            return None
        match fill.what:
            case FillAs.NOTHING_NEW:
                return _YES[0] if line.nothing_new else ""
            case FillAs.WHY:
                return line.note or ""
        return written(line.values.get(self._book.line(matter.definition, fill.name)))

    def _may_see(self, matter: Matter, name: str) -> bool:
        """Return whether a field is the reader's to see: who cannot see a value must not be asked to write over it."""
        private = matter.definition.fields[name].private
        if not private or self._viewer is None:
            return True
        return any(is_among(self._viewer, matter.item.units.get(role, ())) for role in private)

    def _choices(self, fill: Fill, kind: FieldType, declared: tuple[str, ...]) -> tuple[str, ...]:
        if fill.choices:
            return fill.choices
        if kind == FieldType.BOOLEAN:
            return _BOOLEAN
        if kind == FieldType.UNIT:
            return tuple(each.name for each in self._engine.directory.units)
        return declared

    def _read_sheets(self, viewer: str | None) -> None:
        """Read the open sheets of the units: of several on which a matter stands, the newest counts."""
        sheets: list[Definition] = [each for each in self._engine.definitions() if each.sheet is not None]
        cursor = None
        asked = Query(scenario=[each.scenario for each in sheets], open_only=True)
        while sheets:
            page = self._engine.page(asked, order="opened", cursor=cursor, limit=_AT_ONCE, viewer=viewer)
            for row in page.items:
                item = row.instance
                rule = self._book.rules(item).sheet
                if item.sheet is None or rule is None or row.turn != rule.unit:
                    continue  # it is handed in, or somebody else's turn
                for unit in item.units.get(rule.unit, ()):
                    self._lines |= {(line.number, unit): (item.number, line) for line in item.sheet.lines}
            cursor = page.next
            if cursor is None:
                return


def _id(place: int) -> str:
    return f"c{place + 1}"
