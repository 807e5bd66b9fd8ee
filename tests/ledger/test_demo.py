"""The demo, end to end: a plan goes in; a ledger, mail and a proof come out."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date
from email.utils import parseaddr
from html import unescape

import pytest
from demo_runs import Run

from duban import Engine
from duban.demo import SAMPLES
from duban.demo.cast import Conduct
from duban.ledger import ledger_rows, read_notice
from duban.states import Light, calendar_for

OFFICE = calendar_for("china")


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
        sheets = ledger_rows(engine, scenario="sheet", viewer="")
    assert found.ok
    assert {row.state for row in sheets if row.opened_on < date(2024, 12, 1)} <= {"已收讫", "免报"}, (
        "each month is reported"
    )
    assert found.entries == sum(len(row.happened) for row in [*demo.result.rows, *sheets])


def test_every_mail_can_be_read_by_a_mail_program_and_says_whom_and_what_it_is_about(demo: Run) -> None:
    with (SAMPLES / "contacts.csv").open(encoding="utf-8") as file:
        addresses = {row["email"] for row in csv.DictReader(file)}
    titles = {row.number: row.title for row in demo.result.rows}
    numbers = titles.keys()
    mails = demo.mails
    assert mails
    assert len({mail["message-id"] for mail in mails}) == len(mails)
    for mail in mails:
        assert not mail.defects
        assert parseaddr(mail["to"])[1] in addresses
        text = mail.get_body(("plain",)).get_content()
        shown = unescape(mail.get_body(("html",)).get_content())
        about = re.findall(r"(?:RW-2024|YB-202\d-\d\d)-\d{4}", mail["subject"]) or re.findall(
            r"^—— \d+\. (\S+)", text, re.MULTILINE
        )
        assert about
        for number in about:
            if number.startswith("YB"):
                continue
            assert number in numbers
            quoted = titles[number].replace("“", "‘").replace("”", "’")  # within the quotation marks of the sentence
            for body in (text, shown):
                assert titles[number] in body or quoted in body


def test_a_year_brings_nobody_more_than_can_be_read(demo: Run) -> None:
    left = {one.left_as: one for one in demo.result.posted if one.sent}
    texts = list((demo.out / "sms").glob("*.sms.json"))
    assert len(left) == len(demo.mails) + len(texts) <= 450
    at_once = Counter((one.contact, one.at.replace(second=0, microsecond=0)) for one in left.values())
    assert max(at_once.values()) <= 2
    assert sum(one.sent for one in demo.result.posted) > 1.5 * len(left)


def test_nobody_gets_mail_outside_opening_hours(demo: Run) -> None:
    sent = [one for one in demo.result.posted if one.sent]
    assert sent
    for one in sent:
        assert OFFICE.next_opening(one.at) == one.at, one
    for mail in demo.mails:
        sent = mail["date"].datetime
        assert OFFICE.next_opening(sent) == sent, mail["subject"]


def test_the_one_who_never_acts_climbs_every_rung_of_the_ladder_once_and_in_order(demo: Run) -> None:
    (row,) = demo.rows(Conduct.NEVER)
    climbed = [one for one in row.happened if one.kind in {"rung", "skip"} and one.what.startswith("完成时限")]
    assert [one.seq for one in climbed] == sorted(one.seq for one in climbed)
    assert [one.what.split("，")[0] for one in climbed] == [
        "完成时限到期前1个月",
        "完成时限到期前10个工作日",
        "完成时限到期前5个工作日",
        "完成时限到期",
        "完成时限逾期3个工作日",
        "完成时限逾期5个工作日",
        "完成时限逾期10个工作日",
        "完成时限逾期20个工作日",
    ]
    signed = [one for one in row.happened if one.kind == "sign"]
    assert [one.who.partition("/")[0] for one in signed] == ["市督考办"] * 3
    assert signed[1].told == ("市领导",)
    assert set(signed[0].told) == set(signed[2].told) >= {*row.units["responsible"]}
    assert (row.light, row.closed_on) == (Light.RED, None)


def test_no_rung_takes_effect_twice(demo: Run) -> None:
    with Engine(f"sqlite:///{demo.out / 'duban.db'}", scenarios=["task"]) as engine:
        items = [*ledger_rows(engine), *ledger_rows(engine, scenario="sheet")]
        fired = Counter(
            (item.number, why.clock, why.round, why.lap, why.rung)
            for item in items
            for why in engine.why_escalated(item.number)
            if why.fired
        )
    passed = sum(one.trigger == "视同汇总" for item in items for one in item.happened)
    assert fired.total() + passed == demo.result.played.swept.fired
    assert set(fired.values()) == {1}


def test_some_close_in_time_some_late_and_the_ongoing_stay_open_and_green(demo: Run) -> None:
    assert all(row.closed_on <= row.deadline for row in demo.rows(Conduct.PROMPT))
    assert all(row.closed_on > row.deadline and row.light is Light.RED for row in demo.rows(Conduct.LATE))
    assert all(row.closed_on is None and row.light is Light.GREEN for row in demo.rows(Conduct.STANDING))
    assert all(demo.rows(part) for part in Conduct)


def test_one_is_returned_with_a_reason_and_closes_after_rework(demo: Run) -> None:
    (row,) = demo.rows(Conduct.RETURNED)
    acts = [one for one in row.happened if one.kind == "act"]
    doers = len(row.units["responsible"])
    steps = ["提请初审"] * doers + ["提请销号"]
    assert [one.trigger for one in acts] == ["签收"] * doers + steps + ["退回补充"] + steps + ["同意销号"]
    assert "没有成效" in acts[2 * doers + 1].why
    assert row.closed_on is not None


def test_nothing_closes_without_review_by_another_unit(demo: Run) -> None:
    closed = [row for row in demo.result.rows if row.closed_on is not None]
    assert closed
    for row in closed:
        applied, passed = [one for one in row.happened if one.trigger in {"提请销号", "同意销号"}][-2:]
        assert applied.who.partition("/")[0] != passed.who.partition("/")[0]


def test_the_task_without_a_lead_is_assigned_one_before_anybody_can_sign_for_it(demo: Run) -> None:
    (row,) = [row for row in demo.result.rows if any(one.kind == "assign" for one in row.happened)]
    assert row.title == "督查突出问题"
    assigned, signed = [one for one in row.happened if one.kind in {"assign", "act"}][:2]
    assert (assigned.what, signed.trigger) == ("指定牵头单位：市优化办", "签收")


def test_the_full_list_has_every_message_with_when_to_whom_and_why(demo: Run) -> None:
    with (demo.out / "messages.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    assert len(listed) == len(demo.result.posted)
    left = {(one["方式"], one["合并"] or f"#{place}") for place, one in enumerate(listed) if one["结果"] == "已送达"}
    kinds = Counter(medium for medium, _ in left)
    assert kinds["邮件"] == len(demo.mails)
    assert kinds["短信"] == len(list((demo.out / "sms").glob("*.sms.json")))
    (report,) = [
        one for one in listed if one["消息"] == "专报" and one["收件单位"] == "市领导" and one["方式"] == "邮件"
    ]
    assert report["缘由"] == "市督考办签发"
    assert any(one["说明"] == "何筑离岗至2024年6月14日，由代理人唐瑞接收" for one in listed)


def test_text_messages_carry_the_approved_template_and_its_values(demo: Run) -> None:
    for path in (demo.out / "sms").glob("*.sms.json"):
        message = json.loads(path.read_text("utf-8"))
        assert message["template"].startswith("SMS_")
        assert all(value in message["text"] for value in message["values"].values())


def test_the_terminal_tells_the_whole_story(demo: Run) -> None:
    for words in ("一、台账", "二、发出的消息", "三、逐级升级", "四、退回返工", "五、销号", "六、台账", "七、核验"):
        assert words in demo.screen
    for row in demo.result.rows:
        assert row.number in demo.screen
    assert "● 红" in demo.screen
    assert f"✓ {12 + demo.result.played.swept.opened}件事项" in demo.screen
    assert str(demo.out / "ledger.html") in demo.screen.replace("\n", "")


def test_the_page_has_every_item(demo: Run) -> None:
    page = (demo.out / "ledger.html").read_text("utf-8")
    assert page.count('<tbody class="item') == 12
    for row in demo.result.rows:
        assert row.number in page
