"""Ledgers: what one of 10,000 rows costs beside the library writing the same cells without any looks."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from benchmarks.measure import Result, interleaved, ratio_of, timed
from benchmarks.office import Store, engine_on
from duban import NewItem, load_scenario
from duban.ledger import make_ledger, read_layout
from duban.ledger.export import ledger_bytes
from duban.ledger.layouts import Ledger, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban import Engine
    from duban.ledger import Layout

RUNS = 5
_AT_ONCE = 500
_FIELDS = 12
HERE = Path(__file__).parent


def ledgers(store: Store, name: str, many: int) -> Iterator[Result]:
    """Time a ledger from the database to the workbook, and its last step alone, beside the bare library."""
    layout = read_layout((HERE / "ledger.layout.yaml").read_bytes(), "ledger.layout.yaml")
    url = store.new()
    scenarios = (load_scenario(HERE / "ledger.yaml"),)
    with engine_on(url, scenarios=scenarios) as engine:
        _open(engine, many)
        made = make_ledger(engine, layout)
        said = f"{many:,} rows × {len(layout.columns)}"
        takes = {
            "ours": partial(timed, partial(_whole, engine, layout)),
            "floor": partial(timed, partial(_bare, made)),
            "written": partial(timed, partial(ledger_bytes, made, "xlsx")),
        }
        figures = interleaved(takes, runs=RUNS)
        yield ratio_of(f"ledger out, {said}, {name}", figures, unit="s", must=2.0, goal=1.4, at_least=False)
        yield ratio_of(f"the workbook of it alone, {said}", figures, unit="s", ours="written", at_least=False)


def _open(engine: Engine, many: int) -> None:
    for first in range(0, many, _AT_ONCE):
        engine.open_many(
            "ledger",
            [
                NewItem(
                    title=f"修订城市绿地管理办法第{number}号",
                    units={"lead": f"单位{number % 40}", "responsible": [f"单位{(number + 1) % 40}"]},
                    data={f"f{place}": f"第{number}项的内容{place}" for place in range(_FIELDS)},
                )
                for number in range(first, min(first + _AT_ONCE, many))
            ],
            by="单位1",
        )


def _whole(engine: Engine, layout: Layout) -> bytes:
    return ledger_bytes(make_ledger(engine, layout), "xlsx")


def _bare(ledger: Ledger) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    for place, row in enumerate(ledger.rows):
        for column, cell in enumerate(row.cells):
            if isinstance(cell, int | float):
                sheet.write_number(place, column, cell)
            else:
                sheet.write_string(place, column, text_of(cell))
    book.close()
    return content.getvalue()
