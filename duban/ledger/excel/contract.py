"""What a fill-in sheet and its reader agree on: the sheets' names, the key of a row, and what the hidden sheet holds.

A workbook to fill in has three sheets. `FILL_SHEET` has one row for each matter and unit, nothing merged below its
head, and the row's key in the last column. `PRINT_SHEET` is the same for the eye, with merged cells, and bears
`PRINT_MARK`: it is never read back. `HIDDEN_SHEET` has the `Manifest`: a row for its head, one for the checksum, and
one for each row of the fill-in sheet.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.excel.errors import ManifestBroken
from duban.states import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

VERSION = 1

FILL_SHEET, PRINT_SHEET, HIDDEN_SHEET = "填报表", "打印表", "_duban"

KEY_HEADING = "编号#单位（勿改）"
"""The heading of the last column of the fill-in sheet, whatever the language of the rest."""

PRINT_MARK = "〔duban:print〕"
"""What the last line of a sheet says that is for print alone, beside words for people."""

_KEY_MARK = "#"
_LIST_MARK = "、"
_LONGEST_CELL = 32_000
_HEAD, _CHECKSUM = "head", "checksum"
_MOST_ROWS = 200_000


class FillKind(StrEnum):
    """What a column fills in."""

    FIELD = "field"
    """A field of the matter; `name` is the field's."""
    LINE = "line"
    """A value of the line of the unit's report; `name` is that of the line's field."""
    IDLE = "idle"
    """That the unit has nothing new to report; 是 or empty."""
    WHY = "why"
    """Why there is nothing new: the note of the line."""


@dataclass(frozen=True, slots=True)
class FillColumn:
    """A column that may be filled in.

    `id` names it in the values of a row. `heading` are its heads from the top, the group's first if it has one. `type`
    is the field's (`string`, `text`, `number`, `boolean`, `date`, `datetime`, `choice` or `unit`); of `choices` one has
    to be taken, or several if it takes `many`.
    """

    id: str
    heading: tuple[str, ...]
    kind: FillKind
    name: str
    type: str = "text"
    choices: tuple[str, ...] = ()
    many: bool = False


@dataclass(frozen=True, slots=True)
class FillRow:
    """A row of the fill-in sheet as it was written.

    `version` is the matter's then, and `sheet` the number of the unit's open sheet on which the matter stands, if it
    reports on one. `values` are the cells of the columns to fill in, by their ids, as `written` gives them; a column
    that the row has nothing to fill in for is missing.
    """

    key: str
    version: int
    values: Mapping[str, str]
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the hidden sheet says of an export.

    `export` identifies it; `layout` and `digest` name the layout and its content, `at` is the engine's time, aware, and
    `viewer` who it was made for by rights (None: nothing was hidden). `unit` is the unit whose rows these are, or None
    if the rows are those of all units.
    """

    export: str
    layout: str
    digest: str
    at: datetime
    columns: tuple[FillColumn, ...]
    rows: tuple[FillRow, ...]
    viewer: str | None = None
    unit: str | None = None
    version: int = field(default=VERSION)

    def to_cells(self) -> list[list[str]]:
        """Return the rows of the hidden sheet, all text."""
        head = _json(
            {
                "version": self.version,
                "export": self.export,
                "layout": self.layout,
                "digest": self.digest,
                "at": self.at.isoformat(),
                "viewer": self.viewer,
                "unit": self.unit,
                "columns": [
                    {
                        "id": each.id,
                        "heading": list(each.heading),
                        "kind": each.kind.value,
                        "name": each.name,
                        "type": each.type,
                        "choices": list(each.choices),
                        "many": each.many,
                    }
                    for each in self.columns
                ],
            }
        )
        told = [
            (each.key, _json({"version": each.version, "sheet": each.sheet, "values": dict(each.values)}))
            for each in self.rows
        ]
        checksum = _checksum(head, told)
        return [[_HEAD, *_cut(head)], [_CHECKSUM, checksum], *([key, *_cut(text)] for key, text in told)]

    @classmethod
    def from_cells(cls, rows: Iterable[Sequence[object]]) -> Manifest:
        """Return what the rows of a hidden sheet say; raises ManifestBroken if they are not as they were written."""
        found = _pairs(rows)
        head = next(found, ("", ""))
        checksum = next(found, ("", ""))
        told = list(found)
        if head[0] != _HEAD or checksum[0] != _CHECKSUM:
            raise ManifestBroken(words.Line("the hidden sheet {sheet} is not one of duban's", sheet=HIDDEN_SHEET))
        if checksum[1] != _checksum(head[1], told):
            raise ManifestBroken(_CHANGED)
        try:
            return _read(json.loads(head[1]), told)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ManifestBroken(_CHANGED) from error


_CHANGED = words.Line("the hidden sheet {sheet} was changed or damaged; ask for a new file", sheet=HIDDEN_SHEET)


def key_of(number: str, unit: str) -> str:
    """Return the key of the row of a matter and a unit; the unit is empty if nobody was named yet."""
    return f"{number}{_KEY_MARK}{unit}"


def split_key(key: str) -> tuple[str, str] | None:
    """Return the number and the unit that a key names; None if it is no key."""
    number, mark, unit = key.strip().rpartition(_KEY_MARK)
    return (number, unit) if mark and number else None


def written(value: object) -> str:
    """Return a value as the manifest keeps it, and as what was filled in is held against it.

    Days are in ISO form and instants too, whole numbers have no point, several values stand between 、, and nothing is
    the empty text. Line ends are one character, and space around it all is left out.
    """
    if isinstance(value, list | tuple):
        return _LIST_MARK.join(written(each) for each in value)
    match value:
        case None:
            text = ""
        case bool():
            text = "是" if value else "否"
        case datetime() if value.tzinfo is None and value.time() == time():
            text = value.date().isoformat()
        case date():
            text = value.isoformat()
        case float() | Decimal() if value == int(value):
            text = str(int(value))
        case _:
            text = str(value)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _cut(text: str) -> list[str]:
    """Return a text in as many cells as it needs."""
    return [text[start : start + _LONGEST_CELL] for start in range(0, len(text), _LONGEST_CELL)]


def _pairs(rows: Iterable[Sequence[object]]) -> Iterator[tuple[str, str]]:
    for place, row in enumerate(rows):
        cells = ["" if cell is None else str(cell) for cell in row]
        if place > _MOST_ROWS:
            raise ManifestBroken(_CHANGED)
        if any(cells):
            yield cells[0], "".join(cells[1:])


def _checksum(head: str, told: Iterable[tuple[str, str]]) -> str:
    return hashlib.sha256(json.dumps([head, *map(list, told)], ensure_ascii=False).encode()).hexdigest()


def _column(told: Mapping[str, Any]) -> FillColumn:
    """Return a column as it is told; raises ValueError if it cannot be one, for anybody can make up a sheet."""
    heading, choices = tuple(told["heading"]), tuple(told["choices"])
    texts = (told["id"], told["name"], told["type"], *heading, *choices)
    if not heading or not all(isinstance(each, str) for each in texts) or not isinstance(told["many"], bool):
        raise ValueError(told)
    kind, type_ = FillKind(told["kind"]), FieldType(told["type"]).value
    return FillColumn(told["id"], heading, kind, told["name"], type_, choices, told["many"])


def _read(head: Mapping[str, Any], told: Sequence[tuple[str, str]]) -> Manifest:
    if head["version"] != VERSION:
        said = words.Line("was exported by another version of duban ({version}); ask for a new file", **head)
        raise ManifestBroken(said)
    columns = tuple(_column(each) for each in head["columns"])
    rows = []
    for key, text in told:
        one = json.loads(text)
        values = {str(name): str(value) for name, value in one["values"].items()}
        rows.append(FillRow(key, int(one["version"]), values, one["sheet"]))
    at = datetime.fromisoformat(head["at"])
    return Manifest(
        head["export"], head["layout"], head["digest"], at, columns, tuple(rows), head["viewer"], head["unit"]
    )
