"""A table of a work plan: what each column has, and the cells of each row, with merged ones filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from collections.abc import Iterator


MOST_CELLS = 100_000
"""Cells in the tables of one document, merged ones each time; a plan's tables have some thousands."""


class TooLarge(ValueError):
    """A document would make more of itself than a plan ever is."""


class Column(StrEnum):
    """What a column contains."""

    NUMBER = "number"
    TITLE = "title"
    LEAD = "lead"
    RESPONSIBLE = "responsible"
    DEADLINE = "deadline"
    GROUP = "group"
    OTHER = "other"


_BLANK = re.compile(r"[\s\u3000]+")
_SECTIONS = re.compile(r".*(?:责任|配合|承办|牵头|办理|协办)(?:科室|处室|股室|站所)")
_LONGEST_HEADING = 24
_FORMS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    (Column.NUMBER, re.compile(r"序号|编号|项目编号|任务编号|序|号|No\.?", re.IGNORECASE)),
    (Column.RESPONSIBLE, re.compile(r".*责任(?:单位|部门)(?:及|和|与|、|/|／|[（(]).*")),
    (
        Column.OTHER,
        re.compile(
            r".*(?:领导|责任人|联系人|负责人|电话|备注|说明|依据|来源|状态|进展|完成情况|责任科室|资金|投资|金额).*"
        ),
    ),
    (Column.LEAD, re.compile(r".*(?:牵头|主办|主责).*")),
    (
        Column.RESPONSIBLE,
        re.compile(
            r".*(?:责任|配合|协办|协同|参与|参加|承办|落实|实施|办理|负责|完成)(?:责任)?(?:单位|部门|主体|地区).*|单位|部门|责任方"
        ),
    ),
    (
        Column.DEADLINE,
        re.compile(
            r".*(?:时限|期限|完成时间|完成日期|时间节点|时间要求|时间安排|进度要求|计划完成|办结时间).*|时间|进度"
        ),
    ),
    (Column.GROUP, re.compile(r"类别|分类|类型|领域|板块|方面|指标类别|一级指标|项目类别|任务类别|属性")),
    (
        Column.TITLE,
        re.compile(r".*(?:任务|事项|项目|实事|内容|措施|举措|目标|要点|问题|重点工作|工作|指标|清单|名称).*"),
    ),
)


def kind_of(heading: str) -> Column | None:
    """Return what a column with this heading contains; None if it is not a known heading."""
    plain = _BLANK.sub("", heading)
    if not plain or len(plain) > _LONGEST_HEADING:
        return None
    return next((kind for kind, form in _FORMS if form.fullmatch(plain)), None)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `above` and `left` say that it continues a merged one there, whose text it repeats."""

    text: str
    above: bool = False
    left: bool = False


@dataclass(slots=True)
class Allowance:
    """How many cells a document may still make: a few bytes can ask for millions."""

    cells: int = MOST_CELLS

    def take(self, cells: int) -> None:
        """Make so many cells; raises TooLarge where that is too many."""
        self.cells -= cells
        if self.cells < 0:
            raise TooLarge(
                words.Line(
                    "has tables of more than {most} cells; keep the table of tasks, and save it again", most=MOST_CELLS
                )
            )


@dataclass(frozen=True, slots=True)
class Header:
    """What the columns contain, and the index of the first row after the headings."""

    kinds: tuple[Column | None, ...]
    names: tuple[str, ...]
    first: int


@dataclass(slots=True)
class Grid:
    """Rows of cells; `whole` is false if merged cells cannot be seen, as in a table that was copied as text.

    `torn` has the rows that were put together from several lines, whose cells may belong to another row.
    """

    rows: list[list[Cell]]
    whole: bool = True
    torn: set[int] = field(default_factory=set)

    def cells(self) -> Iterator[str]:
        """Yield the text of each cell once, row by row."""
        for row in self.rows:
            yield from (cell.text for cell in row if cell.text and not cell.above and not cell.left)

    def goes_on_in(self, other: Grid) -> bool:
        """Return whether another table, without headings, can be the rest of this one on the next page."""
        wide = len(self.rows[-1]) if self.rows else 0
        return wide > 1 and bool(other.rows) and all(len(row) == wide for row in other.rows)

    def header(self) -> Header | None:
        """Return the headings in the first rows: one row, or two if headings are merged over others; None if none."""
        for at, row in enumerate(self.rows[:6]):
            names = [cell.text for cell in row]
            found = _header(names, at + 1)
            if found is None:
                continue
            below = self.rows[at + 1] if at + 1 < len(self.rows) else []
            if any(cell.left for cell in row) and any(cell.above for cell in below) and len(below) == len(row):
                both = [
                    name if cell.above or cell.text == name else f"{name}{cell.text}"
                    for name, cell in zip(names, below, strict=True)
                ]
                return _header(both, at + 2) or found
            return found
        return None


def _header(names: list[str], first: int) -> Header | None:
    kinds = tuple(kind_of(name) for name in names)
    if Column.LEAD not in kinds and Column.RESPONSIBLE not in kinds:
        # In the plan of a single office, its sections are the units.
        kinds = tuple(
            Column.RESPONSIBLE if _SECTIONS.fullmatch(_BLANK.sub("", name)) else kind
            for name, kind in zip(names, kinds, strict=True)
        )
    has_units = Column.LEAD in kinds or Column.RESPONSIBLE in kinds
    if Column.TITLE in kinds and has_units and len({name for name in names if name}) > 1:
        return Header(kinds, tuple(names), first)
    return None
