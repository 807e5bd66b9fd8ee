"""A record as PDF: set with the fonts of the office's documents; the same record is the same bytes."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from duban.ledger.documents import FontNames, TypesettingFailed, pdf_of, plain_text

if TYPE_CHECKING:
    from duban.ledger.archives.record import Record, Section

_LONG = re.compile(r"[^\s\u2e80-\uffff]{24,}")
_HASH = re.compile(r"[0-9a-f]{64}")
_PIECE = 12
_STANDARD = "a-2b"
"""PDF/A-2b (ISO 19005-2): the form for what has to be readable for decades."""
_COUNT = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count (\d+)", re.DOTALL)


def record_pdf(record: Record, fonts: FontNames) -> bytes:
    """Return a record as PDF/A-2b, its fonts embedded, or as plain PDF if a character of it has no sign in any font.

    Raises NoDocuments without the extra, and TypesettingFailed.
    """
    source = (files("duban.ledger.archives") / "case.typ").read_text("utf-8")
    data = _data(record)
    try:
        return pdf_of(source, data, fonts=fonts, standard=_STANDARD)
    except TypesettingFailed:
        return pdf_of(source, data, fonts=fonts)


def can_set() -> bool:
    """Return whether PDFs can be made here: the library for them is installed."""
    return find_spec("typst") is not None


def pages_in(pdf: bytes) -> int:
    """Return how many pages a PDF of ours has."""
    return max((int(count) for count in _COUNT.findall(pdf)), default=0)


def _data(record: Record) -> dict[str, Any]:
    return {
        "number": _fit(record.number),
        "title": _fit(record.title),
        "called": _fit(record.called),
        "day": [int(part) for part in record.closed_on.split("-")] if record.closed_on else [],
        "keywords": [_fit(record.number), f"sha256:{record.head}"],
        "cover": [[_fit(cell) for cell in row] for row in record.cover],
        "sections": [_section(each) for each in record.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    shown: dict[str, Any] = {"title": _fit(section.title), "notes": [_fit(note) for note in section.notes]}
    rows = [[_fit(cell) for cell in row] for row in section.rows]
    if not section.heads:
        return {**shown, "pairs": rows}
    return {**shown, "heads": [_fit(each) for each in section.heads], "widths": section.widths, "rows": rows}


def _fit(text: str) -> str:
    """Return a text that can be set: without what is not seen, and what has no blanks may break anywhere."""
    plain = plain_text(text)
    if _HASH.fullmatch(plain):  # is set so small that it stands on one line, to be found and copied
        return plain
    return _LONG.sub(lambda found: "\u200b".join(_pieces(found[0])), plain)


def _pieces(text: str) -> list[str]:
    return [text[place : place + _PIECE] for place in range(0, len(text), _PIECE)]
