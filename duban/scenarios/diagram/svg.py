"""A diagram as SVG: the chart, and below it what has no place there, as a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from duban import words
from duban.scenarios.diagram.layout import BIG, EDGE, SMALL, Drawing, Path, Words, lay_out
from duban.scenarios.diagram.tables import tables
from duban.words import text_width

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from duban.scenarios.diagram.layout import Box
    from duban.states import Definition

_FONTS = "'Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','WenQuanYi Micro Hei',sans-serif"
_LIGHTS = {"green": "#2e8540", "blue": "#2066c8", "yellow": "#e0a800", "red": "#c62828"}
_STYLE = """
text { fill: #1f2933; }
.heading, .state, .act { font-weight: bold; }
.said { fill: #46525e; }
.box { fill: #f4f7fb; stroke: #44607c; stroke-width: 1.5; }
.final { fill: #eef1ee; }
.here { fill: #fff3d6; stroke: #b45309; stroke-width: 3; }
.line { fill: none; stroke: #5b6b7b; stroke-width: 1.4; }
.rule { stroke: #c9d1d9; stroke-width: 1; }
"""
_NEVER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold (XML 1.0, 2.2)."""

_RADIUS = 8


def svg(definition: Definition, *, at: str | None = None, number: str | None = None, chart_only: bool = False) -> str:
    """Return a definition as an SVG picture, in the language of the reader.

    Args:
        definition: what is drawn: states, transitions, roles, clocks, ladders and announcements.
        at: the state in which an instance is, which is marked.
        number: the number of that instance.
        chart_only: leave out the tables below the chart, for where they stand beside it.

    """
    drawing = lay_out(definition)
    top = 2 * EDGE + BIG
    below = tables(None if chart_only else definition, drawing.width, top + drawing.height)
    root = _root(definition, max(drawing.width, below.width), below.height + EDGE)
    title = f"{definition.title}（{definition.scenario} {definition.version}）"
    if number is not None:
        title = words.headed(number, title)
    _text(root, Words(EDGE, EDGE + BIG, title, BIG + 4, "heading"))
    chart = _element(root, "g", transform=f"translate(0 {top})")
    for path in drawing.paths:
        _path(chart, path)
    for box in drawing.boxes:
        _box(chart, box, here=box.state.name == at, number=number)
    _say(chart, drawing)
    _say(root, below)
    for y in below.rules:
        _element(root, "line", x1=EDGE, x2=max(drawing.width, below.width) - EDGE, y1=y, y2=y, **{"class": "rule"})
    for x, y, light in below.dots:
        _element(root, "circle", cx=x, cy=y, r=5, fill=_LIGHTS[light])
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _root(definition: Definition, wide: float, high: float) -> Element:
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {wide:g} {high:g}",
            "width": f"{wide:g}",
            "height": f"{high:g}",
            "font-family": _FONTS,
            "role": "img",
        },
    )
    ET.SubElement(root, "title").text = _harmless(definition.title)
    said = words.text("states, transitions and clocks of “{title}”", title=definition.title)
    ET.SubElement(root, "desc").text = _harmless(said)
    ET.SubElement(root, "style").text = _STYLE
    _element(root, "rect", width=wide, height=high, fill="#ffffff")
    return root


def _box(chart: Element, box: Box, *, here: bool, number: str | None) -> None:
    kind = "box" + (" final" if box.state.final else "") + (" here" if here else "")
    place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    _element(chart, "rect", **place, rx=_RADIUS, **{"class": kind})
    if box.state.final:  # a second line around it
        inner = {"x": box.x + 4, "y": box.y + 4, "width": box.width - 8, "height": box.height - 8}
        _element(chart, "rect", **inner, rx=_RADIUS - 3, fill="none", stroke="#44607c")
    if here:
        said = number or words.text("here")
        at = box.x + box.width - text_width(said, SMALL) - 8
        _text(chart, Words(at, box.y + box.height - 8, said, SMALL, "act"))


def _path(chart: Element, path: Path) -> None:
    points = " L ".join(f"{x:g} {y:g}" for x, y in path.points)
    _element(chart, "path", d=f"M {points}", **{"class": "line"})
    if path.head:
        (x0, y0), (x, y) = path.points[-2:]
        back = 8
        if x0 == x:  # down, or up
            sign = 1 if y > y0 else -1
            corners = ((x, y), (x - 4, y - sign * back), (x + 4, y - sign * back))
        else:
            sign = 1 if x > x0 else -1
            corners = ((x, y), (x - sign * back, y - 4), (x - sign * back, y + 4))
        _element(chart, "polygon", points=" ".join(f"{a:g},{b:g}" for a, b in corners), fill="#5b6b7b")


def _say(parent: Element, drawing: Drawing) -> None:
    for said in drawing.words:
        _text(parent, said)


def _text(parent: Element, said: Words) -> None:
    place = {"x": said.x, "y": said.y, "font-size": said.size, "class": said.kind}
    _element(parent, "text", **place).text = _harmless(said.text)


def _element(parent: Element, tag: str, **attributes: object) -> Element:
    written = {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in attributes.items()}
    return ET.SubElement(parent, tag, written)


def _harmless(text: str) -> str:
    return _NEVER.sub("�", text)
