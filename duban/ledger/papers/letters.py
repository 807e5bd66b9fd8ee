"""A paper as an official letter: its facts in the places where offices look for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duban.ledger.bulletins import MOST_BYTES, bulletin_letter, draft_bulletin, read_frozen
from duban.ledger.documents import (
    Field,
    FontNames,
    Letter,
    LetterKind,
    Paragraph,
    ReplySlip,
    Table,
    chinese_day,
    letter_docx,
    letter_pdf,
    own_templates,
)

if TYPE_CHECKING:
    from duban.ledger.bulletins import Frozen
    from duban.ledger.documents import Block
    from duban.workflow import Engine, PaperContent, Settings

_SLIPS = (LetterKind.NOTICE, LetterKind.ASSIGNMENT)
_BLANKS = ("收到时间", "签收人", "分管领导", "预计完成", "联系电话")
_HASH = 12


def figures_of(engine: Engine, content: PaperContent, *, viewer: str | None = None) -> Frozen | None:
    """Return the frozen figures that a paper is made of; None if it is made of none.

    Raises SnapshotFault if they are none or were changed, and EvidenceError if their file is not there.
    """
    if not content.figures:
        return None
    with engine.open_file(content.matter, content.figures, viewer=viewer) as opened:
        return read_frozen(opened.content.read(MOST_BYTES + 1))


def letter_of(content: PaperContent, *, place: str = "", figures: Frozen | None = None) -> Letter:
    """Return a paper as a letter; `place` is where it is answered, such as the address of the desk.

    With `figures` it is the bulletin of these, whose number and day it bears, and at its end what the paper asks for.
    """
    if figures is not None:
        return _bulletin(content, figures)
    kind = _kind(content)
    replies = content.reply_by is not None and kind in _SLIPS
    return Letter(
        kind,
        office=content.office,
        mark=content.office,
        title=content.title,
        number=content.number,
        level=content.level,
        signer=content.signed_by.rpartition("/")[2] if kind is LetterKind.REPORT else "",
        to=content.to,
        copies=content.copies,
        on=content.on,
        body=_body(content, kind),
        fields=_fields(content) if kind in _SLIPS else (),
        attachments=tuple(name for _, name, _ in content.files) if kind is not LetterKind.CLOSING else (),
        printed_by=content.office if content.copies else "",
        printed_on=content.on if content.copies else None,
        reply=_slip(content, place) if replies else None,
    )


def _bulletin(content: PaperContent, figures: Frozen) -> Letter:
    bulletin = draft_bulletin(figures)
    if content.title != content.paper:  # somebody has written another one
        bulletin = replace(bulletin, title=content.title)
    letter = bulletin_letter(
        bulletin,
        office=content.office,
        number=content.number,
        to=content.to,
        copies=content.copies,
        day=content.on if content.number else None,
    )
    return replace(letter, body=(*letter.body, *_lines(content.requirements)))


def documents_of(content: PaperContent, settings: Settings, figures: Frozen | None = None) -> dict[str, bytes]:
    """Return the document of a signed paper as .docx, from the office's own template if it has one, and as PDF.

    Raises DocumentError if its text or the template cannot be used, BulletinError if the wording of its figures
    cannot, and NoDocuments without the extra.
    """
    letter, fonts = letter_of(content, place=settings.desk.url or "", figures=figures), FontNames.of(settings)
    called = f"{content.number} {letter.title}".strip()
    return {
        f"{called}.docx": letter_docx(letter, templates=own_templates(settings), fonts=fonts),
        f"{called}.pdf": letter_pdf(letter, fonts=fonts),
    }


def preview(content: PaperContent, settings: Settings, figures: Frozen | None = None) -> bytes:
    """Return the document of a paper as PDF, as it will look; of a draft without its number."""
    letter = letter_of(content, place=settings.desk.url or "", figures=figures)
    return letter_pdf(letter, fonts=FontNames.of(settings))


def _kind(content: PaperContent) -> LetterKind:
    """Return in which form a paper is typeset: as its scenario says, or else by its name."""
    if content.form:
        return LetterKind(content.form)
    return next((kind for kind in LetterKind if kind.value in content.paper), LetterKind.BULLETIN)


def _body(content: PaperContent, kind: LetterKind) -> tuple[Block, ...]:
    text = content.text
    for greeting in ("、".join(content.to), "，".join(content.to)):  # the head of the letter has it
        text = text.removeprefix(f"{greeting}：")
    found: list[Block] = [*_lines(text)]
    if kind not in _SLIPS:
        found += _lines(content.requirements)
    if kind is LetterKind.CLOSING and content.files:
        rows = tuple(
            (str(place), title, name, sha256[:_HASH])
            for place, (title, name, sha256) in enumerate(content.files, start=1)
        )
        found.append(Table((("序号", "材料", "文件", "校验值"),), rows, (1, 3, 5, 3), caption="佐证材料清单"))
    return tuple(found)


def _lines(text: str) -> list[Paragraph]:
    return [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]


def _fields(content: PaperContent) -> tuple[Field, ...]:
    facts = [("事项编号", content.matter, False), ("督办类别", content.level, False)]
    facts.append(("事项名称", content.matter_title, True))
    facts.append(("办理要求", content.requirements, True))
    facts.append(("反馈时限", "" if content.reply_by is None else f"{chinese_day(content.reply_by)}前", False))
    return tuple(Field(label, value, wide) for label, value, wide in facts if value)


def _slip(content: PaperContent, place: str) -> ReplySlip:
    blanks = tuple(Field(label, "") for label in _BLANKS)
    return ReplySlip(content.matter, (Field("事项编号", content.matter), *blanks), content.reply_by, place)
