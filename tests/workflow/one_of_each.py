"""One value of each kind that `--json` prints, with something in every field that may be empty, and one without."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from one_of_feed import ONE_OF_FEED
from one_of_paper import ONE_OF_PAPER

from duban.desk import JournalCheck, ListedAccount
from duban.ledger import (
    ArchivedMatter,
    Concern,
    Difference,
    Forecast,
    ForecastMessage,
    ForeseenLetter,
    ImportedRow,
    ImportedTask,
    ImportResult,
    ListedMatter,
    ListImport,
    MonthOfMessages,
    Notice,
    NoticeItem,
    PlanArchive,
    PlanChange,
    PlanRevision,
    PlanYear,
    StruckTask,
)
from duban.operations import Backup, Check, Examination, Move
from duban.scenarios import Change, Problem, shipped
from duban.states import Blocker, Light, LostRung, MigratedUnit, ReckonedDay
from duban.workflow import (
    Absence,
    AddressMended,
    Allowed,
    Anchored,
    AnchorLog,
    Appended,
    AtHand,
    Behind,
    BounceNoted,
    BouncesRead,
    CalendarImport,
    CalendarView,
    Call,
    CallMatter,
    ClockEvent,
    ContactEntry,
    Count,
    Dated,
    Deed,
    Deeds,
    DeliveryResult,
    Departure,
    DirectoryChange,
    DirectoryImport,
    Draft,
    EachAct,
    ErasedField,
    Erasure,
    ExampleResult,
    Explanation,
    Figure,
    FigureChange,
    Figures,
    FiguresChanges,
    FiguresCompared,
    FigureSort,
    FiguresRow,
    FileOpened,
    FilesProved,
    FilesTidied,
    FileView,
    FilledLine,
    FilledSheet,
    Finding,
    HandedMatter,
    HandOver,
    HandRow,
    Health,
    HistoryEntry,
    Indexed,
    Instance,
    InstructionView,
    LastAct,
    LastReport,
    Letter,
    Link,
    LinkShown,
    Listed,
    ListRow,
    MarkedAddress,
    Matrix,
    MatrixCell,
    MatrixItem,
    MatrixRow,
    MessagePreview,
    Migrated,
    MigratedClock,
    Migration,
    NextRung,
    OpeningPreview,
    OperatorsTold,
    OpinionView,
    OutboxEntry,
    Outlook,
    Page,
    PaperReply,
    PaperView,
    PartView,
    Pending,
    PlanTask,
    PlanView,
    Possible,
    Query,
    Ranked,
    RankedGroup,
    Ranking,
    ReceiptsPolled,
    Redated,
    Remark,
    RowChange,
    ScenarioVersion,
    Simulation,
    Standing,
    Stop,
    SweepFailure,
    SweepResult,
    TargetUnit,
    TargetView,
    Told,
    Trouble,
    UnitEntry,
    UnitSigned,
    UrgeAnswer,
    UrgeOutcome,
    UrgeStepTaken,
    UrgeView,
    Verification,
    WhyDue,
    WhyEscalated,
    WhyNot,
    Wishes,
    WouldOpen,
    WouldSend,
)

AT, LATER = datetime(2024, 4, 16, 0, 30, tzinfo=UTC), datetime(2024, 5, 8, 9, 15, 30, 250000, tzinfo=UTC)
DAY, DUE = date(2024, 4, 16), date(2024, 5, 8)

LAST = LastReport(AT, "市住建局/张三", "YB-2024-04-0001", "2024-04", {"done": "已开工", "percent": 40})
UNWRITTEN = FilledLine("RW-2024-0001", "压减审批时间", ("市发改委",))
IDLE = FilledLine("RW-2024-0002", "开办企业", written=True, nothing_new=True, note="等文件", at=AT, by="市住建局/张三")
SHEET = FilledSheet("2024-04", (UNWRITTEN, IDLE))
MATRIX_ITEM = MatrixItem("RW-2024-0001", "压减审批时间", "办理", Light.GREEN, None, closed=False)
MATRIX_CELL = MatrixCell(
    "RW-2024-0001", signed=None, reported=True, drafted=False, behind=1, done=False, excused=False, owing=("签收",)
)
MATRIX_ROW = MatrixRow("市住建局", (MATRIX_CELL,))
BEHIND = Behind("WT-2024-0001", 1, "市住建局", "paused")
LISTED = Listed(out=(BEHIND,))
FIGURE = Figure("done_in_time", FigureSort.RATE, 2, 3, 1, listed=LISTED)
RANKED = Ranked(1, "市住建局", FIGURE, below=True)
RANKED_GROUP = RankedGroup("市直部门", (RANKED,), no_matter=("市水利局",))
FIGURES_CHANGES = FiguresChanges("市住建局", {"done_in_time": FigureChange(FIGURE, points="+0.04")})
FIGURES_COMPARED = FiguresCompared(
    "previous", DAY, DAY, DAY, known=True, rows=(FIGURES_CHANGES,), total=FIGURES_CHANGES, sum=FIGURES_CHANGES
)
FIGURES_ROW = FiguresRow("市住建局", {"done_in_time": FIGURE})
ITEM = Instance(
    number="WT-2024-0001",
    title="窗口排队过长",
    scenario="issue",
    scenario_version=2,
    state="整改",
    round=1,
    version=3,
    light=Light.YELLOW,
    due_on=DUE,
    due_at=LATER,
    provisional=False,
    units={"lead": ("市优化办",), "responsible": ("市住建局", "市公安局")},
    data={"人数": 12, "金额": 1.5, "急": True, "日期": DAY, "时刻": AT, "附件": {"name": "a.pdf"}, "备注": None},
    opened_at=AT,
    closed_at=None,
    owing={"responsible": ("市公安局",)},
    reports={"市住建局": LAST},
    sheet=SHEET,
)
LAST_ACT = LastAct(4, AT, "市优化办/方晓宁", "act", "退回整改", "只换了一台")
LIST_ROW = ListRow(
    ITEM,
    "responsible",
    ("市公安局",),
    {"市公安局": "张三"},
    LastAct(5, AT, "市公安局", "urge"),
    LAST_ACT,
    Remark(3, AT, "市优化办/李四", "office", "领导关注"),
    LAST,
    "市住建局",
    "12345",
    "YC-0093",
    {"WT-2024-0001-01": ("市公安局",)},
)
ENTRY = HistoryEntry(
    1, AT, "市住建局/张三", "fired", "签收", "交办", "整改", 1, {"data": {"日期": "2024-04-16"}}, "ab12"
)
BLOCKER = Blocker("state", {"trigger": "签收", "state": "整改", "from": ["交办"]})
EVENT = ClockEvent(2, AT, "市优化办", "paused", 3, DAY, None)
DUE_WHY = WhyDue(
    clock="整改时限",
    status="running",
    basis="自2024-04-16起15个工作日",
    due_on=DUE,
    due_at=LATER,
    left="3个工作日",
    provisional=True,
    revision="holidays-0.85",
    days=(ReckonedDay(day=DAY, counted=True, why="工作日", consumed=1),),
    story=(EVENT,),
    consumed=12,
    budget="15个工作日",
)
TOLD = Told("市住建局", "张三", "email", "sent", AT, "直接送达")
RUNG = NextRung("整改时限", "提醒", AT)
STANDING = Standing(1, "整改", DUE, LATER, Light.GREEN, RUNG)
LOST = LostRung("整改时限", "提醒", AT, "past")
HANDED = MigratedUnit("市住建局", ("责任单位",), (), ("签收",), (), turn_before=True, turn=False)
MIGRATED = Migrated(
    "WT-2024-0001",
    "窗口排队过长",
    STANDING,
    Standing(2, "办理", None, None, Light.RED, None),
    (MigratedClock("整改时限", DAY, DUE, AT, None, "办理时限"),),
    (("整改时限", "提醒"), ("整改时限", "督办")),
    lost=(LOST,),
    units=(HANDED,),
    returned=(("整改时限", "预警"),),
)
STUCK = Migrated("WT-2024-0002", "", STANDING, blockers=(BLOCKER,))
FINDING = Finding("WT-2024-0001", 3, "the hash differs")
HEALTH = Health(AT, 0.25, 2, 1, 30.5, 4, 1, "no route", 3, 5, ("task",), {"sms": 60.5}, 6, 7, ("scenarios/issue.yaml",))
TROUBLE = Trouble("dead", 2, "没有送达的消息：2", ("WT-1", "WT-2"), "no route", "duban outbox")
LOG = AnchorLog("a", 1, AT, "ab12", None, signed=True)
FILE = FileView("WT-2024-0001", 3, "evidence", "验收单.pdf", "ab12", 4096, "pdf", "市住建局/张三", AT, private=True)
SOUND = Verification(2, 9, (), {"WT-2024-0001": (3, "ab12")}, anchors=LOG, files=FilesProved(3, 4096, 1))
CHECK = Check("channel", "Channel email", ok=False, found="refused", advice="look at it")
STOP = Stop(
    AT,
    (ENTRY,),
    (Letter("市住建局", "张三", copy=True, message="提醒", subject="提醒：窗口"),),
    "整改",
    Light.BLUE,
    DUE,
    ("签收",),
)
TASK = NoticeItem(
    number="3",
    title="压减材料",
    body="压减三成。",
    lead_units=("市优化办",),
    responsible_units=("市发改委", "各区"),
    deadline_text="2024年12月底前",
    deadline_date=DUE,
    ongoing=False,
    open_ended=True,
    doubts=("“等单位”未列全",),
    lead_raw="市优化办",
    responsible_raw="市发改委、各区等单位",
    line=12,
    key="3#2",
)
CHAPTER = NoticeItem("三", "研究", "", (), (), "", None, True, False, (), "", "", 1, "三")  # noqa: FBT003 - a row
NOTICE = Notice("工作方案", "云优发〔2024〕4号", DAY, (TASK,), ())
IMPORTED = ImportedTask(TASK, "RW-2024-0001", opened=True, doubts=(*TASK.doubts, "“各区”未列明成员"))
CONCERN = Concern("past", "完成时限2024-03-31已过")
DIFFERENCE = Difference("title", "名称", "压减材料", "压减证明材料")
KEPT = Difference("deadline", "完成时限", "2024-11-15", "2024-10-31", "changed-here")
CHANGE = PlanChange("3", "RW-2024-0001", "压减材料", "title", "名称", "压减材料", "压减证明材料", "carried-out")
WOULD_SEND = WouldSend(0, "催办", "市住建局", "张三", "email", False, AT, True, "整改时限", "due")  # noqa: FBT003 - a row
WOULD_ANNOUNCE = WouldSend(1, "交办通知", "东区", "", "sms", True, None, False)  # noqa: FBT003 - likewise
TRIED = ImportedTask(TASK, "RW-2024-0001", False, (), (CONCERN,), (DIFFERENCE,), (WOULD_SEND,))  # noqa: FBT003 - likewise
FORECAST_MESSAGE = ForecastMessage("催办", 12, ("市住建局", "东区"), AT, 3)
MATTER = ListedMatter(
    line=2,
    title="排队过长",
    units={"responsible": ("市住建局",)},
    data={"deadline": "2024-03-31"},
    number="7",
    since="2024-03-01",
    note="急件",
    ongoing=False,
    doubts=("存疑",),
)
ROW = ImportedRow(MATTER, None, False, (CONCERN,), ("不能立项",), (), (WOULD_SEND,))  # noqa: FBT003 - likewise

ARCHIVED = ArchivedMatter("RW-1", "压减审批时间", "销号", None, "RW-1.html", "0f")
LETTER = ForeseenLetter(DAY, "市住建局", "张三", "催办", "3", "压减审批时间", is_copy=False)
PLAN_TASK = PlanTask("RW-1", "压减审批时间", "销号", closed=True, ended=None, carried_to=None)
SIGNED = UnitSigned("市住建局", AT, "市住建局/张三", {"日期": DAY}, None, excused=False)
NOT_CONCERNED = UnitSigned("市教育局", LATER, "市优化办", {}, "不涉及", excused=True)

REPLY = PaperReply(6, LATER, DUE, "市住建局/张三", "月底办结", late=True)
ANSWERED = UrgeAnswer(5, LATER, "市住建局/张三", "周五办完")
WENT_UP = UrgeStepTaken(6, LATER, "due + 2 working days", ("市教育局",), ("市教育局",))
RUNG_UP = CallMatter("WT-2024-0001", "窗口", "整改", ("overdue", "unanswered"), AT, DAY, 22, 4)
SHARE = TargetUnit("鄂城区", 1, 3, 2, Light.RED, 2)

ONE_OF_EACH: list[object] = [
    Allowed("签收", (), primary=True),
    Allowed("申请销号", (BLOCKER,)),
    Possible(
        "extend", "整改时限", approve=("lead",), requires=("note",), at_most="10 working days", until=date(2026, 3, 20)
    ),
    Possible("urge", "", (BLOCKER,)),
    AnchorLog("anchors.jsonl", 2, AT, "ab12", "ff00", signed=True),
    AnchorLog("heads.json", 1, None, "ab12", None, signed=False),
    Anchored(SOUND, Appended(2, "ab12", "ff00", completed=True)),
    Anchored(Verification(0, 0, (FINDING,), {}), None),
    Appended(1, "ab12", None, completed=False),
    Backup(Path("a/b.db"), 4096, "0003", 2, 9, (FINDING,), Path("a/old.db"), 3),
    Backup(Path("b.db"), 1, "0003", 0, 0, ()),
    BLOCKER,
    CalendarImport(
        "china", 3, (DAY, DUE), (Redated("WT-2024-0001", "窗口", "整改时限", DAY, None, AT, LATER),), 1, 2, done=False
    ),
    CalendarView("china", "7", DUE, ((DAY, True, "补班"), (DUE, False, None))),
    CalendarView("24x7", "1", None, ()),
    Call("市住建局", "张三", "13800000000", "", (RUNG_UP,)),
    Call("市档案局", "", "", "没有联系人", ()),
    RUNG_UP,
    CallMatter("WT-1", "窗口", "交办", ("unsigned",), AT, None, 0, None),
    Change("states", "整改", "changed", "label", "整改", "办理", "整改 is called 办理"),
    CHECK,
    EVENT,
    Absence(DAY, DAY),
    AddressMended(("市住建局/张三",), (7, 8), (9,), 4, done=True),
    Wishes(("sms", "email"), "4 working hours", (), ("email",), "DE"),
    ContactEntry(
        "市住建局", "张三", "handler", "a@b.cn", None, "李四", DAY, "zh-CN", {}, None, "离岗", (Absence(DAY, DAY),)
    ),
    DeliveryResult(1, 2, 3, 4, 5, {"email": "no route"}, 6),
    DeliveryResult(),
    Departure("市住建局", "张三", ("WT-1",), ("WT-1#7",), ("市住建局/李四",), alone=True, seq=3, done=True),
    DirectoryChange(3, AT, "市优化办", "rename", "更名", ("市房产局",), ("市房产局/张三",), ("WT-1",), "ab12"),
    DirectoryImport(
        ("市住建局",),
        (RowChange("市房产局", "aliases", "", "房产局"),),
        ("市房管局",),
        2,
        {"市房管局": 1},
        3,
        done=True,
    ),
    HandOver(
        "merge",
        {"市房管局": ("市建设局",)},
        (HandedMatter("WT-1", "窗口", "整改", DAY, {"lead": ("市房管局",)}, {"lead": ("市建设局",)}),),
        2,
        None,
        done=False,
    ),
    HandedMatter("WT-2", "路灯", "交办", None, {"lead": ("市房管局",)}, {"lead": ("市建设局",)}),
    RowChange("市房产局", "aliases", "", "房产局"),
    MessagePreview(7, "WT-1", "提醒", "email", "市住建局", "张三", "提醒", "请办理。", html="<p>请办理。</p>"),
    MessagePreview(None, "WT-1", "提醒", "sms", "市住建局", "张三", "", "请办理。", segments=1),
    Draft(7, "WT-1", "提醒", "email", "市住建局", "张三", is_copy=True, subject="提醒", text="请办理。"),
    Draft(8, "WT-1", "提醒", "email", "市住建局", "张三", is_copy=False, subject="", text="", fault="无此字段"),
    PartView(
        "RW-1-01",
        "建章立制",
        ("市住建局",),
        "办理",
        Light.YELLOW,
        DAY,
        closed=False,
        by_hand=True,
        last=LAST_ACT,
        progress=LAST,
    ),
    PartView("RW-1-02", "现场整治", ("市住建局", "市教育局"), "撤销", Light.GREEN, None, closed=True, ended="void"),
    ARCHIVED,
    PlanArchive("FA-1", "工作方案", "30年", "archive", (ARCHIVED,)),
    LETTER,
    MonthOfMessages("2024-04", "催办", 3, 2, {"2024-04-02": 1, "2024-04-08": 2}),
    PlanYear(DAY, DAY, (LETTER,), 2, finished=True),
    CHANGE,
    PlanChange("", "FA-1", "工作方案", "deadline", "完成时限", "2024-11-15", "2024-10-31", "changed-here"),
    StruckTask("RW-2", "惠企政策", "办理"),
    PlanRevision(ImportResult(NOTICE, (TRIED,), (), "FA-1", (ITEM,)), (CHANGE,), (WOULD_SEND,)),
    PLAN_TASK,
    PlanView((PLAN_TASK, PlanTask("RW-2", "惠企政策", "办理", closed=False, ended=None, carried_to="FA-2"))),
    EachAct("签收", "responsible", open=True, signed=(SIGNED, NOT_CONCERNED), owing=("市公安局",)),
    SIGNED,
    NOT_CONCERNED,
    ErasedField("reporter", "市优化办/张三", AT, "反映人要求"),
    Erasure("WT-1", "reporter", 4, "市优化办", AT, "反映人要求", 2, 1, (), ()),
    Examination((CHECK,), HEALTH),
    Examination(()),
    TROUBLE,
    Indexed(12, 1),
    OperatorsTold((TROUBLE,), ("admin@example.org",), {"sms": "no route"}),
    OperatorsTold(),
    Problem("a.yaml", 3, 5, "roles.lead", "has to be text"),
    ExampleResult("无人处理", ("第2步：不符",), ("交办",)),
    ExampleResult("照办"),
    Explanation((DUE_WHY,), (), (WhyNot("签收", "已签收"),), ZoneInfo("Asia/Shanghai")),
    FINDING,
    Finding("WT-2024-0001", None, "gone"),
    Finding("WT-2024-0001", 4, "its rules forbid it", code="role"),
    Finding("WT-2024-0001", 3, "differs", "duban_instance", "wake_at", None, "2024-04-09 00:30:00+00:00"),
    HEALTH,
    ENTRY,
    ITEM,
    LAST,
    UNWRITTEN,
    IDLE,
    SHEET,
    MATRIX_ITEM,
    MATRIX_CELL,
    MATRIX_ROW,
    ScenarioVersion("issue", 3, "c9f7", shipped("issue"), loaded=True, since=AT, open=12),
    FIGURES_ROW,
    BEHIND,
    LISTED,
    FIGURE,
    RANKED,
    RANKED_GROUP,
    Ranking("done_in_time", 5, "90", (RANKED_GROUP,)),
    FigureChange(FIGURE, points="+0.04"),
    FIGURES_CHANGES,
    FIGURES_COMPARED,
    Figures(
        DAY, DAY, LATER, DAY, "unit", (FIGURES_ROW,), FIGURES_ROW, FIGURES_ROW, ("市住建局",), {"市直": ("市住建局",)}
    ),
    Matrix("2024-04", (MATRIX_ITEM,), (MATRIX_ROW,), "2024年4月"),
    InstructionView(
        6,
        AT,
        "市优化办",
        "市领导/王五",
        DAY,
        "周五前报进展",
        "请抓紧",
        {"name": "批示.pdf", "sha256": "ab12"},
        "PS-2024-0001",
    ),
    InstructionView(6, AT, "市优化办", "市领导", DAY, None, None, None),
    ImportResult(NOTICE, (IMPORTED,), ("未找到成文日期",)),
    IMPORTED,
    TRIED,
    CONCERN,
    DIFFERENCE,
    FORECAST_MESSAGE,
    ForecastMessage("交办通知", 1, ("东区",), None, 0),
    Forecast((FORECAST_MESSAGE,), {"市住建局": 8, "东区": 4}),
    ROW,
    ListImport("问题清单", (ROW,), ("没有编号一列",)),
    WOULD_SEND,
    WOULD_ANNOUNCE,
    WouldOpen("窗口", "交办", Light.RED, DAY, "WT-2024-0001", {"整改时限": DAY, "等待": None}),
    WouldOpen("窗口", "交办", Light.GREEN, None),
    OpeningPreview(AT, False, (WouldOpen("窗口", "交办", Light.RED, DAY),), (WOULD_SEND,)),  # noqa: FBT003 - likewise
    Letter("市住建局", "张三", copy=False, message="提醒", subject="提醒"),
    Link("repeat_of", outgoing=True, number="WT-2024-0002", title="窗口", state="交办", closed=False),
    Link("after", outgoing=True, number="WT-2024-0003", title="摸底", state="交办", closed=False, due_on=DAY),
    Dated(DAY, "step", "摸底", True, "市住建局"),  # noqa: FBT003 - a row
    Dated(None, "before", "第一项", False, None, "WT-2024-0003"),  # noqa: FBT003 - likewise
    SHARE,
    TargetView("改革事项", "reform", 3, 10, 7, False, Light.YELLOW, DAY, (SHARE,)),  # noqa: FBT003 - likewise
    TargetView("改革事项", "reform", 3, None, 0, True, Light.GREEN, None, ()),  # noqa: FBT003 - likewise
    LOST,
    HANDED,
    MIGRATED,
    MigratedClock("整改时限", DAY, DUE, AT, None),
    Migration("issue", 2, "ff00", (MIGRATED,), (STUCK,), done=False),
    Migration("issue", 2, "ff00", (), (), done=True),
    Move("sqlite:///a.db", "postgresql://b", {"duban_instance": 2}, 2, 9, (FINDING,)),
    RUNG,
    TASK,
    CHAPTER,
    OutboxEntry(
        7, "WT-1", "提醒", "整改时限", None, "email", "市住建局", "张三", "a@b.cn", "dead", 5, AT, LATER, None, "550"
    ),
    Outlook(5, 4, 1, 0),
    Pending(
        "12", "WT-1", "窗口", "extension", "整改时限", ("市优化办",), "市住建局", AT, "理由", "5个工作日", DAY, DUE
    ),
    Pending(
        "13", "WT-1", "窗口", "release", "整改时限", ("督考办", "市优化办"), "system", AT, rung="专报", what="专报"
    ),
    Pending(
        "14",
        "WT-1",
        "窗口",
        "approval",
        "",
        ("市领导",),
        "市优化办/甲",
        AT,
        what="暂缓办理",
        act="暂缓办理",
        data={"deadline": "2024-05-01"},
        opinions=(OpinionView(AT, "市发改委", "同意"),),
        asked=("市财政局",),
        undecided_until=LATER,
    ),
    OpinionView(AT, "市发改委", "同意"),
    Pending("14", "WT-1", "窗口", "paper", "整改时限", ("督考办",), "system", AT, paper="专报", asks=("judgement",)),
    REPLY,
    PaperView(
        "云督办〔2024〕1号",
        "督办通知单",
        DAY,
        "第一次",
        "WT-1",
        "窗口",
        5,
        ("市住建局",),
        "督考办/张",
        AT,
        DUE,
        (REPLY,),
        (),
        1,
    ),
    PaperView("第2期", "专报", DAY, "", "WT-1", "窗口", 6, ("市领导",), "督考办/张", AT, None, (), (), 2),
    Redated("WT-2024-0001", "窗口", "整改时限", DAY, DUE, None, LATER),
    Remark(3, AT, "市优化办/李四", "office", "领导关注"),
    Query(),
    Query(state=("交办", "整改"), light="red", due_to=DUE, quiet_since=AT, data={"deadline": DAY}, scope="below"),
    LAST_ACT,
    ListRow(ITEM),
    Page((LIST_ROW,), "bmV4dA", "cHJldmlvdXM", {"red": 1}),
    Page(()),
    HandRow(LIST_ROW, (), LAST_ACT, "督办〔2026〕3号", DUE, "FA-2026-01", "工作方案"),
    Deed(ITEM, ENTRY, Pending("WT-1#1", "WT-1", "窗口", "paper", "整改时限", ("督考办",), "system", AT)),
    Deeds((Deed(ITEM, ENTRY),), "WzEsMl0"),
    AtHand((HandRow(ListRow(ITEM)),), {"overdue": 1}, {"red": 1, "green": 4}),
    Count(7, {"red": 3, "green": 4}, more=True, beyond=("green",)),
    LIST_ROW,
    ANSWERED,
    UrgeOutcome("WT-1", "窗口", ("市住建局",)),
    UrgeOutcome("WT-2", "窗口", (), (BLOCKER,)),
    UrgeView(4, AT, "市优化办", "何时办完？", ("市住建局", "市教育局"), ("市住建局",), (ANSWERED,), DAY, (WENT_UP,)),
    WENT_UP,
    UrgeView(4, AT, "市优化办", None, (), (), ()),
    Simulation(ITEM, (STOP,), (DUE_WHY,), LATER, finished=True),
    STANDING,
    STOP,
    SweepResult(1, 2, 3, 4, ("看一看",), (SweepFailure("WT-1", "busy"),), 1, 5),
    SweepFailure("WT-1", "busy"),
    SweepResult(),
    TOLD,
    UnitEntry("市住建局", ("住建局",), ("各部门",), None, ("张三",), (), ("张三",), ""),
    UnitEntry("市公安局", (), (), "市政府", (), (), (), "没有联系人", ("李四",), ("赵局",), ("钱局",)),
    FilesProved(3, 4096, 1),
    FILE,
    FileOpened(FILE, None),
    FilesTidied(2, 1),
    Verification(2, 9, (FINDING,), {"WT-2024-0001": (3, "ab12")}),
    Verification(0, 0, (), {}, ("issue",)),
    SOUND,
    Verification(2, 9, (), {"WT-2024-0001": (3, "ab12")}, (), (FINDING,), {"messages": 2}, {"dates": 1}, judged=7),
    BounceNoted("lost", "ab12@duban.example", "zhang@example.org", (7, 8), marked=True),
    ReceiptsPolled(3, 2, 1, {"sms": "no route"}),
    BouncesRead(3, 1, 1, 0, 1, 1, "no route"),
    LinkShown(
        "WT-2024-0001",
        "窗口",
        "市住建局",
        "张三",
        "签收",
        "签收",
        ("张三", "李四"),
        (("签收时限", date(2024, 4, 18)),),
        ("市优化办",),
        7,
        (BLOCKER,),
    ),
    MarkedAddress(
        "email",
        "zhang@example.org",
        AT,
        "550 5.1.1",
        None,
        ("市住建局/张三",),
        ("市住建局/李四 13800000001",),
        ("专报",),
    ),
    *DUE_WHY.days,
    DUE_WHY,
    WhyDue("整改时限", "stopped", "已停止", None, None, "", provisional=False, revision=""),
    WhyEscalated(
        "整改时限", "提醒", 1, 2, "due - 5d", AT, fired=True, why="到期前", told=("市住建局",), messages=(TOLD,)
    ),
    WhyEscalated(
        "整改时限", "专报", 1, 2, None, AT, fired=False, why="待批", told=(), reckoning="第3日", followed="批准"
    ),
    WhyNot("整改时限", "尚未到期", LATER),
    JournalCheck(9, "ab12"),
    JournalCheck(9, "ab12", (4,), 7),
    ListedAccount("tangrui", "唐瑞", ("市住建局/唐瑞 (clerk)",), AT, has_password=True, second_factor=True),
    ListedAccount("guanli", "关立", (), has_password=False, second_factor=False, ended_at=AT),
    WhyNot("签收", "已签收"),
    *ONE_OF_PAPER,
    *ONE_OF_FEED,
]
