"""Durations and moments: what may be written, its one normal form, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.states.errors import DurationError, MomentError
from duban.states.time.durations import Duration, Unit, parse_duration
from duban.states.time.moments import Anchor, parse_moment

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("5 working days", 5, Unit.WORKING_DAYS),
        ("1 working day", 1, Unit.WORKING_DAYS),
        ("1 working days", 1, Unit.WORKING_DAYS),
        ("30 calendar days", 30, Unit.CALENDAR_DAYS),
        ("36 hours", 36, Unit.HOURS),
        ("1 hour", 1, Unit.HOURS),
        ("8 working hours", 8, Unit.WORKING_HOURS),
        ("2 weeks", 2, Unit.WEEKS),
        ("3 months", 3, Unit.MONTHS),
        ("  5   Working  Days ", 5, Unit.WORKING_DAYS),
        ("5个工作日", 5, Unit.WORKING_DAYS),
        ("５个工作日", 5, Unit.WORKING_DAYS),
        ("5 个工作日", 5, Unit.WORKING_DAYS),
        ("5工作日", 5, Unit.WORKING_DAYS),
        ("30个自然日", 30, Unit.CALENDAR_DAYS),
        ("8个工作小时", 8, Unit.WORKING_HOURS),
        ("36小时", 36, Unit.HOURS),
        ("36个小时", 36, Unit.HOURS),
        ("2周", 2, Unit.WEEKS),
        ("3个月", 3, Unit.MONTHS),
    ],
)
def test_a_duration_is_read_in_english_and_in_chinese(text: str, amount: int, unit: Unit) -> None:
    assert parse_duration(text) == Duration(amount, unit)


@pytest.mark.parametrize(
    ("duration", "english", "chinese"),
    [
        (Duration(5, Unit.WORKING_DAYS), "5 working days", "5个工作日"),
        (Duration(1, Unit.WORKING_DAYS), "1 working day", "1个工作日"),
        (Duration(30, Unit.CALENDAR_DAYS), "30 calendar days", "30个自然日"),
        (Duration(36, Unit.HOURS), "36 hours", "36小时"),
        (Duration(8, Unit.WORKING_HOURS), "8 working hours", "8个工作小时"),
        (Duration(2, Unit.WEEKS), "2 weeks", "2周"),
        (Duration(3, Unit.MONTHS), "3 months", "3个月"),
    ],
)
def test_a_duration_has_one_form_in_each_language(duration: Duration, english: str, chinese: str) -> None:
    assert str(duration) == english
    assert duration.said == chinese


@given(st.builds(Duration, st.integers(1, 240), st.sampled_from(Unit)))
def test_both_forms_of_a_duration_are_read_as_itself(duration: Duration) -> None:
    assert parse_duration(str(duration)) == duration
    assert parse_duration(duration.said) == duration


@pytest.mark.parametrize("text", ["3d", "3 d", "3 day", "3 days", "3日", "3 日", "3天", "3"])
def test_a_number_of_mere_days_is_refused_with_the_four_that_may_be_meant(text: str) -> None:
    with pytest.raises(DurationError, match="does not say which unit") as refused:
        parse_duration(text)
    assert refused.value.text == text
    assert refused.value.choices == ("3 working days", "3 calendar days", "3 hours", "3 working hours")
    assert "`3 working days`, `3 calendar days`, `3 hours` or `3 working hours`" in str(refused.value)


@pytest.mark.parametrize("text", ["0 hours", "-3 hours", "+3 hours", "1.5 working days", "0个工作日"])
def test_only_positive_whole_numbers_are_lengths_of_time(text: str) -> None:
    with pytest.raises(DurationError, match="positive whole number"):
        parse_duration(text)


def test_a_calendar_month_by_its_name_is_not_a_length_of_three_months() -> None:
    with pytest.raises(DurationError, match="`3 months`"):
        parse_duration("3月")


@pytest.mark.parametrize("text", ["", "soon", "五个工作日", "days", "3 working days 4 hours"])
def test_what_is_no_length_of_time_is_refused_with_examples(text: str) -> None:
    with pytest.raises(DurationError, match="working days"):
        parse_duration(text)


@pytest.mark.parametrize(
    "text", ["241 months", "1044 weeks", "999999999999999999999 working days", "7306 calendar days"]
)
def test_more_than_twenty_years_is_taken_for_a_typing_error(text: str) -> None:
    with pytest.raises(DurationError, match="twenty years"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("most", "unit"),
    [
        (5_220, Unit.WORKING_DAYS),
        (7_305, Unit.CALENDAR_DAYS),
        (175_320, Unit.HOURS),
        (41_760, Unit.WORKING_HOURS),
        (1_043, Unit.WEEKS),
        (240, Unit.MONTHS),
    ],
)
def test_twenty_years_themselves_are_a_length_of_time_in_every_unit(most: int, unit: Unit) -> None:
    assert parse_duration(f"{most} {unit}") == Duration(most, unit)
    with pytest.raises(DurationError, match=f"{most} {unit} is the most"):
        parse_duration(f"{most + 1} {unit}")


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("due", "due"),
        ("due - 5 working days", "due - 5 working days"),
        ("due-5个工作日", "due - 5 working days"),
        ("due − 2 weeks", "due - 2 weeks"),
        ("DUE + 1 months", "due + 1 month"),
        ("start + 24 hours", "start + 24 hours"),
        ("start+4个工作小时", "start + 4 working hours"),
    ],
)
def test_a_moment_has_one_normal_form(text: str, normal: str) -> None:
    assert str(parse_moment(text)) == normal
    assert parse_moment(normal) == parse_moment(text)


def test_a_moment_keeps_anchor_sign_and_offset_apart() -> None:
    moment = parse_moment("due - 2 working days")
    assert (moment.anchor, moment.sign, moment.offset) == (Anchor.DUE, -1, Duration(2, Unit.WORKING_DAYS))
    assert (parse_moment("due").sign, parse_moment("due").offset) == (0, None)


@pytest.mark.parametrize("text", ["start", "start - 1 hour"])
def test_a_moment_at_or_before_the_start_is_refused(text: str) -> None:
    with pytest.raises(MomentError, match="at or before the start"):
        parse_moment(text)


@pytest.mark.parametrize("text", ["", "3 working days", "overdue", "due 3 working days", "due +", "end + 1 hour"])
def test_what_is_no_moment_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(MomentError, match=r"`due`, `due - 2 working days`"):
        parse_moment(text)


def test_an_offset_without_a_unit_is_refused_with_the_whole_text_and_the_choices() -> None:
    with pytest.raises(MomentError, match="`3 working days`") as refused:
        parse_moment("due + 3d")
    assert refused.value.text == "due + 3d"
