"""What ends without being done, what follows another, and what is asked for and taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from plans_and_parts import HELPERS, PART, PLAN, started

from duban import Engine, TransitionRefused, UnknownInstance
from duban.ledger import ledger_rows, overview
from duban.scenarios import read_scenario
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter

    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")

LEAD, RESP = "市优化办/李四", "市住建局/张三"
WHY = "上级已撤销该任务"
REOPENS = "  重新督办: {from: 销号, to: 整改, by: lead, requires: [note], new_round: true}\n"
EXTENDS = "\nextension:\n  - {clock: 办理时限, by: responsible, approve: lead, at_most: 10 working days}\n"


@pytest.fixture
def office(make_engine: MakeEngine, matter_file: Path) -> Engine:
    """Give an engine whose matters can be reopened, and extended."""
    words = matter_file.read_text("utf-8").replace("\nclocks:\n", f"{REOPENS}\nclocks:\n") + EXTENDS
    return make_engine(scenarios=[read_scenario(words, "matter.yaml")])


@pytest.fixture
def plans(make_engine: MakeEngine) -> Engine:
    """Give an engine with plans and their parts."""
    return make_engine(scenarios=[PLAN, PART], directory=MadeUpPeople())


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(TransitionRefused) as refused:
        act()
    return list(refused.value.codes)


def test_what_is_void_is_closed_where_it_stands_and_is_silent_from_then_on(
    office: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(office).number
    office.fire(number, "签收", by=RESP)
    office.extend(number, "办理时限", "5 working days", by=RESP)
    clock.set("2024-04-07T19:00+08:00")  # a Sunday that is worked, after hours: what is said waits until the morning
    assert office.sweep().fired == 1
    item = office.void(number, by=LEAD, note=WHY)
    assert (item.state, item.ended, item.due_on) == ("整改", "void", None)
    assert item.closed_at == clock.now()
    assert office.pending() == []
    (due,) = office.why_due(number)
    assert (due.status, due.story[-1].code) == ("stopped", "stop")
    clock.set("2024-05-31T09:00+08:00")
    assert office.sweep().fired == 0
    fate = {entry.message: entry.reason for entry in office.outbox(number=number, statuses=["withdrawn"])}
    assert fate["催办"] == "stopped"
    assert fate["交办通知"] == "ended"
    assert office.outbox(number=number) == []
    assert office.verify().ok


def test_what_is_void_can_be_told_from_what_is_done(office: Engine, open_matter: OpenMatter) -> None:
    gone, done, at_work = (open_matter(office).number for _ in range(3))
    for number in (gone, done, at_work):
        office.fire(number, "签收", by=RESP)
    office.fire(done, "申请销号", by=RESP, data={"measure": "增开窗口"})
    office.fire(done, "通过", by=LEAD)
    office.void(gone, by=LEAD, note=WHY)
    assert [item.number for item in office.find(ended="void")] == [gone]
    assert [item.number for item in office.find(state="整改")] == [at_work]
    assert [item.number for item in office.find(open_only=True)] == [at_work]
    assert [item.ended for item in office.find(state="销号")] == [None]
    head = overview(ledger_rows(office), today=date(2024, 4, 1))
    assert (head.total, head.closed, head.ended, sum(head.lights.values())) == (3, 1, 1, 1)
    standing = office.situation(gone)
    assert (standing.turn, standing.waits_for) == (None, ())


def test_it_takes_who_opens_a_reason_and_what_is_open(office: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(office).number
    assert codes(lambda: office.void(number, by=RESP, note=" ")) == ["role", "requires"]
    first = office.void(number, by=LEAD, note=WHY, key="v", expect=1)
    assert office.void(number, by=LEAD, note=WHY, key="v", expect=1) == first
    assert codes(lambda: office.void(number, by=LEAD, note=WHY)) == ["state"]
    assert codes(lambda: office.correct(number, {"measure": "x"}, by=LEAD, note=WHY)) == ["state"]
    assert codes(lambda: office.assign(number, "responsible", "市教育局", by=LEAD)) == ["state"]
    assert "state" in codes(lambda: office.fire(number, "签收", by=RESP))
    assert "state" in codes(lambda: office.fire(number, "补充", by=RESP))


def test_what_is_void_is_taken_up_again_as_what_is_done_would_be(
    office: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(office).number
    office.fire(number, "签收", by=RESP)
    office.void(number, by=LEAD, note=WHY)
    assert codes(lambda: office.fire(number, "重新督办", by=LEAD)) == ["requires"]
    blocked = {each.trigger: {blocker.code for blocker in each.blockers} for each in office.allowed(number, by=LEAD)}
    assert [trigger for trigger, why in blocked.items() if "state" not in why] == ["重新督办"]
    clock.set("2024-04-08T09:00+08:00")
    item = office.fire(number, "重新督办", by=LEAD, note="又要办")
    assert (item.state, item.round, item.ended, item.closed_at) == ("整改", 2, None, None)
    assert item.due_on == date(2024, 4, 15)
    clock.set("2024-04-16T00:00+08:00")
    office.sweep()
    assert str(office.instance(number).light) == "red"
    assert office.verify().ok


def test_its_parts_are_told_as_where_a_unit_drops_out(plans: Engine) -> None:
    number, ours = started(plans)
    done = ours["市公安局"]
    plans.fire(done, "完成", by="市公安局")
    plans.void(number, by="市优化办", note=WHY)
    plans.sweep()
    states = {unit: plans.instance(part).state for unit, part in ours.items()}
    assert states == {"市住建局": "撤销", "市教育局": "撤销", "市公安局": "完成"}
    plans.sweep()
    assert plans.instance(number).state == "推进"
    assert plans.verify().ok


def test_a_part_that_is_void_is_waited_for_no_longer_and_does_not_count(plans: Engine) -> None:
    number, ours = started(plans)
    gone, *rest = (ours[unit] for unit in HELPERS)
    plans.void(gone, by="市优化办", note="不涉及")
    for unit, part in zip(HELPERS[1:], rest, strict=True):
        plans.fire(part, "完成", by=unit)
    plans.sweep()
    assert plans.instance(number).state == "汇总"
    assert [entry.payload.get("ended") for entry in plans.history(number) if entry.kind == "news"].count("void") == 1
    assert plans.verify().ok


def test_a_plan_of_void_parts_alone_is_not_joined(plans: Engine) -> None:
    number, ours = started(plans)
    for part in ours.values():
        plans.void(part, by="市优化办", note="不涉及")
    plans.sweep()
    assert plans.instance(number).state == "推进"
    assert "children" in codes(lambda: plans.fire(number, "汇总", by="市优化办"))
    assert plans.verify().ok


def test_a_void_item_fills_no_quota(make_engine: MakeEngine) -> None:
    words = PLAN.read_text("utf-8").replace("target: {count: 完成, at_least: 4}", "target: {count: 办理, at_least: 2}")
    engine = make_engine(scenarios=[read_scenario(words, "plan.yaml"), PART], directory=MadeUpPeople())
    whole = engine.open("plan", units={"lead": "市优化办"}, by="市优化办").number
    lights = []
    for _ in range(2):
        part = engine.open("part", units={"doer": "市住建局", "lead": "市优化办"}, by="市优化办").number
        engine.link(part, whole, "counts_for", by="市优化办")
        lights.append(part)
    clock_says = engine.instance(whole)
    assert str(clock_says.light) == "green"
    engine.void(lights[0], by="市优化办", note=WHY)
    engine.sweep()
    (heard,) = [entry.payload for entry in engine.history(whole) if entry.kind == "news"]
    assert (heard["closed"], heard["ended"]) == (True, "void")
    assert engine.verify().ok


def test_one_that_follows_another_is_closed_and_counted_there(office: Engine, open_matter: OpenMatter) -> None:
    one, other = open_matter(office).number, open_matter(office).number
    item = office.merge(one, other, by=LEAD, note="同一窗口")
    assert (item.ended, item.state) == ("merged", "交办")
    assert [(link.kind, link.number) for link in office.links(one)] == [("merged_into", other)]
    assert [(link.kind, link.number, link.ended) for link in office.links(other)] == [("merged_into", one, "merged")]
    assert office.instance(other).closed_at is None
    assert office.instance(other).version == 1
    (refused,) = [each for each in office.allowed(one, by="市优化办") if each.trigger == "重新督办"]
    assert other in refused.blockers[0].message
    assert [item.number for item in office.find(ended="merged")] == [one]
    assert [each.why for each in office.why_not(one) if each.about == "reminders"] == [f"it was merged into {other}"]
    assert office.verify().ok


def test_repeats_count_what_was_merged(plans: Engine) -> None:
    whole, _ = started(plans)
    for _ in range(2):
        assert "guard" in codes(lambda: plans.fire(whole, "督办", by="市优化办"))
        again = plans.open("plan", units={"lead": "市优化办", "helper": HELPERS}, by="市优化办").number
        plans.merge(again, whole, by="市优化办", note="同一事项")
    plans.fire(whole, "督办", by="市优化办")
    assert plans.verify().ok


def test_what_was_linked_as_a_repeat_is_not_counted_twice(plans: Engine) -> None:
    whole, _ = started(plans)
    again = plans.open("plan", units={"lead": "市优化办", "helper": HELPERS}, by="市优化办").number
    plans.link(again, whole, by="市优化办")
    plans.merge(again, whole, by="市优化办", note="同一事项")
    assert "guard" in codes(lambda: plans.fire(whole, "督办", by="市优化办"))
    assert plans.verify().ok


def test_what_cannot_be_merged(office: Engine, plans: Engine, open_matter: OpenMatter) -> None:
    one, other = open_matter(office).number, open_matter(office).number
    assert codes(lambda: office.merge(one, one, by=LEAD, note=WHY)) == ["conflict"]
    assert codes(lambda: office.merge(one, other, by=RESP, note="")) == ["role", "requires", "role"]
    office.void(other, by=LEAD, note=WHY)
    assert codes(lambda: office.merge(one, other, by=LEAD, note=WHY)) == ["state"]
    assert codes(lambda: office.link(one, other, "merged_into", by=LEAD)) == ["conflict"]
    with pytest.raises(UnknownInstance):
        office.merge(one, "SX-2024-9999", by=LEAD, note=WHY)
    number, ours = started(plans)
    part = ours["市教育局"]
    assert codes(lambda: plans.merge(part, number, by="市优化办", note=WHY)) == ["conflict"]
    assert codes(lambda: plans.merge(number, part, by="市优化办", note=WHY)) == ["conflict"]


def test_who_asked_takes_a_request_back(office: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    number, other = open_matter(office).number, open_matter(office).number
    office.fire(number, "签收", by=RESP)
    clock.set("2024-04-01T19:00+08:00")  # what is sent now waits until the morning
    office.extend(number, "办理时限", "5 working days", by=RESP, note="等评审")
    (asked,) = office.pending()
    assert codes(lambda: office.withdraw(number, asked.id, by=LEAD)) == ["role"]
    with pytest.raises(UnknownInstance):
        office.withdraw(other, asked.id, by=RESP)
    office.withdraw(number, asked.id, by="市住建局/王五", note="不再需要")
    assert office.pending() == []
    assert codes(lambda: office.withdraw(number, asked.id, by=RESP)) == ["state"]
    assert codes(lambda: office.decide(asked.id, approve=True, by=LEAD)) == ["state"]
    (due,) = office.why_due(number)
    assert [event.code for event in due.story] == ["start", "ask", "withdraw"]
    (told,) = office.outbox(number=number, statuses=["withdrawn"])
    assert (told.unit, told.reason) == ("市优化办", "taken back")
    office.extend(number, "办理时限", "3 working days", by=RESP)
    assert len(office.pending()) == 1
    assert office.verify().ok
