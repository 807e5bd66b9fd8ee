"""Divided work is moved to newer rules: what is known of the parts is kept, and others hear of new names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban.scenarios import read_scenario
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine, Rows

    from duban import Engine
    from duban.states import Definition

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def rules(name: str, *changes: tuple[str, str], version: int = 1) -> Definition:
    words = (SCENARIOS / f"{name}.yaml").read_text("utf-8")
    for old, new in (("version: 1", f"version: {version}"), *changes):
        assert old in words, old
        words = words.replace(old, new)
    return read_scenario(words, f"{name}-{version}.yaml")


def made(make_engine: MakeEngine, *more: Definition) -> Engine:
    return make_engine(scenarios=[rules("plan"), rules("part"), *more], directory=MadeUpPeople())


@pytest.fixture
def plan(make_engine: MakeEngine) -> str:
    """Open a plan that is divided among two units, and finish one part."""
    engine = made(make_engine)
    units = {"lead": "市优化办", "helper": ["市住建局", "市教育局"]}
    number: str = engine.open("plan", title="占道整治", units=units, by="市优化办").number
    engine.fire(number, "启动", by="市优化办")
    first = engine.links(number)[0].number
    engine.fire(first, "完成", by=engine.instance(first).units["doer"][0])
    return number


def test_the_whole_goes_on_by_its_new_rules_with_the_parts_that_it_has(make_engine: MakeEngine, plan: str) -> None:
    renamed = (("推进", "推动"), ("budget: 20 working days", "budget: 30 working days"))
    engine = made(make_engine, rules("plan", *renamed, version=2))
    assert engine.migrate("plan", by="市优化办", states={"推进": "推动"}).ok
    assert engine.verify().ok
    assert len(engine.links(plan)) == 2
    last = next(link.number for link in engine.links(plan) if not link.closed)
    engine.fire(last, "完成", by=engine.instance(last).units["doer"][0])
    engine.sweep()
    assert engine.instance(plan).state == "汇总"
    assert engine.verify().ok


def test_what_was_joined_is_not_joined_again_under_the_new_name_of_its_state(
    make_engine: MakeEngine, plan: str
) -> None:
    engine = made(make_engine)
    last = next(link.number for link in engine.links(plan) if not link.closed)
    engine.fire(last, "完成", by=engine.instance(last).units["doer"][0])
    engine.sweep()
    assert engine.instance(plan).state == "汇总"
    later = made(make_engine, rules("plan", ("推进", "推动"), version=2))
    assert later.migrate("plan", by="市优化办", states={"推进": "推动"}).ok
    assert later.verify().ok
    later.fire(plan, "返工", by="市优化办")
    later.sweep()
    assert later.instance(plan).state == "推动"  # once a round, as before
    assert len(later.links(plan)) == 2
    assert later.verify().ok


def test_whoever_follows_a_part_hears_of_the_new_name_of_its_state(make_engine: MakeEngine, plan: str) -> None:
    engine = made(make_engine, rules("part", ("办理:", "承办:"), ("办理,", "承办,"), version=2))
    assert len(engine.migrate("part", by="市优化办", states={"办理": "承办"}).moved) == 1
    engine.sweep()
    assert engine.history(plan)[-1].payload["state"] == "承办"
    assert engine.verify().ok


def test_work_that_is_divided_otherwise_and_a_quota_that_is_new_are_refused(make_engine: MakeEngine, plan: str) -> None:
    engine = made(make_engine, rules("plan", ("join: all", "join: any"), version=2))
    (blocked,) = engine.migrate("plan", by="市优化办").blocked
    assert [blocker.code for blocker in blocked.blockers] == ["children"]
    assert engine.instance(plan).scenario_version == 1
    counting = rules("part", ("clocks:\n", "target: {count: 完成, at_least: 1}\nclocks:\n"), version=2)
    (blocked,) = made(make_engine, counting).migrate("part", by="市优化办").blocked
    assert [blocker.code for blocker in blocked.blockers] == ["links"]


def test_a_preview_takes_no_number_though_newer_rules_name_who_takes_part(make_engine: MakeEngine, rows: Rows) -> None:
    undivided = made(make_engine).open("plan", title="占道整治", units={"lead": "市优化办"}, by="市优化办").number
    made(make_engine).fire(undivided, "启动", by="市优化办")
    named = ("helper: {title: 协办单位, many: true}", "helper: {title: 协办单位, many: true, default: [市住建局]}")
    engine = made(make_engine, rules("plan", named, version=2))
    before = rows()["duban_counter"]
    assert engine.migrate("plan", by="市优化办", dry_run=True).ok
    assert rows()["duban_counter"] == before
    assert engine.migrate("plan", by="市优化办").ok
    assert engine.links(undivided) == []
    assert engine.verify().ok
