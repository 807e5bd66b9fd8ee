"""Dense papers as PDF: A4, 12 pt, with a table of contents that has its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.ledger.briefs.pieces import Kind
from duban.ledger.documents import Table as Grid
from duban.ledger.documents import pdf_of, picture_data, png_of, table_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.ledger.briefs.pieces import Piece
    from duban.ledger.documents import FontNames

_SOURCE = """#import "base.typ": *
#show: plain
#set text(size: if data.tight { 10.5pt } else { 12pt })
#set par(leading: if data.tight { 5.5pt } else { 7pt }, spacing: if data.tight { 5.5pt } else { 7pt })
#show heading: it => in-font("hei", it.body, size: if it.level == 1 { 16pt } else { 13pt })
#for piece in data.pieces [
  #if piece.kind == "title" { align(center, par(first-line-indent: 0pt, in-font("title", piece.text, size: 20pt))) }
  #if piece.kind == "under" { align(center, par(first-line-indent: 0pt, piece.text)) }
  #if piece.kind == "contents" { outline(title: none, depth: 2) }
  #if piece.kind == "heading" { heading(level: piece.level, piece.text) }
  #if piece.kind == "text" { par(lines(piece.text)) }
  #if piece.kind == "item" {
    par(first-line-indent: 0pt, hanging-indent: 2em, in-font("hei", piece.label) + piece.text)
  }
  #if piece.kind == "table" { table-of(piece.table) }
  #if piece.kind == "picture" { picture-of(piece.picture) }
]
"""


def dense_pdf(pieces: Sequence[Piece], *, tight: bool = False, fonts: FontNames | None = None) -> bytes:
    """Return a paper as PDF; a tight one has smaller letters."""
    data, files = _data(pieces, tight=tight)
    return pdf_of(_SOURCE, data, files=files, fonts=fonts)


def pages_of(pieces: Sequence[Piece], *, tight: bool = False, fonts: FontNames | None = None) -> int:
    """Return how many pages a paper has."""
    data, files = _data(pieces, tight=tight)
    return len(png_of(_SOURCE, data, ppi=10, files=files, fonts=fonts))


def _data(pieces: Sequence[Piece], *, tight: bool) -> tuple[dict[str, Any], dict[str, bytes]]:
    files: dict[str, bytes] = {}
    shown = []
    for place, piece in enumerate(pieces):
        one: dict[str, Any] = {"kind": piece.kind.value, "text": piece.text, "level": min(piece.level, 3)}
        one["label"] = f"{piece.label}：" if piece.label else ""
        if piece.kind is Kind.TABLE:
            one["table"] = table_data(Grid((piece.rows[0],), piece.rows[1:], piece.widths))
        if piece.kind is Kind.PICTURE and piece.picture is not None:
            one["picture"], found = picture_data(piece.picture, f"p{place}")
            files |= found
        shown.append(one)
    return {"pieces": shown, "tight": tight}, files
