"""Extensions, links and calendars at the command line, by those who use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import done, duban

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def number(office: Path) -> str:  # noqa: ARG001 - the folder to work in
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    item = str(done("open", "issue", "--by", "市优化办", *units, "--json").json["number"])
    done("fire", item, "签收", "--by", "市住建局")
    return item


def test_more_time_is_asked_for_listed_and_granted(number: str) -> None:
    before = done("show", number, "--json").json["due_on"]
    asked = done("extend", number, "整改时限", "5个工作日", "--by", "市住建局", "--note", "等待评审").out
    assert f"延期申请已提出（{number}#3），待市优化办决定" in asked
    listed = done("pending", "--unit", "市优化办").out
    assert "整改时限延期5个工作日" in listed
    assert "市住建局；等待评审" in listed
    assert "整改时限延期5个工作日" in done("show", number).out
    refused = duban("decide", f"{number}#3", "--approve", "--by", "市住建局")
    assert (refused.status, "无权办理此步" in refused.err) == (1, True)
    granted = done("decide", f"{number}#3", "--approve", "--by", "市优化办", "--json").json
    assert granted["due_on"] > before
    assert done("pending").out == "没有待决定的事项\n"
    told = done("history", number).out
    assert "申请将“整改时限”延期5个工作日" in told
    assert f"由{before}延至{granted['due_on']}" in told


def test_a_length_that_leaves_its_unit_open_is_refused_with_the_four(number: str) -> None:
    refused = duban("extend", number, "整改时限", "5天", "--by", "市住建局")
    assert refused.status != 0
    assert "5 working days" in refused.err
    assert "Traceback" not in refused.err


def test_the_same_matter_again_is_linked_and_shown_on_both_sides(number: str) -> None:
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    again = str(done("open", "issue", "--by", "市优化办", *units, "--json").json["number"])
    done("link", again, number, "--by", "市优化办", "--note", "同一窗口")
    assert f"同一事项重复  {number}" in done("show", again).out
    assert f"同一事项重复  {again}" in done("show", number).out
    assert done("show", number, "--json").json["links"][0]["number"] == again
    twice = duban("link", again, number, "--by", "市优化办")
    assert (twice.status, f"已与{number}关联" in twice.err) == (1, True)


def test_a_calendar_is_previewed_imported_and_shown(number: str) -> None:
    day = done("show", number, "--json").json["due_on"]
    with open("days.csv", "w", encoding="utf-8") as file:  # noqa: PTH123 - in the folder to work in
        file.write(f"日期,是否上班,备注\n{day},休,停电\n")
    preview = done("calendar", "import", "days.csv", "--dry-run").out
    assert "预览，未作改动" in preview
    assert done("show", number, "--json").json["due_on"] == day
    imported = done("calendar", "import", "days.csv").out
    assert f"{number}" in imported
    assert "改期1个" in imported
    assert done("show", number, "--json").json["due_on"] > day
    assert f"{day}  休        停电" in done("calendar", "show").out
    assert "按新日历由" in done("history", number).out
    done("verify")


def test_a_file_that_is_no_calendar_is_refused_by_line(number: str) -> None:  # noqa: ARG001 - an office with work
    with open("days.csv", "w", encoding="utf-8") as file:  # noqa: PTH123 - in the folder to work in
        file.write("日期,是否上班\n今天,休\n")
    refused = duban("calendar", "import", "days.csv")
    assert (refused.status, refused.out) == (1, "")
    assert "days.csv:2: '今天' 不是日期" in refused.err
    missing = duban("calendar", "import", "nothing.csv")
    assert missing.status != 0
    assert "Traceback" not in missing.err
