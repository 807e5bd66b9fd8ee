"""Correcting, voiding, merging and taking back from the command line, as an office reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import done, duban

if TYPE_CHECKING:
    from pathlib import Path

OPEN = ("open", "issue", "--by", "市优化办", "--unit", "lead=市优化办", "--unit", "responsible=市住建局", "--json")
BY = ("--by", "市优化办/李四")


@pytest.fixture
def numbers(office: Path) -> list[str]:  # noqa: ARG001 - the folder to work in
    titles = ("取号机故障", "取号机又坏了")
    return [str(done(*OPEN, "--title", title, "--data", "deadline=2031-03-14").json["number"]) for title in titles]


def test_a_date_is_corrected_and_both_stand_in_the_history_and_in_why(numbers: list[str]) -> None:
    number = numbers[0]
    answer = done("correct", number, "--data", "deadline=2031-03-21", *BY, "--note", "通知中日期有误")
    assert answer.out.startswith(f"已更正\n{number}")
    told = "".join(done("history", number).out.split())
    assert "“完成时限”由“2031-03-14”" in told
    assert "2031-03-14→2031-03-21" in done("why", number).out


def test_what_would_change_nothing_is_refused_and_a_reason_has_to_be_given(numbers: list[str]) -> None:
    again = duban("correct", numbers[0], "--title", "取号机故障", *BY, "--note", "核对")
    assert (again.status, "  [nothing] 所给的值与现有的值相同" in again.err) == (1, True)
    assert duban("correct", numbers[0], "--title", "取号机坏", *BY).status == 2


def test_what_is_void_or_merged_says_so_wherever_it_is_listed(numbers: list[str]) -> None:
    one, two = numbers
    merged = done("merge", two, one, *BY, "--note", "同一台取号机")
    assert merged.out.startswith(f"已并入{one}\n{two}")
    assert "交办（已合并）" in merged.out
    assert "交办（已合并）" in done("show", one).out
    refused = duban("fire", two, "签收", "--by", "市住建局")
    assert f"  [state] 已并入{one}，“签收”请在该事项办理" in refused.err
    assert "交办（已撤销）" in done("void", one, *BY, "--note", "上级已撤销").out
    assert [item["number"] for item in done("list", "--ended", "void", "--json").json] == [one]
    assert done("list", "--open", "--json").json == []
    assert "交办（已撤销）" in done("list").out
    assert done("verify").err == ""


@pytest.mark.usefixtures("numbers")
def test_how_something_ends_has_two_words() -> None:
    answer = duban("list", "--ended", "done")
    assert (answer.status, "void、merged" in answer.err) == (1, True)


def test_who_asked_takes_the_request_back(numbers: list[str]) -> None:
    number = numbers[0]
    done("fire", number, "签收", "--by", "市住建局")
    done("extend", number, "整改时限", "5个工作日", "--by", "市住建局")
    (asked,) = (each["id"] for each in done("pending", "--json").json)
    assert f"  [role] {asked}由市住建局提出，只有该单位可以撤回" in duban("withdraw", number, asked, *BY).err
    assert done("withdraw", number, asked, "--by", "市住建局").out.startswith("已撤回申请\n")
    assert done("pending", "--json").json == []
