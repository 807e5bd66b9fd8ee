"""Which names a Word template may use, in English and in Chinese, and what each stands for in a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from duban.ledger.documents.layout import foot_of, reply_words
from duban.ledger.documents.letter import (
    Layout,
    Paragraph,
    chinese_day,
    heads_letter,
    layout_of,
)
from duban.ledger.documents.plain import lines_of, one_line, plain_text
from duban.ledger.documents.word.blocks import blocks_of

if TYPE_CHECKING:
    from collections.abc import Container

    from duban.ledger.documents.letter import Letter
    from duban.ledger.documents.word.xml import Sheet

TEXT, LIST, MAPPING, PARAGRAPHS, RUN, FLAG = "text", "list", "mapping", "paragraphs", "run", "flag"


class TemplateName(NamedTuple):
    """A name that a template may use: its Chinese twin, its shape, and what it is.

    By its shape it is written `{{ name }}` (text), in a loop (list), with a label (mapping), alone in its paragraph as
    `{{p name }}` (paragraphs), as `{{r name }}` (run), or in a condition (flag).
    """

    name: str
    chinese: str
    shape: str
    meaning: str

    @property
    def tag(self) -> str:
        """Return how the tag is written."""
        form = {
            TEXT: "{{{{ {0} }}}}",
            LIST: "{{%p for each in {0} %}}",
            MAPPING: "{{{{ {0}['承办单位'] }}}}",
            PARAGRAPHS: "{{{{p {0} }}}}",
            RUN: "{{{{r {0} }}}}",
            FLAG: "{{%p if {0} %}}",
        }
        return form[self.shape].format(self.chinese)


TEMPLATE_NAMES = (
    TemplateName("mark", "发文机关标志", TEXT, "the red name of the office or periodical, as text"),
    TemplateName("red_head", "红头", PARAGRAPHS, "the same, red, in the title's font, as large as fits on one line"),
    TemplateName("office", "署名", TEXT, "the office that signs"),
    TemplateName("number", "文号", TEXT, "the letter's number, such as 鄂优化办督〔2024〕3号; empty in a draft"),
    TemplateName("copy_number", "份号", TEXT, "the number of the copy"),
    TemplateName("secrecy", "密级", TEXT, "secrecy and for how long"),
    TemplateName("urgency", "紧急程度", TEXT, "特急 or 加急"),
    TemplateName("signer", "签发人", TEXT, "who signed it"),
    TemplateName("title", "标题", TEXT, "the title, which may have several lines"),
    TemplateName("level", "次数", TEXT, "which letter on the matter it is, such as 第二次"),
    TemplateName("colour", "颜色", TEXT, "the light: 蓝色, 黄色, 红色, or nothing"),
    TemplateName("colour_run", "督办色标", RUN, "colour and level with a coloured bar"),
    TemplateName("to", "主送", TEXT, "whom it is for; empty if they are so many that they stand at the foot"),
    TemplateName("body", "正文", PARAGRAPHS, "the whole body: paragraphs, headings, tables, pictures"),
    TemplateName("paragraphs", "段落", LIST, "its paragraphs, each with `text` and `level`, to write them yourself"),
    TemplateName("field_table", "事项表", PARAGRAPHS, "the table of the slip's fields"),
    TemplateName("fields", "事项", MAPPING, "a field of the slip by its label"),
    TemplateName("opinion_table", "意见表", PARAGRAPHS, "the fields of a form that are filled in by hand"),
    TemplateName("attachments", "附件", LIST, "the names of the attachments"),
    TemplateName("attachment_list", "附件说明", PARAGRAPHS, "the list of attachments, with 附件："),
    TemplateName("signature", "落款", PARAGRAPHS, "the office's name over the date, the date four characters in"),
    TemplateName("date", "成文日期", TEXT, "the date, such as 2024年3月7日"),
    TemplateName("note", "附注", TEXT, "what stands in brackets after the date"),
    TemplateName("space", "批示", FLAG, "whether room is left for instructions"),
    TemplateName("instruction_box", "批示栏", PARAGRAPHS, "the box for instructions"),
    TemplateName("reply_text", "回执说明", TEXT, "that the reply is given in the system, under which number, by when"),
    TemplateName("reply_slip", "回执", PARAGRAPHS, "the same, with the fields of the reply slip"),
    TemplateName("sent_to", "版记主送", TEXT, "the addressees, if they stand at the foot"),
    TemplateName("copies", "抄送", TEXT, "who gets a copy"),
    TemplateName("printed_by", "印发机关", TEXT, "who printed it"),
    TemplateName("printed_on", "印发日期", TEXT, "when, such as 2024年3月8日印发"),
    TemplateName("periodical", "刊物", FLAG, "whether it is numbered as a periodical (第3期)"),
)
"""Every name, in the order of a letter."""

BY_NAME: dict[str, TemplateName] = {name: known for known in TEMPLATE_NAMES for name in (known.name, known.chinese)}


class _Fields(dict[str, str]):
    """The fields of a slip by their labels; one that a letter has not says nothing."""

    def __missing__(self, label: str) -> str:
        return ""


def values_of(letter: Letter, sheet: Sheet, used: Container[str]) -> dict[str, Any]:
    """Return what a template sees of a letter, of the names that it uses."""
    layout = layout_of(letter)
    foot = foot_of(letter)
    said: dict[str, Any] = {
        "mark": one_line(letter.mark or letter.office),
        "office": one_line(letter.office),
        "number": one_line(letter.number),
        "copy_number": one_line(letter.copy_number),
        "secrecy": one_line(letter.secrecy),
        "urgency": one_line(letter.urgency),
        "signer": one_line(letter.signer),
        "title": "\n".join(lines_of(letter.title)),
        "level": one_line(letter.level),
        "colour": letter.colour.value,
        "to": "，".join(map(one_line, letter.to)) if heads_letter(letter) else "",
        "paragraphs": [_paragraph(each) for each in letter.body if isinstance(each, Paragraph)],
        "fields": _Fields((one_line(each.label), plain_text(each.value)) for each in letter.fields),
        "attachments": [one_line(each) for each in letter.attachments],
        "date": "" if letter.on is None else chinese_day(letter.on),
        "note": one_line(letter.note),
        "space": bool(letter.space),
        "reply_text": "" if letter.reply is None else reply_words(letter.reply),
        "sent_to": foot.sent_to,
        "copies": foot.copies,
        "printed_by": foot.printed_by,
        "printed_on": foot.printed_on,
        "periodical": layout is Layout.PERIODICAL,
    }
    blocks = blocks_of(letter, sheet, slip=layout is Layout.LETTER)
    seen = [name for name in BY_NAME if name in used]
    plain = {name: BY_NAME[name].name for name in seen}
    made = {name: blocks[name]() for name in set(plain.values()) if name in blocks}
    return {name: made[first] if first in made else said[first] for name, first in plain.items()}


def _paragraph(block: Paragraph) -> dict[str, Any]:
    text = one_line(block.lead) + plain_text(block.text)
    return {"text": text, "文字": text, "level": block.level, "级别": block.level}
