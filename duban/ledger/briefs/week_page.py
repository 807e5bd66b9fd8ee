"""The leader's week as HTML: one page to print, each matter with where it sticks and what is proposed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from duban.ledger.briefs.week_paper import days_said, facts_said, more_said, summary_said, title_said

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.ledger.briefs.week import Week, WeekMatter


def week_html(week: Week, linked: Callable[[str], str] | None = None) -> str:
    """Return the week as an HTML fragment, escaped; `linked` gives the address of a matter."""
    matters = "".join(_matter(place, each, linked) for place, each in enumerate(week.matters, 1))
    more = week.red - len(week.matters)
    rest = f"<p>{more_said(more)}</p>" if more else ""
    nothing = "" if week.red else "<p>本周没有红灯事项。</p>"
    return (
        f'<h1>{escape(title_said(week))}</h1><p class="under">{escape(days_said(week))}</p>'
        f'<p class="body">{escape(summary_said(week))}</p>{nothing}{matters}{rest}'
    )


def _matter(place: int, matter: WeekMatter, linked: Callable[[str], str] | None) -> str:
    number = escape(matter.number)
    shown = f'<a href="{escape(linked(matter.number))}">{number}</a>' if linked else number
    facts = "".join(f"<dt>{head}</dt><dd>{escape(text)}</dd>" for head, text in facts_said(matter))
    head = f"<h2>{place}. {escape(matter.title)}（{shown}）</h2>"
    return f'<section class="matter">{head}<dl class="facts">{facts}</dl></section>'
