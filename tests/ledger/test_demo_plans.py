"""The demo on plans of every kind, and in folders of every kind."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from demo_runs import Run, plan, small_plan

from duban.demo.post import leaves
from duban.ledger import DemoFolderTaken, NoticeError
from duban.states import Light
from duban.workflow.people import looks_like_group

EZHOU = Path(__file__).parents[3] / "shared/data/notice/ezhou-2024.txt"


def test_playing_again_replaces_the_earlier_demo(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = Run(small_plan(tmp_path), out)
    second = Run(small_plan(tmp_path), out)
    texts = len(list((second.out / "sms").glob("*.sms.json")))
    assert len(first.mails) == len(second.mails) > 0
    assert len(second.mails) + texts == leaves(second.result.posted).total()
    assert [row.number for row in second.result.rows] == ["RW-2024-0001", "RW-2024-0002"]


@pytest.mark.usefixtures("english")
def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "duban.db").write_text("not a demo's")
    with pytest.raises(DemoFolderTaken, match="is no earlier demo; name another folder"):
        Run(small_plan(tmp_path), tmp_path / "out")
    assert (tmp_path / "out" / "duban.db").read_text() == "not a demo's"


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    out = tmp_path / "演示 100%20?a#b"
    run = Run(small_plan(tmp_path), out)
    assert run.result.folder.database.is_file()
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [out.name]


def test_what_somebody_put_beside_an_earlier_demo_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    Run(small_plan(tmp_path), out)
    (out / "notes.txt").write_text("mine")
    Run(small_plan(tmp_path), out)
    assert (out / "notes.txt").read_text() == "mine"


def test_a_file_that_is_no_plan_leaves_no_folder_behind(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("")
    with pytest.raises(NoticeError):
        Run(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "tasks",
    [
        ["独任一项。做好。（牵头单位：甲局；责任单位：乙局；完成时限：2024年5月底）"],
        ["没有期限。做好。（牵头单位：甲局；责任单位：乙局）"],
        ["长期任务。做好。（牵头单位：甲局；责任单位：乙局；完成时限：持续推进）"],
        ["没有牵头。做好。（责任单位：乙局；完成时限：2024年5月底）"] * 4,
        ["牵头即责任。做好。（牵头单位：市优化办；责任单位：市优化办；完成时限：2024年5月底）"] * 3,
        ["已经过期。做好。（牵头单位：甲局；责任单位：乙局；完成时限：2024年1月底）"] * 3,
        ["三年后到期。做好。（牵头单位：甲局；责任单位：乙局；完成时限：2027年12月底）"] * 3,
        ["督办自己。做好。（牵头单位：市督考办；责任单位：市督考办、市优化办；完成时限：2024年5月底）"] * 2,
    ],
    ids=["one", "undated", "ongoing", "no lead", "lead is responsible", "already due", "years ahead", "supervisor"],
)
def test_any_plan_can_be_played(tmp_path: Path, tasks: list[str]) -> None:
    run = Run(plan(tmp_path, *tasks), tmp_path / "out")
    assert len(run.result.rows) == len(tasks)
    assert run.result.verification.ok
    assert not run.result.played.swept.failures
    assert not run.result.played.swept.alerts
    assert all(row.deadline is None or row.closed_on or row.light is Light.RED for row in run.result.rows)


def test_a_plan_without_a_day_is_taken_to_be_issued_sixty_days_before_its_first_deadline(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("1. 编制清单。做好。（牵头单位：甲局；责任单位：乙局；完成时限：2024年5月31日）", "utf-8")
    run = Run(path, tmp_path / "out")
    (row,) = run.result.rows
    assert row.deadline - row.opened_on == timedelta(days=60)


@pytest.mark.skipif(not EZHOU.exists(), reason="the published plan is not beside this checkout")
def test_a_published_plan_shows_its_nineteen_tasks_with_the_right_leads_and_dates(tmp_path: Path) -> None:
    truth = json.loads(EZHOU.with_suffix(".json").read_text("utf-8"))
    run = Run(EZHOU, tmp_path / "out")
    assert len(run.result.rows) == len(truth) == 19
    for row, item in zip(run.result.rows, truth, strict=True):
        assert row.title == item["title"]
        assert row.lead == tuple(item["lead_units"] or ["市优化办"])
        # A group without members is no unit; where nobody else is named, the lead does it in the demo.
        named = tuple(unit for unit in item["responsible_units"] if not looks_like_group(unit))
        assert row.responsible == (named or row.lead)
        assert (row.deadline.isoformat() if row.deadline else None) == item["deadline_date"]
    assert run.result.verification.ok


def test_a_narrow_terminal_loses_nothing_of_the_ledger(tmp_path: Path) -> None:
    run = Run(small_plan(tmp_path), tmp_path / "out", width=40)
    shown = "".join(run.screen.split())
    for words in ("事项：公开办事指南", "牵头单位：乙局", "责任单位：待指定", "完成时限：2024-06-30", "亮灯：●红"):
        assert words in shown
    assert max(map(len, run.screen.splitlines())) <= 40


def test_a_notice_cannot_steer_the_terminal_nor_the_spreadsheet(tmp_path: Path) -> None:
    tasks = ["=1+1\x1b[2J[red]清单。做好。（牵头单位：甲局；责任单位：乙局；完成时限：2024年5月底）"]
    run = Run(plan(tmp_path, *tasks), tmp_path / "out")
    assert "\x1b" not in run.screen
    assert "[red]" in run.screen
    listed = (tmp_path / "out" / "messages.csv").read_text("utf-8-sig")
    assert ",=1+1" not in listed
    assert ",'=1+1" in listed
