"""Deadlines in words: the last day of the month, quarter, half-year or year that is named."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from duban.states import Unit, calendar_for

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONGOING = re.compile(r"持续|长期|常态化|常年")
_AT_ONCE = re.compile(r"立行立改|即知即改|立查立改|立即整改|立整立改|即时办理")
_FROM_ISSUE = re.compile(
    r"(?:(?:自|从)?(?:本)?(?:方案|通知|意见|文件|清单|计划|通报|要点)?(?:正式)?(?:印发|发布|下发|公布|发文|实施)之日起|"
    r"^(?:自|从)?本?(?:方案|通知|意见|文件|清单|计划|通报|要点)?(?:正式)?(?:印发|发布|下发|公布|发文)(?:起|之?后|以后))的?"
    r"(?P<count>[0-9]{1,3}|[一二两三四五六七八九十半]{1,3})个?(?P<unit>工作日|日|天|月|周|年)(?:之内|以内|内)?"
)
_STARTS = re.compile(r"动工|开工|启动|开建|进场|破土|奠基|开始")
_FROM_THEN_ON = re.compile(r"起(?:实施|施行|执行|开展|推进|持续[^，,]*)?$")
_BEFORE = re.compile(r"之前|以前|前")
_CLAUSES = re.compile(r"[,，、;；。]")
_RECURRING = re.compile(r"每年|每半年|每季度?|每双?月|每周|每旬|每日|每天|按季度?|按月|按周|逐月|逐季")
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_FROM_NOW = re.compile(r"^(?:(?:自|从)?(?:即日|即刻|目前|现在)起?[至到—-])?(?:到|至)?")
_CHINESE = re.compile(r"([〇零○一二三四五六七八九十]{1,4})(?=[年月日]|季度)")
_THIS_YEAR = r"(?:今年|本年度?|当年|[明次翌来]年)"
_YEAR = rf"(?:(?P<year>(?:19|20)[0-9]{{2}})年度?|{_THIS_YEAR})?"
_PERIODS = (
    ("plan", r"[“\"']?十(?P<plan>[一二三四五六])五[”\"']?(?:规划)?(?:期间|时期|期末|期内|末期|收官之?年|末)?(?!中)"),
    ("day", rf"{_YEAR}(?P<month>[0-9]{{1,2}})月(?P<day>[0-9]{{1,2}})[日号]"),
    ("iso", r"(?P<year>(?:19|20)[0-9]{2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})(?![0-9])"),
    ("vague", rf"{_YEAR}(?P<month>[0-9]{{1,2}})月(?:初|中(?!旬))"),
    ("ten", rf"{_YEAR}(?P<month>[0-9]{{1,2}})月(?P<ten>[上中下]旬)"),
    ("month", rf"{_YEAR}(?P<month>[0-9]{{1,2}})月份?(?:底|末)?"),
    ("isomonth", r"(?P<year>(?:19|20)[0-9]{2})[-/.](?P<month>[0-9]{1,2})(?![0-9])"),
    ("quarter", rf"{_YEAR}第?(?P<quarter>[1-4])季度(?:底|末)?"),
    ("half", rf"{_YEAR}(?P<half>[上下])半年(?:底|末)?"),
    (
        "year",
        (
            r"(?:(?P<year>(?:19|20)[0-9]{2})年(?:度|年?[底末内]|全年)?|"
            rf"{_THIS_YEAR}(?:年?[底末内])?|年[底末内终]|全年)"
        ),
    ),
)
_ANY = re.compile("|".join(f"(?P<{kind}_>{re.sub(r'[?]P<([a-z]+)>', '?:', form)})" for kind, form in _PERIODS))
_FORMS = {kind: re.compile(form) for kind, form in _PERIODS}
_RANGE = re.compile(r"[至到—–~～-]{1,2}")
_FROM = re.compile(r"(?:(?:19|20)[0-9]{2}年?|[0-9]{1,2}月?)[至到—–~～-]{1,2}$")
_OTHER_YEAR = re.compile(r"去年|上年|下一年")
_NEXT_YEAR = re.compile(r"[明次翌来]年")
_SHOWN = 40
_BODIES = (*"局办委部厅院会署组队校区县市", "中心", "单位", "部门", "政府", "公司")
_ENDINGS = re.compile(
    r"(?:之前|以前|前|止|为止|全面|全部|基本|力争|确保|于|在|截至|截止|完成|办结|落实|到位|完工|竣工|交付|建成|投用|销号|"
    r"投入使用|投入运行|并|整改|任务|[,，。;；、()（）])*"
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as written, its day or None, and what is doubtful about it."""

    text: str
    date: date | None = None
    ongoing: bool = False
    doubts: tuple[str, ...] = ()


def is_deadline(text: str) -> bool:
    """Return whether a text is a deadline and nothing else, such as 6月底前 or 长期坚持."""
    plain = in_digits(text)
    if len(plain) > _SHOWN:
        return False
    if _AT_ONCE.fullmatch(plain) or _FROM_ISSUE.match(plain):
        return True
    if _RECURRING.match(plain):
        return not plain.endswith(_BODIES)
    rest = _ANY.sub("", plain, count=2)
    if len(rest) == len(plain):
        return bool(_ONGOING.match(plain)) and not plain.endswith(("局", "办", "委", "部"))
    return bool(_ENDINGS.fullmatch(_RANGE.sub("", _STARTS.sub("", _FROM_NOW.sub("", rest)))))


def begins_with_day(text: str) -> bool:
    """Return whether a text begins with the day by which something is done, such as 4月底前出台政策."""
    plain = _FROM_NOW.sub("", in_digits(text))
    found = _ANY.match(plain)
    if found is None or len(plain) > _SHOWN:
        return False
    return bool(_BEFORE.match(plain, found.end())) or not plain.endswith(_BODIES)


def days_before(text: str) -> Iterator[str]:
    """Yield the days and ends of periods before which a text says that something is to be done, such as 6月底前."""
    plain = in_digits(text)
    for found in _ANY.finditer(plain):
        if before := _BEFORE.match(plain, found.end()):
            yield found.group() + before.group()


class DayIn(NamedTuple):
    """A day, or the end of a period, by which something is to be done: where it stands, and the day if it has one."""

    start: int
    end: int
    day: date | None


def days_in(plain: str, year: int | None) -> Iterator[DayIn]:
    """Yield the days by which something is to be done in a text `in_digits`: 6月底前, 10月底, 2024年5月8日.

    What recurs is none, nor is what lies in an earlier year than the document's.
    """
    if _RECURRING.search(plain) or _OTHER_YEAR.search(plain):
        return
    for found in _ANY.finditer(plain):
        before = _BEFORE.match(plain, found.end())
        ends = before is not None or found.group().endswith(("底", "末", "日", "号", "旬"))
        if not ends or _FROM_THEN_ON.match(plain, found.end()) or plain.startswith("起", found.end()):
            continue
        day, _ = _last_day(found, year)
        if day is None or year is None or day.year >= year:
            yield DayIn(found.start(), found.end() if before is None else before.end(), day)


def read_deadline(texts: list[str], year: int | None, issued_on: date | None = None) -> Deadline:
    """Return a task's deadline with its day; an unclear one stays without a day.

    A date without a year is in `year`, that of the document. 自印发之日起 counts from `issued_on`, which is not counted
    itself (Civil Code of the PRC, article 201).
    """
    text = "；".join(dict.fromkeys(texts))
    if not text:
        return Deadline("", doubts=("未写完成时限",))
    plain = _FROM_NOW.sub("", in_digits(text))
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    named = list(_ANY.finditer(plain))
    always = bool(_ONGOING.search(plain))
    if found := _RECURRING.search(plain):
        why = f"完成时限“{shown}”按“{found.group()}”重复，未定日期"
    elif found := _FROM_ISSUE.search(plain):
        return _from_issue(text, shown, found, issued_on)
    elif named and len(set(texts)) > 1:
        why = f"完成时限写了{len(set(texts))}处：“{shown}”，未定日期"
    elif named and not (always and all(found.group() == "全年" for found in named)):
        return _dated(text, shown, plain, named, year)
    elif always:
        return Deadline(text, ongoing=True)
    else:
        why = f"完成时限“{shown}”{'没有日子，请定期限' if _AT_ONCE.search(plain) else '无法换算为日期'}"
    return Deadline(text, doubts=(why,))


def _dated(text: str, shown: str, plain: str, named: list[re.Match[str]], year: int | None) -> Deadline:
    """Return the deadline of a text that names days or periods."""
    ongoing = bool(_ONGOING.search(plain))
    doubts = [f"完成时限“{shown}”既有日期又写持续推进，按日期计"] if ongoing else []
    last = named[-1]
    if len(named) == 2 and _RANGE.fullmatch(plain[named[0].end() : last.start()]):  # noqa: PLR2004
        doubts.append(f"完成时限“{shown}”是一段时间，按截止日计")
        year = _year_of(named[0], year)
        named = [last]
    if len(named) > 1:
        return _last_of(text, shown, plain, named, year)
    day, doubt = (None, "所指年份不明") if _OTHER_YEAR.search(plain) else _last_day(last, year)
    if doubt:
        return Deadline(text, doubts=(f"完成时限“{shown}”{doubt}，未定日期",))
    if day and _NEXT_YEAR.search(plain):
        doubts.append(f"完成时限“{shown}”没有写明年份，按{day}计")
    before = plain[: last.start()]
    rest = _FROM.sub("", before) + plain[last.end() :]
    if _FROM.search(before) and not doubts:
        doubts.append(f"完成时限“{shown}”是一段时间，按截止日计")
    if _FROM_THEN_ON.match(plain, last.end()):
        return Deadline(text, doubts=(f"完成时限“{shown}”只写了开始时间，未定日期",))
    if start := _STARTS.search(rest):
        doubts.append(f"“{shown}”是{start.group()}节点，不是办结时限，暂按{day}计")
    elif not ongoing and not _ENDINGS.fullmatch(rest) and not doubts:
        doubts.append(f"完成时限“{shown}”除日期外另有文字，按{day}计")
    return Deadline(text, day, doubts=tuple(doubts))


def _last_of(text: str, shown: str, plain: str, named: list[re.Match[str]], year: int | None) -> Deadline:
    """Return the last of several milestones (6月底前动工，12月底前完工), if they are in order."""
    days: list[date] = []
    for found in named:
        year = _year_of(found, year)
        day, doubt = _last_day(found, year, turned=True)
        if doubt or day is None or (days and day <= days[-1]) or _OTHER_YEAR.search(plain):
            return Deadline(text, doubts=(f"完成时限“{shown}”有{len(named)}个时间节点，未定日期",))
        days.append(day)
    between = [plain[one.end() : other.start()] for one, other in pairwise(named)]
    if not all(_CLAUSES.search(gap) for gap in between):
        return Deadline(text, doubts=(f"完成时限“{shown}”有{len(named)}个时间节点，未定日期",))
    return Deadline(text, days[-1], doubts=(f"完成时限“{shown}”有{len(named)}个时间节点，按最后一个{days[-1]}计",))


def _from_issue(text: str, shown: str, found: re.Match[str], issued_on: date | None) -> Deadline:
    if issued_on is None:
        return Deadline(text, doubts=(f"完成时限“{shown}”自印发之日起算，成文日期不明，未定日期",))
    count = int(found["count"]) if found["count"].isdecimal() else _counted(found["count"])
    if not count and found["count"] != "半":
        return Deadline(text, doubts=(f"完成时限“{shown}”无法换算为日期",))
    match found["unit"]:
        case "月" | "年" if found["count"] == "半":
            day = issued_on + timedelta(days=15) if found["unit"] == "月" else _months_after(issued_on, 6)
        case "工作日":
            calendar = calendar_for("china")
            day = calendar.shift(issued_on, count, Unit.WORKING_DAYS)
        case "月" | "年":
            day = _months_after(issued_on, count * (12 if found["unit"] == "年" else 1))
        case unit:
            day = issued_on + timedelta(days=count * (7 if unit == "周" else 1))
    return Deadline(text, day, doubts=(f"完成时限“{shown}”自成文日期{issued_on}起算，按{day}计",))


def _counted(text: str) -> int:
    """Return the number that 三, 两 or 二十 stands for; 0 for 半."""
    digits = _number(text.replace("两", "二").replace("半", "零"))
    return int(digits) if digits.isdecimal() else 0


def _months_after(day: date, months: int) -> date:
    months += day.month - 1
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def read_day(text: str) -> date | None:
    """Return the day that a text names in full and nothing else, such as 2024年3月27日 or 2024-03-27."""
    plain = in_digits(text)
    for kind in ("day", "iso"):
        found = _FORMS[kind].fullmatch(plain)
        if found and found["year"]:
            return _day(int(found["year"]), int(found["month"]), int(found["day"]))
    return None


def _year_of(found: re.Match[str], default: int | None) -> int | None:
    """Return the year that a period names, or that 今年 or 明年 means if the document's year is `default`."""
    if named := re.match(r"(?:19|20)[0-9]{2}", found.group()):
        return int(named.group())
    return default + 1 if default is not None and _NEXT_YEAR.match(found.group()) else default


def _last_day(found: re.Match[str], default: int | None, *, turned: bool = False) -> tuple[date | None, str | None]:
    """Return the last day of a period, or why it has none; `turned` says that `default` is the period's own year."""
    kind = (found.lastgroup or "").rstrip("_")
    parts = _FORMS[kind].fullmatch(found.group())
    if parts is None or kind == "vague":
        return None, "只写到月初或月中"
    values = parts.groupdict()
    if values.get("plan"):
        return date(2005 + 5 * int(_number(values["plan"])), 12, 31), None
    year = default if turned else _year_of(found, default)
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


def in_digits(text: str) -> str:
    """Return a text without blanks, with ASCII digits for full-width and Chinese ones before 年, 月, 日 and 季度."""
    return _CHINESE.sub(lambda found: _number(found[1]), "".join(unicodedata.normalize("NFKC", text).split()))


def _number(text: str) -> str:
    if "十" not in text:
        return "".join(str(_DIGITS[digit]) for digit in text)
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return text
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))
