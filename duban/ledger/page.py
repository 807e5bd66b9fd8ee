"""The ledger as a page to print or to hang on the wall: one HTML file that loads nothing from the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from duban import words
from duban.ledger.table import overview
from duban.ledger.told.history import colour_words
from duban.states import Light

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from duban.ledger.table import LedgerRow

_TEMPLATES = Path(__file__).parent / "templates"


def render_page(
    rows: Sequence[LedgerRow], *, title: str, as_of: datetime, document_no: str = "", proof: str = ""
) -> str:
    """Return the page as HTML, in the language of the reader.

    `as_of` is local time, and `proof` a line that says what verification found.
    """
    page = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page.filters["listed"] = words.listed
    page.filters["moment"] = words.written_on_weekday
    page.filters["light"] = colour_words
    page.filters["aside"] = words.aside
    page.globals["say"] = words.text
    today = as_of.date()
    return page.get_template("ledger.html.j2").render(
        title=title,
        document_no=document_no,
        proof=proof,
        rows=rows,
        as_of=as_of,
        today=today,
        head=overview(rows, today=today),
        lights=sorted(Light, key=lambda light: -light.rank),
        language="zh-CN" if words.language() == "zh" else "en",
    )
