"""Addresses of the ledger, and the files that it gives."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from duban.desk.models.ledger import asked_of
from duban.desk.serving import Answer
from duban.ledger import write_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.desk.models.ledger import Asked
    from duban.desk.serving import Visit

_RECKONED = ("=", "+", "-", "@", "\t", "\r")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def asked_in(visit: Visit) -> Asked:
    """Return what the address of a visit asks for."""
    return asked_of(visit.query.get, visit.query.all)


def address_of(visit: Visit, asked: Asked, *, page: str = "ledger", **more: str) -> str:
    """Return the address at which the ledger, or a page beside it, shows what is asked for."""
    pairs = [*asked.pairs, *((name, value) for name, value in more.items() if value)]
    return visit.url(page) + ("?" + urlencode(pairs) if pairs else "")


def linking(visit: Visit) -> dict[str, Any]:
    """Return what templates make addresses of the ledger with."""
    return {
        "to": lambda asked, **more: address_of(visit, asked, **more),
        "beside": lambda name, asked: address_of(visit, asked, page=name),
    }


def as_file(rows: Sequence[Sequence[Any]], name: str, kind: str) -> Answer:
    """Give a table as a file of this name, `csv` or `xlsx`, without a cell that a spreadsheet would reckon."""
    with TemporaryDirectory(prefix="duban-") as folder:
        path = Path(folder) / f"table.{kind}"
        write_table(path, [[_safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])
        content = path.read_bytes()
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}', safe='')}"}
    return Answer(body=content, kind=_TYPES[kind], headers=headers)


def _safe(cell: str) -> str:
    """Return a cell that spreadsheets take for text: one that would be a formula gets an apostrophe before it."""
    return "'" + cell if cell.startswith(_RECKONED) else cell
