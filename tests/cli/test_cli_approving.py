"""What takes approval, and opinions on it, at the command line, as an office reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import done, duban

PAUSE = Path(__file__).parents[1] / "workflow" / "scenarios" / "pause.yaml"
OFFICE = ("--by", "市优化办/李四")


@pytest.fixture
def number(office: Path) -> str:
    (office / "scenarios" / "pause.yaml").write_text(PAUSE.read_text("utf-8"), "utf-8")
    return str(
        done("open", "pause", *OFFICE, "--unit", "doer=市住建局", "--title", "压减审批", "--json").json["number"]
    )


def test_what_takes_approval_says_who_decides_and_whose_opinion_is_asked(number: str) -> None:
    asked = done("fire", number, "暂缓办理", *OFFICE, "--note", "等上级文件").out
    assert f"已报请审批（{number}#2），待市领导审批\n先征求意见：市发改委\n{number}" in asked
    assert "办理“暂缓办理”" in done("pending", "--unit", "市发改委").out
    shown = done("show", number, "--by", "市优化办").out
    assert "尚未出具意见：市发改委" in shown
    again = duban("fire", number, "暂缓办理", *OFFICE, "--note", "等上级文件")
    assert (again.status, f"  [approval] 市优化办/李四已经申请“暂缓办理”，正待审批（{number}#2）" in again.err) == (
        1,
        True,
    )
    assert done("opine", f"{number}#2", "同意暂缓", "--by", "市发改委/乙").out.startswith("意见已记录\n")
    assert "市发改委/乙的意见：同意暂缓" in "".join(done("pending").out.split())
    assert "先征求" not in done("why", number).out


def test_a_leaders_decision_is_recorded_with_its_day_and_its_scan(number: str) -> None:
    done("fire", number, "暂缓办理", *OFFICE, "--note", "等上级文件")
    Path("批示.pdf").write_bytes(b"%PDF")
    record = ("decide", f"{number}#2", "--approve", "--by", "市督考办", "--on-behalf", "市领导/王")
    assert duban(*record, "--on", "明天").status == 2
    early = duban(*record, "--on", "2024-04-01")
    assert (early.status, "  [recorded] 审批日期2024-04-01早于申请日期" in early.err) == (1, True)
    assert done(*record, "--scan", "批示.pdf").out.startswith("已同意\n")
    told = "".join(done("history", number).out.split())
    assert "批准第2条所请事项，系市领导/王于" in told
    decided = done("history", number, "--json").json[2]["payload"]
    assert decided["scan"]["name"] == "批示.pdf"
    assert done("show", number, "--json").json["state"] == "暂缓"
    assert done("verify").err == ""


def test_voiding_waits_and_says_for_whom_also_as_json(number: str) -> None:
    answer = done("void", number, *OFFICE, "--note", "停办", "--json").json
    assert (answer["ended"], [each["act"] for each in answer["pending"]]) == (None, ["void"])
    assert done("withdraw", number, f"{number}#2", "--by", "市优化办").out.startswith("已撤回申请\n")
    assert "待市领导审批" in done("void", number, *OFFICE, "--note", "停办").out
    assert "办理（已撤销）" in done("decide", f"{number}#4", "--approve", "--by", "市领导").out
    assert done("show", number, "--json").json["ended"] == "void"


def test_what_is_approved_too_late_says_why_it_could_not_be_done(number: str) -> None:
    done("fire", number, "暂缓办理", *OFFICE, "--note", "等上级文件")
    done("assign", number, "office", "市督考办", *OFFICE)
    late = done("decide", f"{number}#2", "--approve", "--by", "市领导").out
    assert late.startswith("已批准，但现已无法办理：市优化办不是本事项的交办单位，无权办理此步\n")
