"""Starting in an empty folder, and turning a work plan into tasks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import done, duban

from duban.demo import SAMPLES
from duban.scenarios import library_names, shipped, shipped_names, shipped_text

PLAN = SAMPLES / "plan.txt"
REAL = Path(__file__).parents[3] / "shared" / "data" / "notice" / "ezhou-2024.txt"
TRUTH = Path(__file__).parents[1] / "ledger" / "sample-plan-truth.json"
# The sample has every trap of the real notice, so nothing goes untested where the real one is not at hand.
PLANS = [(PLAN, TRUTH), *([(REAL, REAL.with_suffix(".json"))] if REAL.exists() else [])]
PROMISED = {
    "number",
    "title",
    "lead_units",
    "responsible_units",
    "deadline_text",
    "deadline_date",
    "doubts",
    "instance",
}


def test_an_empty_folder_is_ready_after_init(empty: Path) -> None:
    done("init")
    done("notice", PLAN, "--yes")
    done("daemon", "--once")
    listed = done("list", "--json").json
    assert sorted(item["scenario"] for item in listed) == ["plan", *["task"] * 12]
    assert "red" in {item["light"] for item in listed}
    assert (empty / "duban.db").exists()


def test_init_overwrites_nothing_and_says_what_stands(office: Path) -> None:
    (office / "units.csv").write_text("name\n甲局\n", "utf-8")
    answer = duban("init")
    assert (answer.status, answer.out) == (1, "")
    assert "duban.toml、units.csv、contacts.csv、" in answer.err
    assert (office / "units.csv").read_text("utf-8") == "name\n甲局\n"
    done("init", "another")
    assert (office / "another" / "duban.toml").exists()


def test_init_that_cannot_write_everything_leaves_nothing_and_can_be_tried_again(empty: Path) -> None:
    (empty / "scenarios").write_text("in the way", "utf-8")
    answer = duban("init")
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert "scenarios/complaint.yaml无法写入" in answer.err
    assert [path.name for path in empty.iterdir()] == ["scenarios"]
    (empty / "scenarios").unlink()
    done("init")


def test_what_init_writes_is_found_in_order(office: Path) -> None:  # noqa: ARG001
    done("scenario", "check", "scenarios")
    assert done("doctor", "--json").status == 0


def test_init_brings_scenarios_of_the_library_and_the_units_that_they_name(empty: Path) -> None:
    done("init", "--with", "filing，信访事项", "--with", "submission")
    names = {path.stem for path in (empty / "scenarios").iterdir()}
    assert names == {*shipped_names(), "filing", "petition", "submission"}
    assert (empty / "scenarios" / "petition.yaml").read_text("utf-8") == shipped_text("petition")
    done("scenario", "check", "scenarios")
    units = {row["name"] for row in done("units", "--json").json}
    assert {*(name for role in shipped("petition").roles.values() for name in role.default)} <= units
    assert done("doctor", "--json").status == 0
    item = done("open", "petition", "--by", "市信访局", "--unit", "handler=市住建局", "--json").json
    assert item["state"] == "登记"


def test_everything_in_the_library_can_be_in_use_together(empty: Path) -> None:
    done("init", "--with", ",".join(library_names()))
    assert {path.stem for path in (empty / "scenarios").iterdir()} == {*shipped_names(), *library_names()}
    done("scenario", "check", "scenarios")
    assert done("doctor", "--json").status == 0
    # Each unit and group that has a share of the yearly reforms is in the directory; one that is not is refused.
    year = done(
        "open", "reform-year", "--by", "市优化办", "--unit", "unit_of=东区,西区", "--data", "deadline=2099-12-31"
    )
    assert "GJ-" in year.out


def test_init_with_a_name_that_there_is_not_names_the_near_one_and_writes_nothing(empty: Path) -> None:
    answer = duban("init", "--with", "filling")
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert "filling" in answer.err
    assert "filing" in answer.err.replace("filling", "")
    assert "duban scenario list" in answer.err
    assert [*empty.iterdir()] == []


def test_a_scenario_of_the_library_is_named_in_the_settings_without_a_file(empty: Path) -> None:
    (empty / "duban.toml").write_text('database = "sqlite:///duban.db"\nscenarios = ["filing"]\n', "utf-8")
    done("open", "filing", "--by", "市优化办", "--unit", "filer=市住建局")
    assert [item["scenario"] for item in done("list", "--json").json] == ["filing"]


def test_what_there_is_to_choose_from_is_listed_by_name_title_and_purpose(empty: Path) -> None:  # noqa: ARG001
    rows = done("scenario", "list", "--json").json
    assert [row["name"] for row in rows] == [*shipped_names(), *library_names()]
    listed = done("scenario", "list").out
    for row in rows:
        assert any(
            line.split()[:2] == [row["name"], row["title"]] and row["about"][:10] in line
            for line in listed.splitlines()
        )


@pytest.mark.parametrize(("plan", "truth"), PLANS, ids=lambda path: path.stem)
def test_a_dry_run_gives_every_task_exactly_and_opens_nothing(empty: Path, plan: Path, truth: Path) -> None:
    expected: list[dict[str, Any]] = json.loads(truth.read_text("utf-8"))
    shown = done("notice", plan, "--dry-run", "--json").json
    assert len(shown) == len(expected)
    for task, row in zip(shown, expected, strict=True):
        known = {key: value for key, value in row.items() if key in task and key != "doubts"}
        assert {key: task[key] for key in known} == known
        assert set(task) >= PROMISED
        assert task["instance"] is None
    assert list(empty.iterdir()) == []


def test_a_dry_run_shows_what_is_unsure_and_where_each_doubt_once(empty: Path) -> None:  # noqa: ARG001
    shown = done("notice", PLAN, "--dry-run").out
    assert shown.startswith("云川市2024年优化营商环境工作方案　云川优化发〔2024〕3号\n")
    rows = [line.split() for line in shown.splitlines()]
    assert ["第7项", "未列牵头单位"] in rows
    assert [row[0] for row in rows if row[1:] == ["“各县区”未在单位名录中列明成员，须另行指定具体单位"]] == [
        "第1、2、3、4、5、6、7、10、11、12项"
    ]
    assert "共12项任务，试读，未立项" in shown


def test_importing_twice_opens_nothing_twice(office: Path) -> None:  # noqa: ARG001
    first = done("notice", PLAN, "--yes", "--json").json
    again = done("notice", PLAN)
    assert "新立项0项，已有12项" in again.out
    assert [item["number"] for item in done("list", "--json").json] != []
    tasks = {task["instance"] for task in first}
    assert len(done("list", "--scenario", "task", "--json").json) == len(tasks) == 12
    assert len(done("list", "--scenario", "plan", "--json").json) == 1


def test_a_plan_in_gb18030_reads_the_same(office: Path) -> None:
    (office / "plan.txt").write_bytes(PLAN.read_text("utf-8").encode("gb18030"))
    assert done("notice", "plan.txt", "--dry-run", "--json").json == done("notice", PLAN, "--dry-run", "--json").json


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02\x03" * 64, "error: plan.txt: "),
        (b"%PDF-1.7 ...", "is a PDF; open it and save its text as a UTF-8 .txt file"),
        ("没有任务的文件。\n".encode(), "no numbered task with its units was found"),
    ],
    ids=["empty", "binary", "pdf", "no tasks"],
)
def test_what_is_no_work_plan_is_one_line_and_opens_nothing(office: Path, content: bytes, complaint: str) -> None:
    (office / "plan.txt").write_bytes(content)
    answer = duban("notice", "plan.txt")
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert complaint in answer.err
    assert not (office / "duban.db").exists()


@pytest.mark.usefixtures("english")
def test_a_scenario_that_names_no_opener_needs_one_named(office: Path) -> None:  # noqa: ARG001
    answer = duban("notice", PLAN, "--scenario", "issue")
    assert answer.status == 2
    assert "name the unit with --by" in answer.err


def test_one_task_that_is_refused_opens_none_of_them(office: Path) -> None:  # noqa: ARG001
    # An issue has one lead unit, and not all tasks of the plan have just one.
    answer = duban("notice", PLAN, "--scenario", "issue", "--by", "市优化办", "--yes")
    assert answer.status == 1
    assert "牵头单位" in answer.err
    assert done("list", "--json").json == []
