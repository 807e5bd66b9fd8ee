"""A chart as SVG: with a title and a description, hatched so that a copy in black and white reads."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from duban.ledger.charts.drawing import Drawing, Label, Rect, Rule

FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei", "SimHei")
_INK, _QUIET = "#1f2933", "#46525e"
_NEVER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold (XML 1.0, 2.2)."""

_PLAIN = {
    "on_time": ("#2f6b8f", "#1f4a63"),
    "reached": ("#2f6b8f", "#1f4a63"),
    "running": ("#e6edf2", "#44607c"),
    "apart": ("#ffffff", "#44607c"),
    "plate": ("#ffffff", "none"),
    "track": ("#f1f4f6", "none"),
}
"""What is filled with a colour, and its edge: dark, pale and white are told apart in grey as well."""
_HATCHED = {
    "late": ("#b7791f", '<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="{ink}" stroke-width="2"/>'),
    "missed": ("#b3261e", '<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="{ink}" stroke-width="2"/>'),
    "overdue": ("#b3261e", '<path d="M0 0L8 8M8 0L0 8" stroke="{ink}" stroke-width="2"/>'),
}
"""What is hatched: strokes one way are late, crossed ones overdue."""


def chart_svg(drawing: Drawing, name: str = "chart") -> str:
    """Return a chart as an SVG element, which stands alone or in a page.

    `name` is the first part of the ids in it, so that several charts can stand in one page. No style sheet and no
    script is in it, so that a page may forbid both.
    """
    wide, high = f"{drawing.width:g}", f"{drawing.height:.4g}"
    families = ",".join(f"'{font}'" for font in FONTS)
    used = {rect.fill for rect in drawing.rects}
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'font-family="{families},sans-serif" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{_text(drawing.title)}</title><desc id="{name}-desc">{_text(drawing.said)}</desc>'
    )
    marks = (*(_rect(rect, name) for rect in drawing.rects), *map(_rule, drawing.rules), *map(_label, drawing.labels))
    return "".join((head, _patterns(name, used), *marks, "</svg>"))


def _patterns(name: str, used: Collection[str]) -> str:
    made = "".join(
        f'<pattern id="{name}-{fill}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path d="M0 0H8V8H0Z" fill="#ffffff"/>{strokes.format(ink=ink)}</pattern>'
        for fill, (ink, strokes) in _HATCHED.items()
        if fill in used
    )
    return f"<defs>{made}</defs>" if made else ""


def _rect(rect: Rect, name: str) -> str:
    fill, edge = _PLAIN.get(rect.fill) or (f"url(#{name}-{rect.fill})", _HATCHED[rect.fill][0])
    place = f'x="{rect.x:.2f}" y="{rect.y:.2f}" width="{rect.width:.2f}" height="{rect.height:.2f}"'
    return f'<rect {place} fill="{fill}" stroke="{edge}"/>'


def _rule(rule: Rule) -> str:
    dashes = ' stroke-dasharray="5 3" stroke-width="1.5"' if rule.dashed else ""
    place = f'x1="{rule.x1:.2f}" y1="{rule.y1:.2f}" x2="{rule.x2:.2f}" y2="{rule.y2:.2f}"'
    return f'<line {place} stroke="{_INK}"{dashes}/>'


def _label(label: Label) -> str:
    anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    weight = ' font-weight="bold"' if label.bold else ""
    ink = _QUIET if label.quiet else _INK
    place = f'x="{label.x:.2f}" y="{label.y:.2f}" font-size="{label.size:g}" fill="{ink}"'
    return f"<text {place}{anchor}{weight}>{_text(label.text)}</text>"


def harmless(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return _NEVER.sub("�", text)


def _text(text: str) -> str:
    return escape(harmless(text))
