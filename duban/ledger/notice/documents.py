"""A published file as blocks: its lines, and the tables among them, whatever it was written in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.ledger.errors import NoticeError
from duban.ledger.notice.text_tables import cut_tables
from duban.workflow import decode_office_text

if TYPE_CHECKING:
    from duban.ledger.notice.grid import Grid

_ZIP = b"PK\x03\x04"
_FORMATS = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office document such as .doc, or one with a password; open it and save it as .docx",
    ),
    (b"%PDF", "a PDF; open it and save its text as a UTF-8 .txt file"),
    (b"{\\rtf", "RTF; open it and save it as .docx"),
)
_MARKUP = re.compile(rb"\s{0,64}(?:<!doctype|<html|<\?xml|<head|<body|<meta|<div|<table|<p[ >])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placed:
    """A table and the line, counted from 0, before which it stands."""

    line: int
    grid: Grid


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, in its order; `lines` have the text outside of `tables`."""

    lines: list[str]
    tables: list[Placed]

    @classmethod
    def of(cls, blocks: list[str | Grid]) -> Document:
        """Put blocks together; a table that nobody would know for one becomes lines, a cell each."""
        lines: list[str] = []
        tables: list[Placed] = []
        for block in blocks:
            if isinstance(block, str):
                lines += block.split("\n")
            elif block.header() is None:
                lines += [line for cell in block.cells() for line in cell.split("\n")]
            else:
                tables.append(Placed(len(lines), block))
        return cls(lines, tables)


def read_document(data: bytes, source: str) -> Document:
    """Read plain text, .docx or .html; raises NoticeError for anything else, and says what to save it as."""
    for magic, what in _FORMATS:
        if data.startswith(magic):
            raise NoticeError(source, f"is {what}")
    try:
        if data.startswith(_ZIP):
            from duban.ledger.notice.docx import read_docx  # noqa: PLC0415 - most plans are text, and it is heavy

            return Document.of(read_docx(data))
        if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")):
            from duban.ledger.notice.html import read_html  # noqa: PLC0415 - as above

            return Document.of(read_html(data))
        return Document.of(cut_tables(decode_office_text(data).split("\n")))
    except ValueError as error:
        raise NoticeError(source, str(error)) from error
