"""A half-year or a year in one paper: the figures of the period, who handed in what and when, and the texts by unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.briefs.dense_pdf import dense_pdf
from duban.ledger.briefs.dense_word import dense_docx
from duban.ledger.briefs.gathered import SUBMISSION, gather
from duban.ledger.briefs.pieces import Kind, Piece
from duban.ledger.bulletins import freeze, groups_of, months_chart, overall_said, period_called, picture_of
from duban.ledger.charts import draw_months
from duban.ledger.documents import FontNames, chinese_day
from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.ledger.briefs.gathered import Gathered
    from duban.ledger.bulletins import Frozen
    from duban.workflow import Engine, Settings


@dataclass(frozen=True, slots=True)
class Summary(Jsonable):
    """A half-year or a year: what was handed in, and the figures, frozen as those of a bulletin are."""

    _json = ("period", "collections", "snapshot")

    period: str
    collections: tuple[Gathered, ...]
    frozen: Frozen

    @property
    def snapshot(self) -> str:
        """Return the id of the figures."""
        return self.frozen.snapshot


def summarise(
    engine: Engine,
    period: str,
    *,
    at: date | None = None,
    scenario: str = SUBMISSION,
    reader: str = "",
    scope: str = "all",
) -> Summary:
    """Return the summary of a half-year (2026-H1) or a year (2026); raises InvalidData if it is no period.

    Material is collected by a `scenario`; by none, if that is empty. Raises NothingCollected if it is not in use.
    """
    frozen = freeze(engine, period, at=at, viewer=reader or None)
    first, last = date.fromisoformat(frozen.first), date.fromisoformat(frozen.last)
    found = gather(engine, first, last, scenario=scenario, reader=reader, scope=scope) if scenario else ()
    return Summary(period, found, frozen)


def summary_pieces(summary: Summary) -> tuple[Piece, ...]:
    """Return the paper: title, contents, figures, who handed in what, and the texts gathered by unit."""
    return tuple(_pieces(summary))


def _pieces(summary: Summary) -> Iterator[Piece]:
    called = period_called(summary.period)
    yield Piece(Kind.TITLE, f"{called}工作情况汇总")
    yield Piece(Kind.UNDER, f"数据截至{summary.frozen.until}　数据编号{summary.snapshot}")
    yield Piece(Kind.CONTENTS)
    yield Piece(Kind.HEADING, "一、督办事项办理情况")
    yield from _figures(summary.frozen)
    yield Piece(Kind.HEADING, "二、材料报送情况")
    if not summary.collections:
        yield Piece(Kind.TEXT, "本期没有收集材料。")
    for each in summary.collections:
        yield from _collection(each)
    yield Piece(Kind.HEADING, "三、各单位材料")
    units = dict.fromkeys(one.unit for each in summary.collections for one in each.handed)
    if not units:
        yield Piece(Kind.TEXT, "没有收到材料。")
    for unit in units:
        yield Piece(Kind.HEADING, unit, level=2)
        for each in summary.collections:
            for one in each.handed:
                if one.unit == unit:
                    yield Piece(Kind.ITEM, one.text or "（见附件）", label=each.title)
                    if one.files:
                        yield Piece(Kind.ITEM, "、".join(one.files), label="附件")


def _figures(frozen: Frozen) -> Iterator[Piece]:
    """Yield the overall paragraph of the bulletin, the months, and the units with their rates, group by group."""
    yield from (Piece(Kind.TEXT, line) for line in overall_said(frozen))
    with words.speaking("zh"):
        yield Piece(Kind.PICTURE, picture=picture_of(draw_months(months_chart(frozen))))
    rows = [("组别", "名次", "单位", "应办结", "按期办结", "按期办结率", "逾期未办结")]
    for group in groups_of(frozen):
        for each in group.placed:
            number, still = each.row["done_in_time"], each.row["overdue_open"].part
            place = "—" if each.place is None else str(each.place)
            rate = "—" if each.place is None else f"{number.percent}%"
            rows.append((group.title, place, each.unit, str(number.whole), str(number.part), rate, str(still)))
    if len(rows) > 1:
        yield Piece(Kind.TABLE, rows=tuple(rows), widths=(2.2, 1, 3, 1.2, 1.4, 1.7, 1.7))


def _collection(each: Gathered) -> Iterator[Piece]:
    yield Piece(Kind.HEADING, f"{each.title}（{each.number}）", level=2)
    due = f"，时限{chinese_day(each.due_on)}" if each.due_on else ""
    late = sum(one.late for one in each.handed)
    said = f"应报{each.asked}家{due}，已报{len(each.handed)}家{f'（其中逾期{late}家）' if late else ''}。"
    if each.missing:
        said += f"未报{len(each.missing)}家：{'、'.join(each.missing)}。"
    if each.excused:
        said += f"免报{len(each.excused)}家：{'、'.join(_excused(unit, why) for unit, why in each.excused)}。"
    yield Piece(Kind.TEXT, said)
    rows = [("单位", "报送日期", "是否按期", "附件")]
    rows += [
        (one.unit, chinese_day(one.on), "逾期" if one.late else "按期", "、".join(one.files) or "无")
        for one in each.handed
    ]
    rows += [(unit, "—", "未报", "—") for unit in each.missing]
    if len(rows) > 1:
        yield Piece(Kind.TABLE, rows=tuple(rows), widths=(3, 2.4, 1.4, 4))


def _excused(unit: str, why: str) -> str:
    return f"{unit}（{why}）" if why else unit


def summary_files(summary: Summary, *, settings: Settings | None = None) -> dict[str, bytes]:
    """Return a summary as .docx and .pdf, by their names; both have a table of contents."""
    fonts = None if settings is None else FontNames.of(settings)
    pieces = summary_pieces(summary)
    name = f"汇总-{summary.period}"
    return {f"{name}.docx": dense_docx(pieces, fonts=fonts), f"{name}.pdf": dense_pdf(pieces, fonts=fonts)}
