"""The columns of the ledger: those that stand there unasked, those that can be chosen, and what each has on a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.values import value_words
from duban.states import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from duban.desk.models.rulebook import Rulebook
    from duban.workflow import Engine, ListRow

USUAL = ("due", "number", "matter", "units", "state", "progress", "done")
TITLE_TEXTS = {
    "due": "Due",
    "number": "Number",
    "matter": "Matter",
    "units": "Leads / works",
    "state": "State · whose turn",
    "progress": "Last reported",
    "done": "Last act",
    "source": "Source",
    "kind": "Kind of matter",
    "opened": "Opened on the day",
    "closed": "Closed on the day",
    "holders": "In whose hands",
    "remark": "Last remark",
}
_ORDERS = {"due": "due", "number": "number", "done": "acted", "opened": "opened", "closed": "closed"}
FIELD = "f."
_UNSHOWN = {FieldType.FILE, FieldType.MILESTONES}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, and by which order of the list it is put in order, if by any."""

    key: str
    title: str
    order: str = ""


def columns_of(engine: Engine) -> tuple[Column, ...]:
    """Return every column that can be chosen: the usual ones, others, and the public fields of what is loaded."""
    found = {key: Column(key, words.text(title), _ORDERS.get(key, "")) for key, title in TITLE_TEXTS.items()}
    for definition in engine.definitions():
        for name, declared in definition.fields.items() if definition.sheet is None else ():
            if not declared.private and declared.type not in _UNSHOWN:
                found.setdefault(FIELD + name, Column(FIELD + name, declared.title))
    return tuple(found.values())


def chosen(engine: Engine, keys: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns that somebody has chosen, or else the usual ones; what there is not is left out."""
    there = {each.key: each for each in columns_of(engine)}
    return tuple(there[key] for key in keys if key in there) or tuple(there[key] for key in USUAL)


def cell_of(key: str, row: ListRow, rulebook: Rulebook) -> tuple[str, str]:
    """Return what stands in a chosen column, and below it in small."""
    if key in _CELLS:
        return _CELLS[key](row, rulebook)
    value = row.instance.data.get(key.removeprefix(FIELD))
    return "" if value is None else _cut(value_words(value)), ""


def whole_cell_of(key: str, row: ListRow) -> str | date:
    """Return what stands in the column of a field for files: a text as long as it is, and a day as a day."""
    value = row.instance.data.get(key.removeprefix(FIELD))
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return "" if value is None else value_words(value)


def _day(at: datetime | None, rulebook: Rulebook) -> tuple[str, str]:
    if at is None:
        return "", ""
    return words.written_day(at.astimezone(rulebook.zone).date(), this_year=rulebook.today.year), ""


def _remark(row: ListRow, _: Rulebook) -> tuple[str, str]:
    return ("", "") if row.remark is None else (_cut(row.remark.text), row.remark.by)


_CELLS: Mapping[str, Callable[[ListRow, Rulebook], tuple[str, str]]] = {
    "source": lambda row, _: (row.source or "", row.external_no or ""),
    "kind": lambda row, rulebook: (rulebook.of(row.instance).title, ""),
    "opened": lambda row, rulebook: _day(row.instance.opened_at, rulebook),
    "closed": lambda row, rulebook: _day(row.instance.closed_at, rulebook),
    "holders": lambda row, _: (words.listed(row.holders.values()), words.listed(row.holders)),
    "remark": _remark,
}


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
