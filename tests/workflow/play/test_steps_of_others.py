"""The steps of an example may be about what was opened beside: parts, linked items, and work that comes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from duban.scenarios import load_scenario, shipped
from duban.workflow import CannotOpen, play_example, simulate
from duban.workflow.clock import FixedClock

if TYPE_CHECKING:
    from duban.states import Definition

pytestmark = pytest.mark.usefixtures("english")

FOLDER = Path(__file__).parents[1] / "scenarios"
PLAN, PART, QUARTERLY = (load_scenario(FOLDER / f"{name}.yaml") for name in ("plan", "part", "quarterly"))
OPEN = {"at": "2026-03-02 09:00", "units": {"lead": "市优化办", "helper": ["甲局", "乙局"]}}
START = {"at": "2026-03-02 10:00", "by": "市优化办", "do": "启动"}


def played(definition: Definition, opening: dict[str, Any], *steps: dict[str, Any]) -> tuple[str, ...]:
    example = {"name": "x", "open": opening, "steps": steps}
    return play_example(definition, example, among=[PART]).failures


def test_parts_are_done_by_their_units_and_the_whole_goes_on() -> None:
    assert not played(
        PLAN,
        OPEN,
        START,
        {"at": "2026-03-03 09:00", "of": "甲局", "by": "乙局", "do": "完成", "refused": "role"},
        {"at": "2026-03-03 09:00", "of": "甲局", "by": "甲局", "do": "完成", "expect": {"state": "完成"}},
        {"at": "2026-03-03 10:00", "expect": {"state": "推进"}},
        {"at": "2026-03-17 00:00", "of": "乙局", "expect": {"light": "red", "told_exactly": ["乙局"]}},
        {"at": "2026-03-17 09:00", "of": "FX-2026-002", "by": "乙局", "do": "完成", "expect": {"told_exactly": []}},
        {"at": "2026-03-17 10:00", "expect": {"state": "汇总"}},
    )


def test_work_that_comes_back_is_opened_on_its_day() -> None:
    assert not played(
        QUARTERLY,
        {"at": "2026-03-30 09:00", "units": {"lead": "市优化办"}, "with": {"topic": "服务"}},
        {"at": "2026-04-01 09:00", "of": "quarterly", "expect": {"state": "自查", "due": "2026-04-08"}},
        {"at": "2026-04-09 09:00", "of": "quarterly", "expect": {"light": "red", "told_exactly": ["市优化办"]}},
        {"at": "2026-04-09 10:00", "of": "ZC-2026-002", "by": "市优化办", "do": "完成", "expect": {"state": "完成"}},
    )


def done(**said: str) -> dict[str, Any]:
    return {"at": "2026-03-03 09:00", "by": "甲局", "do": "完成", **said}


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (done(of="part"), 'of: several items fit "part": FX-2026-001, FX-2026-002; write the number'),
        (done(of="丙局"), 'of: nothing that was opened fits "丙局"; there are FX-2026-001 (part), FX-2026-002 (part)'),
        (
            {"at": "2026-03-03 09:00", "of": "甲局", "expect": {"state": "办里"}},
            "state: expected 办里, found 办理",
        ),
    ],
)
def test_what_does_not_fit_is_said(step: dict[str, Any], said: str) -> None:
    (failure,) = played(PLAN, OPEN, START, step)
    assert failure.endswith(said)


def test_an_item_is_opened_by_whoever_may() -> None:
    start = FixedClock("2026-01-05T09:00+08:00").now()
    task = shipped("task")
    assert simulate(task, start=start).stops[0].entries[0].actor == "市优化办"  # the unit that `opens_by` names
    with pytest.raises(CannotOpen, match="role"):
        simulate(task, start=start, by="市委办")
    assert simulate(PART, start=start, by="牵头单位", units={"doer": "甲局"}).stops[0].entries[0].actor == "牵头单位"
