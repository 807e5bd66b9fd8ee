"""The leader's week in files, and in lines for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ledger.briefs.week_page import week_html
from duban.ledger.briefs.week_paper import late_said, proposal_said, summary_said, title_said, week_letter
from duban.ledger.bulletins import standing_page, templates_of
from duban.ledger.documents import FontNames, letter_docx, letter_pdf

if TYPE_CHECKING:
    from duban.ledger.briefs.week import Week
    from duban.workflow import Settings


def week_files(week: Week, *, office: str, settings: Settings | None = None) -> dict[str, bytes]:
    """Return the week as a page, as .docx and as .pdf, by their names."""
    letter = week_letter(week, office=office)
    fonts = None if settings is None else FontNames.of(settings)
    templates = templates_of(settings)
    name = f"周报-{week.as_of}"
    return {
        f"{name}.html": standing_page(title_said(week), week_html(week)).encode(),
        f"{name}.docx": letter_docx(letter, templates=templates, fonts=fonts),
        f"{name}.pdf": letter_pdf(letter, fonts=fonts),
    }


def week_said(week: Week) -> list[str]:
    """Return the week in lines."""
    lines = [summary_said(week)]
    for place, each in enumerate(week.matters, 1):
        lines += [
            f"{place}. {each.title}（{each.number}）",
            f"   卡在哪里：{late_said(each)}",
            f"   催办情况：{each.urged or '没有催办过'}",
            f"   最近答复：{each.said or '没有答复'}",
            f"   建议：{proposal_said(each)}",
        ]
    return lines
