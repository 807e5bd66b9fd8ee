"""The register of an archive: what was closed, with pages, retention and file, as a workbook, CSV and a web page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.ledger.archives.pages import index_page
from duban.ledger.packs import as_csv, as_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duban.ledger.archives.one import ArchivedFile

_HEAD_TEXTS = (
    "No.",
    "Number",
    "Matter",
    "Kind",
    "Unit that leads",
    "Opened",
    "Closed",
    "State",
    "Pages",
    "To be kept for",
    "File",
)
_WIDTHS = (6, 18, 40, 16, 22, 12, 12, 14, 8, 10, 46, 24)
_FILE_AT = 10


def register_files(year: int, matters: Sequence[ArchivedFile]) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of the register, in its three forms."""
    heads = [*(words.text(each) for each in _HEAD_TEXTS), "SHA-256"]
    rows = [
        (
            *(place, each.number, each.title, each.kind, each.units, each.opened_on, each.closed_on, each.ending),
            *(each.pages, each.retention, each.file, each.sha256),
        )
        for place, each in enumerate(matters, 1)
    ]
    title = words.text("Register of what was closed in {year}", year=str(year))
    pages = sum(each.pages for each in matters)
    said = words.text("{count} matters, {pages} pages", count=len(matters), pages=pages)
    texts = [[str(cell) for cell in row] for row in rows]
    page = index_page(title, [(words.text("Matters"), said)], heads, texts, files_at=(_FILE_AT,))
    yield "register.csv", as_csv(heads, rows)
    yield "register.html", page.encode()
    yield "register.xlsx", as_workbook(title, [said], heads, _WIDTHS, rows)
