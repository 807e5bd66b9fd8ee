"""The blocks of a letter for its Word template: body, fields, signature, reply slip, each put in by one tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ledger.documents.fonts import FontRole
from duban.ledger.documents.layout import fields_around, reply_words
from duban.ledger.documents.letter import Colour, Paragraph, Table, chinese_day
from duban.ledger.documents.plain import lines_of, one_line
from duban.ledger.documents.typesetting import png_of_svg
from duban.ledger.documents.word.tables import box_xml, fields_xml, table_xml
from duban.ledger.documents.word.xml import Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.ledger.documents.letter import Block, Letter
    from duban.ledger.documents.word.xml import Sheet

_WIDE_FROM = "⺀"
"""The first sign of East Asian scripts, which are as wide as high."""
_RED = '<w:color w:val="E60000"/>'
_SHADES = {Colour.BLUE: "0B5CAD", Colour.YELLOW: "F2C200", Colour.RED: "D40000"}
_LEVELS = (FontRole.BODY, FontRole.HEI, FontRole.KAI, FontRole.BODY, FontRole.BODY)
_WIDEST_MARK = {True: 170, False: 156}
"""How wide a red mark may be in millimetres, by whether it is that of a letter (信函格式)."""
_MARK_SIZES = (44, 112)
"""The smallest and the largest size of a mark, in half points."""


class Made(str):
    """XML that stands as it is: what the sandbox writes without escaping it again."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return it."""
        return str(self)


def body_xml(sheet: Sheet, letter: Letter) -> Made:
    """Return the body: paragraphs, tables, pictures."""
    return Made("".join(_block(sheet, block) for block in letter.body))


def _block(sheet: Sheet, block: Block) -> str:
    if isinstance(block, Paragraph):
        return _paragraphs(sheet, block)
    if isinstance(block, Table):
        return table_xml(sheet, block)
    png = block.png or png_of_svg(block.svg, width=block.width, fonts=sheet.fonts)
    drawn = sheet.paragraph("picture", sheet.picture(png, block.width, block.caption))
    return drawn + (sheet.said("caption", block.caption) if block.caption else "")


def _paragraphs(sheet: Sheet, block: Paragraph) -> str:
    level = min(block.level, len(_LEVELS) - 1)
    style = f"level{level}" if level and not block.lead else "body"
    lead = [Run(one_line(block.lead), _LEVELS[level])] if block.lead else []
    lines = lines_of(block.text) or [""]
    first, *others = lines
    return sheet.paragraph(style, *lead, Run(first)) + "".join(sheet.said(style, line) for line in others)


def mark_xml(sheet: Sheet, letter: Letter, *, slip: bool) -> Made:
    """Return the red mark as large as fits on one line, which is so high that its characters begin at its top."""
    text = one_line(letter.mark or letter.office)
    smallest, largest = _MARK_SIZES
    fitting = int(_WIDEST_MARK[slip] / 25.4 * 72 / (_width(text) or 1) * 2)
    size = max(smallest, min(fitting, 84 if slip else largest))
    high = f'<w:spacing w:line="{round(size * 10 * 1.1)}" w:lineRule="exact"/>'
    wide = '<w:ind w:left="-454" w:right="-340"/>' if slip else ""
    return Made(sheet.paragraph("mark", Run(text, FontRole.TITLE, size, _RED), more=high + wide))


def colour_xml(sheet: Sheet, letter: Letter) -> Made:
    """Return the line of a colour and its word, the bar shaded, so that it can be read in black and white."""
    said = "　".join(each for each in (letter.colour and f"{letter.colour}督办", one_line(letter.level)) if each)
    if not said:
        return Made("")
    bar = ""
    if shade := _SHADES.get(letter.colour):
        bar = sheet.run(Run("■" * 4, FontRole.HEI, more=f'<w:color w:val="{shade}"/>'))
    gap = sheet.run(Run(" "))
    return Made(f"{bar}{gap}{sheet.run(Run(said, FontRole.KAI))}{gap}{bar}")


def attachments_xml(sheet: Sheet, letter: Letter) -> Made:
    """Return the list of attachments, the names one under the other."""
    made = []
    many = len(letter.attachments) > 1
    for nth, name in enumerate(letter.attachments):
        number = f"{nth + 1}." if many else ""
        left = 1600 + (320 if many else 0)
        indent = f'<w:ind w:left="{left}" w:hanging="{left - (640 if not nth else 1600)}"/>'
        made.append(sheet.said("attachment", f"{'' if nth else '附件：'}{number}{one_line(name)}", more=indent))
    return Made("".join(made))


def signature_xml(sheet: Sheet, letter: Letter) -> Made:
    """Return the signature: the date four characters in from the right, the office's name centred over it."""
    day = "" if letter.on is None else chinese_day(letter.on)
    name = one_line(letter.office)
    wide, long = _width(name), _width(day)
    over = max(0.0, (wide - long) / 2)
    right = max(2.0, 4.0 - over) if wide > long else 4.0 + (long - wide) / 2
    date_right = right + over if wide > long else 4.0
    said = [(name, right), (day, date_right)]
    return Made("".join(_signed(sheet, text, place) for text, place in said if text))


def _signed(sheet: Sheet, text: str, right: float) -> str:
    indent = f'<w:ind w:right="{round(right * 316)}" w:rightChars="{round(right * 100)}"/>'
    return sheet.said("signature", text, more=f"<w:keepLines/>{indent}")


def _width(text: str) -> float:
    """Return how many characters wide a text is: figures and letters are half as wide."""
    return sum(1.0 if sign >= _WIDE_FROM else 0.5 for sign in text)


def reply_xml(sheet: Sheet, letter: Letter) -> Made:
    """Return the reply slip: where it is answered, and its fields."""
    if letter.reply is None:
        return Made("")
    return Made(sheet.said("cell", reply_words(letter.reply)) + fields_xml(sheet, letter.reply.fields))


def blocks_of(letter: Letter, sheet: Sheet, *, slip: bool) -> dict[str, Callable[[], Made]]:
    """Return what makes each block, by its name; each is made only where a template has it."""
    before, after = fields_around(letter)
    return {
        "red_head": lambda: mark_xml(sheet, letter, slip=slip),
        "colour_run": lambda: colour_xml(sheet, letter),
        "body": lambda: body_xml(sheet, letter),
        "field_table": lambda: Made(fields_xml(sheet, before)),
        "opinion_table": lambda: Made(fields_xml(sheet, after)),
        "attachment_list": lambda: attachments_xml(sheet, letter),
        "signature": lambda: signature_xml(sheet, letter),
        "reply_slip": lambda: reply_xml(sheet, letter),
        "instruction_box": lambda: Made(box_xml(sheet, "批示：", letter.space) if letter.space else ""),
    }
