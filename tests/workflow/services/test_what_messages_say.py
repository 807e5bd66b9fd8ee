"""What messages say of the act that sends them, of other clocks, of who fills a role, and whom to ring."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from framed import written

from duban import Contact, Directory, Engine, Level, Settings, Unit
from duban.testing import FixedClock
from duban.workflow.digests import Digests
from duban.workflow.people import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine, Rows

    from duban.testing import RecordingNotifier

FILE = Path(__file__).parents[1] / "scenarios" / "letters.yaml"
OFFICE = "市优化办"
CALL = "方晓宁 0711-5550142"
UNITS = {"office": OFFICE, "responsible": ["甲局"]}


@pytest.fixture
def clock() -> FixedClock:
    """Show Monday 2026-12-07, nine in the morning in China."""
    return FixedClock("2026-12-07T09:00+08:00")


@pytest.fixture
def office(make_engine: MakeEngine, database_url: str) -> Engine:
    """Give an engine whose settings say whom to ring."""
    settings = Settings(database=database_url, digests=Digests(media=()), calls={" 市优化办": CALL})
    return make_engine(settings, scenarios=[FILE], directory=MadeUpPeople())


def opened(engine: Engine, **options: Any) -> str:  # noqa: ANN401 - as Engine.open takes them
    return engine.open("letters", title="压减工程项目审批时间", units=UNITS, by=OFFICE, **options).number


def letters(engine: Engine, mailbox: RecordingNotifier) -> list[tuple[str, str]]:
    """Deliver, and return the subject and the text of what leaves."""
    before = len(mailbox.sent)
    asyncio.run(engine.deliver())
    return [(each.subject, written(each.text)) for each in mailbox.sent[before:]]


def test_a_hand_out_names_the_day_to_sign_by_the_roles_and_whom_to_ring(
    office: Engine, mailbox: RecordingNotifier
) -> None:
    opened(office)
    ((subject, text),) = letters(office, mailbox)
    assert subject == "【交办】压减工程项…，12月28日（周一）前完成"
    assert text.splitlines() == [
        "甲局：现在要做：12月9日（周三）前签收，还有2个工作日。",
        "牵头：待指定。责任：甲局。",
        f"联系人：{CALL}",
    ]
    assert mailbox.sent[0].html == f"<p>{CALL} </p>"  # nobody says whom to ring at 甲局


def test_whom_to_ring_is_said_with_a_directory_in_the_database_too(
    make_engine: MakeEngine, database_url: str, mailbox: RecordingNotifier
) -> None:
    settings = Settings(database=database_url, digests=Digests(media=()), calls={OFFICE: CALL})
    office = make_engine(settings, scenarios=[FILE], directory=None)
    office.import_units([Unit(OFFICE), Unit("甲局")], by=OFFICE)
    office.import_contacts([Contact("甲局", "张三", Level.HANDLER, email="z@example.org")], by=OFFICE)
    opened(office)
    assert f"联系人：{CALL}" in letters(office, mailbox)[0][1]


def test_without_a_setting_the_line_is_left_out(make_engine: MakeEngine, mailbox: RecordingNotifier) -> None:
    office = make_engine(scenarios=[FILE], directory=MadeUpPeople())
    opened(office)
    assert "联系人" not in letters(office, mailbox)[0][1]


def test_a_field_of_the_same_name_is_what_is_meant(office: Engine, mailbox: RecordingNotifier) -> None:
    opened(office, data={"at": "政务中心"})
    assert "地点：政务中心" in letters(office, mailbox)[0][1]


def test_a_return_quotes_the_reason_and_says_who_returned_it(office: Engine, mailbox: RecordingNotifier) -> None:
    number = opened(office)
    office.fire(number, "签收", by="甲局")
    office.fire(number, "退回", by=f"{OFFICE}/方晓宁", note="材料不全，请补充会议纪要")
    subject, text = letters(office, mailbox)[-1]
    assert subject.endswith("：材料不全，请补…")
    assert text == (
        "甲局：退回原因：材料不全，请补充会议纪要\n完成时限不变：12月28日（周一）（还剩15个工作日）。复核：市优化办。"
    )


def test_another_clock_is_shown_as_it_was_when_the_message_was_decided(
    office: Engine, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    number = opened(office)
    office.fire(number, "签收", by="甲局")
    clock.set("2027-01-04T10:00+08:00")
    office.fire(number, "退回", by=OFFICE, note="材料不全")
    clock.set("2027-01-20T10:00+08:00")
    # The 29th to the 31st, and the 4th: New Year's Day was a Friday, and the days off last to Sunday the 3rd.
    assert "2026年12月28日（周一）（已逾期4个工作日）" in [text for _, text in letters(office, mailbox)][-1]


def test_a_day_is_named_by_how_long_it_comes_after_the_message_leaves(
    office: Engine, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    opened(office)
    clock.set("2026-12-29T00:00+08:00")
    office.sweep()
    clock.set("2026-12-29T09:00+08:00")
    # The 30th, the 31st, and the 4th: New Year's Day was a Friday, and the days off last to Sunday the 3rd.
    assert "甲局：已逾期1个工作日。请2027年1月4日（周一）前办结。" in [text for _, text in letters(office, mailbox)]


def test_such_a_day_counts_from_the_opening_where_a_message_waits_for_it(
    office: Engine, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    clock.set("2026-12-04T09:00+08:00")
    number = opened(office)
    clock.set("2026-12-25T10:00+08:00")
    office.sweep()
    letters(office, mailbox)
    clock.set("2026-12-26T00:00+08:00")
    office.sweep()
    clock.set("2026-12-28T09:00+08:00")
    # Due on Friday the 25th; decided as Saturday begins, it leaves on Monday: Tuesday, Wednesday, Thursday.
    assert "请12月31日（周四）前办结。" in letters(office, mailbox)[-1][1], number


def test_a_day_of_the_year_in_which_the_message_is_sent_has_none(
    office: Engine, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    clock.set("2026-12-14T09:00+08:00")
    opened(office)
    assert "，2027年1月5日（周二）前完成" in letters(office, mailbox)[0][0]
    clock.set("2027-01-04T09:00+08:00")
    opened(office)
    assert "，1月25日（周一）前完成" in letters(office, mailbox)[-1][0]


def test_more_time_is_told_with_both_dates(office: Engine, mailbox: RecordingNotifier) -> None:
    number = opened(office)
    office.extend(number, "完成时限", "5 working days", by="甲局")
    (waiting,) = office.pending(number=number)
    office.decide(waiting.id, approve=True, by=OFFICE, note="情况属实")
    said = "甲局：完成时限由12月28日（周一）改为2027年1月5日（周二）（情况属实，市优化办批准）。"
    assert said in [text for _, text in letters(office, mailbox)]


def test_who_is_relieved_reads_who_has_it_now(office: Engine, mailbox: RecordingNotifier) -> None:
    number = opened(office)
    letters(office, mailbox)
    office.assign(number, "responsible", ["乙局"], by=OFFICE, note="职责调整")
    ((_, text),) = letters(office, mailbox)
    assert text == "甲局：“压减工程项目审批时间”改由乙局办理（市优化办：职责调整）。"


def test_english_readers_read_days_as_they_write_them(make_engine: MakeEngine, mailbox: RecordingNotifier) -> None:
    people = [
        Contact("甲局", "Ann", Level.HANDLER, email="ann@example.org", locale="en"),
        Contact(OFFICE, "Bob", Level.HANDLER, email="bob@example.org", locale="en-US"),
    ]
    office = make_engine(scenarios=[FILE], directory=Directory([Unit("甲局"), Unit(OFFICE)], people))
    opened(office)
    assert "28 December (Mon)" in letters(office, mailbox)[0][0]
    assert "to be named" in mailbox.sent[0].text


def test_a_row_keeps_no_more_of_an_act_than_its_message_says(office: Engine, rows: Rows) -> None:
    number = opened(office, note="内部说明")
    office.fire(number, "签收", by="甲局", note="已收到")
    assert all("内部说明" not in row["facts"] for row in rows()["duban_outbox"])
    office.fire(number, "退回", by=OFFICE, note="材料不全")
    last = max(rows()["duban_outbox"], key=lambda row: row["id"])
    assert json.loads(last["facts"])["act"] == {"by": OFFICE, "note": "材料不全"}


def test_an_erased_value_goes_from_the_note_that_a_message_quotes(office: Engine, rows: Rows) -> None:
    number = opened(office, data={"phone": "13912345678"})
    office.fire(number, "签收", by="甲局")
    office.fire(number, "退回", by=OFFICE, note="请回访13912345678")
    office.erase(number, "phone", by=OFFICE, note="依申请")
    assert all("13912345678" not in row["facts"] for row in rows()["duban_outbox"])
    assert any("请回访…" in row["facts"] for row in rows()["duban_outbox"])
    assert office.verify().ok
