"""Deadlines in words become the last day that they name, or stay undated with a reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.ledger.notice.wording import read_day, read_deadline


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年4月底", date(2024, 4, 30)),
        ("2024年2月底前", date(2024, 2, 29)),
        ("２０２４年１１月底", date(2024, 11, 30)),
        ("6月底前", date(2024, 6, 30)),
        ("5月", date(2024, 5, 31)),
        ("2025年1月份完成", date(2025, 1, 31)),
        ("年底", date(2024, 12, 31)),
        ("今年年底前", date(2024, 12, 31)),
        ("2025年底前完成", date(2025, 12, 31)),
        ("2024年年内", date(2024, 12, 31)),
        ("2024年", date(2024, 12, 31)),
        ("上半年", date(2024, 6, 30)),
        ("2024年下半年", date(2024, 12, 31)),
        ("一季度末", date(2024, 3, 31)),
        ("2024年第三季度", date(2024, 9, 30)),
        ("2024年4月15日前", date(2024, 4, 15)),
        ("2024-04-15", date(2024, 4, 15)),
        ("2024.4.5前", date(2024, 4, 5)),
        ("二〇二四年十一月二十日", date(2024, 11, 20)),
        ("十二月底前", date(2024, 12, 31)),
        ("9月上旬", date(2024, 9, 10)),
        ("9月中旬", date(2024, 9, 20)),
        ("9月下旬", date(2024, 9, 30)),
        ("2024 年 8 月 底", date(2024, 8, 31)),
        ("2024.11", date(2024, 11, 30)),
        ("全年", date(2024, 12, 31)),
        ("12月底前完工", date(2024, 12, 31)),
        ("即日起至6月底", date(2024, 6, 30)),
        ("到2025年底", date(2025, 12, 31)),
        ("“十四五”末", date(2025, 12, 31)),
        ("十五五期间", date(2030, 12, 31)),
    ],
)
def test_a_period_is_due_on_its_last_day(text: str, day: date) -> None:
    deadline = read_deadline([text], 2024)
    assert (deadline.text, deadline.date, deadline.ongoing, deadline.doubts) == (text, day, False, ())


@pytest.mark.parametrize("text", ["持续推进", "长期坚持", "常态化推进", "全年持续推进"])
def test_ongoing_work_has_no_date_and_no_doubt(text: str) -> None:
    deadline = read_deadline([text], 2024)
    assert (deadline.date, deadline.ongoing, deadline.doubts) == (None, True, ())


@pytest.mark.parametrize(
    "text",
    [
        "尽快", "春节前", "每季度末", "每月5日前", "2024年4月初", "2024年13月底", "2024年2月30日", "2023年2月29日",
        "10月底前完成、4月底前印发", "去年底", "印发后零个月内", "收到通知后15日内", "月底", "立行立改",
        "自印发之日起30日内",
    ],
)  # fmt: skip
def test_what_names_no_single_day_stays_undated_with_a_reason(text: str) -> None:
    deadline = read_deadline([text], 2024)
    assert deadline.date is None
    assert not deadline.ongoing
    assert text in deadline.doubts[0]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年12月底，长期坚持", date(2024, 12, 31)),
        ("2024年4月至10月", date(2024, 10, 31)),
        ("2023年11月—12月底", date(2023, 12, 31)),
        ("5月底前动工", date(2024, 5, 31)),
        ("6月底前动工，12月底前完工", date(2024, 12, 31)),
        ("4月底前印发、2025年10月底前完成", date(2025, 10, 31)),
        ("6-9月", date(2024, 9, 30)),
        ("2024—2026年", date(2026, 12, 31)),
        ("明年3月底前", date(2025, 3, 31)),
        ("次年1月", date(2025, 1, 31)),
        ("10月底前启动，明年6月底前完成", date(2025, 6, 30)),
    ],
)
def test_a_date_with_something_beside_it_is_dated_and_doubted(text: str, day: date) -> None:
    deadline = read_deadline([text], 2024)
    assert deadline.date == day
    assert len(deadline.doubts) == 1


def test_two_different_deadlines_of_one_task_are_not_chosen_between() -> None:
    deadline = read_deadline(["5月底", "6月底"], 2024)
    assert (deadline.text, deadline.date) == ("5月底；6月底", None)
    assert deadline.doubts


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("自印发之日起30日内", date(2024, 5, 9)),  # the day of issue does not count
        ("本方案印发之日起十五个工作日内", date(2024, 4, 29)),  # 28 April, a Sunday, is worked
        ("自发布之日起3个月内", date(2024, 7, 9)),
        ("印发之日起2周内", date(2024, 4, 23)),
        ("自印发之日起一年内", date(2025, 4, 9)),
        ("印发后两个月内", date(2024, 6, 9)),
        ("方案印发之日起半年内", date(2024, 10, 9)),
        ("通知下发后半个月内", date(2024, 4, 24)),
    ],
)
def test_a_period_from_the_issue_counts_from_the_day_of_the_document_and_says_so(text: str, day: date) -> None:
    deadline = read_deadline([text], 2024, date(2024, 4, 9))
    assert deadline.date == day
    assert "自成文日期2024-04-09起算" in deadline.doubts[0]


def test_the_start_of_works_is_no_deadline_and_is_called_what_it_is() -> None:
    assert "动工节点，不是办结时限" in read_deadline(["5月底前动工"], 2024).doubts[0]


def test_a_missing_deadline_is_said() -> None:
    assert read_deadline([], 2024).doubts == ("未写完成时限",)


def test_a_whole_day_needs_its_year_and_nothing_beside_it() -> None:
    assert read_day(" 2024年3月27日 ") == date(2024, 3, 27)
    assert read_day("二〇二四年三月二十七日") == date(2024, 3, 27)
    assert read_day("3月27日") is None
    assert read_day("日期2024年3月27日") is None


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_day_written_in_full_is_read_back(day: date) -> None:
    for text in (f"{day.year}年{day.month}月{day.day}日", day.isoformat(), f"{day.year}/{day.month}/{day.day}"):
        assert read_deadline([text], None).date == day


@given(st.text(alphabet="0123456789年月日底前初中上下旬半季度第一二三十〇每持续推进明至、- ", max_size=20))
def test_any_text_is_dated_ongoing_or_doubted(text: str) -> None:
    deadline = read_deadline([text], 2024)
    assert deadline.date or deadline.ongoing or deadline.doubts
