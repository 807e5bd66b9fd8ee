"""Periods of bulletins, as papers call them: 2026年3月, 2026年第一季度, 2026年上半年, 2026年."""

from __future__ import annotations

import re
from datetime import date, timedelta

from duban.ledger.documents import chinese_day

_QUARTERS = "一二三四"
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_PART = re.compile(r"(\d{4})-([QH])([1-4])")
_YEAR = re.compile(r"\d{4}")


def period_called(key: str) -> str:
    """Return what a period is called; days that are no period are written with the ends that they have."""
    if found := _MONTH.fullmatch(key):
        return f"{found[1]}年{int(found[2])}月"
    if found := _PART.fullmatch(key):
        if found[2] == "Q":
            return f"{found[1]}年第{_QUARTERS[int(found[3]) - 1]}季度"
        return f"{found[1]}年{'上' if found[3] == '1' else '下'}半年"
    if _YEAR.fullmatch(key):
        return f"{key}年度"
    return _days_called(key) if "/" in key else key


def _days_called(key: str) -> str:
    first, _, last = key.strip().partition("/")
    ends = [chinese_day(date.fromisoformat(each)) for each in (first, last) if each]
    if len(ends) == 1:
        return f"{ends[0]}{'以来' if first else '以前'}"
    return "至".join(ends) or "全部时间"


def next_called(key: str) -> str:
    """Return what the period after is called: 4月, after March."""
    if found := _MONTH.fullmatch(key):
        month = int(found[2]) % 12 + 1
        return f"{month}月"
    return "下期"


def before(first: date, key: str) -> str:
    """Return the period before one that begins on a day, as long as it; empty for days that have no name."""
    if "/" in key:
        return ""
    last = first - timedelta(days=1)
    if _MONTH.fullmatch(key):
        return f"{last:%Y-%m}"
    if found := _PART.fullmatch(key):
        length = 3 if found[2] == "Q" else 6
        return f"{last.year}-{found[2]}{(last.month - 1) // length + 1}"
    return f"{last.year}" if _YEAR.fullmatch(key) else ""
