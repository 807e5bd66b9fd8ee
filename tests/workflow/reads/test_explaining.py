"""Why a date is this date, who was told and what became of it, and why something has not happened: checked by hand."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from plans_and_parts import HELPERS, PART, PLAN, started

from duban.scenarios import shipped
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine, WhyDue
    from duban.testing import FixedClock, RecordingNotifier

ISSUE = shipped("issue", version=2)
"""The scenario that is played: what comes with duban now is tried elsewhere."""
PERMIT = Path(__file__).parents[1] / "scenarios" / "window.yaml"


@pytest.fixture
def window(make_engine: MakeEngine) -> Engine:
    """Give an engine with a scenario of office hours, reviews and a bounded stay."""
    return make_engine(scenarios=[PERMIT], directory=MadeUpPeople())


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    """Give an engine with the shipped 问题整改."""
    return make_engine(scenarios=[ISSUE], directory=MadeUpPeople())


def opened(engine: Engine, **options: object) -> str:
    units = {"lead": "市优化办", "responsible": "市住建局"}
    item = engine.open("issue", title="材料偏多", units=units, by="市优化办", **options)  # type: ignore[arg-type]
    return engine.fire(item.number, "签收", by="市住建局/张三").number


def clock_of(engine: Engine, number: str, name: str = "整改时限") -> WhyDue:
    return next(clock for clock in engine.why_due(number) if clock.clock == name)


def days(clock: WhyDue) -> list[tuple[str, int | None, str]]:
    return [(f"{day.day:%m-%d}", day.consumed if day.counted else None, day.why) for day in clock.days]


def test_the_national_day_is_walked_day_by_day(make_engine: MakeEngine, clock: FixedClock) -> None:
    clock.set("2024-09-29T09:00+08:00")
    engine = make_engine()
    units = {"lead": "市优化办", "responsible": ["市住建局"]}
    number = engine.open("matter", title="窗口排队", units=units, by="市优化办").number
    (due,) = engine.why_due(number)
    assert days(due)[:11] == [
        ("09-29", None, "起算当日，不计入"),
        ("09-30", 1, "工作日"),
        *[(f"10-0{day}", None, "国庆节") for day in (1, 2, 3)],
        *[(f"10-0{day}", None, days(due)[day + 1][2]) for day in (4, 5, 6, 7)],
        ("10-08", 2, "工作日"),
        ("10-09", 3, "工作日"),
    ]
    assert due.days[-1].day == due.due_on
    assert due.days[-1].consumed == 5


def test_the_whole_story_of_a_clock_is_told_with_both_dates(office: Engine, clock: FixedClock) -> None:
    number = opened(office)
    clock.set("2024-04-08T10:00+08:00")
    office.fire(number, "挂起", by="市优化办", note="待政策明确")
    clock.set("2024-04-15T10:00+08:00")
    office.fire(number, "恢复", by="市优化办")
    clock.set("2024-04-22T10:00+08:00")
    office.extend(number, "整改时限", "2 working days", by="市住建局", note="等待评审")
    (waiting,) = office.pending()
    office.decide(waiting.id, approve=True, by="市优化办")
    office.import_calendar("china", {date(2024, 4, 25): (False, "停电")})
    told = clock_of(office, number)
    assert [(event.what, str(event.due_before), str(event.due_on)) for event in told.story] == [
        ("起算", "None", "2024-04-23"),
        ("暂停（挂起）", "2024-04-23", "2024-04-23"),
        ("恢复（恢复）", "2024-04-23", "2024-04-29"),
        ("申请延期2个工作日", "2024-04-29", "2024-04-29"),
        ("批准延期2个工作日", "2024-04-29", "2024-05-06"),
        ("日历更新，重新计算", "2024-05-06", "2024-05-07"),
    ]
    walked = {day: (count, why) for day, count, why in days(told)}
    assert walked["04-07"] == (3, "调休上班")
    assert walked["04-08"] == (None, "暂停中，不计入：第3条暂停（挂起）")
    assert walked["04-12"] == (None, "暂停中，不计入：第3条暂停（挂起）")
    assert walked["04-15"] == (4, "工作日")
    assert walked["04-25"] == (None, "经调整为休息日")
    assert (told.due_on, told.days[-1].day, told.days[-1].consumed) == (date(2024, 5, 7), date(2024, 5, 7), 17)


def test_a_given_date_says_so(office: Engine) -> None:
    told = clock_of(office, opened(office, data={"deadline": "2024-05-31"}))
    assert (told.basis, told.days) == ("期限已指定为2024-05-31", ())


def test_what_was_refused_is_in_the_story(office: Engine) -> None:
    number = opened(office)
    office.extend(number, "整改时限", "2 working days", by="市住建局")
    office.decide(office.pending()[0].id, approve=False, by="市优化办")
    assert [event.what for event in clock_of(office, number).story] == [
        "起算",
        "申请延期2个工作日",
        "不同意延期2个工作日",
    ]


def test_a_rung_says_how_late_it_was_whom_it_told_and_what_became_of_each_message(
    office: Engine, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    number = opened(office)
    asyncio.run(office.deliver())
    clock.set("2024-04-26T10:00+08:00")  # nobody swept since the beginning
    office.sweep()
    asyncio.run(office.deliver())
    fired = {rung.rung: rung for rung in office.why_escalated(number) if rung.fired}
    assert set(fired) == {"due", "due + 3 working days"}
    assert fired["due"].reckoning == "到期（2024-04-23）之时，即2024-04-24 00:00；当时未运行，2天后补办"
    assert fired["due + 3 working days"].reckoning == (
        "到期（2024-04-23）后3个工作日，上班时（休息日顺延），即2024-04-26 08:30；当时未运行，90分钟后补办"
    )
    assert [(told.unit, told.status) for told in fired["due"].messages] == [
        ("市住建局", "delivered"),
        ("市优化办", "delivered"),
    ]
    skipped = [rung for rung in office.why_escalated(number) if not rung.fired]
    assert {rung.why for rung in skipped} == {"due has passed"}
    assert len(mailbox.sent) > 2


def test_what_waits_for_a_person_and_what_he_said_is_told(office: Engine, clock: FixedClock) -> None:
    number = opened(office)
    clock.set("2024-05-09T08:30+08:00")
    office.sweep()
    report = next(rung for rung in office.why_escalated(number) if rung.rung == "due + 10 working days")
    assert report.followed == "待确认"
    office.decide(office.pending()[0].id, approve=False, by="市督考办/周六")
    report = next(rung for rung in office.why_escalated(number) if rung.rung == "due + 10 working days")
    assert report.followed == "市督考办/周六于2024-05-09 08:30取消"


def test_why_it_cannot_be_done_is_every_reason(office: Engine) -> None:
    number = opened(office)
    codes = [one.about for one in office.why_not(number, "申请销号", by="市教育局")]
    assert codes == ["role", "requires", "requires"]
    assert office.why_not(number, "挂起", by="市优化办")[0].why == "须填写说明（note）"


def test_why_nothing_more_has_happened_yet(office: Engine, clock: FixedClock) -> None:
    number = opened(office)
    yet = {one.about: (one.why, one.at) for one in office.why_not(number)}
    assert yet["签收时限"] == ("已停止", None)
    why, at = yet["整改时限"]
    assert why == "下一步：到期（2024-04-23）前5个工作日，上班时（休息日顺延）"
    assert at is not None
    assert at == clock.now() + timedelta(days=14, hours=23, minutes=30)  # Tuesday 16 April, 08:30
    office.fire(number, "挂起", by="市优化办", note="待政策明确")
    assert {one.about: one.why for one in office.why_not(number)}["整改时限"] == "在“挂账”暂停计时，恢复后继续"


def test_a_message_that_waits_says_for_what(office: Engine, clock: FixedClock) -> None:
    clock.set("2024-04-01T20:00+08:00")
    number = opened(office)
    waiting = [one for one in office.why_not(number) if one.about.startswith("“交办通知”")]
    assert [one.why for one in waiting] == ["待上班时间发送"]


def taken_in(engine: Engine, clock: FixedClock, **options: object) -> str:
    clock.set("2024-04-03T16:00+08:00")
    number = engine.open("window", title="开店", units={"window": "一窗"}, by="一窗", **options).number  # type: ignore[arg-type]
    clock.set("2024-04-03T16:30+08:00")
    return engine.fire(number, "受理", by="一窗").number


def test_office_hours_are_walked_day_by_day_around_holidays_and_pauses(window: Engine, clock: FixedClock) -> None:
    number = taken_in(window, clock)
    # One hour on Wednesday, 4 to 6 April are off, the Sunday is worked, and an hour and a half on Monday.
    clock.set("2024-04-08T10:00+08:00")
    window.fire(number, "要补", by="一窗", note="缺件")
    told = clock_of(window, number, "快审")
    assert [(f"{day.day:%m-%d}", day.consumed, day.why) for day in told.days] == [
        ("04-03", 3600, "当日计1小时"),
        ("04-04", 3600, "清明节"),
        ("04-05", 3600, told.days[2].why),
        ("04-06", 3600, told.days[3].why),
        ("04-07", 8 * 3600, "当日计7小时"),
        ("04-08", 9.5 * 3600, "当日计1小时30分钟"),
    ]
    # Five working days, the Monday counted, end with Friday the 12th; nobody works on the weekend.
    clock.set("2024-04-13T00:00+08:00")
    window.sweep()
    told = clock_of(window, number, "快审")
    walked = {f"{day.day:%m-%d}": (day.consumed / 3600, day.why) for day in told.days}
    assert walked["04-12"] == (9.5, "暂停中，不计入：第3条暂停（要补）")
    assert walked["04-14"] == (9.5, "周末")
    assert walked["04-15"] == (16.5, "当日计7小时")
    assert walked["04-16"] == (20, "当日计3小时30分钟")
    assert told.due_at == datetime.fromisoformat("2024-04-16T12:00+08:00")
    # What it ran on beyond that is no part of how it came to be due.
    clock.set("2024-04-17T09:30+08:00")
    window.fire(number, "要补", by="一窗", note="又缺件")
    told = clock_of(window, number, "快审")
    assert (told.days[-1].day, told.days[-1].consumed) == (date(2024, 4, 16), 20 * 3600)


def test_a_clock_that_started_anew_after_the_machines_was_set_back_is_walked_from_its_start(
    window: Engine, clock: FixedClock
) -> None:
    number = taken_in(window, clock)
    clock.set("2024-04-10T10:00+08:00")
    window.fire(number, "要补", by="一窗", note="缺件")
    clock.set("2024-04-09T09:00+08:00")  # it had been a day ahead
    window.fire(number, "续补", by="一窗")
    clock.set("2024-04-09T10:00+08:00")
    window.fire(number, "补齐", by="一窗")
    told = clock_of(window, number, "快审")
    # From ten o'clock on Tuesday five and a half hours, seven on each of two days, and half of one on Friday.
    assert [(f"{day.day:%m-%d}", day.consumed / 3600) for day in told.days] == [
        ("04-09", 5.5),
        ("04-10", 12.5),
        ("04-11", 19.5),
        ("04-12", 20),
    ]
    assert told.due_at == datetime.fromisoformat("2024-04-12T09:00+08:00")


def test_a_clock_that_stands_still_is_walked_to_today_and_no_further(window: Engine, clock: FixedClock) -> None:
    number = taken_in(window, clock)
    clock.set("2024-04-08T10:00+08:00")
    window.fire(number, "要补", by="一窗", note="缺件")
    assert [clock_of(window, number, name).days[-1].day for name in ("审查时限", "快审")] == [date(2024, 4, 8)] * 2


def test_the_return_of_a_review_says_how_it_is_reckoned_and_when_the_next_one_comes(
    window: Engine, clock: FixedClock
) -> None:
    number = taken_in(window, clock, ongoing=True)
    yet = {one.about: (one.why, one.at) for one in window.why_not(number)}
    # What comes in after four o'clock starts on the next working day, Sunday 7 April; a week later is a Sunday off.
    assert yet["盯办"] == (
        "下一步：起算后1周，上班时（休息日顺延）",
        datetime.fromisoformat("2024-04-15T08:30+08:00"),
    )
    clock.set("2024-04-15T08:30+08:00")
    window.sweep()
    (asked,) = window.why_escalated(number)
    assert (asked.rung, asked.reckoning) == ("review 1", "起算后1周，上班时（休息日顺延），即2024-04-15 08:30")
    assert asked.told == ("督查室",)


def test_a_bounded_stay_says_when_it_ends_and_a_decision_who_takes_it(window: Engine, clock: FixedClock) -> None:
    number = taken_in(window, clock)
    clock.set("2024-04-08T10:00+08:00")
    window.extend(number, "审查时限", "5 calendar days", by="一窗", note="待评审")
    window.fire(number, "要补", by="一窗", note="缺件")
    yet = {one.about: (one.why, one.at) for one in window.why_not(number)}
    assert yet["“补正”"] == ("至多停留5个工作日，到时自动办理“补齐”", datetime.fromisoformat("2024-04-13T00:00+08:00"))
    assert yet["第3条"] == ("“审查时限”延期5个自然日，待督查室（督查室）批准", None)


def test_the_reckoning_of_a_rung_names_the_due_day_that_it_was_counted_from(office: Engine, clock: FixedClock) -> None:
    number = opened(office)
    clock.set("2024-04-16T08:30+08:00")
    office.sweep()
    office.extend(number, "整改时限", "5 working days", by="市住建局")
    office.decide(office.pending()[0].id, approve=True, by="市优化办")
    clock.set("2024-04-23T08:30+08:00")  # Sunday the 28th is worked
    office.sweep()
    fired = [rung for rung in office.why_escalated(number) if rung.fired]
    assert [rung.reckoning for rung in fired if rung.rung == "due - 5 working days"] == [
        "到期（2024-04-23）前5个工作日，上班时（休息日顺延），即2024-04-16 08:30",
        "到期（2024-04-29）前5个工作日，上班时（休息日顺延），即2024-04-23 08:30",
    ]


def test_each_round_is_told_with_the_messages_of_its_own(make_engine: MakeEngine, clock: FixedClock) -> None:
    office = make_engine(scenarios=[PLAN, PART], directory=MadeUpPeople())
    number, ours = started(office)
    clock.set("2024-06-03T09:00+08:00")
    office.sweep()
    for unit in HELPERS:
        office.fire(ours[unit], "完成", by=unit)
    for trigger in ("汇总", "办结", "再来"):
        office.fire(number, trigger, by="市优化办")
    clock.set("2024-08-30T09:00+08:00")
    office.sweep()
    fired = [one for one in office.why_escalated(number) if one.fired]
    assert [(one.round, one.rung, len(one.messages)) for one in fired] == [(1, "due", 1), (2, "due", 1)]
    assert fired[0].messages != fired[1].messages
