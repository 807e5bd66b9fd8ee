"""The orders in which instances are listed, each as stretches that an index can be walked along."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BigInteger, Column, ColumnElement, Integer, literal, tuple_

from duban.states import is_keepable
from duban.storage.statements.instances import table_of
from duban.storage.tables import InstanceRow
from duban.storage.types import Instant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_row = table_of(InstanceRow).c
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


class Stretch(NamedTuple):
    """A part of a list: which rows stand in it, and by which columns they are ordered.

    `by_due` says that the rows are ordered by due date, or have none: then an index by light or by state does as well.
    `alike` is a column that is the same in all its rows: PostgreSQL walks along an index that begins with it only if
    the rows are ordered by it too. `floor` is a bound below all rows that have a key: without it, SQLite would walk
    through the others first.
    """

    where: tuple[ColumnElement[bool], ...]
    keys: tuple[Column[Any], ...]
    down: bool
    by_due: bool = False
    floor: ColumnElement[bool] | None = None
    alike: Column[Any] | None = None

    def begun(self, key: Sequence[Any] | None, *, backwards: bool) -> list[ColumnElement[bool]]:
        """Return the conditions that a row stands in it, and behind the one with this key; `backwards`, before it."""
        down = self.down != backwards
        # Two bounds from below are one too many: SQLite would go by the first.
        floor = [] if self.floor is None or (key is not None and not down) else [self.floor]
        return [*self.where, *floor, *([] if key is None else [self._behind(key, down=down)])]

    def _behind(self, key: Sequence[Any], *, down: bool) -> ColumnElement[bool]:
        columns: Any = self.keys[0] if len(self.keys) == 1 else tuple_(*self.keys)
        values = [literal(value, type_=column.type) for column, value in zip(self.keys, key, strict=True)]
        place: Any = values[0] if len(values) == 1 else tuple_(*values)
        found: ColumnElement[bool] = columns < place if down else columns > place
        return found

    def order(self, *, backwards: bool) -> list[ColumnElement[Any]]:
        """Return what to order by."""
        columns = self.keys if self.alike is None else (self.alike, *self.keys)
        return [column.desc() if self.down != backwards else column.asc() for column in columns]


_open, _closed = _row.closed_at.is_(None), _row.closed_at.is_not(None)


def _due(*, down: bool) -> tuple[Stretch, ...]:
    floor = _row.due_at >= BEGINNING
    dated = Stretch((_open, _row.due_at.is_not(None)), (_row.due_at, _row.id), down, by_due=True, floor=floor)
    undated = Stretch((_open, _row.due_at.is_(None)), (_row.id,), down=False, by_due=True, alike=_row.due_at)
    return (dated, undated, _ended(down=True))


def _ended(*, down: bool) -> Stretch:
    return Stretch((_closed,), (_row.closed_at, _row.id), down)


ORDERS: dict[str, Callable[[bool], tuple[Stretch, ...]]] = {
    "due": lambda down: _due(down=down),
    "opened": lambda down: (Stretch((), (_row.opened_at, _row.id), down),),
    "closed": lambda down: (_ended(down=down), *_due(down=False)[:2]),
    "acted": lambda down: (Stretch((_open,), (_row.acted_at, _row.id), down), _ended(down=True)),
    "number": lambda down: (Stretch((), (_row.scenario, _row.year, _row.seq), down),),
}
"""By name. What is open stands before what is closed, but for `closed` itself, `opened` and `number`."""


def stretches(order: str, *, is_open: bool, is_closed: bool) -> list[tuple[int, Stretch]]:
    """Return the stretches of an order that can have rows, each with its place in the whole; `-` turns it round."""
    found = ORDERS[order.removeprefix("-")](order.startswith("-"))
    kept = []
    for place, stretch in enumerate(found):
        if (is_open and _closed in stretch.where) or (is_closed and _open in stretch.where):
            continue
        settled = _open in stretch.where or _closed in stretch.where
        extra = () if settled else (_open,) * is_open + (_closed,) * is_closed
        kept.append((place, stretch._replace(where=(*stretch.where, *extra))))
    return kept


def key_in(order: str, stretch: int, kept: Sequence[str | int]) -> tuple[Any, ...] | None:
    """Return the key that a cursor has kept as text and numbers; None if there is no such place in the order."""
    found = dict(stretches(order, is_open=False, is_closed=False)).get(stretch)
    if found is None or len(found.keys) != len(kept):
        return None
    try:
        return tuple(_stored(column, value) for column, value in zip(found.keys, kept, strict=True))
    except (ValueError, OverflowError):
        return None


def _stored(column: Column[Any], value: str | int) -> datetime | str | int:
    """Return a value as a column has it; raise ValueError or OverflowError if it can have no such value."""
    if isinstance(column.type, Instant):
        instant = datetime.fromisoformat(str(value))
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    elif isinstance(column.type, Integer):
        bits = 63 if isinstance(column.type, BigInteger) else 31
        if isinstance(value, int) and -(1 << bits) <= value < 1 << bits:
            return value
    elif isinstance(value, str) and is_keepable(value):
        return value
    raise ValueError(value)
