"""Deadlines in words: the last day of the month, quarter, half-year or year that is named."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_ONGOING = re.compile(r"持续|长期|常态化|常年")
_RECURRING = re.compile(r"每年|每半年|每季度?|每双?月|每周|每旬|每日|每天|按季度?|按月|按周|逐月|逐季")
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_CHINESE = re.compile(r"([〇零○一二三四五六七八九十]{1,4})(?=[年月日]|季度)")
_YEAR = r"(?:(?P<year>(?:19|20)[0-9]{2})年度?|今年|本年度?|当年)?"
_PERIODS = (
    ("day", rf"{_YEAR}(?P<month>[0-9]{{1,2}})月(?P<day>[0-9]{{1,2}})[日号]"),
    ("iso", r"(?P<year>(?:19|20)[0-9]{2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})(?![0-9])"),
    ("vague", rf"{_YEAR}(?P<month>[0-9]{{1,2}})月(?:初|中(?!旬))"),
    ("ten", rf"{_YEAR}(?P<month>[0-9]{{1,2}})月(?P<ten>[上中下]旬)"),
    ("month", rf"{_YEAR}(?P<month>[0-9]{{1,2}})月份?(?:底|末)?"),
    ("quarter", rf"{_YEAR}第?(?P<quarter>[1-4])季度(?:底|末)?"),
    ("half", rf"{_YEAR}(?P<half>[上下])半年(?:底|末)?"),
    ("year", r"(?:(?P<year>(?:19|20)[0-9]{2})年(?:度|年?[底末内])?|(?:今年|本年度?|当年)(?:年?[底末内])?|年[底末内])"),
)
_ANY = re.compile("|".join(f"(?P<{kind}_>{re.sub(r'[?]P<([a-z]+)>', '?:', form)})" for kind, form in _PERIODS))
_FORMS = {kind: re.compile(form) for kind, form in _PERIODS}
_RANGE = re.compile(r"[至到—–~～-]{1,2}")
_OTHER_YEAR = re.compile(r"[明次翌来去]年|下一?年")
_SHOWN = 40
_ENDINGS = re.compile(r"(?:之前|以前|前|止|为止|完成|办结|落实|到位|全面|全部|基本|于|在|截至|截止|[,，。;；、])*")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as written, its day if it has one, and what is doubtful about it."""

    text: str
    date: date | None = None
    ongoing: bool = False
    doubts: tuple[str, ...] = ()


def read_deadline(texts: list[str], year: int | None) -> Deadline:
    """Date a task's deadline; a year that is not named is `year`, the document's. What is unclear stays undated."""
    text = "；".join(dict.fromkeys(texts))
    if not text:
        return Deadline("", doubts=("未写完成时限",))
    plain = _plain(text)
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    ongoing = bool(_ONGOING.search(plain))
    if found := _RECURRING.search(plain):
        return Deadline(text, doubts=(f"完成时限“{shown}”按“{found.group()}”重复，未定日期",))
    named = list(_ANY.finditer(plain))
    if not named:
        return Deadline(text, None, ongoing, () if ongoing else (f"完成时限“{shown}”无法换算为日期",))
    doubts = [f"完成时限“{shown}”既有日期又写持续推进，按日期计"] if ongoing else []
    last = named[-1]
    if len(named) == 2 and _RANGE.fullmatch(plain[named[0].end() : last.start()]):  # noqa: PLR2004
        doubts.append(f"完成时限“{shown}”是一段时间，按截止日计")
        named_year = re.match(r"(?:19|20)[0-9]{2}", named[0].group())
        year = int(named_year.group()) if named_year else year
        named = [last]
    if len(named) > 1:
        return Deadline(text, doubts=(f"完成时限“{shown}”有{len(named)}个时间节点，未定日期",))
    day, doubt = (None, "所指年份不明") if _OTHER_YEAR.search(plain) else _last_day(last, year)
    if doubt:
        return Deadline(text, doubts=(f"完成时限“{shown}”{doubt}，未定日期",))
    rest = plain[: last.start()] + plain[last.end() :]
    if not ongoing and not _ENDINGS.fullmatch(rest) and not doubts:
        doubts.append(f"完成时限“{shown}”除日期外另有文字，按{day}计")
    return Deadline(text, day, doubts=tuple(doubts))


def read_day(text: str) -> date | None:
    """Return the day that a text names in full and nothing else, such as 2024年3月27日 or 2024-03-27."""
    plain = _plain(text)
    for kind in ("day", "iso"):
        found = _FORMS[kind].fullmatch(plain)
        if found and found["year"]:
            return _day(int(found["year"]), int(found["month"]), int(found["day"]))
    return None


def _last_day(found: re.Match[str], default: int | None) -> tuple[date | None, str | None]:
    """Return the last day of the period, or why it has none."""
    kind = (found.lastgroup or "").rstrip("_")
    parts = _FORMS[kind].fullmatch(found.group())
    if parts is None or kind == "vague":
        return None, "只写到月初或月中"
    values = parts.groupdict()
    year = int(values["year"]) if values.get("year") else default
    if year is None:
        return None, "未写年份，文件年份也不明"
    if kind in {"day", "iso"}:
        day = _day(year, int(values["month"]), int(values["day"]))
        return day, None if day else "不是一个日子"
    if values.get("quarter"):
        month = 3 * int(values["quarter"])
    elif values.get("half"):
        month = 6 if values["half"] == "上" else 12
    else:
        month = int(values.get("month") or 12)
    if not 1 <= month <= 12:  # noqa: PLR2004 - months
        return None, "不是一个月份"
    last = {"上旬": 10, "中旬": 20}.get(values.get("ten") or "", monthrange(year, month)[1])
    return date(year, month, last), None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain(text: str) -> str:
    """Return a text without blanks, with ASCII digits for full-width and Chinese ones before 年, 月, 日 and 季度."""
    return _CHINESE.sub(lambda found: _number(found[1]), "".join(unicodedata.normalize("NFKC", text).split()))


def _number(text: str) -> str:
    if "十" not in text:
        return "".join(str(_DIGITS[digit]) for digit in text)
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return text
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))
