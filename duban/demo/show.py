"""Showing the demo: the ledger, the mail, the ladder, a returned task, the close-outs and the verification."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from duban.demo.cast import Conduct
from duban.demo.post import leaves
from duban.demo.screen import Cell, Screen, day_words
from duban.ledger import colour_words, names_words, overview
from duban.states import Light

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rich.console import Console

    from duban.demo.post import Posted
    from duban.demo.result import DemoResult
    from duban.ledger import Happening, ImportResult, LedgerRow

_HASH = 8
_LEDGER = ("编号", "事项", "牵头单位", "责任单位", "完成时限", "状态", "亮灯")


class Show:
    """Shows the demo, section by section."""

    def __init__(self, console: Console) -> None:
        self._screen = Screen(console)

    def opening(self, imported: ImportResult, rows: Sequence[LedgerRow], now: datetime) -> None:
        """Show what the notice became."""
        notice, screen = imported.notice, self._screen
        screen.rule(f"{notice.title or '工作方案'}　{notice.document_no}".strip())
        screen.say(
            f"{day_words(now)}，方案中的{len(rows)}项任务立项交办。以下在虚拟时钟上走完全程，引擎、数据库、发件均为实际运行。"
        )
        screen.heading("一、台账（立项时）")
        screen.table(_LEDGER, [_line(row, now) for row in rows])
        doubts = [(task.item.number, doubt) for task in imported.tasks for doubt in task.doubts]
        if doubts:
            screen.say(f"读方案时存疑{len(doubts)}处，照录不猜：", style="yellow")
            for number, doubt in doubts:
                screen.say(f"第{number}项：{doubt}", indent=2)

    def year(self, result: DemoResult, now: datetime) -> None:
        """Show what happened over the year and where it is kept."""
        self._post(result)
        by_part = {part: [row for row in result.rows if result.parts[row.number] is part] for part in Conduct}
        for row in by_part[Conduct.NEVER]:
            self._ladder(row)
        for row in by_part[Conduct.RETURNED]:
            self._return(row)
        self._closed([row for row in result.rows if row.closed_on is not None], now)
        self._screen.heading(f"六、台账（{day_words(now)}）")
        self._screen.table(_LEDGER, [_line(row, now) for row in result.rows])
        self._figures(result.rows, now)
        self._proof(result, (by_part[Conduct.RETURNED] or by_part[Conduct.NEVER] or list(result.rows))[0])
        self._places(result)

    def _post(self, result: DemoResult) -> None:
        screen = self._screen
        sent = [one for one in result.posted if one.sent]
        left = leaves(result.posted)
        screen.heading(
            f"二、发出的消息（共{left.total()}封（条），告知{len(sent)}件次；每种摘其首次，全部见{result.folder.messages.name}）"
        )
        for day, batch in groupby(_firsts(sent), key=lambda group: _day(group[0])):
            screen.say(day, style="bold")
            for group in batch:
                first = group[0]
                to = names_words(list(dict.fromkeys(one.unit for one in group)))
                screen.say(f"{first.at:%H:%M} “{first.message}”　{first.number} {first.title}", indent=2)
                screen.say(f"发给：{to}（{len(group)}条）", indent=8)
                screen.say(f"缘由：{first.why}{'，急件' if first.urgent else ''}", style="dim", indent=8)
        kinds = Counter(one.message for one in sent)
        screen.say("各类消息：" + "，".join(f"{name}{count}" for name, count in kinds.items()))
        ways = left + Counter(one.result for one in result.posted if not one.sent)
        screen.say("方式：" + "，".join(f"{name}{count}条" for name, count in ways.items()))
        together = sum(one.gathered for one in sent)
        if together:
            screen.say(
                f"不急的合并发送：{together}件次随每日办件一并告知，每人每天早上至多一封；急件和督办单即时单发。"
            )
        redirected = next((one for one in sent if one.because), None)
        if redirected is not None:
            screen.say(f"找不到人的不会落空，例如{redirected.number}“{redirected.message}”：{redirected.because}。")

    def _ladder(self, row: LedgerRow) -> None:
        self._screen.heading(f"三、逐级升级：{row.number} {row.title}（始终无人办理，时限{row.deadline}）")
        rungs = [one for one in row.happened if one.kind == "rung"]
        lines = [(_moment(one), one.what, one.light, names_words(one.told)) for one in rungs]
        self._screen.table(("时间", "到了哪一级", "亮灯", "告知"), lines)

    def _return(self, row: LedgerRow) -> None:
        self._screen.heading(f"四、退回返工：{row.number} {row.title}")
        acts = [one for one in row.happened if one.kind in {"act", "assign"}]
        lines = [(_moment(one), one.who, one.what, one.why) for one in acts]
        self._screen.table(("时间", "办理人", "办理", "说明"), lines)

    def _closed(self, rows: Sequence[LedgerRow], now: datetime) -> None:
        self._screen.heading(f"五、销号（{len(rows)}件，均经复核）")
        lines = [
            (row.number, row.title, str(row.deadline), str(row.closed_on), _verdict(row), row.last.who, row.light)
            for row in sorted(rows, key=lambda row: (row.closed_on or now.date(), row.number))
        ]
        self._screen.table(("编号", "事项", "时限", "销号", "按时与否", "复核", "亮灯"), lines)

    def _figures(self, rows: Sequence[LedgerRow], now: datetime) -> None:
        head = overview(rows, today=now.date())
        lights = "，".join(f"{colour_words(light)}{head.lights.get(light, 0)}" for light in reversed(Light))
        closed = f"已办结{head.closed}件（按时{head.closed_on_time}件）"
        self._screen.say(f"共{head.total}件：{closed}，持续推进{head.ongoing}件；在办亮灯：{lights}。")

    def _proof(self, result: DemoResult, row: LedgerRow) -> None:
        self._screen.heading(f"七、核验：{row.number} {row.title}")
        lines = [(str(one.seq), _moment(one), one.who, one.what, one.hash[:_HASH]) for one in row.happened]
        self._screen.table(("序", "时间", "办理人", "记录", "校验值"), lines)
        found = result.verification
        if found.ok:
            proof = f"✓ {found.instances}件事项、{found.entries}条记录逐条重算，前后相接，无改动。"
            self._screen.say(proof, style="bold green")
        for finding in found.findings:
            self._screen.say(f"✗ {finding}", style="bold red")

    def _places(self, result: DemoResult) -> None:
        self._screen.heading("八、留存")
        folder = result.folder
        sent = leaves(result.posted)
        for name, place in (
            ("台账网页", folder.page),
            ("消息清单", folder.messages),
            (
                f"邮件{sent['邮件']}封",
                folder.mail if folder.mail.is_dir() else "已发往邮件服务器" if sent["邮件"] else "无",
            ),
            (f"短信{sent['短信']}条", folder.sms if folder.sms.is_dir() else "无"),
            ("数据库", folder.database),
        ):
            self._screen.say(f"{name}：{place}", indent=2)


def _line(row: LedgerRow, now: datetime) -> tuple[Cell, ...]:
    """Return a row of the ledger with as many columns as a terminal has room for."""
    late = "逾期" if row.overdue(now.date()) else ""
    stands = row.waits_for if row.closed_on is None else f"{row.closed_on}"
    return (
        row.number,
        row.title,
        "、".join(row.lead) or "待指定",
        names_words(row.responsible) or "待指定",
        Conduct.STANDING if row.ongoing else str(row.deadline or row.deadline_text),
        "\n".join(part for part in (row.state, stands, late) if part),
        row.light,
    )


def _firsts(sent: Sequence[Posted]) -> list[list[Posted]]:
    """Return for each kind of message those that were sent on the first occasion."""
    found: dict[str, list[Posted]] = {}
    for one in sent:  # in the order of sending
        group = found.setdefault(one.message, [])
        if not group or (one.number, one.at, one.why) == (group[0].number, group[0].at, group[0].why):
            group.append(one)
    return list(found.values())


def _verdict(row: LedgerRow) -> str:
    if row.deadline is None or row.closed_on is None:
        return "按时"
    days = (row.deadline - row.closed_on).days
    return f"提前{days}天" if days > 0 else "按时" if days == 0 else f"逾期{-days}天"


def _day(one: Posted) -> str:
    return "" if one.at is None else day_words(one.at)


def _moment(one: Happening) -> str:
    return f"{one.at:%Y-%m-%d %H:%M}"
