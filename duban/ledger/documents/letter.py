"""What an official letter is: the values that Word documents and PDFs are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class LetterKind(StrEnum):
    """The kinds of letters; each is called as offices call it, and so is its template."""

    NOTICE = "督办通知单"
    ASSIGNMENT = "交办单"
    REPORT = "专报"
    BULLETIN = "工作通报"
    EXTENSION = "延期批复"
    CLOSING = "销号审批单"


class Layout(StrEnum):
    """How the first page of a letter is laid out."""

    LETTER = "letter"
    """信函格式: the office's name 30 mm below the paper's edge, red double rules, the number at the right."""
    HEADED = "headed"
    """公文格式: the mark 35 mm below the type area's edge, the number under it, one red rule."""
    PERIODICAL = "periodical"
    """刊头: as HEADED, with the office at the left and the day at the right above the rule."""
    FORM = "form"
    """A form for the files: the title, and no red head."""


class Colour(StrEnum):
    """The light under which a letter goes out; its word is always printed beside it."""

    NONE = ""
    BLUE = "蓝色"
    YELLOW = "黄色"
    RED = "红色"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the body.

    `level` is 0 for text; 1 to 4 for headings, whose numbers 一、（一）1.（1） the text itself has. `lead` is a heading
    that runs on into its text, in the font of `level`.
    """

    text: str
    level: int = 0
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; one that spans others stands where they begin, and those are left out."""

    text: str
    columns: int = 1
    rows: int = 1
    align: str = ""
    """left, center or right; empty is as its column."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of its head, which are repeated on each page, and rows of texts or cells.

    `widths` are parts of the width that belong to the columns, all alike if left out; `aligns` are left, center or
    right for each column. `caption` stands above it.
    """

    head: tuple[tuple[Cell | str, ...], ...]
    rows: tuple[tuple[Cell | str, ...], ...]
    widths: tuple[float, ...] = ()
    aligns: tuple[str, ...] = ()
    caption: str = ""


def columns_of(table: Table) -> int:
    """Return how many columns a table has, by its first row."""
    first = (table.head or table.rows or ((),))[0]
    return max(1, sum(cell.columns if isinstance(cell, Cell) else 1 for cell in first))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its PNG, and its SVG if it has one, which a PDF takes in place of it; `width` is in millimetres."""

    png: bytes
    width: float = 140
    svg: str = ""
    caption: str = ""


Block = Paragraph | Table | Picture
"""What a body is made of."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a slip: what it is called and what it says; a wide one has a row of its own, `space` lines high."""

    label: str
    value: str
    wide: bool = False
    space: int = 0


@dataclass(frozen=True, slots=True)
class ReplySlip:
    """The reply slip (回执) at the foot of a letter: the matter's number, its fields, and where it is answered."""

    matter: str
    fields: tuple[Field, ...] = ()
    answer_by: date | None = None
    place: str = ""
    """Where it is answered, such as the address of the desk."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An official letter, as it is printed; what is empty is left out.

    `mark` is the red name of the office or periodical (发文机关标志), `office` what signs at the end, `number` such
    as 鄂优化办督〔2024〕3号 or 第3期, `on` its day, `to` whom it is for (主送), `copies` who gets a copy (抄送);
    `printed_by` and `printed_on` are the line of who printed it when (印发). `level` is such as 第二次, `note` stands
    in brackets after the date (附注), `space` is the height in millimetres that is left empty for instructions (批示).
    """

    kind: LetterKind
    office: str
    title: str
    mark: str = ""
    number: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    signer: str = ""
    level: str = ""
    colour: Colour = Colour.NONE
    to: tuple[str, ...] = ()
    body: tuple[Block, ...] = ()
    fields: tuple[Field, ...] = ()
    attachments: tuple[str, ...] = ()
    on: date | None = None
    note: str = ""
    copies: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None
    reply: ReplySlip | None = None
    space: float = 0


_SLIPS = frozenset({LetterKind.NOTICE, LetterKind.ASSIGNMENT, LetterKind.EXTENSION})


def layout_of(letter: Letter) -> Layout:
    """Return how the letter is laid out: by its kind, and by whether it is numbered as a periodical (第3期)."""
    if letter.kind in _SLIPS:
        return Layout.LETTER
    if letter.kind is LetterKind.CLOSING:
        return Layout.FORM
    return Layout.PERIODICAL if letter.number.endswith("期") else Layout.HEADED


def chinese_day(day: date) -> str:
    """Return a day as official letters write it: 2024年3月7日, without noughts before the figures."""
    return f"{day.year}年{day.month}月{day.day}日"


MANY_ADDRESSEES = 200
"""So many characters of addressees stand at the foot instead of the head: else page 1 would hold no text."""


def heads_letter(letter: Letter) -> bool:
    """Return whether the addressees stand above the body, and not at the foot, as too many of them do."""
    return len("，".join(letter.to)) <= MANY_ADDRESSEES
