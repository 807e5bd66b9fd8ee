"""How dates are written: as Babel writes them, with or without Babel."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime

import pytest
from babel import Locale, localedata
from babel.dates import format_date, format_skeleton, get_datetime_format

from duban import words
from duban.words import dates

DAYS = [date(2024, month, day) for month in range(1, 13) for day in (2, 23)]
OTHER_SCRIPTS = {"Shaw", "Dsrt", "Latn"}
OURS = [
    tag.replace("_", "-")
    for tag in localedata.locale_identifiers()
    if tag.split("_")[0] in {"en", "zh"} and not OTHER_SCRIPTS & set(tag.split("_"))
]


@pytest.fixture
def without_babel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Babel be as if it were not installed, and forget what was asked of it."""
    monkeypatch.setitem(sys.modules, "babel", None)
    dates._locale.cache_clear()
    dates._by_babel.cache_clear()
    dates._joint.cache_clear()


@pytest.mark.parametrize("tag", [*OURS, "zh-TW", "zh-HK", "zh-CN", "EN-us"])
def test_chinese_and_english_dates_are_those_of_the_cldr(tag: str) -> None:
    # English that names no country is the world's, not that of the United States.
    known = Locale.parse("en_001") if tag == "en" else Locale.parse(tag, sep="-")
    for day in DAYS:
        instant = datetime(day.year, day.month, day.day, 8, 30, tzinfo=UTC)
        with words.speaking(tag):
            assert words.written_date(day) == format_date(day, "long", known)
            assert dates._weekday(day, tag) == format_date(day, "EEE", known)
            assert dates._in_year(day, tag) == format_skeleton("MMMMd", instant, locale=known)
            assert words.brief_day(day) == format_skeleton("MMMd", instant, locale=known)
            assert words.brief_day(day, this_year=2023) == format_skeleton("yMMMd", instant, locale=known)
            joint = str(get_datetime_format("medium", known))
            assert words.written_instant(instant) == joint.format("08:30", words.written_date(day))


@pytest.mark.parametrize(
    ("tag", "written"), [("de", "23. April 2024"), ("fr-CA", "23 avril 2024"), ("xx", "23 April 2024")]
)
def test_who_reads_another_language_has_dates_of_it(tag: str, written: str) -> None:
    with words.speaking(tag):
        assert words.written_date(date(2024, 4, 23)) == written


@pytest.mark.usefixtures("without_babel")
def test_without_babel_these_are_the_worlds_english() -> None:
    day = date(2024, 4, 3)
    with words.speaking("de"):
        assert words.written_date(day) == "3 April 2024"
        assert words.written_day(day) == "3 April (Wed)"
        assert words.brief_day(day, this_year=2023) == "3 Apr 2024"
        assert words.written_instant(datetime(2024, 4, 3, 8, 30, tzinfo=UTC)) == "3 April 2024, 08:30"
    with words.speaking("zh"):
        assert words.written_on_weekday(datetime(2024, 4, 3, 8, 30, tzinfo=UTC)) == "2024年4月3日（周三）08:30"
