"""Dated steps in a task's text (时间节点): days, each with what is to be done by it; and stages without days."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from duban.ledger.notice.wording.dates import days_in, in_digits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_CLAUSE = re.compile(r"[^,，;；。:：()（）〔〕\[\]【】]+")
_TEXT = re.compile(r"[\u4e00-\u9fff]")
_LEADING = re.compile(
    r"^(?:(?:要|将|于|在|至|到|截至|截止|力争|确保|务必|并|其中|计划|预计|年内|[之以]?前|底|末|止|完毕)+|[、·\-—\s]+)+"
)
_TRAILING = re.compile(r"(?:于|在|至|到|截至|截止|力争|确保|须|应|要|[、·\-—\s])+$")
_NUMBER = re.compile(r"^[（(]?[0-9一二三四五六七八九十]{1,2}[)）.．、是]")
_STAGE = re.compile(r"(?:^|[,，;；。])[（(]?[0-9一二三四五六七八九十]?[)）.．、]?(?P<name>[\u4e00-\u9fff]{2,6})阶段")
_NO_STAGE = re.compile(r"^(?:现|各|每|全|下|上|本|该|前|后|初|不同|有些|分|多)")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_LONGEST = 40


class DatedStep(NamedTuple):
    """A step of a task: what is to be done, and by which day."""

    name: str
    day: date


def steps_of(text: str, year: int | None) -> tuple[DatedStep, ...]:
    """Return the dated steps that a text names, in the order of their days; none unless they have two days or more.

    A step is a clause with one day or end of a period, such as 6月底前完成申报. If nothing else stands in it, its name
    is the clause before, as in 申报阶段（6月底前）. A day without a year is in that of the step before, or in `year`.
    """
    found: dict[str, date] = {}
    for name, day in _named_days(in_digits(text), year):
        if name in found and found[name] != day:
            return ()  # what is called the same is not told apart
        found[name] = day
    if len(set(found.values())) <= 1:
        return ()
    return tuple(DatedStep(name, day) for name, day in sorted(found.items(), key=lambda pair: pair[1]))


def stages_of(text: str) -> tuple[str, ...]:
    """Return the stages that a text tells apart, such as 申报, 创建 and 验收; none if there is but one."""
    names = dict.fromkeys(found["name"] for found in _STAGE.finditer(in_digits(text)))
    stages = tuple(name for name in names if not _NO_STAGE.match(name))
    return stages if len(stages) > 1 else ()


def _named_days(plain: str, year: int | None) -> Iterator[tuple[str, date]]:
    before = ""
    for found in _CLAUSE.finditer(plain):
        clause = found.group()
        days = list(days_in(clause, year))
        if len(days) == 1 and (day := days[0].day) is not None:
            own = _bare(clause[: days[0].start]) + _bare(clause[days[0].end :])
            if name := own if _TEXT.search(own) else before:
                yield name[:_LONGEST], day
            year = day.year if _YEAR.match(clause, days[0].start) else year
        before = _bare(clause)


def _bare(clause: str) -> str:
    return _TRAILING.sub("", _LEADING.sub("", _NUMBER.sub("", clause)))
