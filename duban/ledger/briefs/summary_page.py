"""A half-year or a year as HTML: the figures with their chart, who handed in what, and the texts by unit."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.briefs.pieces import Kind
from duban.ledger.briefs.summary import summary_pieces
from duban.ledger.bulletins import months_chart
from duban.ledger.charts import chart_figure

if TYPE_CHECKING:
    from duban.ledger.briefs.pieces import Piece
    from duban.ledger.briefs.summary import Summary


def summary_html(summary: Summary) -> str:
    """Return a summary as an HTML fragment, escaped, in Chinese as its paper is."""
    with words.speaking("zh"):
        chart = chart_figure(months_chart(summary.frozen), "months")
        return "".join(_piece(each, chart) for each in summary_pieces(summary))


def _piece(piece: Piece, chart: str) -> str:
    if piece.kind is Kind.CONTENTS:
        return ""
    if piece.kind is Kind.PICTURE:
        return chart
    if piece.kind is Kind.TABLE:
        return _table(piece.rows)
    said, level = escape(piece.text), piece.level + 1
    whole = {
        Kind.TITLE: f"<h1>{said}</h1>",
        Kind.UNDER: f'<p class="under">{said}</p>',
        Kind.HEADING: f"<h{level}>{said}</h{level}>",
        Kind.ITEM: f'<p class="body"><b>{escape(piece.label)}</b> {said}</p>',
    }
    return whole.get(piece.kind, f'<p class="body">{said}</p>')


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows[1:])
    label = escape("、".join(rows[0][:3]))
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{label}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
