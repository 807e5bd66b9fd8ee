"""Web pages of an archive: one for each matter, with its history and who did what, and the index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from duban import words
from duban.ledger.archives.told import facts_of, told_of
from duban.states import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duban.workflow import HistoryEntry, Situation

_TEMPLATES = Path(__file__).parents[1] / "templates"
_ACTS = frozenset({"open", "act", "excuse", "assign", "decide", "extend", "correct", "void", "merge", "instruct"})
"""The kinds of entries that somebody has signed for, if it was not the engine."""


def matter_page(standing: Situation, history: Sequence[HistoryEntry], *, more: Iterable[tuple[str, str]] = ()) -> str:
    """Return the page of one matter, as its situation and history were read for whoever may read the archive."""
    told = [*told_of(standing, history)]
    signed = [one for one, entry in zip(told, history, strict=True) if entry.kind in _ACTS and entry.actor != SYSTEM]
    title = f"{standing.instance.number}　{standing.instance.title}"
    facts = [*facts_of(standing), *more]
    last = history[-1].hash if history else ""
    return _render("archive_matter.html.j2", title=title, facts=facts, signed=signed, history=told, hash=last)


def index_page(
    title: str,
    facts: Sequence[tuple[str, str]],
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    files_at: Sequence[int],
) -> str:
    """Return the index; the columns `files_at` lead to files."""
    return _render("archive_index.html.j2", title=title, facts=facts, headings=headings, rows=rows, files_at=files_at)


def _render(template: str, **context: Any) -> str:  # noqa: ANN401 - whatever the template shows
    pages = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals["say"] = words.text
    pages.globals["language"] = "zh-CN" if words.language() == "zh" else "en"
    return pages.get_template(template).render(**context)
