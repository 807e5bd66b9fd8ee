"""Acts that each unit of a role does for itself: who has signed, who still owes it, and what moves the matter on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from each_unit import FILE, LEAD, OFFICE, UNITS, check_proven, made, opened, owing, sign
from framed import written

from duban import BatchRefused, InvalidData, TransitionRefused, UnknownTrigger, load_scenario
from duban.scenarios import read_scenario
from duban.workflow import STATUSES, play_examples

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine
    from duban.testing import FixedClock, RecordingNotifier


@pytest.fixture
def each(make_engine: MakeEngine) -> Engine:
    return made(make_engine)


def refused(engine: Engine, number: str, trigger: str, by: str, **options: Any) -> tuple[str, ...]:  # noqa: ANN401
    before = engine.history(number)
    with pytest.raises(TransitionRefused) as caught:
        engine.fire(number, trigger, by=by, **options)
    assert engine.history(number) == before
    return caught.value.codes


def not_excused(engine: Engine, number: str, unit: str, **options: Any) -> tuple[str, ...]:  # noqa: ANN401
    with pytest.raises(TransitionRefused) as caught:
        engine.excuse(number, "签收", unit, **{"by": OFFICE, "note": "不涉及", **options})
    return caught.value.codes


def test_the_last_unit_moves_the_matter_and_only_then_it_is_announced(each: Engine, mailbox: RecordingNotifier) -> None:
    number = opened(each)
    for unit, left in (("乙局", ("甲局", "丙局")), ("甲局", ("丙局",))):
        item = each.fire(number, "签收", by=unit, data={"plan": f"{unit}方案"})
        assert (item.state, item.owing) == ("交办", {"responsible": left})
    assert each.outbox() == []
    item = each.fire(number, "签收", by="丙局/王某", data={"plan": "丙局方案"})
    assert (item.state, item.owing, item.version) == ("办理", {}, 4)
    asyncio.run(each.deliver())
    (told,) = mailbox.sent
    assert told.subject == f"{number}已签收3家"
    assert "乙局（乙局）：乙局方案。甲局（甲局）：甲局方案。丙局（丙局/王某）：丙局方案。" in told.text
    check_proven(each)


def test_what_a_unit_brings_is_its_own_and_no_value_of_the_matter(each: Engine) -> None:
    number = opened(each)
    sign(each, number, "甲局")
    assert each.instance(number).data == {}
    assert refused(each, number, "签收", "乙局") == ("requires",)
    assert refused(each, number, "签收", "乙局", data={"plan": "无"}) == ("guard",)
    assert refused(each, number, "签收", "乙局", data={"plan": "有", "informer": "王某"}) == ("private",)
    assert each.situation(number).clocks[0].due_on == each.instance(number).due_on
    due = each.instance(number).due_on
    each.fire(number, "签收", by="乙局", data={"plan": "乙", "deadline": "2024-06-01"})
    assert each.instance(number).due_on == due
    sign(each, number, "丙局")
    (act,) = each.situation(number).each
    assert {one.unit: one.data["plan"] for one in act.signed} == {"甲局": "甲局方案", "乙局": "乙", "丙局": "丙局方案"}
    check_proven(each)


def test_a_unit_that_has_signed_is_told_so_and_cannot_sign_again(each: Engine) -> None:
    number = opened(each)
    each.fire(number, "签收", by="甲局/张三", data={"plan": "甲"})
    assert refused(each, number, "签收", "甲局/李四", data={"plan": "再"}) == ("signed",)
    mine = {one.trigger: one for one in each.allowed(number, by="甲局")}
    assert [blocker.facts["missing"] for blocker in mine["签收"].blockers] == [2]
    assert "甲局/张三" in mine["签收"].blockers[0].message
    theirs = {one.trigger: one for one in each.allowed(number, by="乙局")}
    assert [blocker.code for blocker in theirs["签收"].blockers] == ["requires"]
    assert refused(each, number, "签收", LEAD, data={"plan": "x"}) == ("role",)


def test_an_excused_unit_owes_nothing_and_the_last_excuse_moves_the_matter(
    each: Engine, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    number = opened(each)
    sign(each, number, "甲局")
    item = each.excuse(number, "签收", "丙局", by=OFFICE, note="不涉及")
    assert (item.state, item.owing) == ("交办", {"responsible": ("乙局",)})
    clock.set("2024-04-03T09:00+08:00")
    each.sweep()
    assert {row.unit for row in each.outbox()} == {"乙局", LEAD}
    item = each.excuse(number, "responsible", "乙局", by=OFFICE, note="并入甲局")
    assert (item.state, item.owing) == ("办理", {})
    last = each.history(number)[-1]
    assert (last.actor, last.trigger, last.payload["because"]) == ("system", "签收", {"owing": "responsible"})
    (act,) = each.situation(number).each
    assert (act.done, act.asked, [one.unit for one in act.signed if one.excused]) == (1, 1, ["丙局", "乙局"])
    asyncio.run(each.deliver())
    assert written(mailbox.sent[-1].text).endswith("甲局（甲局）：甲局方案。免办：丙局（不涉及）；0")
    check_proven(each)


def test_who_may_excuse_whom_and_from_what(each: Engine) -> None:
    number = opened(each)
    sign(each, number, "甲局")
    assert not_excused(each, number, "乙局", note=" ") == ("requires",)
    assert not_excused(each, number, "乙局", by=LEAD) == ("role",)
    assert not_excused(each, number, "甲局") == ("signed",)
    assert not_excused(each, number, "丁局") == ("excuse",)
    each.excuse(number, "签收", "乙局", by=OFFICE, note="不涉及")
    assert not_excused(each, number, "乙局") == ("signed",)
    with pytest.raises(UnknownTrigger):
        each.excuse(number, "签受", "丙局", by=OFFICE, note="不涉及")
    sign(each, number, "丙局")
    assert not_excused(each, number, "丙局") == ("state",)


def test_nobody_excuses_himself_nor_from_what_has_no_excuse(make_engine: MakeEngine) -> None:
    engine = made(make_engine, (", excuse: {by: office, requires: [note]}", ", excuse: {by: lead}"))
    number = opened(engine, "甲局", LEAD)
    assert not_excused(engine, number, LEAD, by=LEAD) == ("four-eyes",)
    assert engine.excuse(number, "签收", "甲局", by=LEAD).owing == {"responsible": (LEAD,)}
    strict = made(make_engine, ("version: 1", "version: 2"), (", excuse: {by: office, requires: [note]}", ""))
    assert not_excused(strict, opened(strict), "甲局") == ("excuse",)


def test_who_is_excused_may_sign_all_the_same_and_then_counts(each: Engine) -> None:
    number = opened(each)
    each.excuse(number, "签收", "甲局", by=OFFICE, note="不涉及")
    sign(each, number, "甲局")
    (act,) = each.situation(number).each
    assert (act.done, act.asked) == (1, 3)
    sign(each, number, "乙局", "丙局")
    assert each.instance(number).state == "办理"
    check_proven(each)


def test_a_unit_that_is_added_owes_and_one_that_is_removed_does_not(each: Engine) -> None:
    number = opened(each)
    sign(each, number, "甲局", "乙局")
    each.assign(number, "responsible", ["甲局", "乙局", "丙局", "丁局"], by=OFFICE)
    assert owing(each, number) == ("丙局", "丁局")
    each.assign(number, "responsible", ["乙局", "丁局"], by=OFFICE)
    assert owing(each, number) == ("丁局",)
    each.assign(number, "responsible", ["甲局", "乙局", "丁局"], by=OFFICE)
    assert owing(each, number) == ("甲局", "丁局")
    assert each.assign(number, "responsible", ["乙局"], by=OFFICE).state == "办理"
    assert [(entry.kind, entry.actor) for entry in each.history(number)[-2:]] == [("assign", OFFICE), ("act", "system")]
    assert each.history(number)[-1].payload["because"] == {"owing": "responsible"}
    check_proven(each)


def test_new_units_that_an_act_names_count_at_once(each: Engine) -> None:
    number = opened(each)
    sign(each, number, "甲局")
    assert each.fire(number, "改派", by=OFFICE, units=["甲局"]).state == "办理"
    other = opened(each)
    sign(each, other, "甲局")
    assert each.fire(other, "改派", by=OFFICE, units=["丁局", "戊局"]).state == "交办"
    assert owing(each, other) == ("丁局", "戊局")
    check_proven(each)


def test_while_the_role_has_no_unit_nothing_moves(each: Engine) -> None:
    number = opened(each)
    sign(each, number, "甲局", "乙局")
    assert each.assign(number, "responsible", [], by=OFFICE).state == "交办"
    assert owing(each, number) == ()
    each.assign(number, "responsible", ["甲局"], by=OFFICE)
    assert owing(each, number) == ("甲局",)
    check_proven(each)


def test_what_was_signed_lapses_when_the_state_is_left_otherwise_and_excuses_do_not(each: Engine) -> None:
    number = opened(each)
    sign(each, number, "甲局")
    each.excuse(number, "签收", "丙局", by=OFFICE, note="不涉及")
    each.fire(number, "申请退单", by="乙局", note="职责不符")
    assert each.instance(number).owing == {}
    each.fire(number, "维持交办", by=OFFICE)
    assert owing(each, number) == ("甲局", "乙局")
    sign(each, number, "甲局", "乙局")
    assert each.instance(number).state == "办理"
    each.fire(number, "收回", by=OFFICE)
    assert owing(each, number) == ("甲局", "乙局")
    sign(each, number, "甲局", "乙局")
    each.fire(number, "办结", by=LEAD)
    each.fire(number, "重办", by=OFFICE)
    assert owing(each, number) == UNITS
    assert [act.signed for act in each.situation(number).each] == [()]
    check_proven(each)


def test_only_those_that_owe_it_are_reminded_and_nobody_if_none_does(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    stays = ("stops: 办理, budget", "stops: 销号, budget")
    engine = made(make_engine, stays)
    number = opened(engine)
    sign(engine, number, "乙局")
    clock.set("2024-04-03T09:00+08:00")
    engine.sweep()
    assert {(row.unit, row.is_copy) for row in engine.outbox()} == {("甲局", False), ("丙局", False), (LEAD, True)}
    sign(engine, number, "甲局", "丙局")
    before = len(engine.outbox())
    clock.set("2024-04-08T09:00+08:00")
    assert engine.sweep().fired == 1
    assert len(engine.outbox()) == before
    assert engine.instance(number).light == "red"
    silent = engine.why_escalated(number)[-1]
    assert (silent.fired, silent.told) == (True, ())
    assert silent.followed
    check_proven(engine)


def test_a_reminder_that_has_not_left_is_withdrawn_once_the_unit_has_signed(
    each: Engine, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    number = opened(each)
    clock.set("2024-04-06T00:00+08:00")  # on a holiday: mail leaves when the office opens
    each.sweep()
    sign(each, number, "甲局")
    each.excuse(number, "签收", "乙局", by=OFFICE, note="不涉及")
    waiting = {(row.unit, row.status) for row in each.outbox(statuses=STATUSES) if not row.is_copy}
    assert waiting == {("甲局", "withdrawn"), ("乙局", "withdrawn"), ("丙局", "pending")}
    clock.set("2024-04-07T09:00+08:00")
    asyncio.run(each.deliver())
    assert {message.name for message in mailbox.sent} == {"丙局经办人", f"{LEAD}经办人"}
    check_proven(each)


def test_the_leaders_of_those_that_owe_it_are_told_when_it_is_due(each: Engine, clock: FixedClock) -> None:
    number = opened(each)
    sign(each, number, "乙局")
    clock.set("2024-04-08T09:00+08:00")
    each.sweep()
    told = {(row.unit, row.contact) for row in each.outbox() if not row.is_copy}
    assert {("甲局", "甲局负责人"), ("丙局", "丙局负责人")} <= told
    assert not any(unit == "乙局" for unit, _ in told)


def test_a_reminder_for_a_role_without_units_goes_to_the_fallback(each: Engine, clock: FixedClock) -> None:
    number = opened(each)
    each.assign(number, "responsible", [], by=OFFICE)
    clock.set("2024-04-03T09:00+08:00")
    each.sweep()
    assert f"{OFFICE}经办人" in {row.contact for row in each.outbox()}


def test_whose_turn_it_is_are_those_that_still_owe_it(each: Engine) -> None:
    number = opened(each)
    sign(each, number, "乙局")
    assert each.situation(number).waits_for == ("甲局", "丙局")
    assert any("甲局" in one.why and "乙局" not in one.why for one in each.why_not(number) if "签收" in one.about)
    sign(each, number, "甲局", "丙局")
    assert each.situation(number).waits_for == UNITS


def test_what_a_unit_still_owes_is_found(each: Engine) -> None:
    first, second = opened(each), opened(each, "乙局", "丁局")
    sign(each, first, "甲局")
    assert [item.number for item in each.find(owing="甲局")] == []
    assert {item.number for item in each.find(owing="乙局")} == {first, second}
    assert len(each.find(owing="乙局", limit=1)) == 1
    assert [item.number for item in each.find(owing="丙局", role="responsible")] == [first]
    assert each.find(owing="丙局", role="lead") == []
    each.excuse(first, "签收", "乙局", by=OFFICE, note="不涉及")
    assert [item.number for item in each.find(owing="乙局")] == [second]
    with pytest.raises(InvalidData):
        each.find(unit="甲局", owing="乙局")


def test_one_unit_signs_for_many_matters_in_one_act(each: Engine) -> None:
    numbers = [opened(each) for _ in range(3)]
    done = each.fire_many(numbers, "签收", by="甲局", data={"plan": "照办"})
    assert [(item.state, item.owing["responsible"]) for item in done] == [("交办", ("乙局", "丙局"))] * 3
    sign(each, numbers[1], "乙局")
    with pytest.raises(BatchRefused):
        each.fire_many(numbers, "签收", by="乙局", data={"plan": "照办"})
    assert owing(each, numbers[0]) == ("乙局", "丙局")
    check_proven(each)


def test_only_those_that_owe_it_are_urged_and_rung(each: Engine, clock: FixedClock) -> None:
    number = opened(each)
    sign(each, number, "甲局")
    each.urge(number, by=OFFICE, note="请尽快签收")
    assert each.history(number)[-1].facts.told == ("乙局", "丙局")
    clock.set("2024-04-09T09:00+08:00")
    assert {call.unit for call in each.call_list()} == {"乙局", "丙局"}
    check_proven(each)


def test_of_a_matter_that_is_void_nobody_owes_anything(each: Engine) -> None:
    number = opened(each)
    sign(each, number, "甲局")
    item = each.void(number, by=OFFICE, note="停办")
    assert (item.owing, item.ended) == ({}, "void")
    assert each.find(owing="乙局") == []
    check_proven(each)


def test_a_condition_can_ask_what_one_unit_has_done(make_engine: MakeEngine) -> None:
    good = "each['签收']['甲局'].data.plan == '好' and each['签收'] | length == 2"
    engine = made(make_engine, ("not_by: 签收}", f'not_by: 签收, when: "{good}"}}'))
    number = opened(engine, "甲局", "乙局")
    engine.fire(number, "签收", by="甲局", data={"plan": "一般"})
    sign(engine, number, "乙局")
    assert refused(engine, number, "办结", LEAD) == ("guard",)
    engine.fire(number, "收回", by=OFFICE)
    engine.fire(number, "签收", by="甲局", data={"plan": "好"})
    sign(engine, number, "乙局")
    assert engine.fire(number, "办结", by=LEAD).state == "销号"
    check_proven(engine)


def test_everybody_who_signed_has_a_hand_in_it(each: Engine) -> None:
    number = opened(each, "甲局", LEAD)
    each.fire(number, "签收", by=f"{LEAD}/王某", data={"plan": "牵头"})
    each.fire(number, "签收", by="甲局/张三", data={"plan": "甲"})
    assert refused(each, number, "办结", f"{LEAD}/李某") == ("four-eyes",)
    assert refused(each, number, "办结", f"{OFFICE}/张三") == ("four-eyes",)
    assert each.fire(number, "办结", by=f"{OFFICE}/赵某").state == "销号"
    check_proven(each)


def test_after_its_time_nobody_signs_but_an_excuse_still_moves_on(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine, ("requires: [plan], when", "requires: [plan], within: 2 working days, when"))
    number = opened(engine, "甲局", "乙局")
    sign(engine, number, "甲局")
    clock.set("2024-04-20T09:00+08:00")
    assert refused(engine, number, "签收", "乙局", data={"plan": "迟"}) == ("within",)
    assert engine.excuse(number, "签收", "乙局", by=OFFICE, note="逾期不再要求").state == "办理"
    check_proven(engine)


def test_a_condition_that_does_not_hold_keeps_the_engine_from_moving_on(make_engine: MakeEngine) -> None:
    engine = made(make_engine, ("when: \"plan != '无'\"", "when: \"each['签收'] | length > 0 or plan == '首'\""))
    number = opened(engine, "甲局", "乙局")
    engine.excuse(number, "签收", "甲局", by=OFFICE, note="不涉及")
    assert engine.excuse(number, "签收", "乙局", by=OFFICE, note="不涉及").state == "交办"
    assert engine.history(number)[-1].kind == "refused"
    assert engine.fire(number, "签收", by="甲局", data={"plan": "首"}).state == "办理"
    check_proven(engine)


def test_a_key_repeats_an_excuse_only_once(each: Engine) -> None:
    number = opened(each)
    once = [each.excuse(number, "签收", "甲局", by=OFFICE, note="不涉及", key="k").version for _ in range(2)]
    assert once == [2, 2]
    assert len(each.history(number)) == 2


def test_the_examples_of_a_scenario_act_by_each_unit() -> None:
    assert [(one.name, one.failures) for one in play_examples(load_scenario(FILE))] == [
        ("三家各自签收，一家不涉及", ())
    ]


def test_an_example_says_who_owes_it_instead() -> None:
    text = FILE.read_text("utf-8").replace("owing: [乙局, 丙局]}", "owing: [丙局]}")
    (played,) = play_examples(read_scenario(text, "each.yaml"))
    assert [("owing" in line or "尚未" in line, "乙局" in line) for line in played.failures] == [(True, True)]


def test_what_the_last_unit_brings_counts_as_given_in_no_round_that_it_begins(make_engine: MakeEngine) -> None:
    begins = "{from: 办理, to: 交办, by: {each: responsible}, new_round: true}"
    asks = "{from: 交办, to: 销号, by: office, requires: [deadline]}"
    engine = made(
        make_engine,
        ("{from: 销号, to: 交办, by: office, new_round: true}", begins),
        ("{from: 办理, to: 销号, by: [lead, office], not_by: 签收}", asks),
    )
    number = opened(engine)
    for unit in ("甲局", "乙局", "丙局"):
        sign(engine, number, unit)
    for unit in ("甲局", "乙局", "丙局"):
        engine.fire(number, "重办", by=unit, data={"deadline": "2024-06-01"})
    assert engine.instance(number).round == 2
    assert refused(engine, number, "办结", "市优化办") == ("requires",)
    check_proven(engine)
