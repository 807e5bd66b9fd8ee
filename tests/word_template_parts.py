"""The parts that all our Word templates have: styles, fonts with what stands in for them, settings, page numbers."""

from __future__ import annotations

from duban.ledger.documents.fonts import FontNames, FontRole
from duban.ledger.documents.word.xml import STYLES, TEXT_SIZE, TIGHT, fonts_xml

FONTS = FontNames()
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def root(name: str, content: str) -> str:
    return f'{HEAD}<w:{name} xmlns:w="{_W}" xmlns:r="{_R}">{content}</w:{name}>'


_PARTS = {
    "styles": "styles",
    "settings": "settings",
    "fontTable": "fontTable",
    "header1": "header",
    "footer1": "footer",
    "footer2": "footer",
    "footer3": "footer",
}
CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
    + "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_OFFICE}.{kind}+xml"/>' for part, kind in _PARTS.items()
    )
    + "</Types>"
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
PACKAGE_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_KINDS}/officeDocument" '
    f'Target="word/document.xml"/><Relationship Id="rId2" Type="{_PACKAGE}/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)
_RELATED = {
    "rIdStyles": ("styles", "styles"),
    "rIdSettings": ("settings", "settings"),
    "rIdFonts": ("fontTable", "fontTable"),
    "rIdHeader": ("header", "header1"),
    "rIdOdd": ("footer", "footer1"),
    "rIdEven": ("footer", "footer2"),
    "rIdFirst": ("footer", "footer3"),
}
RELATIONS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}">'
    + "".join(
        f'<Relationship Id="{name}" Type="{_KINDS}/{kind}" Target="{part}.xml"/>'
        for name, (kind, part) in _RELATED.items()
    )
    + "</Relationships>"
)
PROPERTIES = (
    f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>公文</dc:title></cp:coreProperties>'
)
SETTINGS = root(
    "settings",
    '<w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:drawingGridVerticalSpacing w:val="579"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/>'
    "<w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>',
)

ALTERNATIVES = {
    FontRole.TITLE: "华文中宋",
    FontRole.BODY: "仿宋",
    FontRole.KAI: "楷体",
    FontRole.HEI: "SimHei",
    FontRole.SONG: "SimSun",
}
"""What Word takes if a font is not on the reader's machine."""

FONT_TABLE = root(
    "fonts",
    "".join(
        f'<w:font w:name="{FONTS.named(role)}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for role, other in ALTERNATIVES.items()
    ),
)

_EXACT = '<w:snapToGrid w:val="0"/><w:spacing w:line="579" w:lineRule="exact"/>'
OTHERS = {
    "OfficialPlain": ("公文顶格", FontRole.BODY, 32, _EXACT),
    "OfficialKept": ("公文密级", FontRole.HEI, 32, _EXACT),
    "OfficialTitle": ("公文标题", FontRole.TITLE, 44, f'<w:keepNext/>{_EXACT}<w:jc w:val="center"/>'),
    "OfficialColour": ("公文色标", FontRole.KAI, 32, f'<w:keepNext/>{_EXACT}<w:jc w:val="center"/>'),
    "OfficialTo": ("公文主送", FontRole.BODY, 32, _EXACT),
    "OfficialReply": (
        "公文回执",
        FontRole.TITLE,
        24,
        '<w:keepNext/><w:snapToGrid w:val="0"/><w:spacing w:before="240" w:after="80" w:line="240" w:lineRule="auto"/>'
        '<w:jc w:val="center"/>',
    ),
    "OfficialFoot": (
        "公文版记",
        FontRole.BODY,
        28,
        '<w:snapToGrid w:val="0"/><w:spacing w:line="240" w:lineRule="auto"/>',
    ),
    "OfficialPage": (
        "公文页码",
        FontRole.SONG,
        28,
        '<w:snapToGrid w:val="0"/><w:spacing w:line="400" w:lineRule="exact"/>',
    ),
}
IDS = {name: f"Official{name.title()}" for name in STYLES}


def styles_xml() -> str:
    """Return the styles: each with its font for every script, and no theme that could win over it."""
    base = fonts_xml(FONTS.body)
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{base}<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" '
        'w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:autoSpaceDE w:val="0"/><w:autoSpaceDN '
        'w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
        f'<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr><w:rPr>{base}<w:sz w:val="32"/><w:szCs w:val="32"/>'
        "</w:rPr></w:style>"
    )
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    made = [_style(IDS[key], known.name, known.font, known.size, known.paragraph) for key, known in STYLES.items()]
    made += [_style(name, *said) for name, said in OTHERS.items()]
    return root("styles", defaults + normal + table + "".join(made))


def _style(name: str, shown: str, font: FontRole, size: int, paragraph: str) -> str:
    tight = TIGHT if size == TEXT_SIZE else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{shown}"/><w:basedOn '
        f'w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{fonts_xml(FONTS.named(font))}'
        f'{tight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def page_number_xml(side: str, *, below: bool) -> str:
    """Return a footer with the page number — 1 —, one character in from its side; `below` lifts it above the letter's rule."""
    field = "".join(
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
        if kind
        else '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        for kind in ("begin", "", "separate")
    )
    number = f'{field}<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    dash = '<w:r><w:t xml:space="preserve">{0}</w:t></w:r>'
    indent = '<w:ind w:right="280"/>' if side == "right" else '<w:ind w:left="280"/>'
    line = (
        f'<w:p><w:pPr><w:pStyle w:val="OfficialPage"/>{indent}<w:jc w:val="{side}"/></w:pPr>'
        f"{dash.format('— ')}{number}{dash.format(' —')}</w:p>"
    )
    under = '<w:p><w:pPr><w:pStyle w:val="OfficialPage"/><w:spacing w:line="652" w:lineRule="exact"/></w:pPr></w:p>'
    return root("ftr", line + (under if below else ""))


def header_xml(*, foot: bool = False) -> str:
    """Return the head of a letter's first page, its mark over a double rule of 170 mm, or the rule at its foot."""
    wide = '<w:ind w:left="-454" w:right="-340"/>'
    if foot:
        border = '<w:pBdr><w:top w:val="thinThickSmallGap" w:sz="18" w:space="0" w:color="E60000"/></w:pBdr>'
        exact = '<w:spacing w:line="397" w:lineRule="exact"/>'
        return root("ftr", f'<w:p><w:pPr><w:pStyle w:val="OfficialPlain"/>{border}{exact}{wide}</w:pPr></w:p>')
    mark = '<w:p><w:pPr><w:pStyle w:val="OfficialMark"/></w:pPr><w:r><w:t xml:space="preserve">{{p 红头 }}</w:t></w:r></w:p>'
    border = '<w:pBdr><w:bottom w:val="thickThinSmallGap" w:sz="18" w:space="0" w:color="E60000"/></w:pBdr>'
    exact = '<w:spacing w:line="160" w:lineRule="exact"/>'
    rule = f'<w:p><w:pPr><w:pStyle w:val="OfficialPlain"/>{border}{exact}{wide}</w:pPr></w:p>'
    return root("hdr", mark + rule)
