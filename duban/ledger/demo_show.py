"""The demo on the terminal: the ledger, the mail, the ladder, the return, the close-outs and the proof."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from duban.ledger.demo_cast import Conduct
from duban.ledger.narrative import LIGHT_WORDS, names_words
from duban.ledger.table import overview
from duban.states import Light

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rich.console import Console

    from duban.ledger.demo import DemoResult
    from duban.ledger.demo_post import Posted
    from duban.ledger.importing import ImportResult
    from duban.ledger.narrative import Happening
    from duban.ledger.table import LedgerRow

_STYLES = {Light.GREEN: "green", Light.BLUE: "blue", Light.YELLOW: "yellow", Light.RED: "bold red"}
_WEEKDAYS = "一二三四五六日"
_HASH = 8
_WHOLE = frozenset({"编号", "亮灯", "完成时限", "时限", "销号", "校验值"})
"""Columns whose cells are not broken."""


class Show:
    """Prints the demo, section by section, on one console."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def opening(self, imported: ImportResult, rows: Sequence[LedgerRow], now: datetime) -> None:
        """Show what the notice became."""
        notice = imported.notice
        self._console.rule(Text(f"{notice.title or '工作方案'}　{notice.document_no}".strip(), style="bold"))
        self._say(
            f"{_day(now)}，方案中的{len(rows)}项任务立项交办。以下在虚拟时钟上走完全程，引擎、数据库、发件均为实际运行。"
        )
        self._heading("一、台账（立项时）")
        self._ledger(rows, now)
        doubts = [(task.item.number, doubt) for task in imported.tasks for doubt in task.doubts]
        if doubts:
            self._say(f"读方案时存疑{len(doubts)}处，照录不猜：", style="yellow")
            for number, doubt in doubts:
                self._say(f"  第{number}项：{doubt}")

    def year(self, result: DemoResult, now: datetime) -> None:
        """Show what happened over the year and where it is kept."""
        self._post(result)
        by_part = {part: [row for row in result.rows if result.parts[row.number] is part] for part in Conduct}
        for row in by_part[Conduct.NEVER]:
            self._ladder(row)
        for row in by_part[Conduct.RETURNED]:
            self._return(row)
        self._closed([row for row in result.rows if row.closed_on is not None], now)
        self._heading(f"六、台账（{_day(now)}）")
        self._ledger(result.rows, now)
        self._figures(result.rows, now)
        proven = (by_part[Conduct.RETURNED] or by_part[Conduct.NEVER] or list(result.rows))[0]
        self._proof(result, proven)
        self._places(result)

    # -- sections -----------------------------------------------------------------------------------------------------

    def _ledger(self, rows: Iterable[LedgerRow], now: datetime) -> None:
        table = _table("编号", "事项", "牵头单位", "责任单位", "完成时限", "状态", "亮灯")
        for row in rows:
            late = "逾期" if row.overdue(now.date()) else ""
            stands = row.waits_for if row.closed_on is None else f"{row.closed_on}"
            table.add_row(
                *_texts(
                    row.number,
                    row.title,
                    "、".join(row.lead) or "待指定",
                    names_words(row.responsible) or "待指定",
                    row.deadline_text if row.deadline is None else f"{row.deadline}",
                    "\n".join(part for part in (row.state, stands, late) if part),
                ),
                _light(row.light),
            )
        self._console.print(table)

    def _post(self, result: DemoResult) -> None:
        sent = [one for one in result.posted if one.sent]
        self._heading(f"二、发出的消息（共{len(sent)}条；每种摘其首次，全部见{result.folder.messages.name}）")
        for day, batch in groupby(_firsts(sent), key=lambda group: _day(_sent_at(group[0]))):
            self._say(day, style="bold")
            for group in batch:
                first = group[0]
                to = names_words(list(dict.fromkeys(one.unit for one in group)))
                urgent = "，急件" if first.urgent else ""
                line = Text(f"{_sent_at(first):%H:%M} “{first.message}”", style="bold")
                line.append(f"　{first.number} {first.title}\n发给：{to}（{len(group)}条）", style="not bold")
                line.append(f"\n缘由：{first.why}{urgent}", style="not bold dim")
                self._console.print(Padding(line, (0, 0, 0, 2)))
        self._say(
            "各类消息：" + "，".join(f"{name}{count}" for name, count in Counter(o.message for o in sent).items())
        )
        media = Counter(one.medium for one in sent)
        others = Counter(one.result for one in result.posted if not one.sent)
        self._say("方式：" + "，".join(f"{name}{count}条" for name, count in (media + others).items()))
        redirected = next((one for one in sent if one.because), None)
        if redirected is not None:
            self._say(f"找不到人的不会落空，例如{redirected.number}“{redirected.message}”：{redirected.because}。")

    def _ladder(self, row: LedgerRow) -> None:
        self._heading(f"三、逐级升级：{row.number} {row.title}（始终无人办理，时限{row.deadline}）")
        table = _table("时间", "到了哪一级", "亮灯", "告知")
        for one in row.happened:
            if one.kind == "rung":
                light = Text("") if one.light is None else _light(one.light)
                table.add_row(*_texts(_moment(one), one.what), light, Text(names_words(one.told)))
        self._console.print(table)

    def _return(self, row: LedgerRow) -> None:
        self._heading(f"四、退回返工：{row.number} {row.title}")
        table = _table("时间", "办理人", "办理", "说明")
        for one in row.happened:
            if one.kind in {"act", "assign"}:
                table.add_row(*_texts(_moment(one), one.who, one.what, one.why))
        self._console.print(table)

    def _closed(self, rows: Sequence[LedgerRow], now: datetime) -> None:
        self._heading(f"五、销号（{len(rows)}件，均经复核）")
        table = _table("编号", "事项", "时限", "销号", "按时与否", "复核", "销号时亮灯")
        for row in sorted(rows, key=lambda row: (row.closed_on or now.date(), row.number)):
            table.add_row(
                *_texts(row.number, row.title, str(row.deadline), str(row.closed_on), _verdict(row), row.last.who),
                _light(row.light),
            )
        self._console.print(table)

    def _figures(self, rows: Sequence[LedgerRow], now: datetime) -> None:
        head = overview(rows, today=now.date())
        lights = "，".join(f"{LIGHT_WORDS[light]}{head.lights.get(light, 0)}" for light in reversed(Light))
        self._say(
            f"共{head.total}件：已办结{head.closed}件（按时{head.closed_on_time}件），"
            f"持续推进{head.ongoing}件；在办亮灯：{lights}。"
        )

    def _proof(self, result: DemoResult, row: LedgerRow) -> None:
        self._heading(f"七、核验：{row.number} {row.title}")
        table = _table("序", "时间", "办理人", "记录", "校验值")
        for one in row.happened:
            table.add_row(*_texts(str(one.seq), _moment(one), one.who, one.what, one.hash[:_HASH]))
        self._console.print(table)
        found = result.verification
        if found.ok:
            self._say(
                f"✓ {found.instances}件事项、{found.entries}条记录逐条重算，前后相接，无改动。", style="bold green"
            )
        for finding in found.findings:
            self._say(f"✗ {finding}", style="bold red")

    def _places(self, result: DemoResult) -> None:
        self._heading("八、留存")
        folder = result.folder
        mails = sum(1 for _ in folder.mail.glob("*.eml")) if folder.mail.is_dir() else 0
        for name, path in (
            ("台账网页", folder.page),
            ("消息清单", folder.messages),
            (f"邮件（{mails}封）", folder.mail) if mails else ("邮件", "已发往邮件服务器"),
            ("短信", folder.sms) if folder.sms.is_dir() else ("短信", "无"),
            ("数据库", folder.database),
        ):
            self._say(f"  {name}：{path}")

    # -- small print --------------------------------------------------------------------------------------------------

    def _heading(self, text: str) -> None:
        self._console.print()
        self._console.print(Text(text, style="bold cyan"))

    def _say(self, text: str, *, style: str = "") -> None:
        self._console.print(Text(text, style=style))


def _firsts(sent: Sequence[Posted]) -> list[list[Posted]]:
    """Return, for each kind of message, the first occasion on which it was sent with all who got it then."""
    found: dict[str, list[Posted]] = {}
    for one in sent:
        group = found.setdefault(one.message, [one])
        if group[0] is not one and (one.number, one.at, one.why) == (group[0].number, group[0].at, group[0].why):
            group.append(one)
    return sorted(found.values(), key=lambda group: _sent_at(group[0]))


def _sent_at(one: Posted) -> datetime:
    if one.at is None:
        raise ValueError(one)
    return one.at


def _verdict(row: LedgerRow) -> str:
    if row.deadline is None or row.closed_on is None:
        return "按时"
    days = (row.deadline - row.closed_on).days
    return f"提前{days}天" if days > 0 else "按时" if days == 0 else f"逾期{-days}天"


def _light(light: Light) -> Text:
    return Text(f"● {LIGHT_WORDS[light]}", style=_STYLES[light], no_wrap=True)


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, collapse_padding=True)
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=heading in _WHOLE)
    return table


def _texts(*cells: str) -> list[Text]:
    return [Text(cell) for cell in cells]


def _day(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日（周{_WEEKDAYS[at.weekday()]}）"


def _moment(one: Happening) -> str:
    return f"{one.at:%Y-%m-%d %H:%M}"
