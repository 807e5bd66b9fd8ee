"""What Word documents and PDFs lay out alike: rows of fields, the foot of a letter, the words of its reply slip."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from duban.ledger.documents.letter import Layout, chinese_day, heads_letter, layout_of
from duban.ledger.documents.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.ledger.documents.letter import Field, Letter, ReplySlip


def fields_in_rows(fields: Iterable[Field]) -> list[tuple[Field, ...]]:
    """Return the fields as the rows of a table: two in a row, a wide one or one without its second alone."""
    rows: list[tuple[Field, ...]] = []
    waiting: Field | None = None
    for field in fields:
        if field.wide:
            rows += [(waiting,)] if waiting is not None else []
            rows.append((field,))
            waiting = None
        elif waiting is None:
            waiting = field
        else:
            rows.append((waiting, field))
            waiting = None
    return [*rows, (waiting,)] if waiting is not None else rows


def fields_around(letter: Letter) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """Return the fields that stand in the first table, and those of a form that follow its body: room for opinions."""
    if layout_of(letter) is not Layout.FORM:
        return letter.fields, ()
    return tuple(each for each in letter.fields if not each.space), tuple(each for each in letter.fields if each.space)


class Foot(NamedTuple):
    """版记: whom it is for (if they are too many for the head), who gets a copy, who printed it when."""

    sent_to: str
    copies: str
    printed_by: str
    printed_on: str


def foot_of(letter: Letter) -> Foot:
    """Return what stands at the foot of a letter; letters (信函格式) name no printer."""
    sent = "" if heads_letter(letter) else "，".join(map(one_line, letter.to))
    copies = "，".join(map(one_line, letter.copies))
    if layout_of(letter) is Layout.LETTER or letter.printed_on is None:
        return Foot(sent, copies, "", "")
    return Foot(sent, copies, one_line(letter.printed_by or letter.office), f"{chinese_day(letter.printed_on)}印发")


def reply_words(reply: ReplySlip) -> str:
    """Return what the reply slip says: that it is answered in the system, under which number, by when."""
    place = f"（{one_line(reply.place)}）" if reply.place else ""
    until = "" if reply.answer_by is None else f"于{chinese_day(reply.answer_by)}前"
    answered = f"请{until}登录督办系统{place}，在事项{one_line(reply.matter)}下答复。"
    return f"本回执在督办系统内填写，不另行报送纸质件：{answered}"
