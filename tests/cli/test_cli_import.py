"""Opening many matters from a paper: what is shown first, that it is confirmed, and how it is taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import done, duban

from duban.demo import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

PLAN = SAMPLES / "plan.txt"


@pytest.fixture
def problems(office: Path) -> Path:
    file = office / "problems.csv"
    file.write_text(
        "编号,问题名称,责任单位,完成时限\n1,排队过长,市住建局,2024-05-31\n2,超期办理,市住健局,2024-06-30\n", "utf-8"
    )
    return file


@pytest.mark.parametrize("arguments", [("notice", PLAN), ("import", "problems.csv", "--by", "市优化办")])
def test_nothing_is_opened_until_it_is_confirmed(problems: Path, arguments: tuple[object, ...]) -> None:
    answer = duban(*arguments)
    assert (answer.status, answer.err) == (1, "错误：未立项：请先用 --dry-run 查看，确认后加 --yes\n")
    assert "立项前请注意" in answer.out
    assert done("list", "--json").json == []
    done(*arguments, "--yes")
    assert done("list", "--json").json != []
    done(*arguments)  # everything stands: there is nothing to confirm
    assert problems.exists()


def test_a_plan_under_way_shows_what_it_would_send_and_is_taken_over_without_it(office: Path) -> None:
    shown = done("notice", PLAN, "--dry-run").out
    assert "条消息" in shown
    assert "待签发" in shown
    assert "请用 --quiet 接续办理" in shown
    taken = done("notice", PLAN, "--quiet", "--yes").out
    assert "均不发出" in taken
    assert "请用 --quiet" not in taken
    done("daemon", "--once")
    assert done("outbox", "--json").json == []
    assert "red" in {item["light"] for item in done("list", "--json").json}
    number = done("list", "--json").json[0]["number"]
    assert "接续办理（自2024-" in done("history", number).out
    assert "接续办理之前已过" in done("why", number).out
    assert done("verify", "--json").status == 0
    assert (office / "duban.db").exists()


def test_a_trial_as_json_has_what_is_odd_and_what_would_be_sent_for_each_task(office: Path) -> None:
    tasks = done("notice", PLAN, "--dry-run", "--json").json
    assert all({"concerns", "changed", "would_send"} <= set(task) for task in tasks)
    assert {"past", "unknown", "no-lead"} <= {each["code"] for task in tasks for each in task["concerns"]}
    assert all(task["would_send"]["交办通知"] > 0 for task in tasks)
    assert not (office / "duban.db").exists()


def test_a_list_becomes_matters_with_what_is_odd_row_by_row(problems: Path) -> None:
    shown = done("import", problems, "--by", "市优化办", "--dry-run").out
    assert ["第3行", "单位名录中没有“市住健局”，相近的有“市住建局”"] in [line.split() for line in shown.splitlines()]
    opened = done("import", problems, "--by", "市优化办", "--yes", "--json").json
    assert [row["opened"] for row in opened["rows"]] == [True, True]
    assert "新立项0项，已有2项" in done("import", problems, "--by", "市优化办", "--yes").out


def test_a_row_that_cannot_be_opened_holds_up_the_list(problems: Path) -> None:
    problems.write_text(
        problems.read_text("utf-8").replace("完成时限", "问题来源").replace("2024-05-31", "省评反馈"), "utf-8"
    )
    answer = duban("import", problems, "--by", "市优化办", "--yes")
    assert (answer.status, "有1行不能立项，一项都未立" in answer.err) == (1, True)
    assert "第3行" in answer.out
    assert done("list", "--json").json == []


def test_one_matter_is_taken_over_or_has_a_unit_that_is_new(office: Path) -> None:
    asked = ("open", "issue", "--by", "市优化办", "--unit", "lead=市优化办", "--unit", "responsible=市水务局")
    answer = duban(*asked)
    assert (answer.status, "单位名录中没有'市水务局'" in answer.err) == (1, True)
    item = done(*asked, "--new-unit", "市水务局", "--since", "2024-04-01", "--quiet", "--json").json
    assert (item["units"]["responsible"], item["light"]) == (["市水务局"], "red")
    assert done("outbox", "--json").json == []
    assert office.exists()
