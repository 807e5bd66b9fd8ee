"""The leader's week as a document, and its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ledger.documents import Letter, LetterKind, Paragraph, Table

if TYPE_CHECKING:
    from duban.ledger.briefs.week import Week, WeekMatter
    from duban.ledger.documents import Block


def title_said(week: Week) -> str:
    """Return the title, with its day."""
    return f"督办工作周报（{week.as_of.year}年{week.as_of.month}月{week.as_of.day}日）"


def days_said(week: Week) -> str:
    """Return of which day it is, and for whom."""
    day = f"截至{week.as_of.year}年{week.as_of.month}月{week.as_of.day}日"
    return f"报：{week.reader}　{day}" if week.reader else day


def summary_said(week: Week) -> str:
    """Return the week in a sentence."""
    said = f"在办事项{week.open}件，其中红灯{week.red}件、黄灯{week.yellow}件；近7天办结{week.closed}件。"
    stuck = [each for each in week.matters if each.exhausted]
    return said + (f"其中{len(stuck)}件督办措施已经用完，请领导决定。" if stuck else "")


def late_said(matter: WeekMatter) -> str:
    """Return whose turn it is since when, and how late it is."""
    turn = "、".join(matter.turn) or "待指定单位"
    since = f"{matter.since.year}年{matter.since.month}月{matter.since.day}日"
    said = f"在{turn}（{matter.turn_title}），{since}进入“{matter.state}”"
    if matter.due_on is None:
        return said
    due = f"{matter.due_on.year}年{matter.due_on.month}月{matter.due_on.day}日"
    return f"{said}；应于{due}前完成，已逾期{matter.late}天" if matter.late else f"{said}；应于{due}前完成"


def proposal_said(matter: WeekMatter) -> str:
    """Return what is proposed, and who decides."""
    if matter.exhausted:
        return "按规定的督办措施已经用完，请领导决定：约谈责任单位主要负责人，或者召开协调会。"
    who = f"，请{'、'.join(matter.decides)}决定" if matter.decides else ""
    return f"{matter.proposed}{who}。"


def week_letter(week: Week, *, office: str, number: str = "") -> Letter:
    """Return the week as a letter that is laid out as a form: a title, a sentence, and a table on one page."""
    body: list[Block] = [Paragraph(days_said(week)), Paragraph(summary_said(week))]
    if week.matters:
        rows = tuple(
            (
                str(place),
                f"{each.title}（{each.number}）",
                late_said(each),
                f"{each.urged or '没有催办过'}。{each.said or '没有答复'}",
                proposal_said(each),
            )
            for place, each in enumerate(week.matters, 1)
        )
        head = (("序号", "事项", "卡在哪里", "催办和答复", "建议"),)
        body.append(Table(head, rows, (0.7, 2.2, 3, 3.6, 2.6), ("center", "left", "left", "left", "left")))
        if week.red > len(week.matters):
            body.append(Paragraph(f"另有红灯事项{week.red - len(week.matters)}件，见台账。"))
    else:
        body.append(Paragraph("本周没有红灯事项。"))
    return Letter(LetterKind.CLOSING, office=office, title=title_said(week), number=number, body=tuple(body))
