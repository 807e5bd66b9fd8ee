"""Paragraphs, tables and pictures of a Word document, as XML: by a template's own styles if it has ours, else directly.

What comes from outside is text, which is escaped here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from duban import words
from duban.ledger.documents.errors import DocumentError
from duban.ledger.documents.fonts import FontNames, FontRole
from duban.ledger.documents.plain import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping

AREA = 8845
"""The width of the type area, 156 mm in twentieths of a point."""
TEXT_SIZE = 32
TIGHT = '<w:spacing w:val="-6"/>'
"""What lets 28 characters of 16 pt stand on a line of 156 mm: by the grid, which Word keeps to, suites do not agree."""
EMU = 36_000
"""The units of drawings in a millimetre."""


class Style(NamedTuple):
    """A paragraph style: what it is called in templates, and how it is said if a template has none of that name."""

    name: str
    font: FontRole
    size: int
    """In half points."""
    paragraph: str
    """Its properties, as XML, in the order that the schema wants."""


_EXACT = '<w:snapToGrid w:val="0"/><w:spacing w:line="579" w:lineRule="exact"/>'
_INDENT = '<w:ind w:firstLine="640" w:firstLineChars="200"/>'
_FLUSH = '<w:ind w:firstLine="0" w:firstLineChars="0"/>'
_IN_CELL = f'<w:snapToGrid w:val="0"/><w:spacing w:line="340" w:lineRule="exact"/>{_FLUSH}'
_IN_FIELD = f'<w:snapToGrid w:val="0"/><w:spacing w:line="400" w:lineRule="exact"/>{_FLUSH}'

STYLES = {
    "body": Style("公文正文", FontRole.BODY, 32, f'{_EXACT}{_INDENT}<w:jc w:val="both"/>'),
    "level1": Style("公文一级标题", FontRole.HEI, 32, f"<w:keepNext/>{_EXACT}{_INDENT}"),
    "level2": Style("公文二级标题", FontRole.KAI, 32, f"<w:keepNext/>{_EXACT}{_INDENT}"),
    "level3": Style("公文三级标题", FontRole.BODY, 32, f"{_EXACT}{_INDENT}"),
    "level4": Style("公文四级标题", FontRole.BODY, 32, f"{_EXACT}{_INDENT}"),
    "attachment": Style("公文附件说明", FontRole.BODY, 32, f'{_EXACT}<w:ind w:left="2080" w:hanging="1440"/>'),
    "signature": Style("公文落款", FontRole.BODY, 32, f'<w:keepLines/>{_EXACT}<w:jc w:val="right"/>'),
    "cell": Style("公文表格", FontRole.BODY, 24, _IN_CELL),
    "head": Style("公文表头", FontRole.HEI, 24, f'{_IN_CELL}<w:jc w:val="center"/>'),
    "label": Style("公文表项", FontRole.HEI, 28, f'{_IN_FIELD}<w:jc w:val="center"/>'),
    "value": Style("公文表值", FontRole.BODY, 28, _IN_FIELD),
    "caption": Style(
        "公文图表题",
        FontRole.HEI,
        28,
        '<w:keepNext/><w:snapToGrid w:val="0"/><w:spacing w:line="400" w:lineRule="exact"/>'
        '<w:ind w:firstLine="0" w:firstLineChars="0"/><w:jc w:val="center"/>',
    ),
    "mark": Style("公文红头", FontRole.TITLE, 84, f'<w:snapToGrid w:val="0"/>{_FLUSH}<w:jc w:val="center"/>'),
    "picture": Style(
        "公文图",
        FontRole.BODY,
        24,
        '<w:snapToGrid w:val="0"/><w:spacing w:before="120" w:line="240" w:lineRule="auto"/>'
        '<w:ind w:firstLine="0" w:firstLineChars="0"/><w:jc w:val="center"/>',
    ),
}


class Run(NamedTuple):
    """A piece of text; in the font and the size of its paragraph if it names none, `more` are further properties."""

    text: str
    font: FontRole | None = None
    size: int = 0
    more: str = ""


@dataclass(slots=True)
class Sheet:
    """What a document is written with: the styles that its template has by name, the office's fonts, and the pictures.

    `pictures` has the file of each, by the id under which the document names it.
    """

    styles: Mapping[str, str]
    fonts: FontNames
    pictures: dict[str, bytes] = field(default_factory=dict)

    def run(self, run: Run, otherwise: Style | None = None) -> str:
        """Return a run, its lines broken where it is, in a style's font and size if it names none."""
        font, size = run.font, run.size
        if otherwise is not None:
            font, size = font or otherwise.font, size or otherwise.size
        properties = "" if font is None else fonts_xml(self.fonts.named(font))
        properties += run.more
        if size:
            properties += f'{TIGHT if size == TEXT_SIZE else ""}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        lines = plain_text(run.text).split("\n")
        said = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
        return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{said}</w:r>"

    def paragraph(self, style: str, *runs: Run | str, more: str = "") -> str:
        """Return a paragraph of runs or of XML; `more` are further properties, in place of the same of the style."""
        known = STYLES[style]
        named = self.styles.get(known.name)
        direct = known if named is None else None
        properties = f"<w:pStyle w:val={quoteattr(named)}/>{more}" if named else _merged(known.paragraph, more)
        said = "".join(each if isinstance(each, str) else self.run(each, direct) for each in runs)
        return f"<w:p><w:pPr>{properties}</w:pPr>{said}</w:p>"

    def said(self, style: str, text: str, *, more: str = "") -> str:
        """Return a paragraph with a text."""
        return self.paragraph(style, *([Run(text)] if text else []), more=more)

    def picture(self, png: bytes, width: float, told: str) -> str:
        """Return a run with a picture, `width` millimetres wide at most as the type area, and keep its file."""
        across, down = _size_of(png)
        wide = min(width, 156)
        name = f"rIdPicture{len(self.pictures) + 1}"
        self.pictures[name] = png
        number = 9000 + len(self.pictures)
        extent = f'cx="{round(wide * EMU)}" cy="{round(wide * EMU * down / across)}"'
        return (
            f'<w:r><w:drawing><wp:inline xmlns:wp="{_WP}" distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
            f'<wp:docPr id="{number}" name="{name}" descr={quoteattr(plain_text(told))}/><a:graphic xmlns:a="{_A}">'
            f'<a:graphicData uri="{_PIC}"><pic:pic xmlns:pic="{_PIC}"><pic:nvPicPr><pic:cNvPr id="{number}" '
            f'name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip xmlns:r="{_R}" r:embed="{name}"/>'
            f"<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
            f'<a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )


_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PNG = b"\x89PNG\r\n\x1a\n"


def fonts_xml(name: str) -> str:
    """Return the element that sets a font for every script: Word takes the East Asian one, WPS wants all four."""
    quoted = quoteattr(name)
    return f"<w:rFonts w:ascii={quoted} w:hAnsi={quoted} w:eastAsia={quoted} w:cs={quoted}/>"


def _size_of(png: bytes) -> tuple[int, int]:
    across, down = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    if not png.startswith(_PNG) or not across or not down:
        raise DocumentError(words.Line("a picture is no PNG"))
    return across, down


_ORDER = ("pStyle", "keepNext", "keepLines", "snapToGrid", "spacing", "ind", "jc")


def _merged(properties: str, more: str) -> str:
    """Return paragraph properties in the order of the schema, those of `more` in place of the same of a style."""
    found = {_tag(element): element for element in (properties + more).replace("/>", "/>\0").split("\0") if element}
    return "".join(sorted(found.values(), key=lambda each: _ORDER.index(_tag(each))))


def _tag(element: str) -> str:
    return element.removeprefix("<w:").replace("/", " ").split(" ", 1)[0]
