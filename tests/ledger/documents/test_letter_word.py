"""A letter as a Word document: the page, grid, fonts and rules of GB/T 9704-2012, and values that mean harm."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import docx
import pytest
import word_templates
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree
from test_letter_pdf import CHART, HOSTILE

from duban.ledger.documents import (
    Cell,
    FontNames,
    Letter,
    LetterKind,
    Paragraph,
    Picture,
    Table,
    default_template,
    letter_docx,
    png_of_svg,
    sample_letter,
)

if TYPE_CHECKING:
    from docx.document import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(letter: Letter, fonts: FontNames | None = None) -> Document:
    return docx.Document(io.BytesIO(letter_docx(letter, fonts=fonts)))


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def text_of(data: bytes) -> str:
    """Return all text of a document, its head and foot included."""
    texts = [etree.fromstring(content) for name, content in parts_of(data).items() if name.endswith(".xml")]
    return "".join("".join(each.itertext(f"{W}t")) for each in texts)


@pytest.mark.parametrize("kind", LetterKind)
def test_the_page_is_that_of_the_standard(kind: LetterKind) -> None:
    (section,) = opened(sample_letter(kind)).sections
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins if margin is not None] == [37, 35, 28, 26]
    assert section.page_width is not None
    assert abs(section.page_width - Mm(210)) < Mm(0.1)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid is not None
    assert dict(grid.attrib) == {
        qn("w:type"): "linesAndChars",
        qn("w:linePitch"): "579",
        qn("w:charSpace"): "-848",
    }


@pytest.mark.parametrize("kind", LetterKind)
def test_each_style_names_its_font_for_every_script_and_none_of_a_theme(kind: LetterKind) -> None:
    parts = parts_of(letter_docx(sample_letter(kind)))
    assert not any("theme" in name for name in parts)
    for content in parts.values():
        assert b"asciiTheme" not in content
        assert b"eastAsiaTheme" not in content
    styles = etree.fromstring(parts["word/styles.xml"])
    named = {}
    for style in styles.iter(f"{W}style"):
        fonts = style.find(f"{W}rPr/{W}rFonts")
        if fonts is not None:
            assert len(set(fonts.attrib.values())) == 1
            assert len(fonts.attrib) == 4
            named[style.find(f"{W}name").get(f"{W}val")] = fonts.get(f"{W}eastAsia")
    assert named["公文标题"] == "方正小标宋简体"
    assert named["公文正文"] == "仿宋_GB2312"
    assert named["公文一级标题"] == "黑体"
    assert named["公文二级标题"] == "楷体_GB2312"
    assert named["公文页码"] == "宋体"
    alternatives = {
        font.get(f"{W}name"): font.find(f"{W}altName").get(f"{W}val")
        for font in etree.fromstring(parts["word/fontTable.xml"]).iter(f"{W}font")
    }
    assert alternatives["仿宋_GB2312"] == "仿宋"
    assert alternatives["楷体_GB2312"] == "楷体"


def test_the_office_names_its_fonts() -> None:
    fonts = FontNames(title='方正"小标宋"_GBK', body="方正仿宋_GBK")
    document = opened(sample_letter(LetterKind.BULLETIN), fonts)
    style = document.styles["公文标题"].element
    assert style.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") == '方正"小标宋"_GBK'
    assert (
        "仿宋_GB2312"
        not in parts_of(letter_docx(sample_letter(LetterKind.BULLETIN), fonts=fonts))["word/styles.xml"].decode()
    )


def test_the_head_has_a_red_rule_as_wide_as_the_type_area() -> None:
    document = opened(sample_letter(LetterKind.BULLETIN))
    ruled = [each for each in document.paragraphs if each._p.find(f"{W}pPr/{W}pBdr") is not None]
    (number,) = [each for each in ruled if "〔2024〕9号" in each.text]
    below = number._p.find(f"{W}pPr/{W}pBdr/{W}bottom")
    assert below is not None
    assert (below.get(f"{W}color"), below.get(f"{W}space")) == ("E60000", "11")  # 4 mm are 11 points
    assert int(below.get(f"{W}sz", "0")) in {8, 9, 10, 11}  # 0.35 to 0.5 mm, in eighths of a point
    titles = [place for place, each in enumerate(document.paragraphs) if each.text.startswith("关于2024年4月")]
    before = [each.text for each in document.paragraphs[: titles[0]]]
    assert before[-2:] == ["", ""]


def test_a_slip_has_the_head_of_letters_on_its_first_page_alone() -> None:
    (section,) = opened(sample_letter(LetterKind.NOTICE)).sections
    assert section.different_first_page_header_footer
    head = section.first_page_header
    assert head.paragraphs[0].text == "云川市优化营商环境领导小组办公室"
    kinds = {
        border.get(f"{W}val")
        for part in (head, section.first_page_footer)
        for border in part._element.iter(f"{W}top", f"{W}bottom")
    }
    assert kinds == {"thickThinSmallGap", "thinThickSmallGap"}
    assert section.header_distance is not None
    assert round(section.header_distance.mm) == 30
    assert "PAGE" in etree.tostring(section.footer._element, encoding="unicode")
    assert "PAGE" in etree.tostring(section.even_page_footer._element, encoding="unicode")
    assert "PAGE" not in etree.tostring(section.first_page_footer._element, encoding="unicode")


def test_the_foot_floats_to_the_edge_of_the_type_area_between_rules_of_two_widths() -> None:
    document = opened(sample_letter(LetterKind.BULLETIN))
    (foot,) = [each for each in document.tables if each._tbl.tblPr.find(f"{W}tblpPr") is not None]
    placed = foot._tbl.tblPr.find(f"{W}tblpPr")
    assert placed is not None
    assert (placed.get(f"{W}vertAnchor"), placed.get(f"{W}tblpYSpec")) == ("margin", "bottom")
    assert [row.cells[0].text for row in foot.rows] == [
        "抄送：市政府分管领导，市纪委监委，市督考办。",
        "云川市优化营商环境领导小组办公室\t2024年5月8日印发",
    ]
    widths = [
        [border.get(f"{W}sz") for border in row._tr.iter(f"{W}top", f"{W}bottom") if border.get(f"{W}sz")]
        for row in foot.rows
    ]
    assert widths == [["8", "6"], ["6", "8"]]


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_says_everything_that_it_has(kind: LetterKind) -> None:
    letter = sample_letter(kind)
    text = text_of(letter_docx(letter))
    said = [letter.number, letter.signer, letter.secrecy, letter.urgency, *letter.to, *letter.copies, letter.level]
    said += [each.label for each in letter.fields] + [*letter.attachments, *letter.title.split("\n"), letter.note]
    assert [each for each in said if each not in text] == []
    assert "{" not in text


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_no_value_is_ever_run_and_none_breaks_the_document(value: str) -> None:
    letter = sample_letter(LetterKind.BULLETIN)
    odd = replace(
        letter,
        office=value,
        mark=value,
        number=value,
        title=value,
        to=(value,),
        copies=(value,),
        attachments=(value, value),
        signer=value,
        note=value,
        body=(Paragraph(value), Paragraph(value, 1), Table((("头",),), ((value,),), caption=value)),
    )
    data = letter_docx(odd)
    docx.Document(io.BytesIO(data))
    text = text_of(data)
    if "7*7" in value:
        assert "{{ 7*7 }} {% for x in y %}" in text
    if "<w:t>" in value:
        assert "<w:t>&amp;</w:t> & <script>" in text
    assert "\u202e" not in text


def test_a_table_repeats_its_head_and_keeps_the_cells_that_span_others() -> None:
    head = ((Cell("单位", rows=2), Cell("办结", columns=2)), (Cell("件数"), Cell("按期")))
    letter = replace(sample_letter(LetterKind.BULLETIN), body=(Table(head, (("市住建局", "19", "16"),)),))
    document = opened(letter)
    (table,) = [each for each in document.tables if each.rows[0].cells[0].text == "单位"]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["单位", "办结", "办结"],
        ["单位", "件数", "按期"],
        ["市住建局", "19", "16"],
    ]
    assert [row._tr.find(f"{W}trPr/{W}tblHeader") is not None for row in table.rows] == [True, True, False]


def test_a_picture_stands_in_the_document_in_its_proportions() -> None:
    png = png_of_svg(CHART, width=120)
    letter = replace(sample_letter(LetterKind.BULLETIN), body=(Picture(png, 120), Picture(b"", 80, CHART, "图2")))
    document = opened(letter)
    first, second = document.inline_shapes
    assert round(first.width.mm) == 120
    assert first.width / first.height == pytest.approx(4, abs=0.02)
    assert round(second.width.mm) == 80
    assert "图2" in "".join(each.text for each in document.paragraphs)


def test_the_same_letter_is_the_same_file() -> None:
    letter = sample_letter(LetterKind.REPORT)
    assert letter_docx(letter) == letter_docx(letter)


@pytest.mark.parametrize("kind", LetterKind)
def test_a_template_to_start_from_opens_and_bears_nobody_s_name(kind: LetterKind) -> None:
    document = docx.Document(io.BytesIO(default_template(kind)))
    assert document.core_properties.author == ""
    assert "{{ 标题 }}" in "".join(each.text for each in document.paragraphs)


@pytest.mark.parametrize("kind", LetterKind)
def test_our_templates_are_what_their_script_makes(kind: LetterKind) -> None:
    shipped = word_templates.FOLDER / f"{kind.name.lower()}.docx"
    assert shipped.read_bytes() == word_templates.template(kind), "run `make templates`"
