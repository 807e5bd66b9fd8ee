"""What time has done to an instance before it is moved to newer rules is not done again after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios import read_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter

    from duban.states import Definition
    from duban.testing import FixedClock


def rules(matter_file: Path, *changes: tuple[str, str], version: int = 1) -> Definition:
    words = matter_file.read_text("utf-8")
    for old, new in (("version: 1", f"version: {version}"), *changes):
        assert old in words, old
        words = words.replace(old, new)
    return read_scenario(words, f"matter-{version}.yaml")


def test_a_bounded_stay_that_has_ended_does_not_end_again_under_the_new_name_of_its_state(
    make_engine: MakeEngine, matter_file: Path, open_matter: OpenMatter, clock: FixedClock
) -> None:
    bounded = (
        ("  交办: {initial: true,", "  交办: {initial: true, at_most: 2 working days, then: 催收,"),
        ("  签收: ", "  催收:     {from: 交办, to: 交办, by: system}\n  签收: "),
    )
    first = rules(matter_file, *bounded)
    renamed = (("  交办:", "  待签:"), ("from: 交办", "from: 待签"), ("to: 交办", "to: 待签"))
    second = rules(matter_file, *bounded, *renamed, version=2)
    engine = make_engine(scenarios=[first])
    number = open_matter(engine).number
    clock.set("2024-04-04T00:00+08:00")
    engine.sweep()
    before = [(entry.kind, entry.trigger) for entry in engine.history(number)]
    assert before == [("open", None), ("bound", None), ("act", "催收")]
    later = make_engine(scenarios=[first, second])
    assert later.migrate("matter", by="市优化办", states={"交办": "待签"}).ok
    later.sweep()
    assert [(entry.kind, entry.trigger) for entry in later.history(number)] == [*before, ("migrate", None)]
    assert later.instance(number).state == "待签"
    assert later.verify().ok


def test_a_new_rung_counted_from_the_start_that_came_in_a_pause_does_not_fire_after_it(
    make_engine: MakeEngine, matter_file: Path, open_matter: OpenMatter, clock: FixedClock
) -> None:
    first = rules(matter_file)
    more = "  办理时限:\n    - {at: start + 2 working days, notify: responsible, message: 催办}\n    - {at: due - 2"
    second = rules(matter_file, ("  办理时限:\n    - {at: due - 2", more), version=2)
    engine = make_engine(scenarios=[first])
    number = open_matter(engine).number
    engine.fire(number, "签收", by="市住建局")
    engine.fire(number, "挂起", by="市优化办")
    clock.set("2024-04-08T09:00+08:00")
    later = make_engine(scenarios=[first, second])
    (moved,) = later.migrate("matter", by="市优化办").moved
    assert moved.skipped == (("办理时限", "start + 2 working days"),)
    later.fire(number, "恢复", by="市优化办")
    assert later.sweep().fired == 0
    assert [rung.rung for rung in later.why_escalated(number) if rung.fired] == []
    assert later.verify().ok
