"""A letter as PDF or as pictures, set by our own typst template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.ledger.documents.layout import fields_around, fields_in_rows, foot_of, reply_words
from duban.ledger.documents.letter import Layout, Picture, Table, chinese_day, heads_letter, layout_of
from duban.ledger.documents.plain import lines_of, one_line, plain_text
from duban.ledger.documents.typesetting import pdf_of, picture_data, png_of, table_data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.ledger.documents.fonts import FontNames
    from duban.ledger.documents.letter import Block, Field, Letter


def letter_pdf(letter: Letter, *, fonts: FontNames | None = None, standard: str | None = None) -> bytes:
    """Return a letter as PDF, its fonts embedded; `standard` is such as `a-2b`, for what is archived."""
    data, pictures = letter_data(letter)
    return pdf_of(_source(), data, files=pictures, fonts=fonts, standard=standard)


def letter_png(letter: Letter, *, ppi: float = 100, fonts: FontNames | None = None) -> tuple[bytes, ...]:
    """Return the pages of a letter as pictures (PNG)."""
    data, pictures = letter_data(letter)
    return png_of(_source(), data, ppi=ppi, files=pictures, fonts=fonts)


def _source() -> str:
    return '#include "letter.typ"\n'


def letter_data(letter: Letter) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what the template shows of a letter, all of it text, and its pictures."""
    pictures: dict[str, bytes] = {}
    body = [part for place, block in enumerate(letter.body) for part in _parts(block, f"{place}", pictures)]
    layout = layout_of(letter)
    foot = foot_of(letter)
    before, after = fields_around(letter)
    data: dict[str, Any] = {
        "layout": layout.value,
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
        "body": body,
        "fields": _rows(before),
        "after": _rows(after),
        "attachments": [one_line(name) for name in letter.attachments],
        "signature": "" if layout is Layout.PERIODICAL else one_line(letter.office),
        "date": "" if letter.on is None else chinese_day(letter.on),
        "day": None if letter.on is None else [letter.on.year, letter.on.month, letter.on.day],
        "note": one_line(letter.note),
        "space": letter.space,
        "reply": None,
        "sent_to": foot.sent_to,
        "copies": foot.copies,
        "printed_by": foot.printed_by,
        "printed_on": foot.printed_on,
        "ruled": layout is not Layout.LETTER,
    }
    if letter.reply is not None:
        data["reply"] = {"said": reply_words(letter.reply), "rows": _rows(letter.reply.fields)}
    return data, pictures


def _rows(fields: Iterable[Field]) -> list[list[dict[str, Any]]]:
    return [[_field(each) for each in row] for row in fields_in_rows(fields)]


def _field(field: Field) -> dict[str, Any]:
    return {"label": plain_text(field.label), "value": plain_text(field.value), "space": field.space}


def _parts(block: Block, name: str, pictures: dict[str, bytes]) -> list[dict[str, Any]]:
    """Return a block as the template shows it; a paragraph of several lines is as many paragraphs."""
    if isinstance(block, Table):
        return [{"kind": "table", **table_data(block)}]
    if isinstance(block, Picture):
        shown, found = picture_data(block, name)
        pictures.update(found)
        return [{"kind": "picture", **shown}]
    lines = lines_of(block.text) or ([""] if block.lead else [])
    return [
        {"kind": "text", "text": line, "level": min(block.level, 4), "lead": one_line(block.lead) if not nth else ""}
        for nth, line in enumerate(lines)
    ]
