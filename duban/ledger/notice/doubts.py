"""Doubts about a task: where its text and what was read from it do not agree."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from duban.ledger.notice.wording import days_before, stages_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duban.ledger.notice.wording import Assignment, DatedStep, Deadline

_COUNT = re.compile(
    r"([0-9]{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[两三四五六七八九])(?:家|个)([\u4e00-\u9fff]{0,6}?)(?:责任)?(?:单位|部门)"
)
_REPEATS = re.compile(r"每半年|每季度?|每双?月|每周|每旬|每日|按季度|逐月|逐季")
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"两": 2}
_LONGEST_TITLE = 60


def doubts_of(title: str, body: str, assignment: Assignment, deadline: Deadline, issued_on: date | None) -> list[str]:
    """Return what a person should check, in the order of a ledger's columns."""
    return [
        *_title(title),
        *_units(assignment),
        *_counts(title + "。" + body, assignment),
        *(_unwritten(body) if not deadline.text else deadline.doubts),
        *_dates(body, deadline, issued_on),
        *dict.fromkeys(assignment.doubts),
    ]


def numbering(number: str, previous: str | None, seen: Sequence[int]) -> list[str]:
    """Return what is odd about a number that follows `previous`; `seen` has the lines where it was used before."""
    if seen:
        return [f"编号{number}与第{seen[0]}行的任务重复"]
    here, before = _value(number), _value(previous) if previous is not None else 0
    if here is None or before is None or here == before + 1:
        return []
    return [f"编号不连续：上一项为{previous}，本项为{number}" if previous else f"编号从{number}开始"]


def steps_doubts(steps: Sequence[DatedStep], body: str, deadline: Deadline) -> list[str]:
    """Return that a task's text has several days, or stages, where its deadline is one."""
    only = f"，完成时限只有一个（{deadline.text}）" if deadline.date else ""
    if steps:
        found = "、".join(f"{step.name} {step.day}" for step in steps)
        return [f"正文写了{len(steps)}个时间节点（{found}）{only}"]
    stages = stages_of(body)
    if not stages:
        return []
    named = "".join(f"“{stage}”" for stage in stages)
    return [f"正文分为{named}{len(stages)}个阶段，没有写明各阶段的时间{only}"]


def _title(title: str) -> list[str]:
    if not title:
        return ["未读到任务名称"]
    return [f"任务名称过长（{len(title)}字），疑未以句号结束"] if len(title) > _LONGEST_TITLE else []


def _units(assignment: Assignment) -> list[str]:
    if not assignment.has_units and assignment.start is None:
        return ["未见列明单位的括注"]
    found = [] if assignment.lead else ["未列牵头单位"]
    found += [] if assignment.responsible else ["未列责任单位"]
    found += ["单位名单未列全（“等单位”）"] if assignment.open_ended else []
    both = [unit for unit in assignment.lead if unit in assignment.responsible]
    return [*found, *(f"“{unit}”既是牵头单位又是责任单位" for unit in both)]


def _counts(text: str, assignment: Assignment) -> list[str]:
    """Compare 27家部门 in the text with the length of the list, unless the list has groups (各区)."""
    listed = len(assignment.responsible)
    together = len({*assignment.lead, *assignment.responsible})
    if not listed or assignment.open_ended or any("各" in unit for unit in assignment.responsible):
        return []
    odd = (found.group() for found in _COUNT.finditer(text) if _value(found[1]) not in {listed, together})
    return [f"正文称“{words}”，责任单位列了{listed}家" for words in islice(dict.fromkeys(odd), 3)]


def _unwritten(body: str) -> list[str]:
    """Return the doubt that there is no deadline, with the days that the text mentions."""
    spoken = "".join(f"“{text}”" for text in islice(days_before(body), 3))
    return [f"未写完成时限，正文提到{spoken}" if spoken else "未写完成时限"]


def _dates(body: str, deadline: Deadline, issued_on: date | None) -> list[str]:
    if deadline.date is None:
        return []
    found = []
    if repeats := list(dict.fromkeys(_REPEATS.findall(body))):
        words = "".join(f"“{word}”" for word in repeats)
        found.append(f"正文要求{words}办理，完成时限只有一个（{deadline.text}）")
    if issued_on and deadline.date < issued_on:
        found.append(f"完成时限{deadline.date}早于成文日期{issued_on}")
    return found


def _value(number: str | None) -> int | None:
    """Return the number that 12, 十二 or 一百零三 stands for; None for anything else."""
    if not number:
        return None
    if number.isdecimal():
        return int(number)
    total = 0
    for unit, size in (("百", 100), ("十", 10)):
        if unit in number:
            digit, _, number = number.partition(unit)
            total += size * _DIGITS.get(digit, 1)
    rest = number.lstrip("零〇")
    return total + _DIGITS[rest] if rest in _DIGITS else total if not rest else None
