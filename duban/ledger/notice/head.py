"""The head of a notice: the plan's name, document number, day and year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.ledger.notice.wording import in_digits, read_day

if TYPE_CHECKING:
    from datetime import date

_ISSUED = re.compile(r"印发[《〈]([^《》〈〉\n]{2,100})[》〉]")
_ISSUER = re.compile(r"([\u4e00-\u9fff、 \u3000]{2,40})关于(?:印发|下发|公布|发布)")
_KIND = re.compile(
    r"(?:方案|要点|计划|意见|通知|清单|台账|措施|安排|分工|分解|任务|规划|办法|规定|细则|预案|部署|目标|工作|行动|表|书|单)"
    r"(?:[（(][^（）()]{1,12}[)）])?$"
)
_NO_TITLE = re.compile(
    r"[:：。；;|｜]|^[（(]?[一二三四五六七八九十0-9]+[)）、.．]|^(?:附件|来源|发布|首页|当前位置|目录|前言)"
)
_LONGEST_TITLE = 60
_NUMBER = (
    r"[\u4e00-\u9fff]{1,20}[ \u3000]?[〔\[［(（【](?:19|20)[0-9]{2}[〕\]］)）】]"
    r"[ \u3000]?第?[ \u3000]?[0-9]{1,5}[ \u3000]?号"
)
_NUMBER_LINE = re.compile(rf"(?:(?:发文字号|发文号|文号|文件编号)[:：][ \u3000]?)?({_NUMBER})")
_NUMBER_NAMED = re.compile(rf"(?:发文字号|发文号|文号|文件编号)[:：|｜]*({_NUMBER})")
_NUMBER_TAIL = re.compile(rf"[(（]({_NUMBER})[)）]$")
_STAMP = re.compile(
    r"(?:(?:成文|印发|发文|发布)?日期|发布时间)[:：|｜]?([0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?)"
)
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?=年|[-—–~～至])")
_HEAD_LINES = 80


@dataclass(frozen=True, slots=True)
class Head:
    """What a notice says about itself; `year` is that of deadlines without a year, `issuer` the body that issues it."""

    title: str
    document_no: str
    issued_on: date | None
    year: int | None
    doubts: tuple[str, ...]
    issuer: str = ""


def missing(title: str, document_no: str, issued_on: date | None) -> list[str]:
    """Return the doubts about what a notice does not say of itself."""
    return [
        *([] if title else ["未找到文件标题"]),
        *([] if document_no else ["未找到发文字号"]),
        *([] if issued_on else ["未找到成文日期"]),
    ]


def read_head(lines: list[str], first_task: int) -> Head:
    """Read the lines before the first task, and for the day also the signature after the last one."""
    head = [line.strip() for line in lines[: min(first_task, _HEAD_LINES)]]
    title = _title(head)
    document_no = next((found[1] for line in head if (found := _NUMBER_LINE.fullmatch(line))), "")
    document_no = document_no or next((found[1] for line in head if (found := _NUMBER_TAIL.search(line))), "")
    document_no = document_no or next((found[1] for line in head if (found := _NUMBER_NAMED.search(_bare(line)))), "")
    issued_on = _issued_on(head, [line.strip() for line in lines[first_task:]][-_HEAD_LINES:])
    doubts = missing(title, document_no, issued_on)
    year = _only_year([title])
    if year is None:
        in_number = re.search(r"(?:19|20)[0-9]{2}", document_no)
        year = int(in_number.group()) if in_number else issued_on.year if issued_on else _only_year(head)
        doubts.append(
            f"标题未写明唯一年份，未写年份的时限按{year}年计" if year else "文件年份不明，未写年份的时限不换算"
        )
    return Head(title, "".join(document_no.split()), issued_on, year, tuple(doubts), _issuer(head))


def _only_year(lines: list[str]) -> int | None:
    """Return the year that the lines mention, if they mention only one."""
    years = {found for line in lines for found in _YEAR.findall(in_digits(line))}
    return int(years.pop()) if len(years) == 1 else None


def _bare(line: str) -> str:
    return "".join(line.split())


def _title(head: list[str]) -> str:
    """Return the plan's name: what the notice issues in 《》, or else the first line that looks like a plan's name."""
    for index, line in enumerate(head):
        # A long title can continue on the next lines, so two more are read with it.
        if found := _ISSUED.search(line) or _ISSUED.search("".join(head[index : index + 3])):
            return found[1].strip()
    for index, line in enumerate(head):
        if _KIND.search(line) and len(line) <= _LONGEST_TITLE and not _NO_TITLE.search(line):
            starts = index and "关于" in head[index - 1] and not _KIND.search(head[index - 1]) and "关于" not in line
            return head[index - 1] + line if starts else line
    return ""


def _issuer(head: list[str]) -> str:
    """Return the body in a heading such as 某市人民政府办公室关于印发…的通知."""
    for index, line in enumerate(head):
        if found := _ISSUER.match(line) or _ISSUER.match("".join(head[index : index + 2])):
            return "".join(found[1].split())
    return ""


def _issued_on(head: list[str], tail: list[str]) -> date | None:
    for line in (*head, *reversed(tail)):
        if day := read_day(line):
            return day
    stamps = (read_day(found[1]) for line in head if (found := _STAMP.search(_bare(line))))
    return next((day for day in stamps if day), None)
