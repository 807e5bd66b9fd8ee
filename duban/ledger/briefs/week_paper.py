"""The leader's week as a document, and its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ledger.briefs.pieces import Kind, Piece
from duban.ledger.briefs.week import MOST
from duban.ledger.documents import chinese_day

if TYPE_CHECKING:
    from duban.ledger.briefs.week import Week, WeekMatter


def title_said(week: Week) -> str:
    """Return the title, with its day."""
    return f"督办工作周报（{chinese_day(week.as_of)}）"


def days_said(week: Week) -> str:
    """Return of which day it is, and for whom."""
    day = f"截至{chinese_day(week.as_of)}"
    return f"报：{week.reader}　{day}" if week.reader else day


def summary_said(week: Week) -> str:
    """Return the week in a sentence."""
    said = f"在办事项{week.open}件，其中红灯{week.red}件、黄灯{week.yellow}件；近7天办结{week.closed}件。"
    stuck = [each for each in week.matters if each.exhausted]
    return said + (f"其中{len(stuck)}件督办措施已经用完，请领导决定。" if stuck else "")


def late_said(matter: WeekMatter) -> str:
    """Return whose turn it is since when, and how late it is."""
    turn = "、".join(matter.turn) or "待指定单位"
    said = f"在{turn}（{matter.turn_title}），{chinese_day(matter.since)}进入“{matter.state}”"
    if matter.due_on is None:
        return said
    due = chinese_day(matter.due_on)
    return f"{said}；时限{due}，已逾期{matter.late}天" if matter.late else f"{said}；时限{due}"


def proposal_said(matter: WeekMatter) -> str:
    """Return what is proposed, and who decides."""
    if matter.exhausted:
        return "按规定的督办措施已经用完，请领导决定：约谈责任单位主要负责人，或者召开协调会。"
    who = f"，请{'、'.join(matter.decides)}决定" if matter.decides else ""
    return f"{matter.proposed}{who}。"


def week_pieces(week: Week, most: int = MOST) -> tuple[Piece, ...]:
    """Return the week as a dense paper, with so many matters in full."""
    shown = week.matters[:most]
    pieces = [
        Piece(Kind.TITLE, title_said(week)),
        Piece(Kind.UNDER, days_said(week)),
        Piece(Kind.TEXT, summary_said(week)),
    ]
    for place, each in enumerate(shown, 1):
        pieces.append(Piece(Kind.HEADING, f"{place}. {each.title}（{each.number}）", level=2))
        pieces += [Piece(Kind.ITEM, text, label=label) for label, text in facts_said(each)]
    if not week.red:
        pieces.append(Piece(Kind.TEXT, "本周没有红灯事项。"))
    elif week.red > len(shown):
        pieces.append(Piece(Kind.TEXT, more_said(week.red - len(shown))))
    return tuple(pieces)


def facts_said(matter: WeekMatter) -> tuple[tuple[str, str], ...]:
    """Return what is said of a matter, each with what it is about."""
    return (
        ("卡在哪里", late_said(matter)),
        ("催办情况", matter.urged or "没有催办过"),
        ("最近答复", matter.said or "没有答复"),
        ("建议", proposal_said(matter)),
    )


def more_said(count: int) -> str:
    """Return that there are more."""
    return f"另有红灯事项{count}件，见台账。"
