"""The ledger as a page to print or to hang on the wall: one HTML file that asks nothing of any network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from duban.ledger.narrative import LIGHT_WORDS, names_words
from duban.ledger.table import overview
from duban.states import Light

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from duban.ledger.table import LedgerRow

_TEMPLATES = Path(__file__).parent / "templates"
_WEEKDAYS = "一二三四五六日"


def render_page(
    rows: Sequence[LedgerRow], *, title: str, as_of: datetime, document_no: str = "", proof: str = ""
) -> str:
    """Return the page as HTML; `as_of` is local, `proof` a line that says what verification found."""
    page = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page.filters["names"] = names_words
    page.filters["day"] = _day
    page.filters["moment"] = _moment
    today = as_of.date()
    return page.get_template("ledger.html.j2").render(
        title=title,
        document_no=document_no,
        proof=proof,
        rows=rows,
        as_of=as_of,
        today=today,
        head=overview(rows, today=today),
        lights=[(light, LIGHT_WORDS[light]) for light in sorted(Light, key=lambda light: -light.rank)],
        words=LIGHT_WORDS,
    )


def _day(day: date | None) -> str:
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def _moment(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日（周{_WEEKDAYS[at.weekday()]}）{at:%H:%M}"
