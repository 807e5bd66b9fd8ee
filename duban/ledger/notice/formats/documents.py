"""A published file as lines with tables among them, whatever its format."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.errors import NoticeError
from duban.ledger.notice.formats.grid import TooLarge
from duban.ledger.notice.formats.text_tables import cut_tables
from duban.ledger.notice.wording import closed_up, without_heading_number
from duban.workflow import decode_office_text

if TYPE_CHECKING:
    from duban.ledger.notice.formats.grid import Cell, Grid

_ZIP = b"PK\x03\x04"
_FORMATS = (
    (
        b"\xd0\xcf\x11\xe0",
        words.Line("is an old Office document such as .doc, or one with a password; open it and save it as .docx"),
    ),
    (b"%PDF", words.Line("is a PDF; open it and save its text as a UTF-8 .txt file")),
    (b"{\\rtf", words.Line("is RTF; open it and save it as .docx")),
)
_MARKUP = re.compile(rb"\s{0,64}(?:<!doctype|<html|<\?xml|<head|<body|<meta|<div|<table|<p[ >])", re.IGNORECASE)
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u1680\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"), " ")
_KEEPER = re.compile(r"[ \u3000]*(?:主办|承办|版权所有|网站主办)(?:单位)?[:：]?")
_SITE = re.compile(r"技术支持|ICP|网站标识码|公网安备|版权所有|网站地图|运维|维护单位")
_FOOT_LINES = 30

MOST_LINES, MOST_CHARACTERS = 50_000, 500_000
"""What is read of one file; the longest published plans have a thousand lines and a hundred thousand characters."""


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
            block.rows = _with_plain_blanks(block.rows)
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
        _must_be_a_plan(lines, tables)
        return cls(lines[: _footer(lines)], tables)


def _with_plain_blanks(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Return rows with one kind of blank; a cell that is merged over many keeps one text for all of them."""
    plain: dict[str, str] = {}

    def of(text: str) -> str:
        if text not in plain:
            plain[text] = text.translate(_BLANKS)
        return plain[text]

    return [[replace(cell, text=of(cell.text)) for cell in row] for row in rows]


def _must_be_a_plan(lines: list[str], tables: list[Placed]) -> None:
    """Refuse what would take long to look through; raises TooLarge."""
    written = sum(map(len, lines)) + sum(len(text) for table in tables for text in table.grid.cells())
    if len(lines) > MOST_LINES or written > MOST_CHARACTERS:
        told = words.Line(
            "has {lines} lines and {characters} characters, a plan at most {most_lines} and {most}; "
            "keep the part with the tasks",
            lines=len(lines),
            characters=written,
            most_lines=MOST_LINES,
            most=MOST_CHARACTERS,
        )
        raise TooLarge(told)


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
    for magic, problem in _FORMATS:
        if data.startswith(magic):
            raise NoticeError(source, problem)
    try:
        if data.startswith(_ZIP):
            from duban.ledger.notice.formats.docx import read_docx  # noqa: PLC0415 - of the extra, and heavy

            return Document.of(read_docx(data))
        if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")):
            from duban.ledger.notice.formats.html import read_html  # noqa: PLC0415 - as above

            return Document.of(read_html(data))
        return Document.of(cut_tables(decode_office_text(data).split("\n")))
    except ModuleNotFoundError as error:
        problem = words.Line(
            "is {kind}, which needs the extra: pip install 'duban[office]'; or save it as a UTF-8 .txt file",
            kind=".docx" if data.startswith(_ZIP) else ".html",
        )
        raise NoticeError(source, problem) from error
    except ValueError as error:
        raise NoticeError(source, words.said_by(error)) from error
