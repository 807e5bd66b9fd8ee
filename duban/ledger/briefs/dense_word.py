"""Dense papers as Word documents: A4, 12 pt, with a table of contents that Word brings up to date."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from duban.ledger.briefs.pieces import Kind
from duban.ledger.documents import FontNames, NoDocuments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.ledger.briefs.pieces import Piece

_LIBRARY = "python-docx"
_TITLE, _HEADINGS, _BODY, _SMALL = 22, (16, 14, 12), 12, 10.5


def dense_docx(pieces: Sequence[Piece], *, fonts: FontNames | None = None) -> bytes:
    """Return a paper as a Word document; raises NoDocuments without the extra."""
    try:
        import docx  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise NoDocuments(_LIBRARY) from None
    document = docx.Document()
    _Writer(document, fonts or FontNames()).write(pieces)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


class _Writer:
    """Writes pieces into a document of python-docx."""

    def __init__(self, document: Any, fonts: FontNames) -> None:  # noqa: ANN401 - python-docx has no types for it
        from docx.oxml import OxmlElement  # noqa: PLC0415 - an extra
        from docx.oxml.ns import qn  # noqa: PLC0415
        from docx.shared import Mm, Pt, RGBColor  # noqa: PLC0415

        self.document, self.fonts = document, fonts
        self.element, self.qn, self.mm, self.pt, self.colour = OxmlElement, qn, Mm, Pt, RGBColor
        page = document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(25), Mm(22), Mm(25), Mm(20)
        self._style("Normal", fonts.body, _BODY)
        for level, size in enumerate(_HEADINGS, 1):
            self._style(f"Heading {level}", fonts.hei, size)

    def _style(self, name: str, font: str, size: float) -> None:
        """Give a style one of the office's fonts; the theme's would win over it and are taken away."""
        style = self.document.styles[name]
        style.font.size, style.font.bold, style.font.italic = self.pt(size), False, False
        style.font.color.rgb = self.colour(0, 0, 0)
        style.paragraph_format.space_before = style.paragraph_format.space_after = self.pt(3)
        self._font(style.element.get_or_add_rPr(), font)

    def _font(self, properties: Any, font: str) -> None:  # noqa: ANN401 - likewise
        named = properties.get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            named.attrib.pop(self.qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            named.set(self.qn(f"w:{script}"), font)

    def write(self, pieces: Sequence[Piece]) -> None:
        """Write all pieces."""
        for piece in pieces:
            match piece.kind:
                case Kind.TITLE | Kind.UNDER:
                    self._centred(piece)
                case Kind.HEADING:
                    self.document.add_heading(piece.text, min(piece.level, len(_HEADINGS)))
                case Kind.CONTENTS:
                    self._contents([each for each in pieces if each.kind is Kind.HEADING])
                case Kind.TEXT | Kind.ITEM:
                    self._text(piece)
                case Kind.TABLE:
                    self._table(piece)
                case Kind.PICTURE if piece.picture is not None:
                    file = io.BytesIO(piece.picture.png)
                    self.document.add_picture(file, width=self.mm(piece.picture.width))

    def _centred(self, piece: Piece) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = 1
        run = paragraph.add_run(piece.text)
        if piece.kind is Kind.TITLE:
            run.font.size = self.pt(_TITLE)
            self._font(run._r.get_or_add_rPr(), self.fonts.title)  # noqa: SLF001 - python-docx offers no other way

    def _text(self, piece: Piece) -> None:
        paragraph = self.document.add_paragraph()
        if piece.kind is Kind.TEXT:
            paragraph.paragraph_format.first_line_indent = self.pt(2 * _BODY)
        if piece.label:
            run = paragraph.add_run(f"{piece.label}：")
            self._font(run._r.get_or_add_rPr(), self.fonts.hei)  # noqa: SLF001 - likewise
        paragraph.add_run(piece.text)

    def _table(self, piece: Piece) -> None:
        table = self.document.add_table(0, len(piece.rows[0]))
        table.style = "Table Grid"
        for place, row in enumerate(piece.rows):
            cells = table.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                run = cell.paragraphs[0].add_run(text)
                run.font.size = self.pt(_SMALL)
                if not place:
                    self._font(run._r.get_or_add_rPr(), self.fonts.hei)  # noqa: SLF001 - likewise
        head = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - likewise
        head.append(self.element("w:tblHeader"))

    def _contents(self, headings: Sequence[Piece]) -> None:
        """Write a field that Word fills with pages when it opens the file; what others show has no pages."""
        paragraph = self.document.add_paragraph()
        self._field(paragraph, "begin", dirty=True)
        run = paragraph.add_run()
        code = self.element("w:instrText")
        code.text = ' TOC \\o "1-2" \\h \\z \\u '
        run._r.append(code)  # noqa: SLF001 - likewise
        self._field(paragraph, "separate")
        shown = [each for each in headings if each.level <= 2]  # noqa: PLR2004 - as the field says
        for place, each in enumerate(shown):
            line = paragraph if not place else self.document.add_paragraph()
            line.paragraph_format.left_indent = self.pt(_BODY * 2 * (each.level - 1))
            line.add_run(each.text)
            paragraph = line
        self._field(paragraph, "end")

    def _field(self, paragraph: Any, kind: str, *, dirty: bool = False) -> None:  # noqa: ANN401 - likewise
        mark = self.element("w:fldChar")
        mark.set(self.qn("w:fldCharType"), kind)
        if dirty:
            mark.set(self.qn("w:dirty"), "true")
        paragraph.add_run()._r.append(mark)  # noqa: SLF001 - likewise
