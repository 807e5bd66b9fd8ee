"""The leader's week in files, and in lines for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ledger.briefs.dense_pdf import dense_pdf, pages_of
from duban.ledger.briefs.dense_word import dense_docx
from duban.ledger.briefs.week_page import week_html
from duban.ledger.briefs.week_paper import facts_said, summary_said, title_said, week_pieces
from duban.ledger.bulletins import standing_page
from duban.ledger.documents import FontNames

if TYPE_CHECKING:
    from duban.ledger.briefs.week import Week
    from duban.workflow import Settings


def week_files(week: Week, *, settings: Settings | None = None) -> dict[str, bytes]:
    """Return the week as a page, as .docx and as .pdf, by their names; the PDF is one page, whatever is left out."""
    fonts = None if settings is None else FontNames.of(settings)
    most = len(week.matters)
    while most > 1 and pages_of(week_pieces(week, most), tight=True, fonts=fonts) > 1:
        most -= 1
    pieces = week_pieces(week, most)
    name = f"周报-{week.as_of}"
    return {
        f"{name}.html": standing_page(title_said(week), week_html(week)).encode(),
        f"{name}.docx": dense_docx(pieces, fonts=fonts),
        f"{name}.pdf": dense_pdf(pieces, tight=True, fonts=fonts),
    }


def week_said(week: Week) -> list[str]:
    """Return the week in lines."""
    lines = [summary_said(week)]
    for place, each in enumerate(week.matters, 1):
        lines.append(f"{place}. {each.title}（{each.number}）")
        lines += [f"   {label}：{text}" for label, text in facts_said(each)]
    return lines
