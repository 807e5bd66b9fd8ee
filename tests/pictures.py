"""An SVG picture as somebody sees it: its texts with the places that they take, and its boxes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING
from unicodedata import east_asian_width
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Place:
    """A rectangle, and the text that stands in it if it is one."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""
    kind: str = ""

    def meets(self, other: Place) -> bool:
        """Return whether the two have any point in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: Place) -> bool:
        """Return whether the other lies wholly inside."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


class Picture:
    """A picture, read."""

    def __init__(self, svg: str) -> None:
        root = ET.fromstring(svg)  # noqa: S314 - our own
        self.whole = Place(0, 0, float(root.attrib["width"]), float(root.attrib["height"]))
        self.texts = [_text(each, *at) for each, at in _walk(root, "text")]
        self.boxes = [_rect(each, *at) for each, at in _walk(root, "rect") if "class" in each.attrib]
        self.tags = {each.tag.removeprefix(_SVG) for each in root.iter()}

    def shows(self, said: str) -> bool:
        """Return whether a text is shown, in however many lines."""
        return "".join(said.split()) in "".join("".join(each.text.split()) for each in self.texts)

    def faults(self) -> list[str]:
        """Return the texts that meet another, cross a box's border, or stand outside of the picture."""
        found = [f"{a.text} | {b.text}" for a, b in combinations(self.texts, 2) if a.meets(b)]
        found += [
            f"{text.text} crosses a border"
            for text in self.texts
            for box in self.boxes
            if box.meets(text) and not box.holds(text)
        ]
        return found + [f"{text.text} is cut off" for text in self.texts if not self.whole.holds(text)]


def _walk(root: Element, tag: str, x: float = 0, y: float = 0) -> Iterator[tuple[Element, tuple[float, float]]]:
    for each in root:
        if each.tag == _SVG + tag:
            yield each, (x, y)
        move = each.attrib.get("transform", "translate(0 0)").removeprefix("translate(").rstrip(")").split()
        yield from _walk(each, tag, x + float(move[0]), y + float(move[1]))


def _text(element: Element, x: float, y: float) -> Place:
    size, said = float(element.attrib["font-size"]), element.text or ""
    wide = sum(size if east_asian_width(each) in "WF" else size * 0.55 for each in said)
    left, base = x + float(element.attrib["x"]), y + float(element.attrib["y"])
    return Place(left, base - size * 0.8, left + wide, base + size * 0.2, said, element.attrib["class"])


def _rect(element: Element, x: float, y: float) -> Place:
    left, top = x + float(element.attrib["x"]), y + float(element.attrib["y"])
    wide, high = float(element.attrib["width"]), float(element.attrib["height"])
    return Place(left, top, left + wide, top + high, kind=element.attrib["class"])
