"""The demo, end to end: a plan goes in; a ledger, mail and a proof come out."""

from __future__ import annotations

import asyncio
import csv
import email
import email.policy
import json
import re
import threading
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parseaddr
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from rich.console import Console

from duban import Engine
from duban.ledger import SAMPLES, DemoChannelDown, DemoFolderTaken, NoticeError, ledger_rows, read_notice, run_demo
from duban.ledger.demo_cast import Conduct
from duban.scenarios import shipped
from duban.states import Light, calendar_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from duban.ledger import LedgerRow

EZHOU = Path(__file__).parents[3] / "shared/data/notice/ezhou-2024.txt"
OFFICE = calendar_for("china")


class Run:
    """A demo that was played, with what it said."""

    def __init__(self, notice: Path | None, out: Path, smtp_url: str | None = None) -> None:
        screen = StringIO()
        self.result = run_demo(notice, out=out, smtp_url=smtp_url, console=Console(file=screen, width=100))
        self.screen = screen.getvalue()
        self.out = out

    def rows(self, part: Conduct) -> list[LedgerRow]:
        return [row for row in self.result.rows if self.result.parts[row.number] is part]

    @cached_property
    def mails(self) -> list[EmailMessage]:
        return [read_mail(path.read_bytes()) for path in sorted((self.out / "mail").glob("*.eml"))]


def read_mail(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


def plan(tmp_path: Path, *tasks: str) -> Path:
    text = "某某市2024年工作方案\n\n某发〔2024〕1号\n\n2024年3月29日\n\n" + "\n\n".join(
        f"{number}. {task}" for number, task in enumerate(tasks, start=1)
    )
    path = tmp_path / "plan.txt"
    path.write_text(text, "utf-8")
    return path


def small_plan(tmp_path: Path) -> Path:
    return plan(
        tmp_path,
        "编制清单。逐项编制。（牵头单位：甲局；责任单位：乙局、丙局；完成时限：2024年5月底）",
        "公开办事指南。全部公开。（牵头单位：乙局；责任单位：各区；完成时限：2024年6月底）",
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(None, tmp_path_factory.mktemp("demo") / "duban-demo")


def test_every_task_of_the_plan_is_in_the_ledger_with_its_units_and_its_date(demo: Run) -> None:
    notice = read_notice((SAMPLES / "plan.txt").read_bytes(), source="plan.txt")
    assert len(demo.result.rows) == 12
    for row, item in zip(demo.result.rows, notice.items, strict=True):
        assert (row.title, row.deadline, row.ongoing) == (item.title, item.deadline_date, item.ongoing)
        assert row.responsible == item.responsible_units
        assert row.lead == (item.lead_units or ("市优化办",))


def test_the_database_it_leaves_holds_the_same_ledger_and_verifies_in_another_engine(demo: Run) -> None:
    with Engine(f"sqlite:///{demo.out / 'duban.db'}", scenarios=["task"]) as engine:
        assert [row.number for row in ledger_rows(engine)] == [row.number for row in demo.result.rows]
        found = engine.verify()
    assert found.ok
    assert found.entries == sum(len(row.happened) for row in demo.result.rows)


def test_every_mail_can_be_read_by_a_mail_program_and_says_whom_and_what_it_is_about(demo: Run) -> None:
    with (SAMPLES / "contacts.csv").open(encoding="utf-8") as file:
        addresses = {row["email"] for row in csv.DictReader(file)}
    numbers = {row.number for row in demo.result.rows}
    mails = demo.mails
    assert mails
    assert len({mail["message-id"] for mail in mails}) == len(mails)
    for mail in mails:
        assert not mail.defects
        assert re.fullmatch(r"【.+】(RW-2024-\d{4}) .+", mail["subject"])[1] in numbers
        assert parseaddr(mail["to"])[1] in addresses
        assert "重点任务" in mail.get_content()


def test_nobody_gets_mail_that_is_not_urgent_outside_opening_hours(demo: Run) -> None:
    sent = [one for one in demo.result.posted if one.sent]
    assert any(one.urgent for one in sent)
    for one in sent:
        assert one.urgent or OFFICE.is_open(one.at), one
    for mail in demo.mails:
        assert OFFICE.is_open(mail["date"].datetime), mail["subject"]


def test_the_one_who_never_acts_climbs_every_rung_of_the_ladder_once_and_in_order(demo: Run) -> None:
    (row,) = demo.rows(Conduct.NEVER)
    climbed = [one for one in row.happened if one.kind in {"rung", "skip"} and one.what.startswith("办理时限")]
    assert [one.seq for one in climbed] == sorted(one.seq for one in climbed)
    assert [one.what.split("，")[0] for one in climbed] == [
        "办理时限到期前3个月",
        "办理时限到期前1个月",
        "办理时限到期前2周",
        "办理时限到期前5个工作日",
        "办理时限到期",
        "办理时限逾期3个工作日",
        "办理时限逾期5个工作日",
        "办理时限逾期10个工作日",
    ]
    assert climbed[-1].told == ("市领导", "市督考办")
    assert (row.light, row.closed_on) == (Light.RED, None)


def test_no_rung_takes_effect_twice(demo: Run) -> None:
    rungs = {clock: len(ladder) for clock, ladder in shipped("task").ladders.items()}
    with Engine(f"sqlite:///{demo.out / 'duban.db'}", scenarios=["task"]) as engine:
        for row in demo.result.rows:
            found = Counter(
                (why.clock, why.round, why.lap, why.rung) for why in engine.why_escalated(row.number) if why.fired
            )
            assert set(found.values()) <= {1}
            assert all(clock in rungs for clock, *_ in found)


def test_some_close_in_time_some_late_and_the_ongoing_stay_open_and_green(demo: Run) -> None:
    assert all(row.closed_on <= row.deadline for row in demo.rows(Conduct.PROMPT))
    assert all(row.closed_on > row.deadline and row.light is Light.RED for row in demo.rows(Conduct.LATE))
    assert all(row.closed_on is None and row.light is Light.GREEN for row in demo.rows(Conduct.STANDING))
    assert all(demo.rows(part) for part in Conduct)


def test_one_is_returned_with_a_reason_and_closes_after_rework(demo: Run) -> None:
    (row,) = demo.rows(Conduct.RETURNED)
    acts = [one for one in row.happened if one.kind == "act"]
    assert [one.trigger for one in acts] == ["签收", "申请销号", "退回", "申请销号", "通过"]
    assert "佐证材料不足" in acts[2].why
    assert row.closed_on is not None


def test_nothing_closes_without_review_by_another_unit(demo: Run) -> None:
    closed = [row for row in demo.result.rows if row.closed_on is not None]
    assert closed
    for row in closed:
        applied, passed = [one for one in row.happened if one.trigger in {"申请销号", "通过"}][-2:]
        assert applied.who.partition("/")[0] != passed.who.partition("/")[0]


def test_the_task_without_a_lead_is_assigned_one_before_anybody_can_sign_for_it(demo: Run) -> None:
    (row,) = [row for row in demo.result.rows if any(one.kind == "assign" for one in row.happened)]
    assert row.title == "督查突出问题"
    assert [one.what for one in row.happened if one.kind in {"assign", "act"}][:2] == [
        "指定牵头单位：市优化办",
        "签收，转入“办理”",
    ]


def test_the_full_list_has_every_message_with_when_to_whom_and_why(demo: Run) -> None:
    with (demo.out / "messages.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    assert len(listed) == len(demo.result.posted)
    kinds = Counter(one["方式"] for one in listed if one["结果"] == "已送达")
    assert kinds["邮件"] == len(demo.mails)
    assert kinds["短信"] == len(list((demo.out / "sms").glob("*.sms.json")))
    (report,) = [
        one for one in listed if one["消息"] == "专报" and one["收件单位"] == "市领导" and one["方式"] == "邮件"
    ]
    assert report["缘由"] == "办理时限逾期10个工作日"
    assert any(one["说明"] == "何筑离岗至2024年6月14日，由代理人唐瑞接收" for one in listed)


def test_text_messages_carry_the_approved_template_and_its_values(demo: Run) -> None:
    for path in (demo.out / "sms").glob("*.sms.json"):
        message = json.loads(path.read_text("utf-8"))
        assert message["template"].startswith("SMS_")
        assert message["values"]["number"] in message["text"]


def test_the_terminal_tells_the_whole_story(demo: Run) -> None:
    for words in ("一、台账", "二、发出的消息", "三、逐级升级", "四、退回返工", "五、销号", "六、台账", "七、核验"):
        assert words in demo.screen
    for row in demo.result.rows:
        assert row.number in demo.screen
    assert "● 红" in demo.screen
    assert "✓ 12件事项" in demo.screen
    assert str(demo.out / "ledger.html") in demo.screen.replace("\n", "")


def test_the_page_has_every_item(demo: Run) -> None:
    page = (demo.out / "ledger.html").read_text("utf-8")
    assert page.count('<tbody class="item') == 12
    for row in demo.result.rows:
        assert row.number in page


def test_playing_again_replaces_the_earlier_demo(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = Run(small_plan(tmp_path), out)
    second = Run(small_plan(tmp_path), out)
    assert len(first.mails) == len(second.mails) == len([one for one in second.result.posted if one.sent])
    assert [row.number for row in second.result.rows] == ["RW-2024-0001", "RW-2024-0002"]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "duban.db").write_text("not a demo's")
    with pytest.raises(DemoFolderTaken, match="is no earlier demo; name another folder"):
        Run(small_plan(tmp_path), tmp_path / "out")
    assert (tmp_path / "out" / "duban.db").read_text() == "not a demo's"


def test_what_somebody_put_beside_an_earlier_demo_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    Run(small_plan(tmp_path), out)
    (out / "notes.txt").write_text("mine")
    Run(small_plan(tmp_path), out)
    assert (out / "notes.txt").read_text() == "mine"


def test_a_file_that_is_no_plan_leaves_no_folder_behind(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("")
    with pytest.raises(NoticeError):
        Run(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


class Inbox:
    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002 - aiosmtpd's own name and shape
        self.mails.append(read_mail(envelope.content))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Inbox, str]]:
    """Run a real SMTP server in a thread of its own; yields its inbox and its URL."""
    inbox, ready, loop = Inbox(), threading.Event(), asyncio.new_event_loop()
    sessions: list[SMTP] = []
    places: list[tuple[int, asyncio.Event]] = []

    def session() -> SMTP:
        sessions.append(SMTP(inbox, hostname="mail.example", loop=loop))
        return sessions[-1]

    async def serve(stop: asyncio.Event) -> None:
        server = await loop.create_server(session, "127.0.0.1", 0)
        places.append((server.sockets[0].getsockname()[1], stop))
        ready.set()
        await stop.wait()
        server.close()
        for one in sessions:
            if one.transport is not None:
                one.transport.abort()
        await server.wait_closed()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve(asyncio.Event()))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    port, stop = places[0]
    try:
        yield inbox, f"smtp://127.0.0.1:{port}/?from=duban@demo.example"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def test_a_real_mail_server_gets_the_same_mail_as_the_folder(tmp_path: Path) -> None:
    written = Run(small_plan(tmp_path), tmp_path / "files")
    with mail_server() as (inbox, url):
        sent = Run(small_plan(tmp_path), tmp_path / "sent", smtp_url=url)
    assert not sent.mails

    def told(mails: list[EmailMessage]) -> Counter[tuple[str, ...]]:
        return Counter((mail["to"], mail["subject"], mail["date"], mail.get_content()) for mail in mails)

    assert told(inbox.mails) == told(written.mails)
    assert len({mail["message-id"] for mail in inbox.mails}) == len(inbox.mails)


def test_a_mail_server_that_is_not_there_ends_the_demo_with_one_line(tmp_path: Path) -> None:
    with mail_server() as (_, url):
        pass
    with pytest.raises(DemoChannelDown, match=r"^email: 127\.0\.0\.1:\d+: .*leave --smtp out"):
        Run(small_plan(tmp_path), tmp_path / "out", smtp_url=url)


@pytest.mark.parametrize(
    "tasks",
    [
        ["独任一项。做好。（牵头单位：甲局；责任单位：乙局；完成时限：2024年5月底）"],
        ["没有期限。做好。（牵头单位：甲局；责任单位：乙局）"],
        ["长期任务。做好。（牵头单位：甲局；责任单位：乙局；完成时限：持续推进）"],
        ["没有牵头。做好。（责任单位：乙局；完成时限：2024年5月底）"] * 4,
        ["牵头即责任。做好。（牵头单位：市优化办；责任单位：市优化办；完成时限：2024年5月底）"] * 3,
        ["已经过期。做好。（牵头单位：甲局；责任单位：乙局；完成时限：2024年1月底）"] * 3,
        ["三年后到期。做好。（牵头单位：甲局；责任单位：乙局；完成时限：2027年12月底）"] * 3,
        ["督办自己。做好。（牵头单位：市督考办；责任单位：市督考办、市优化办；完成时限：2024年5月底）"] * 2,
    ],
    ids=["one", "undated", "ongoing", "no lead", "lead is responsible", "already due", "years ahead", "supervisor"],
)
def test_any_plan_can_be_played(tmp_path: Path, tasks: list[str]) -> None:
    run = Run(plan(tmp_path, *tasks), tmp_path / "out")
    assert len(run.result.rows) == len(tasks)
    assert run.result.verification.ok
    assert not run.result.played.swept.failures
    assert not run.result.played.swept.alerts
    assert all(row.deadline is None or row.closed_on or row.light is Light.RED for row in run.result.rows)


def test_a_plan_without_a_day_is_taken_to_be_issued_sixty_days_before_its_first_deadline(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("1. 编制清单。做好。（牵头单位：甲局；责任单位：乙局；完成时限：2024年5月31日）", "utf-8")
    run = Run(path, tmp_path / "out")
    (row,) = run.result.rows
    assert row.deadline - row.opened_on == timedelta(days=60)


@pytest.mark.skipif(not EZHOU.exists(), reason="the published plan is not beside this checkout")
def test_a_published_plan_shows_its_nineteen_tasks_with_the_right_leads_and_dates(tmp_path: Path) -> None:
    truth = json.loads(EZHOU.with_suffix(".json").read_text("utf-8"))
    run = Run(EZHOU, tmp_path / "out")
    assert len(run.result.rows) == len(truth) == 19
    for row, item in zip(run.result.rows, truth, strict=True):
        assert row.title == item["title"]
        assert row.lead == tuple(item["lead_units"] or ["市优化办"])
        assert row.responsible == tuple(item["responsible_units"])
        assert (row.deadline.isoformat() if row.deadline else None) == item["deadline_date"]
    assert run.result.verification.ok
