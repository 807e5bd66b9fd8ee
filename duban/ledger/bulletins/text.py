"""The text of a bulletin: a template over real lists, limited as those of messages are; numbers keep their sources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.bulletins.blocks import Span, Words
from duban.ledger.bulletins.errors import WordingFault
from duban.states import TemplateError, fill_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TEMPLATES = Path(__file__).parent / "templates"
_OVERALL = "overall.txt.j2"
"""What is said of all units together: a part of the bulletin, and all that a year's paper says."""
_MARK = re.compile("\ue000([^\ue000-\ue002]*)\ue001([^\ue000-\ue002]*)\ue002")
_BLOCK = re.compile(r"\[\[(.+)\]\]")
_LEVELS = (re.compile(r"[一二三四五六七八九十]+、"), re.compile(r"（[一二三四五六七八九十]+）[^，。；]*$"))


def marked(text: str, source: str) -> str:
    """Return a text with the key of its source, which `spans_of` finds again."""
    return f"\ue000{source}\ue001{text}\ue002"


def written(values: Mapping[str, Any], wording: str = "") -> Iterator[Words | str]:
    """Yield the paragraphs of a bulletin, and the names of tables and charts where they stand.

    Without a wording it is ours. Raises WordingFault if it cannot be used: it may be anybody's, and is held to the
    loops, the work and the length that a template of a message may take.
    """
    try:
        text = fill_text("wording", wording or _ours(), values)
    except TemplateError as wrong:
        said = words.Line(
            "the wording of the bulletin cannot be used: {problem}"
            if wrong.line is None
            else "the wording of the bulletin cannot be used, line {line}: {problem}",
            line=wrong.line,
            problem=wrong.problem,
        )
        raise WordingFault(said) from None
    for line in text.splitlines():
        if not line.strip():
            continue
        if block := _BLOCK.fullmatch(line.strip()):
            yield block[1]
        else:
            yield Words(spans_of(line.strip()), _level(_MARK.sub(r"\2", line.strip())))


def overall() -> str:
    """Return the wording of what is said of all units together."""
    return (_TEMPLATES / _OVERALL).read_text("utf-8")


def _ours() -> str:
    return (_TEMPLATES / "bulletin.txt.j2").read_text("utf-8").replace(f"[[{_OVERALL}]]\n", overall())


def spans_of(line: str) -> tuple[Span, ...]:
    """Return a line in pieces, each number with the key of its source."""
    spans, place = [], 0
    for found in _MARK.finditer(line):
        spans += [Span(line[place : found.start()])] if found.start() > place else []
        spans.append(Span(found[2], found[1]))
        place = found.end()
    return tuple([*spans, Span(line[place:])] if place < len(line) else spans)


def _level(text: str) -> int:
    return next((level for level, pattern in enumerate(_LEVELS, 1) if pattern.match(text)), 0)
