"""A preview of newer rules tells all: who gains or loses a matter by them, and every step that will never come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newer_rules import BUDGET, fired, migrated

if TYPE_CHECKING:
    from conftest import OpenMatter
    from newer_rules import Versions

    from duban import Engine
    from duban.testing import FixedClock
    from duban.workflow import Migrated

INSPECTED = (
    ("supervisor:  {title: 督考办, default: 市督考办}", "inspector: {title: 检查组, default: 市教育局}"),
    ("notify: supervisor", "notify: inspector"),
)
LAST_RUNG = "    - {at: due + 3 working days, then: 强制复核}\n"


def lost(one: Migrated) -> list[tuple[str, str]]:
    return [(each.rung, each.why) for each in one.lost]


def test_whoever_fills_a_role_only_by_the_old_or_only_by_the_new_rules_is_named(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    open_matter(engine)
    later = versions(*INSPECTED)
    (one,) = migrated(later, dry_run=True).moved
    told = {each.unit: (each.roles_before, each.roles, each.gains, each.loses) for each in one.units}
    assert told == {"市督考办": (("督考办",), (), False, True), "市教育局": ((), ("检查组",), True, False)}
    assert migrated(later).moved[0].units == one.units


def test_whose_turn_it_is_and_who_may_act_by_the_new_rules_is_told(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    open_matter(engine)
    later = versions(
        ("交办: {initial: true, waits_for: responsible}", "交办: {initial: true, waits_for: lead}"),
        ("{from: 交办, to: 整改, by: responsible}", "{from: 交办, to: 整改, by: lead}"),
    )
    (one,) = migrated(later, dry_run=True).moved
    told = {each.unit: (each.acts_before, each.acts, each.gains, each.loses) for each in one.units}
    assert told == {
        "市优化办": ((), ("签收",), True, False),
        "市住建局": (("签收", "补充"), ("补充",), False, True),
    }


def test_nobody_is_named_and_no_step_is_lost_by_the_same_rules_under_a_new_number(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    engine.fire(number, "签收", by="市住建局")
    clock.set("2024-04-07T09:00+08:00")
    assert engine.sweep().fired == 1
    (one,) = migrated(versions(), dry_run=True).moved
    assert (one.units, one.lost) == ((), ())


def test_every_step_that_will_never_come_is_named_with_the_reason(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    open_matter(engine)  # due on the 9th
    clock.set("2024-04-02T09:00+08:00")
    (one,) = migrated(versions((LAST_RUNG, "")), dry_run=True).moved
    assert lost(one) == [("due + 3 working days", "gone")]
    (one,) = migrated(versions((BUDGET, "budget: 2 working days"), version=3), dry_run=True).moved
    assert lost(one) == [("due - 2 working days", "past"), ("due - 1 working day", "past")]


def test_a_step_that_was_done_is_named_if_a_longer_time_would_bring_it_again(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    clock.set("2024-04-07T09:00+08:00")
    assert engine.sweep().fired == 1
    later = versions((BUDGET, "budget: 8 working days"))
    (one,) = migrated(later).moved
    assert lost(one) == [("due - 2 working days", "done")]
    clock.set("2024-04-12T12:00+08:00")
    later.sweep()
    assert fired(later, number) == ["due - 2 working days", "due - 1 working day"]


def test_the_steps_of_a_clock_that_stops_by_the_new_rules_are_named(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    number = open_matter(engine).number
    engine.fire(number, "签收", by="市住建局")
    (one,) = migrated(versions(("stops: 销号", "stops: [整改, 销号]")), dry_run=True).moved
    assert [each.why for each in one.lost] == ["stopped"] * 5
