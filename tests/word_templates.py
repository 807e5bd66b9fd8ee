"""Makes our Word templates, one for each kind of letter, in the form of GB/T 9704-2012: `make templates`.

They are written as XML, without a theme, so that no font of a theme wins over those that are named.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

from word_template_parts import (
    CONTENT_TYPES,
    FONT_TABLE,
    PACKAGE_RELATIONS,
    PROPERTIES,
    RELATIONS,
    SETTINGS,
    header_xml,
    page_number_xml,
    root,
    styles_xml,
)

from duban.ledger.documents import Layout, LetterKind
from duban.ledger.documents.word.filling import zipped

FOLDER = Path(__file__).parents[1] / "duban" / "ledger" / "documents" / "templates"
AREA = 8845
THICK, THIN = 8, 6
"""0.35 and 0.25 mm in eighths of a point."""
LINE = 579


def paragraph(style: str, *runs: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{"".join(runs)}</w:p>'


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def block(name: str) -> str:
    """Return the paragraph in whose place a block is put."""
    return paragraph("OfficialBody", run(f"{{{{p {name} }}}}"))


def only_if(condition: str, *parts: str) -> str:
    begin = paragraph("OfficialBody", run(f"{{%p if {condition} %}}"))
    return begin + "".join(parts) + paragraph("OfficialBody", run("{%p endif %}"))


def blank(count: int = 1, high: int = LINE) -> str:
    return paragraph("OfficialPlain", more=f'<w:spacing w:line="{high}" w:lineRule="exact"/>') * count


def kept_at_left() -> Iterable[str]:
    """Yield 份号, 密级 and 紧急程度, each on a line of its own; lines that are empty stay, so that the rest keeps its place."""
    yield paragraph("OfficialPlain", run("{{ 份号 }}"))
    yield paragraph("OfficialKept", run("{{ 密级 }}"))
    yield paragraph("OfficialKept", run("{{ 紧急程度 }}"))


RULED = '<w:spacing w:before="179" w:line="400" w:lineRule="exact"/>'
"""The line above a rule: no higher than its text, for programs do not agree where text stands in a high line."""


def rule() -> str:
    """Return a red rule as wide as the type area, 4 mm below a line."""
    return '<w:pBdr><w:bottom w:val="single" w:sz="9" w:space="11" w:color="E60000"/></w:pBdr>'


def tab(at: int = AREA, side: str = "right") -> str:
    return f'<w:tabs><w:tab w:val="{side}" w:pos="{at}"/></w:tabs>'


def headed() -> str:
    """Return the head of 公文格式 and of a periodical: the mark 35 mm below the edge of the type area."""
    lines = "".join(kept_at_left())
    mark = blank(1, 1984 - 3 * LINE) + block("红头")
    tabbed = "<w:r><w:tab/></w:r>"
    signed = run("签发人：") + run("{{ 签发人 }}", kai())
    both = paragraph("OfficialPlain", run("　{{ 文号 }}"), tabbed, signed, more=rule() + tab(AREA - 320) + RULED)
    alone = paragraph("OfficialPlain", run("{{ 文号 }}"), more=f'{rule()}{RULED}<w:jc w:val="center"/>')
    standard = only_if("签发人", both) + only_if("not 签发人", alone)
    issue = paragraph("OfficialPlain", run("　{{ 文号 }}"), tabbed, signed, more=tab(AREA - 320))
    plain_issue = paragraph("OfficialPlain", run("{{ 文号 }}"), more='<w:jc w:val="center"/>')
    published = paragraph(
        "OfficialPlain", run("{{ 署名 }}"), tabbed, run("{{ 成文日期 }}"), more=rule() + tab() + RULED
    )
    periodical = only_if("签发人", issue) + only_if("not 签发人", plain_issue) + published
    return lines + mark + only_if("刊物", blank(1), periodical) + only_if("not 刊物", blank(2), standard) + blank(2)


def kai() -> str:
    return '<w:rFonts w:ascii="楷体_GB2312" w:hAnsi="楷体_GB2312" w:eastAsia="楷体_GB2312" w:cs="楷体_GB2312"/>'


def letter_head() -> str:
    """Return the first lines of 信函格式 under the rule: 份号, 密级, 紧急程度 at the left, the number at the right."""
    cells = (
        only_if("份号", paragraph("OfficialPlain", run("{{ 份号 }}")))
        + only_if("密级", paragraph("OfficialKept", run("{{ 密级 }}")))
        + only_if("紧急程度", paragraph("OfficialKept", run("{{ 紧急程度 }}")))
        + blank(1, 20)
    )
    number = paragraph("OfficialPlain", run("{{ 文号 }}"), more='<w:jc w:val="right"/>')
    left = 3200
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{AREA}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" '
        f'w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{left}"/>'
        f'<w:gridCol w:w="{AREA - left}"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w="{left}" w:type="dxa"/></w:tcPr>'
        f'{cells}</w:tc><w:tc><w:tcPr><w:tcW w:w="{AREA - left}" w:type="dxa"/></w:tcPr>{number}</w:tc></w:tr></w:tbl>'
        + blank(2)
    )


def title(*, coloured: bool) -> str:
    shown = paragraph("OfficialTitle", run("{{ 标题 }}"))
    bar = only_if("次数 or 颜色", paragraph("OfficialColour", run("{{r 督办色标 }}"))) if coloured else ""
    return shown + bar


def addressees() -> str:
    return blank() + only_if("主送", paragraph("OfficialTo", run("{{ 主送 }}：")))


def ending(*, signed: bool) -> str:
    parts = [only_if("附件", blank(), block("附件说明"))]
    if signed:
        parts.append(blank() + block("落款"))
    parts.append(only_if("附注", paragraph("OfficialBody", run("（{{ 附注 }}）"))))
    return "".join(parts)


def reply() -> str:
    cut = paragraph("OfficialReply", run("－ － － － － － － － － －　回　　执　－ － － － － － － － － －"))
    return only_if("回执说明", cut, block("回执"))


FOOT = AREA - 10
"""The width of 版记. LibreOffice lets a table float that is narrower than the type area and placed on the page."""


def foot_row(condition: str, content: str, *, above: int, below: int) -> str:
    """Return a row of 版记 with the rules above and below it, between the rows of its condition."""
    sides = {"top": above, "bottom": below}
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{thick}" w:space="0" w:color="000000"/>'
        for side, thick in sides.items()
        if thick
    )
    width = f'<w:tcW w:w="{FOOT}" w:type="dxa"/>'

    def row(said: str, borders: str = "") -> str:
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr>{width}{borders}</w:tcPr>{said}</w:tc></w:tr>"

    begin, end = (paragraph("OfficialFoot", run(tag)) for tag in (f"{{%tr if {condition} %}}", "{%tr endif %}"))
    return row(begin) + row(content, f"<w:tcBorders>{rules}</w:tcBorders>" if rules else "") + row(end)


def foot(*, ruled: bool) -> str:
    """Return 版记: a table that floats to the lower edge of the type area of the page where it stands."""
    hang = '<w:ind w:left="1120" w:right="280" w:hanging="840"/>'
    thick, thin = (THICK, THIN) if ruled else (0, 0)
    to = paragraph("OfficialFoot", run("主送：{{ 版记主送 }}。"), more=hang)
    copies = paragraph("OfficialFoot", run("抄送：{{ 抄送 }}。"), more=hang)
    rows = [
        foot_row("版记主送 and (抄送 or 印发日期)", to, above=thick, below=thin),
        foot_row("版记主送 and not (抄送 or 印发日期)", to, above=thick, below=thick),
        foot_row("抄送 and not 版记主送 and 印发日期", copies, above=thick, below=thin),
        foot_row("抄送 and not 版记主送 and not 印发日期", copies, above=thick, below=thick),
        foot_row("抄送 and 版记主送 and 印发日期", copies, above=thin, below=thin),
        foot_row("抄送 and 版记主送 and not 印发日期", copies, above=thin, below=thick),
    ]
    if ruled:
        inset = tab(FOOT - 280) + '<w:ind w:left="280" w:right="280"/>'
        both = [run("{{ 印发机关 }}"), "<w:r><w:tab/></w:r>", run("{{ 印发日期 }}")]
        printed = paragraph("OfficialFoot", *both, more=inset)
        rows.append(foot_row("印发日期 and (抄送 or 版记主送)", printed, above=thin, below=thick))
        rows.append(foot_row("印发日期 and not (抄送 or 版记主送)", printed, above=thick, below=thick))
    table = (
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:topFromText="0" w:bottomFromText="0" '
        f'w:vertAnchor="margin" w:horzAnchor="page" w:tblpX="1588" w:tblpYSpec="bottom"/><w:tblW w:w="{FOOT}" '
        'w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="0" '
        'w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{FOOT}"/></w:tblGrid>{"".join(rows)}</w:tbl>'
    )
    return only_if("版记主送 or 抄送 or 印发日期", table) + blank(1, 20)


def section(layout: Layout) -> str:
    first = layout is Layout.LETTER
    refs = (
        '<w:headerReference w:type="first" r:id="rIdHeader"/><w:footerReference w:type="first" r:id="rIdFirst"/>'
        if first
        else ""
    )
    refs += '<w:footerReference w:type="default" r:id="rIdOdd"/><w:footerReference w:type="even" r:id="rIdEven"/>'
    header, footer = (1701, 737) if first else (851, 1389)
    return (
        f'<w:sectPr>{refs}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" '
        f'w:left="1588" w:header="{header}" w:footer="{footer}" w:gutter="0"/><w:cols w:space="425"/>'
        f'{"<w:titlePg/>" if first else ""}<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-848"/></w:sectPr>'
    )


def body_of(layout: Layout) -> str:
    """Return the body of the template of a layout."""
    if layout is Layout.LETTER:
        parts = [
            letter_head(),
            title(coloured=True),
            addressees(),
            block("正文"),
            block("事项表"),
            ending(signed=True),
            reply(),
        ]
        return "".join([*parts, foot(ruled=False)])
    if layout is Layout.FORM:
        line = paragraph(
            "OfficialPlain", run("编号：{{ 文号 }}"), "<w:r><w:tab/></w:r>", run("{{ 成文日期 }}"), more=tab()
        )
        return "".join(
            [title(coloured=False), line, block("事项表"), block("正文"), block("意见表"), ending(signed=False)]
        )
    signed = only_if("not 刊物", blank(), block("落款"))
    parts = [
        headed(),
        title(coloured=False),
        addressees(),
        block("正文"),
        block("事项表"),
        only_if("附件", blank(), block("附件说明")),
    ]
    note = only_if("附注", paragraph("OfficialBody", run("（{{ 附注 }}）")))
    return "".join([*parts, signed, note, only_if("批示", blank(), block("批示栏")), reply(), foot(ruled=True)])


LAYOUTS = {
    LetterKind.NOTICE: Layout.LETTER,
    LetterKind.ASSIGNMENT: Layout.LETTER,
    LetterKind.EXTENSION: Layout.LETTER,
    LetterKind.REPORT: Layout.HEADED,
    LetterKind.BULLETIN: Layout.HEADED,
    LetterKind.CLOSING: Layout.FORM,
}


def template(kind: LetterKind) -> bytes:
    """Return the template of a kind."""
    layout = LAYOUTS[kind]
    slip = layout is Layout.LETTER
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": PACKAGE_RELATIONS,
        "docProps/core.xml": PROPERTIES,
        "word/_rels/document.xml.rels": RELATIONS,
        "word/document.xml": root("document", f"<w:body>{body_of(layout)}{section(layout)}</w:body>"),
        "word/styles.xml": styles_xml(),
        "word/settings.xml": SETTINGS,
        "word/fontTable.xml": FONT_TABLE,
        "word/header1.xml": header_xml(),
        "word/footer1.xml": page_number_xml("right", below=slip),
        "word/footer2.xml": page_number_xml("left", below=slip),
        "word/footer3.xml": header_xml(foot=True),
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def main() -> None:
    """Write the templates."""
    FOLDER.mkdir(exist_ok=True)
    for kind in LetterKind:
        (FOLDER / f"{kind.name.lower()}.docx").write_bytes(template(kind))
    sys.stdout.write(f"{FOLDER}\n")


if __name__ == "__main__":
    main()
