"""Plans of a city that does not exist, in the layouts that offices publish, against what a person reads in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import plans as benchmark
from benchmarks.plans import KINDS, Score, judge
from duban.ledger import read_notice

PLANS = Path(__file__).parent / "plans"
SAMPLES = sorted(path for path in PLANS.iterdir() if path.suffix != ".json")


@pytest.mark.parametrize("plan", SAMPLES, ids=lambda path: path.name)
def test_every_task_unit_and_date_of_a_layout_is_read_as_a_person_reads_it(plan: Path) -> None:
    scores = {kind: Score() for kind in KINDS}
    truth = json.loads(plan.with_suffix(".json").read_text(encoding="utf-8"))
    items = read_notice(plan.read_bytes(), source=plan.name).items
    judge([item.to_json() for item in items], truth, plan.stem, scores)
    assert [line for kind in KINDS for line in scores[kind].wrong] == []
    assert [item.open_ended for item in items] == [task["open_ended"] for task in truth]


@pytest.mark.parametrize("plan", SAMPLES, ids=lambda path: path.name)
def test_what_a_layout_leaves_open_is_doubted_task_by_task(plan: Path) -> None:
    for item in read_notice(plan.read_bytes(), source=plan.name).items:
        assert (item.lead_units and item.responsible_units) or any("单位" in doubt for doubt in item.doubts)
        assert item.deadline_date or item.ongoing or any("时限" in doubt for doubt in item.doubts)
        assert not item.open_ended or any("等单位" in doubt for doubt in item.doubts)


def test_the_measure_passes_on_these_plans_and_prints_its_shares(capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmark.main(str(PLANS)) == 0
    assert capsys.readouterr().out.splitlines()[-1].count("100.0%") == len(KINDS)


def test_the_measure_fails_where_less_than_it_must_is_read_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.txt").write_text("1. 甲事。（责任单位：甲局；完成时限：5月底）\n", encoding="utf-8")
    wrong = [
        {"number": 1, "title": "甲事", "lead_units": ["乙局"], "responsible_units": ["甲局"], "deadline_text": "5月底"}
    ]
    (tmp_path / "plan.json").write_text(json.dumps(wrong), encoding="utf-8")
    assert benchmark.main(str(tmp_path)) == 1
    assert "units: plan 1: 缺少 ('lead', '乙局')" in capsys.readouterr().out


def test_the_measure_fails_where_no_plan_with_its_truth_is_at_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.txt").write_text("1. 甲事。（责任单位：甲局）\n", encoding="utf-8")
    assert benchmark.main(str(tmp_path)) == 1
    assert "no plan with its truth" in capsys.readouterr().out


def test_numbers_that_begin_again_under_a_new_heading_are_not_odd_and_keep_keys_of_their_own() -> None:
    items = read_notice((PLANS / "restarting-numbers.txt").read_bytes(), source="plan.txt").items
    assert [item.key for item in items] == ["1", "2", "1#2", "2#2"]
    assert not any("编号" in doubt for item in items for doubt in item.doubts)


def test_tasks_of_two_styles_of_numbers_stand_in_their_order_and_none_is_odd() -> None:
    items = read_notice((PLANS / "mostly-higher-level.txt").read_bytes(), source="plan.txt").items
    assert [item.line for item in items] == sorted(item.line for item in items)
    assert not any("编号" in doubt for item in items for doubt in item.doubts)


def test_what_is_read_by_its_looks_only_says_so() -> None:
    def doubts(name: str) -> set[str]:
        return {doubt for item in read_notice((PLANS / name).read_bytes(), source=name).items for doubt in item.doubts}

    assert "原文未编号，按出现次序编号" in doubts("unnumbered.txt")
    assert "表格的单元格错位或分行，按列位对齐" in doubts("bars-with-lost-cells.txt")
    assert "括注只列单位，未写牵头或负责，按责任单位计" in doubts("bare-units-and-day.txt")
    assert any(doubt.startswith("单位取自正文") for doubt in doubts("prose-lead.txt"))
