"""An act that its rules forbid is named, though every hash fits and the rules stand there again as they were."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tampering import Entries, forge, other_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine

    from duban import Engine
    from duban.testing import FixedClock

HANDED_ON = Path(__file__).parents[1] / "scenarios" / "handed-on.yaml"
LEAD, RESP, OTHER, BOSS = "市优化办", "市住建局", "市教育局", "市督考办"

NOBODY = [(1, "unassigned"), (2, "role"), (3, "role")]

Pulls = list[tuple[str, str, dict[str, Any]]]

SIGNED: Pulls = [("签收", f"{RESP}/张三", {})]
ASKED: Pulls = [*SIGNED, ("申请", f"{RESP}/张三", {"data": {"measure": "已办"}})]


@pytest.fixture
def backend() -> str:
    """Use one database: what is tried here is decided without any."""
    return "sqlite"


def named(engine: Engine, number: str) -> list[tuple[int | None, str | None]]:
    """Return the entries of an instance that the rules forbid, each with the code of the first reason."""
    found = [finding for finding in engine.verify().findings if finding.code is not None]
    assert {finding.number for finding in found} <= {number}
    return [(finding.seq, finding.code) for finding in found]


def pull(engine: Engine, number: str, pulls: Pulls) -> None:
    for trigger, by, given in pulls:
        engine.fire(number, trigger, by=by, **given)


UNDER_OTHER_RULES = {
    "role": (
        [("{from: 复核, to: 销号, by: lead, not_by: 申请}", "{from: 复核, to: 销号, by: resp}")],
        ASKED,
        "通过",
        RESP,
    ),
    "state": ([("{from: 复核, to: 整改, by: lead}", '{from: "*", to: 整改, by: lead}')], [], "退回", LEAD),
    "four-eyes": ([(", not_by: 申请}", "}")], ASKED, "通过", f"{LEAD}/张三"),
    "requires": ([(", requires: [measure]", "")], SIGNED, "申请", RESP),
    "times": ([(", times: 1", "")], [*SIGNED, ("补报", RESP, {})], "补报", RESP),
    "guard": ([(', when: "amount != none and amount < 100"', "")], SIGNED, "小额", RESP),
    "trigger": ([("  退回:", "  结掉:")], ASKED, "结掉", LEAD),
    "told": ([("{from: 复核, to: 整改, by: lead}", "{from: 复核, to: 销号, by: lead}")], ASKED, "退回", LEAD),
}


@pytest.mark.parametrize("code", UNDER_OTHER_RULES)
def test_an_act_under_rules_that_were_there_for_a_moment(
    office: Engine, number: str, proof_file: Path, make_engine: MakeEngine, code: str
) -> None:
    changes, before, trigger, by = UNDER_OTHER_RULES[code]
    pull(office, number, before)
    with other_rules(office, number, proof_file, *changes):
        make_engine(scenarios=[]).fire(number, trigger, by=by)
    assert named(office, number) == [(len(before) + 2, code)]
    (finding,) = office.verify().findings
    assert trigger in finding.problem
    assert by in finding.problem
    # Another engine, which has never heard of the scenario, says the same by the rules that are stored.
    assert named(make_engine(scenarios=[]), number) == [(len(before) + 2, code)]


def test_an_act_after_its_time_was_over(
    office: Engine, number: str, proof_file: Path, make_engine: MakeEngine, clock: FixedClock
) -> None:
    clock.advance(timedelta(days=10))
    with other_rules(office, number, proof_file, (", within: 3个工作日", "")):
        make_engine(scenarios=[]).fire(number, "签收", by=RESP)
    assert named(office, number) == [(2, "within")]


def test_a_due_date_that_the_rules_do_not_give(
    office: Engine, number: str, proof_file: Path, make_engine: MakeEngine
) -> None:
    with other_rules(office, number, proof_file, ("budget: 10个工作日", "budget: 90个工作日")):
        engine = make_engine(scenarios=[])
        pull(engine, number, [*ASKED, ("通过", f"{LEAD}/李四", {}), ("反弹", RESP, {})])
    assert named(office, number) == [(5, "told")]
    assert "期限" in office.verify().findings[0].problem


def test_somebody_else_than_the_one_who_acted(office: Engine, number: str) -> None:
    pull(office, number, [*ASKED, ("通过", f"{LEAD}/李四", {})])

    def change(entries: Entries) -> None:
        entries[1]["actor"] = OTHER

    forge(office, number, change)
    assert named(office, number) == [(2, "role")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda entries: entries[2].update(actor=LEAD), [(3, "role"), (4, "four-eyes")]),
        (lambda entries: entries[3].update(actor=RESP), [(4, "role")]),
        (lambda entries: entries[3].update(actor=f"{LEAD}/张三"), [(4, "four-eyes")]),
        (lambda entries: entries[2]["payload"].pop("data"), [(3, "requires")]),
        (lambda entries: entries[2]["payload"].update(data={"measure": "已办", "secret": 1}), [(3, "data")]),
        (lambda entries: entries[2].update(actor="system"), [(3, "role")]),
        (lambda entries: entries[2]["payload"].update(because={"withdrawn_by": "X"}), [(3, "role")]),
        (lambda entries: entries[2]["payload"].update(units={"resp": [OTHER]}), [(3, "told")]),
        (lambda entries: entries[0].update(actor=RESP), [(1, "role")]),
        (lambda entries: entries[0].update(actor="system"), [(1, "role")]),
        (lambda entries: entries[0]["payload"]["units"].pop("resp"), [*NOBODY, (4, "unassigned")]),
    ],
)
def test_an_entry_that_was_edited_and_hashed_anew(
    office: Engine, number: str, change: Callable[[Entries], None], expected: list[tuple[int, str]]
) -> None:
    pull(office, number, [*ASKED, ("通过", f"{LEAD}/李四", {})])
    assert office.verify().ok
    forge(office, number, change)
    assert named(office, number) == expected


def test_an_entry_that_was_added(office: Engine, number: str) -> None:
    pull(office, number, [*SIGNED, ("补报", RESP, {}), ("申请", RESP, {"data": {"measure": "已办"}})])
    assert office.verify().ok

    def change(entries: Entries) -> None:
        entries.append({**entries[2], "from_state": "复核", "to_state": "销号", "trigger": "通过"})

    forge(office, number, change)
    assert named(office, number) == [(5, "role")]


def test_more_time_that_was_granted_by_who_asked_for_it(office: Engine, number: str) -> None:
    pull(office, number, SIGNED)
    office.assign(number, "lead", [LEAD], by=LEAD)
    office.extend(number, "期限", "5 working days", by=f"{RESP}/张三")
    office.decide(f"{number}#4", approve=True, by=f"{LEAD}/李四")
    assert office.verify().ok
    forge(office, number, lambda entries: entries[4].update(actor=RESP))
    assert named(office, number) == [(5, "role")]
    forge(office, number, lambda entries: entries[4].update(actor=f"{LEAD}/张三"))
    assert named(office, number) == [(5, "four-eyes")]


def test_more_time_than_the_rules_allow_or_was_asked_for(office: Engine, number: str) -> None:
    pull(office, number, SIGNED)
    office.extend(number, "期限", "5 working days", by=RESP)
    office.decide(f"{number}#3", approve=True, by=LEAD)
    forge(office, number, lambda entries: entries[2]["payload"].update(length="50 working days"))
    assert named(office, number) == [(3, "extension")]  # less may be granted than was asked for
    forge(office, number, lambda entries: entries[2]["payload"].update(length="3 working days"))
    assert named(office, number) == [(4, "extension")]
    forge(office, number, lambda entries: entries[2]["payload"].update(length="5 working days", approvers=["resp"]))
    assert named(office, number) == [(3, "told")]


def test_units_that_were_bound_by_who_may_not(office: Engine, number: str) -> None:
    office.assign(number, "resp", [OTHER], by=LEAD)
    assert office.verify().ok
    forge(office, number, lambda entries: entries[1].update(actor=RESP))
    assert named(office, number) == [(2, "role")]


def test_a_link_by_who_may_not(office: Engine, number: str) -> None:
    other = office.open("proof", title="又", units={"lead": LEAD, "resp": RESP}, by=LEAD).number
    office.link(number, other, by=LEAD)
    assert office.verify().ok
    forge(office, number, lambda entries: entries[1].update(actor=RESP))
    assert named(office, number) == [(2, "role")]
    forge(office, number, lambda entries: entries[1].update(actor=LEAD, payload={"other": other, "link": "child_of"}))
    assert named(office, number) == [(2, "conflict")]


def test_a_signature_that_is_missing(office: Engine, number: str) -> None:
    pull(office, number, [*ASKED, ("送签", LEAD, {}), ("签字", LEAD, {})])
    assert office.instance(number).state == "会签"
    assert office.verify().ok

    def change(entries: Entries) -> None:
        entries[4]["to_state"] = "销号"
        del entries[4]["payload"]["missing"], entries[4]["payload"]["signed"]

    forge(office, number, change)
    assert named(office, number) == [(5, "told")]


def test_what_the_engine_did_by_itself(office: Engine, number: str, clock: FixedClock) -> None:
    pull(office, number, SIGNED)
    clock.advance(timedelta(days=25))
    office.sweep()
    history = office.history(number)
    assert history[-1].trigger == "强制"
    assert history[-1].actor == "system"
    assert office.verify().ok
    cause = len(history)
    forge(office, number, lambda entries: entries.pop(-2))
    assert named(office, number) == [(cause - 1, "cause")]


@pytest.mark.parametrize("days", [1, 20])
def test_a_step_of_the_ladder_before_its_moment(office: Engine, number: str, clock: FixedClock, days: int) -> None:
    pull(office, number, SIGNED)
    clock.advance(timedelta(days=25))
    office.sweep()
    rung = next(entry.seq for entry in office.history(number) if entry.kind == "rung")

    def change(entries: Entries) -> None:
        payload = entries[rung - 1]["payload"]
        moment = datetime.fromisoformat(payload["moment"])
        payload["moment"] = (moment - timedelta(days=days)).isoformat()

    forge(office, number, change)
    assert named(office, number) == [(rung, "rung")]


def test_a_step_that_no_ladder_has_or_that_was_done_already(office: Engine, number: str, clock: FixedClock) -> None:
    pull(office, number, SIGNED)
    clock.advance(timedelta(days=25))
    office.sweep()
    rung = next(entry.seq for entry in office.history(number) if entry.kind == "rung")

    def again(entries: Entries) -> None:
        entries.insert(rung, dict(entries[rung - 1]))

    def another(entries: Entries) -> None:
        entries[rung]["payload"] = {**entries[rung]["payload"], "rung": "nobody"}

    forge(office, number, again)
    assert named(office, number) == [(rung + 1, "rung")]
    forge(office, number, another)
    assert named(office, number) == [(rung + 1, "rung")]


def test_the_end_of_a_stay_that_was_not_over(office: Engine, number: str, clock: FixedClock) -> None:
    clock.advance(timedelta(days=31))
    office.sweep()
    assert office.instance(number).state == "复核"
    assert office.verify().ok
    stay = next(entry.seq for entry in office.history(number) if entry.kind == "bound")

    def change(entries: Entries) -> None:
        entries[stay - 1]["payload"]["moment"] = "2024-04-02T16:00:00+00:00"

    forge(office, number, change)
    assert named(office, number) == [(stay, "stay")]


def test_an_assignment_that_is_said_to_be_told_to_others(make_engine: MakeEngine) -> None:
    engine = make_engine(scenarios=[HANDED_ON])
    units = {"office": LEAD, "lead": BOSS, "responsible": [RESP]}
    number = engine.open("handover", title="压减审批时间", units=units, by=LEAD).number
    engine.assign(number, "responsible", [OTHER], by=LEAD)
    assert engine.history(number)[1].payload["told"] == [OTHER, BOSS, RESP]
    assert engine.verify().ok
    forge(engine, number, lambda entries: entries[1]["payload"].update(told=[LEAD]))
    assert named(engine, number) == [(2, "told")]
    forge(engine, number, lambda entries: entries[1]["payload"].pop("told"))
    assert named(engine, number) == [(2, "told")]
