"""Addresses of the ledger, and the files that it gives."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from duban.desk.models.ledger import ASKED_NAMES, asked_of, strange_in
from duban.desk.serving import Answer, go
from duban.ledger import write_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duban.desk.models.ledger import Asked
    from duban.desk.serving import Visit

_BESIDE = ("cursor", "none", "n", "all", "act", "as", "chosen", "layout", "fill")
"""What stands in addresses of the ledger and of pages beside it that are about what it lists."""
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def asked_in(visit: Visit) -> Asked:
    """Return what the address of a visit asks for."""
    return asked_of(visit.query.get, visit.query.all)


def strange_here(visit: Visit) -> tuple[str, ...]:
    """Return what is wrong with the address of a visit: what neither the ledger nor a page beside it knows."""
    return strange_in(visit.query.fields, (*ASKED_NAMES, *_BESIDE))


def to_ledger(visit: Visit) -> Answer:
    """Go to the ledger with all that stands in the address, which it will refuse."""
    return go(visit.url("ledger") + "?" + urlencode(visit.query.fields))


def address_of(visit: Visit, asked: Asked, *, page: str = "ledger", **more: str) -> str:
    """Return the address at which the ledger, or a page beside it, shows what is asked for."""
    pairs = [*asked.pairs, *((name, value) for name, value in more.items() if value)]
    return visit.url(page) + ("?" + urlencode(pairs) if pairs else "")


def linking(visit: Visit) -> dict[str, Any]:
    """Return what templates make addresses of the ledger with."""
    return {
        "to": lambda asked, **more: address_of(visit, asked, **more),
        "beside": lambda name, asked, **more: address_of(visit, asked, page=name, **more),
    }


def as_file(rows: Sequence[Sequence[str | date]], name: str, kind: str) -> Answer:
    """Give a table as a file of this name, `csv` or `xlsx`, without a cell that a spreadsheet would reckon.

    In a workbook texts are texts already; in CSV, one that begins like a formula gets an apostrophe before it.
    """
    with TemporaryDirectory(prefix="duban-") as folder:
        path = Path(folder) / f"table.{kind}"
        write_table(path, rows)
        content = path.read_bytes()
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}', safe='')}"}
    return Answer(body=content, kind=_TYPES[kind], headers=headers)
