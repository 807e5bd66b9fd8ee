"""Importing a notice: what is opened, what waits, what stands already, and what is said to be unsure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Directory, Engine, InvalidUnits, TransitionRefused
from duban.demo import SAMPLES
from duban.ledger import Notice, default_importer, import_notice, preview_notice, read_notice
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

REAL = Path(__file__).parents[3] / "shared" / "data" / "notice" / "ezhou-2024.txt"
SAMPLE = SAMPLES / "plan.txt"
OFFICE = "市优化办"


@pytest.fixture
def notice() -> Notice:
    return read_notice(SAMPLE.read_bytes(), source=SAMPLE.name)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    directory = Directory.load(SAMPLES / "units.csv", SAMPLES / "contacts.csv")
    clock = FixedClock("2024-04-01T09:00+08:00")
    with Engine(f"sqlite:///{tmp_path / 'plan.db'}", scenarios=["task"], directory=directory, clock=clock) as engine:
        yield engine


@pytest.mark.parametrize("path", [SAMPLE, *([REAL] if REAL.exists() else [])], ids=lambda path: path.stem)
def test_every_task_of_a_notice_is_opened_with_its_title_lead_and_date(engine: Engine, path: Path) -> None:
    notice = read_notice(path.read_bytes(), source=path.name)
    result = import_notice(engine, notice, by=OFFICE)
    assert (result.opened, result.standing) == (len(notice.items), 0)
    for task, item in zip(result.tasks, notice.items, strict=True):
        assert task.instance is not None
        opened = engine.instance(task.instance)
        assert (opened.title, opened.units["lead"]) == (item.title, item.lead_units)
        assert (opened.data.get("deadline"), opened.ongoing) == (item.deadline_date, item.ongoing)


def test_a_group_is_bound_to_the_units_that_declare_it(engine: Engine, notice: Notice) -> None:
    first = import_notice(engine, notice, by=OFFICE).tasks[0]
    assert first.instance is not None
    bound = engine.instance(first.instance).units["responsible"]
    assert {"市发改委", "东屏区", "北岭县"} <= set(bound)
    assert "各县区" not in bound


def test_importing_the_same_notice_again_opens_nothing(engine: Engine, notice: Notice) -> None:
    first = import_notice(engine, notice, by=OFFICE)
    again = import_notice(engine, notice, by=OFFICE)
    assert (again.opened, again.standing) == (0, len(notice.items))
    assert [task.instance for task in again.tasks] == [task.instance for task in first.tasks]
    assert len(engine.find()) == len(notice.items)


def test_a_notice_that_now_says_something_else_changes_nothing_and_says_so(engine: Engine, notice: Notice) -> None:
    import_notice(engine, notice, by=OFFICE)
    head, *rest = notice.items
    changed = replace(notice, items=(replace(head, title="另一个名称", deadline_date=None, ongoing=True), *rest))
    first, second = import_notice(engine, changed, by=OFFICE).tasks[:2]
    assert [doubt for doubt in first.doubts if "未改动" in doubt] == [
        f"已登记为{first.instance}，登记的名称是“{head.title}”，与本次不同，未改动",
        f"已登记为{first.instance}，登记的完成时限是2024-05-31，与本次（无）不同，未改动",
    ]
    assert not [doubt for doubt in second.doubts if "未改动" in doubt]
    assert first.instance is not None
    assert engine.instance(first.instance).title == head.title


def test_a_task_without_a_lead_waits_for_assign(engine: Engine, notice: Notice) -> None:
    (task,) = [task for task in import_notice(engine, notice, by=OFFICE).tasks if not task.item.lead_units]
    assert task.instance is not None
    assert "未列牵头单位" in task.doubts
    with pytest.raises(TransitionRefused) as refused:
        engine.fire(task.instance, "签收", by="市督考办")
    assert refused.value.codes == ("unassigned",)
    engine.assign(task.instance, "lead", ["市财政局"], by=OFFICE)
    signed = engine.fire(task.instance, "签收", by="市督考办")
    assert "市督考办" not in signed.owing["responsible"]


@pytest.mark.usefixtures("english")
def test_one_task_that_cannot_be_opened_leaves_nothing_behind(engine: Engine, notice: Notice) -> None:
    *rest, last = notice.items
    broken = replace(notice, items=(*rest, replace(last, lead_units=("system",))))
    with pytest.raises(InvalidUnits, match=f"task {last.number} "):
        import_notice(engine, broken, by=OFFICE)
    assert engine.find() == []
    assert import_notice(engine, notice, by=OFFICE).tasks[0].instance == "RW-2024-0001"


def test_a_dry_run_says_what_is_unsure_and_needs_no_database(engine: Engine, notice: Notice) -> None:
    definition = engine.definition("task")
    undated = replace(notice.items[0], deadline_date=None, ongoing=False)
    result = preview_notice(replace(notice, items=(undated,)), definition=definition, directory=Directory.empty())
    (task,) = result.tasks
    assert (task.instance, task.opened, result.opened, result.standing) == (None, False, 0, 0)
    assert "“各县区”未在单位名录中列明成员，须另行指定具体单位" in task.doubts
    assert "完成时限未能确定，暂按事项类型规定的期限计" in task.doubts
    assert task.to_json()["instance"] is None


def test_nobody_named_means_the_office_that_the_scenario_lets_open(engine: Engine) -> None:
    assert default_importer(engine.definition("task")) == OFFICE
