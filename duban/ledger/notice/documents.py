"""A published file as lines with tables among them, whatever its format."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban.ledger.errors import NoticeError
from duban.ledger.notice.labels import closed_up
from duban.ledger.notice.numbers import without_heading_number
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
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u1680\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"), " ")
_KEEPER = re.compile(r"[ \u3000]*(?:主办|承办|版权所有|网站主办)(?:单位)?[:：]?")
_SITE = re.compile(r"技术支持|ICP|网站标识码|公网安备|版权所有|网站地图|运维|维护单位")
_FOOT_LINES = 30


@dataclass(frozen=True, slots=True)
class Placed:
    """A table, and the line (counted from 0) before which it is."""

    line: int
    grid: Grid


@dataclass(frozen=True, slots=True)
class Document:
    """The contents of a file, in order; `lines` have the text outside of `tables`."""

    lines: list[str]
    tables: list[Placed]

    @classmethod
    def of(cls, blocks: list[str | Grid]) -> Document:
        """Return a document of these blocks; a table without known headings becomes lines, one per cell."""
        lines: list[str] = []
        tables: list[Placed] = []
        for block in blocks:
            if isinstance(block, str):
                lines += [without_heading_number(closed_up(line)) for line in block.translate(_BLANKS).split("\n")]
                continue
            block.rows = [[replace(cell, text=cell.text.translate(_BLANKS)) for cell in row] for row in block.rows]
            if block.header() is not None:
                tables.append(Placed(len(lines), block))
            elif (
                tables
                and tables[-1].grid.goes_on_in(block)
                and not any(line.strip() for line in lines[tables[-1].line :])
            ):
                tables[-1].grid.rows += block.rows
            else:
                lines += [line for cell in block.cells() for line in cell.split("\n")]
        return cls(lines[: _footer(lines)], tables)


def _footer(lines: list[str]) -> int:
    """Return where a web page's footer begins: who runs the site, near its licence number or technical support."""
    for at in range(max(0, len(lines) - _FOOT_LINES), len(lines)):
        if _KEEPER.match(lines[at]) and _SITE.search("".join(lines[at : at + 6])):
            return at
    return len(lines)


def read_document(data: bytes, source: str) -> Document:
    """Read plain text, .docx or .html; the latter two need the extra `office`.

    Raises NoticeError for anything else, saying what to save the file as or what to install.
    """
    for magic, what in _FORMATS:
        if data.startswith(magic):
            raise NoticeError(source, f"is {what}")
    try:
        if data.startswith(_ZIP):
            from duban.ledger.notice.docx import read_docx  # noqa: PLC0415 - of the extra, and heavy

            return Document.of(read_docx(data))
        if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")):
            from duban.ledger.notice.html import read_html  # noqa: PLC0415 - as above

            return Document.of(read_html(data))
        return Document.of(cut_tables(decode_office_text(data).split("\n")))
    except ModuleNotFoundError as error:
        what = ".docx" if data.startswith(_ZIP) else ".html"
        problem = f"is {what}, which needs the extra: pip install 'duban[office]'; or save it as a UTF-8 .txt file"
        raise NoticeError(source, problem) from error
    except ValueError as error:
        raise NoticeError(source, str(error)) from error
