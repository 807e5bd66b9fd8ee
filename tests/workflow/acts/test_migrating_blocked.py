"""Instances that cannot be moved to newer rules as they are: each stays under its own, says why, and what helps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from newer_rules import BUDGET, codes, fired, migrated

from duban import TransitionRefused, UnknownState, UnknownVersion
from duban.scenarios import read_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows
    from newer_rules import Versions

    from duban import Engine
    from duban.testing import FixedClock

PRIVATE = "reporter: {title: 反映人, type: string, private: [lead]}"
MANY = "{title: 责任单位, required: true, many: true}"
TOLD = {"data": {"reporter": "王某"}}
TWO_UNITS = {"units": {"lead": "市优化办", "responsible": ["市住建局", "市教育局"]}}


def knowing_both(make_engine: MakeEngine, matter_file: Path, change: tuple[str, str]) -> Engine:
    """Make an engine that knows the usual scenario and a second version of it."""
    words = matter_file.read_text("utf-8")
    assert change[0] in words
    second = words.replace("version: 1", "version: 2").replace(*change)
    return make_engine(scenarios=[matter_file, read_scenario(second, "matter-2.yaml")])


@pytest.mark.parametrize(
    ("change", "opening", "code", "names"),
    [
        ((PRIVATE, PRIVATE.replace("string", "number")), TOLD, "data", ("field", "reporter")),
        ((PRIVATE, PRIVATE.replace("string", "string, many: true")), TOLD, "data", ("field", "reporter")),
        ((MANY, MANY.replace(", many: true", "")), TWO_UNITS, "role", ("role", "responsible")),
    ],
    ids=["a private value of another kind", "a private value that becomes a list", "units of a role that takes one"],
)
def test_what_the_new_rules_have_no_room_for_is_not_moved(
    make_engine: MakeEngine,
    matter_file: Path,
    open_matter: OpenMatter,
    rows: Rows,
    *,
    change: tuple[str, str],
    opening: dict[str, Any],
    code: str,
    names: tuple[str, str],
) -> None:
    number = open_matter(make_engine(), **opening).number
    later = knowing_both(make_engine, matter_file, change)
    before = rows()
    (blocked,) = later.migrate("matter", by="市优化办").blocked
    (blocker,) = blocked.blockers
    key, name = names
    assert (blocked.number, blocker.code, blocker.facts[key]) == (number, code, name)
    assert rows() == before
    assert later.instance(number).scenario_version == 1


def test_of_a_role_that_takes_one_unit_now_those_that_have_one_are_moved(
    make_engine: MakeEngine, matter_file: Path, open_matter: OpenMatter
) -> None:
    engine = make_engine()
    two, one = open_matter(engine, **TWO_UNITS).number, open_matter(engine).number
    later = knowing_both(make_engine, matter_file, (MANY, MANY.replace(", many: true", "")))
    result = later.migrate("matter", by="市优化办")
    assert ([each.number for each in result.moved], [each.number for each in result.blocked]) == ([one], [two])
    later.assign(two, "responsible", "市住建局", by="市优化办")
    assert later.migrate("matter", by="市优化办").ok
    assert later.verify().ok


RENAMED = (("  整改:", "  办理:"), ("to: 整改,", "to: 办理,"), ("from: 整改,", "from: 办理,"))


def test_a_state_that_is_gone_needs_a_new_name_and_carries_over_what_hangs_on_it(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    number, other = open_matter(engine).number, open_matter(engine).number
    engine.fire(number, "签收", by="市住建局")
    later = versions(*RENAMED)
    result = migrated(later)
    assert codes(result) == ["state"]
    assert ([one.number for one in result.moved], [one.number for one in result.blocked]) == ([other], [number])
    assert (later.instance(number).state, later.instance(number).scenario_version) == ("整改", 1)
    assert migrated(later, states={"整改": "办理"}).ok
    assert later.instance(number).state == "办理"
    later.fire(number, "申请销号", by="市住建局", data={"measure": "增开窗口"})
    with pytest.raises(TransitionRefused, match="不能"):
        later.fire(number, "通过", by="市住建局")
    assert later.fire(number, "通过", by="市优化办").state == "销号"
    assert later.verify().ok


@pytest.mark.usefixtures("english")
def test_a_wrong_name_of_a_state_or_version_is_refused_before_anything_is_done(
    engine: Engine, versions: Versions, open_matter: OpenMatter, rows: Rows
) -> None:
    open_matter(engine)
    later = versions(*RENAMED)
    before = rows()
    for states in ({"整改": "整攺"}, {"交办": "办理"}, {"整攺": "办理"}):
        with pytest.raises(UnknownState):
            migrated(later, states=states)
    with pytest.raises(UnknownVersion, match="there are: 1, 2"):
        migrated(later, to=7)
    assert rows() == before


def test_nothing_is_closed_or_made_older_by_a_migration(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    number = open_matter(engine).number
    later = versions(version=2)
    migrated(later)
    assert codes(migrated(later, to=1)) == ["version"]
    closed = open_matter(later).number
    later.fire(closed, "签收", by="市住建局")
    later.fire(closed, "申请销号", by="市住建局", data={"measure": "完成"})
    later.fire(closed, "通过", by="市优化办")
    again = versions(version=3)
    assert [one.number for one in migrated(again).moved] == [number]
    assert again.instance(closed).scenario_version == 2
    assert again.verify().ok


BLOCKED = {
    "a role that became required": (
        ("supervisor:  {title: 督考办, default: 市督考办}",) * 2,
        ("roles:\n", "roles:\n  reviewer: {title: 复核单位, required: true}\n"),
        "unassigned",
    ),
    "a private field that becomes public": (
        ("type: string, private: [lead]}", "type: string}"),
        ("title: 督办事项", "title: 督办事项"),
        "private",
    ),
    "a field of another kind": (
        ("measure:  {title: 整改措施, type: text}", "measure:  {title: 整改措施, type: number}"),
        ("title: 督办事项", "title: 督办事项"),
        "data",
    ),
    "a clock that is gone": (
        ("办理时限", "整治时限"),
        ("title: 督办事项", "title: 督办事项"),
        "clock",
    ),
    "four eyes of which one pair was called otherwise": (
        ("申请销号", "提请销号"),
        ("title: 督办事项", "title: 督办事项"),
        "four-eyes",
    ),
}


@pytest.mark.parametrize("case", BLOCKED, ids=list(BLOCKED))
def test_what_cannot_be_moved_stays_as_it_is_and_says_why(
    case: str, engine: Engine, versions: Versions, open_matter: OpenMatter, rows: Rows
) -> None:
    one, other, code = BLOCKED[case]
    number = open_matter(engine, data={"reporter": "王某", "measure": "增开窗口"}).number
    engine.fire(number, "签收", by="市住建局")
    engine.fire(number, "申请销号", by="市住建局")
    later = versions(one, other)
    before = rows()
    assert codes(migrated(later)) == [code]
    assert rows() == before
    assert later.instance(number).scenario_version == 1


def test_time_that_was_used_in_one_unit_is_not_counted_in_another(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    fresh, used = open_matter(engine).number, open_matter(engine).number
    engine.fire(used, "签收", by="市住建局")
    clock.set("2024-04-03T10:00+08:00")
    engine.fire(used, "挂起", by="市优化办")
    later = versions((BUDGET, "budget: 30 calendar days"))
    result = migrated(later)
    assert [one.number for one in result.blocked] == [used]
    assert codes(result) == ["clock"]
    assert later.instance(fresh).due_on == date(2024, 5, 1)


def test_a_rung_that_is_due_and_would_be_lost_has_to_be_seen_to_first(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    clock.set("2024-04-07T09:00+08:00")
    later = versions(("at: due - 2 working days,", "at: due - 3 working days,"))
    assert codes(migrated(later)) == ["unswept"]
    later.sweep()
    assert migrated(later).moved[0].skipped == (("办理时限", "due - 3 working days"),)
    assert fired(later, number) == ["due - 2 working days"]
