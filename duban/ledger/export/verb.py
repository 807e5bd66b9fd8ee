"""Exports a ledger into a new file, in one of the formats, for a reader's eyes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duban.ledger.export.errors import UnknownFormat
from duban.ledger.export.writing import ledger_bytes
from duban.ledger.layouts import Layout, find_layout, make_ledger
from duban.ledger.writing import named, write_new
from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from duban.workflow import Engine, Query

FORMATS = ("xlsx", "csv", "html", "json")
USUAL = "任务分解表"


@dataclass(frozen=True, slots=True)
class Exported(Jsonable):
    """A ledger that was written: the file, by which layout and in which format, and what stands in it."""

    file: str
    layout: str
    format: str
    matters: int
    rows: int
    bytes: int


def export_ledger(
    engine: Engine,
    file: str | PathLike[str],
    *,
    layout: Layout | str | PathLike[str] | None = None,
    format: str | None = None,
    query: Query | None = None,
    fill: bool | str = False,
    viewer: str | None = None,
    told: Callable[[int, int | None], None] | None = None,
) -> Exported:
    """Write a ledger into a new file, which is its owner's alone, whole or not at all.

    Args:
        engine: whose matters stand in it.
        file: where to; nothing may be there.
        layout: the name of one, an office's own (`layouts` in its settings) or one that comes with duban; or a file,
                or one that was read. Left out, the 任务分解表.
        format: `xlsx`, `csv`, `html` or `json`; left out, by the ending of the file's name, `xlsx` if it has none.
        query: what is asked for beside the layout's own conditions; of the same condition, this one counts.
        fill: make it to be filled in by all units (True), or by the unit that is named, by whose rights it is made.
        viewer: who reads, a unit or `unit/person`; without one, nothing is hidden.
        told: is called with how many matters are read so far, and of how many or None.

    Raises:
        LayoutError, UnknownLayout: if there is no such layout, or it is refused.
        NothingToFill: if it is to be filled in, and the layout lets nothing be.
        UnknownFormat: if there is no such format.
        WrongEnding: if the file's name ends as that of another kind of file, and no format is given.
        NoWorkbooks: if the library that writes workbooks is not installed.
        FileExistsError: if something is there, which is left as it is; other OSErrors if it cannot be written.
        WorkflowError: as `page` does, of names in the query.

    """
    place = Path(file)
    if format is None:
        named(place, *(f".{each}" for each in FORMATS))
    form = format or place.suffix[1:].lower() or FORMATS[0]
    if form not in FORMATS:
        raise UnknownFormat(form, FORMATS)
    if place.exists() or place.is_symlink():
        write_new(place, b"")  # which says so, before anything is read
    chosen = layout if isinstance(layout, Layout) else find_layout(engine.settings, USUAL if layout is None else layout)
    ledger = make_ledger(engine, chosen, query, viewer=viewer, fill=fill, told=told)
    content = ledger_bytes(ledger, form)
    write_new(place, content)
    rows = sum(len(section.rows) for section in ledger.sections)
    return Exported(str(place), chosen.name, form, ledger.matters, rows, len(content))
