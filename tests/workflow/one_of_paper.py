"""One value of each kind that commands about the office's paper print."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from duban.ledger.archives.one import ArchivedFile
from duban.ledger.archives.year import YearArchive
from duban.ledger.briefs.gathered import Gathered, HandedIn
from duban.ledger.briefs.summary import Summary
from duban.ledger.briefs.week import Week, WeekMatter
from duban.ledger.bulletins.frozen import Frozen, Row
from duban.ledger.excel.bringing.values import Brought, BroughtCell, BroughtRow, Taken, TakenRow
from duban.ledger.export.verb import Exported
from duban.ledger.packs.listed import ListedIndicator, ListedMaterial
from duban.ledger.packs.packing import Pack, PackedFile
from duban.ledger.packs.readiness import GivenFile, Indicator, Indicators, Material
from duban.ledger.papers.filing import PapersFiled
from duban.ledger.scores import Entry, compared, points_lost, reckon, scheme_of
from duban.workflow.papers.issued import PaperFileView
from duban.workflow.services.documents import PaperContent, PaperDue

DAY = date(2026, 3, 31)
AT = datetime(2026, 3, 31, 1, 30, tzinfo=UTC)

_ARCHIVED = ArchivedFile(
    *("WT-2026-0001", "窗口排队", "问题", "市住建局", "2026-03-02", "2026-03-20", "销号"),
    *(3, "30年", "WT-2026-0001.pdf", "0f", "1e"),
)
_HANDED = HandedIn("市住建局", DAY, "已完成三项。", ("总结.docx",), late=True)
_GATHERED = Gathered(
    *("BS-2026-0001", "半年总结", "报送总结", DAY, (_HANDED,), ("市教育局",)), excused=(("市气象局", "不涉及"),)
)
_WEEK_MATTER = WeekMatter(
    *("WT-2026-0001", "窗口排队", DAY, 3, ("市住建局",), "责任单位", "整改", DAY, "3月30日催办", "设备未到货"),
    *("发督办通知单", ("市督考办",)),
    exhausted=False,
)
_CELL = BroughtCell("jz", "进展情况", "未开工", "未开工", "已开工", "changed")
_WRONG = BroughtCell("wc", "完成比例", None, "", "八成", "wrong", "写0到100的数", "不是数字")
_ROW = BroughtRow(
    *(5, "RW-2026-0001#市住建局", "RW-2026-0001", "市住建局", "建章立制", "wrong", "改好后再交"),
    cells=(_CELL, _WRONG),
    problems=("完成比例不是数字",),
    hints=("第5行隐藏",),
    verb="report",
    target="YB-2026-03-0001",
    version=4,
)
_GIVEN = GivenFile("CL-2026-0001", "file", "制度.pdf", "0f")
_MATERIAL = Material(
    *("CL-2026-0001", "审批制度", "红头文件", ("市行政审批局",), DAY, "checked"),
    *("市行政审批局", AT, "市优化办", AT, (_GIVEN,)),
)
_WANTED = Material("CL-2026-0002", "典型案例", "案例", ("市住建局",), None, "wanted", "", None, "", None, ())
_INDICATOR = Indicator(
    *("ZB-2026-0001", "开办企业", ("市市场监管局",), ("市税务局",), "收集", False, DAY, (_MATERIAL, _WANTED))
)
_SCHEME = scheme_of(
    """\
scheme: kh
title: 考核办法
without_data: full
indicators:
  办理: {weight: 40, parts: {按期: {weight: 100%, figure: done_in_time, basis: 第一条}}}
  专项: {weight: 60, entered: points, basis: 第二条, lead: 市发改委}
deductions: {cap: 5, items: {通报批评: {points: 1.5}}}
levels: {优秀: 90, 合格: 60}
""".encode(),
    source="kh.yaml",
)
_ENTRIES = [
    Entry("市住建局", "专项", Fraction("52.5"), "一项未完成", "总结.docx", "市督考办/段知远"),
    Entry("市住建局", "通报批评", Fraction(1), "通报第2期"),
]
_SCORES = reckon(_SCHEME, ["市住建局"], figures={}, entries=_ENTRIES, period="2026", cut_off="2026-12-31")

_FROZEN = Frozen(
    *("2026-H1", "2026-01-01", "2026-06-30", "2026年6月30日", "2026-06-30", "", ("task",), (Row("市住建局"),)),
    *(Row(""), Row(""), (Row("2026-06"),), Row(""), {"各区": ("东区",)}, "0f"),
)

ONE_OF_PAPER: tuple[object, ...] = (
    _ARCHIVED,
    YearArchive(2026, "archive-2026", (_ARCHIVED,), 1),
    _HANDED,
    _GATHERED,
    Summary("2026-H1", (_GATHERED,), _FROZEN),
    _WEEK_MATTER,
    Week("市领导", DAY, (_WEEK_MATTER,), 1, 2, 9, 3),
    _CELL,
    _WRONG,
    _ROW,
    Brought("三月.xlsx", "0f", "市住建局/张三", (_ROW,), ("有隐藏的行",), "a1", AT, "月调度表", "填报表", "填报"),
    TakenRow(5, "RW-2026-0001#市住建局", "refused", "YB-2026-03-0001", "已经上报"),
    Taken("三月.xlsx", "0f", "三月.xlsx 0f", (TakenRow(6, "RW-2026-0002#市住建局", "done"),)),
    Exported("台账.xlsx", "任务分解表", "xlsx", 12, 30, 9068),
    ListedMaterial("审批制度", "红头文件", ("市行政审批局",), DAY),
    ListedIndicator("开办企业", "市市场监管局", ("市税务局",), (ListedMaterial("案例", "", (), None),)),
    PackedFile("01-开办企业/01-制度.pdf", "CL-2026-0001", "制度.pdf", "0f", 120, private=False),
    Pack("ZC-2026-01", "佐证材料", 2, 1, (PackedFile("a", "CL-1", "a", "0f", 1, private=True),), 1, 0),
    _GIVEN,
    _MATERIAL,
    _WANTED,
    _INDICATOR,
    Indicators("ZC-2026-01", "佐证材料", (_INDICATOR,), ZoneInfo("Asia/Shanghai")),
    PapersFiled(2, (("WT-2026-0001", 7, "模板有误"),), "duban[office]"),
    points_lost(_SCORES)[0],
    compared(_SCORES, _SCORES)[0],
    _ENTRIES[0],
    _SCHEME.indicators[0].parts[0],
    _SCHEME,
    _SCORES,
    PaperFileView("pdf", "督办通知单.pdf", "0f", 9, "system", AT),
    PaperDue("WT-2026-0001", 7, 2, "模板有误"),
    PaperContent(
        *("WT-2026-0001", "窗口排队", 7, "督办通知单", "notice", "市优化办", "优化办督〔2026〕3号", "第一次"),
        *("关于窗口排队的督办通知", "请抓紧整改。", "书面反馈", ("市住建局",), ("市督考办",), DAY, DAY),
        *("市优化办/李四", "市优化办/王五", (("制度.pdf", "0f", "佐证"),)),
    ),
)
