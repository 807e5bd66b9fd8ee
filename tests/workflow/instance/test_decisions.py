"""Extensions that are asked for and decided, and rungs that wait for a person, on both databases."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from crowd import together

from duban import Directory, Engine, TransitionRefused, UnknownInstance
from duban.scenarios import shipped
from duban.testing import FixedClock
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine, Rows

    from duban import Instance

ISSUE = shipped("issue", version=2)
"""The scenario that is played: what comes with duban now is tried elsewhere."""
SUSPEND = Path(__file__).parents[1] / "scenarios" / "suspend.yaml"
UNITS = {"lead": "市优化办", "responsible": ["市住建局", "市优化办"]}


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    """Give an engine with the shipped 问题整改: ten working days more by the lead, then five by the leader."""
    return make_engine(scenarios=[ISSUE], directory=MadeUpPeople())


def opened(engine: Engine, **options: object) -> Instance:
    item = engine.open("issue", title="办事材料偏多", units=UNITS, by="市优化办", **options)  # type: ignore[arg-type]
    return engine.fire(item.number, "签收", by="市住建局")  # the other clock has stopped: one due day is left


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(TransitionRefused) as caught:
        act()
    return list(caught.value.codes)


def asked(engine: Engine, number: str, *, days: int = 5, by: str = "市住建局/张三") -> str:
    engine.extend(number, "整改时限", f"{days} working days", by=by, note="等待专家评审")
    (waiting,) = engine.pending(number=number)
    return waiting.id


def test_who_asks_grants_under_no_other_unit_either(office: Engine) -> None:
    item = opened(office)
    waiting = asked(office, item.number, by="市住建局/张三")
    assert refused(lambda: office.decide(waiting, approve=True, by="市优化办/张三")) == ["four-eyes"]
    assert office.decide(waiting, approve=True, by="市优化办/李四").due_on == date(2024, 4, 29)


def test_what_stands_still_has_not_fallen_due_and_may_get_more_time(office: Engine, clock: FixedClock) -> None:
    item = opened(office)
    clock.set("2024-04-22T10:00+08:00")
    office.fire(item.number, "挂起", by="市优化办", note="待政策明确")
    clock.set("2024-05-10T10:00+08:00")
    office.decide(asked(office, item.number), approve=True, by="市优化办")
    # Consumed were 13 of what are now 20 days; seven more, Saturday 11 May worked: the 10th, 11th, 13th to 17th.
    assert office.fire(item.number, "恢复", by="市优化办").due_on == date(2024, 5, 17)


def test_what_is_asked_waits_with_both_dates_and_moves_nothing(office: Engine, clock: FixedClock) -> None:
    item = opened(office)
    clock.set("2024-04-10T10:00+08:00")
    office.extend(item.number, "整改时限", "5个工作日", by="市住建局/张三", note="等待专家评审")
    (waiting,) = office.pending()
    assert (waiting.kind, waiting.length, waiting.note) == ("extension", "5 working days", "等待专家评审")
    assert (waiting.due_on, waiting.due_on_if_granted) == (date(2024, 4, 23), date(2024, 4, 29))
    assert waiting.units == ("市优化办",)
    assert office.instance(item.number).due_on == date(2024, 4, 23)
    assert office.pending(unit="市住建局") == []
    last = office.history(item.number)[-1]
    assert (last.kind, last.actor, last.payload["due_on"]) == ("extend", "市住建局/张三", "2024-04-23")
    assert last.payload["told"] == ["市优化办"]
    assert office.verify().ok


def test_nobody_grants_what_he_asked_for_himself(office: Engine) -> None:
    item = opened(office)
    asked_for = asked(office, item.number, by="市优化办/李四")
    assert refused(lambda: office.decide(asked_for, approve=True, by="市优化办/王五")) == ["four-eyes"]
    assert refused(lambda: office.decide(asked_for, approve=True, by="市住建局")) == ["role"]
    assert len(office.pending()) == 1


def test_a_granted_extension_moves_the_due_day_and_reminds_anew(office: Engine, clock: FixedClock, rows: Rows) -> None:
    item = opened(office)
    clock.set("2024-04-19T09:00+08:00")
    office.sweep()  # five and two days before the 23rd
    asked_for = asked(office, item.number)
    granted = office.decide(asked_for, approve=True, by="市优化办", note="同意")
    assert granted.due_on == date(2024, 4, 29)
    assert office.pending() == []
    last = office.history(item.number)[-1]
    assert (last.payload["due_on"], last.payload["clocks"]["整改时限"]["due_on"]) == ("2024-04-23", "2024-04-29")
    assert last.payload["told"] == ["市住建局"]
    clock.set("2024-05-07T08:30+08:00")
    office.sweep()
    again = [(each.lap, each.rung) for each in office.why_escalated(item.number) if each.fired and each.lap == 2]
    assert again == [(2, "due"), (2, "due + 3 working days")]
    statuses = {(row["message"], row["unit"], row["status"]) for row in rows()["duban_outbox"]}
    assert ("延期待审批", "市优化办", "withdrawn") in statuses  # it is decided: nobody is to be asked about it any more
    assert ("催办", "市住建局", "withdrawn") in statuses  # the reminder of the old due day, which had not left yet
    assert ("延期审批结果", "市住建局", "pending") in statuses
    assert office.verify().ok


def test_the_reminders_before_the_new_due_day_come_again(office: Engine, clock: FixedClock) -> None:
    item = opened(office)
    clock.set("2024-04-19T09:00+08:00")
    office.sweep()
    office.decide(asked(office, item.number, days=10), approve=True, by="市优化办")  # until 8 May
    for moment in ("2024-04-28T08:30", "2024-05-06T08:30", "2024-05-07T08:30"):
        clock.set(f"{moment}+08:00")
        office.sweep()
    again = [each.rung for each in office.why_escalated(item.number) if each.fired and each.lap == 2]
    assert again == ["due - 5 working days", "due - 2 working days"]


def test_what_is_refused_is_kept_and_uses_no_extension_up(office: Engine) -> None:
    item = opened(office)
    for _ in range(2):
        office.decide(asked(office, item.number, days=10), approve=False, by="市优化办", note="按期办结")
    assert [entry.payload["approve"] for entry in office.history(item.number)[3::2]] == [False, False]
    assert office.instance(item.number).due_on == date(2024, 4, 23)
    assert office.decide(asked(office, item.number, days=10), approve=True, by="市优化办").due_on == date(2024, 5, 9)


def test_the_second_needs_the_higher_signature_and_there_is_no_third(office: Engine) -> None:
    item = opened(office)
    office.decide(asked(office, item.number, days=10), approve=True, by="市优化办")
    too_much = lambda: office.extend(item.number, "整改时限", "6 working days", by="市住建局")  # noqa: E731
    assert refused(too_much) == ["extension"]
    second = asked(office, item.number)
    assert refused(lambda: office.decide(second, approve=True, by="市优化办")) == ["role"]
    assert office.decide(second, approve=True, by="市领导").due_on == date(2024, 5, 15)
    third = lambda: office.extend(item.number, "整改时限", "1 working day", by="市住建局")  # noqa: E731
    assert refused(third) == ["extension"]


@pytest.mark.parametrize(
    ("clock_name", "length", "by", "codes"),
    [
        ("整改时限", "11 working days", "市住建局", ["extension"]),
        ("整改时限", "3 calendar days", "市住建局", ["extension"]),
        ("整改时限", "3 working days", "市教育局", ["role"]),
        ("整改时限", "24 hours", "市教育局", ["role", "extension"]),
        ("签收时限", "1 working day", "市住建局", ["extension"]),
        ("没有的时限", "1 working day", "市住建局", ["extension"]),
    ],
)
def test_what_cannot_be_asked_for(office: Engine, clock_name: str, length: str, by: str, codes: list[str]) -> None:
    item = opened(office)
    before = office.history(item.number)
    assert refused(lambda: office.extend(item.number, clock_name, length, by=by)) == codes
    assert office.history(item.number) == before


def test_it_is_asked_for_before_the_due_instant(office: Engine, clock: FixedClock) -> None:
    early, late = opened(office), opened(office)
    clock.set("2024-04-23T23:59:59+08:00")
    asked_for = asked(office, early.number)
    clock.set("2024-04-24T00:00+08:00")
    assert refused(lambda: office.extend(late.number, "整改时限", "1 working day", by="市住建局")) == ["extension"]
    # Decided late, it counts from the due day all the same.
    clock.set("2024-04-25T09:00+08:00")
    assert office.decide(asked_for, approve=True, by="市优化办").due_on == date(2024, 4, 29)


def test_one_request_at_a_time(office: Engine) -> None:
    item = opened(office)
    asked_for = asked(office, item.number)
    with pytest.raises(TransitionRefused, match="已有延期申请待批"):
        office.extend(item.number, "整改时限", "1 working day", by="市住建局")
    assert [each.id for each in office.pending()] == [asked_for]


def test_a_given_date_moves_by_what_is_granted(office: Engine) -> None:
    item = opened(office, data={"deadline": "2024-04-30"})
    assert office.decide(asked(office, item.number), approve=True, by="市优化办").due_on == date(2024, 5, 10)


def test_granted_while_the_clock_stands_still_it_counts_after(office: Engine, clock: FixedClock) -> None:
    item = opened(office)
    clock.set("2024-04-08T10:00+08:00")
    asked_for = asked(office, item.number)
    office.fire(item.number, "挂起", by="市优化办", note="待政策明确")
    clock.set("2024-04-09T10:00+08:00")
    assert office.decide(asked_for, approve=True, by="市优化办").due_on is None
    clock.set("2024-04-15T10:00+08:00")
    resumed = office.fire(item.number, "恢复", by="市优化办")
    # Of 20 days the 2nd, 3rd and 7th are used; the 8th to the 14th stand still; the other 17 begin on the 15th.
    assert resumed.due_on == date(2024, 5, 9)
    assert office.verify().ok


PROOF = {"name": "对照表.pdf", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}


def test_a_close_withdraws_what_waits(office: Engine, rows: Rows) -> None:
    item = office.open("issue", title="材料偏多", units={"lead": "市优化办", "responsible": "市住建局"}, by="市优化办")
    office.fire(item.number, "签收", by="市住建局")
    asked_for = asked(office, item.number)
    office.fire(item.number, "申请销号", by="市住建局", data={"measure": "压减", "evidence": [PROOF]})
    office.fire(item.number, "通过", by="市优化办")
    assert office.pending() == []
    assert refused(lambda: office.decide(asked_for, approve=True, by="市优化办")) == ["state"]
    assert office.history(item.number)[-1].payload["lapsed"] == {asked_for.rpartition("#")[2]: "stopped"}
    assert {row["status"] for row in rows()["duban_outbox"] if row["message"] == "延期待审批"} == {"withdrawn"}
    assert refused(lambda: office.extend(item.number, "整改时限", "1 working day", by="市住建局")) == ["state"]
    assert office.verify().ok


def decide_once(url: str, asked_for: str, by: str) -> str:
    with Engine(url, scenarios=[ISSUE], directory=MadeUpPeople(), clock=FixedClock("2024-04-02T09:00Z")) as engine:
        try:
            return str(engine.decide(asked_for, approve=True, by=by).due_on)
        except TransitionRefused as refusal:
            return refusal.codes[0]


def test_of_many_who_decide_at_once_one_does(office: Engine, database_url: str) -> None:
    item = opened(office)
    asked_for = asked(office, item.number)
    answers = together(decide_once, [(database_url, asked_for, f"市优化办/{n}") for n in range(4)])
    assert sorted(answers) == ["2024-04-29", "state", "state", "state"]


def test_a_repeated_request_with_its_key_is_one(office: Engine) -> None:
    item = opened(office)
    for _ in range(2):
        office.extend(item.number, "整改时限", "5 working days", by="市住建局", key="申请-1")
    (waiting,) = office.pending()
    for _ in range(2):
        assert office.decide(waiting.id, approve=True, by="市优化办", key="批-1").due_on == date(2024, 4, 29)


@pytest.mark.usefixtures("english")
def test_an_id_that_is_none(office: Engine) -> None:
    item = opened(office)
    for nonsense in ("", "#1", item.number, f"{item.number}#x", "WT-1999-0001#1"):
        with pytest.raises(UnknownInstance, match=r"is no id of what waits|no instance 'WT-1999-0001'"):
            office.decide(nonsense, approve=True, by="市优化办")
    assert refused(lambda: office.decide(f"{item.number}#1", approve=True, by="市优化办")) == ["state"]


def overdue(office: Engine, clock: FixedClock) -> str:
    """Open one and let it be ten working days overdue: its report to the leader waits for 市督考办."""
    number = opened(office).number
    clock.set("2024-05-09T08:30+08:00")
    office.sweep()
    return number


def test_a_rung_that_a_person_releases_tells_nobody_before(office: Engine, clock: FixedClock, rows: Rows) -> None:
    number = overdue(office, clock)
    (waiting,) = office.pending()
    assert (waiting.kind, waiting.units, waiting.what) == ("release", ("市督考办",), "发出“专报”")
    assert "专报" not in {row["message"] for row in rows()["duban_outbox"]}
    office.decide(waiting.id, approve=True, by="市督考办/周六")
    told = [(row["unit"], row["rung"]) for row in rows()["duban_outbox"] if row["message"] == "专报"]
    assert sorted(told) == [("市督考办", "due + 10 working days"), ("市领导", "due + 10 working days")]
    assert office.history(number)[-1].actor == "市督考办/周六"
    assert office.verify().ok


def test_a_rung_that_a_person_drops_tells_nobody_at_all(office: Engine, clock: FixedClock, rows: Rows) -> None:
    overdue(office, clock)
    (waiting,) = office.pending()
    office.decide(waiting.id, approve=False, by="市督考办", note="已约谈")
    clock.set("2024-06-03T09:00+08:00")
    office.sweep()
    assert "专报" not in {row["message"] for row in rows()["duban_outbox"]}
    assert office.pending() == []


def reminders(office: Engine, number: str) -> list[str]:
    return [entry.payload["day"] for entry in office.history(number) if entry.kind == "remind"]


def test_who_releases_is_reminded_each_working_day_and_only_of_the_last_after_downtime(
    office: Engine, clock: FixedClock
) -> None:
    number = overdue(office, clock)  # a Thursday; its Friday works, Saturday the 11th does too (for 3 May)
    for moment in ("2024-05-10T08:29", "2024-05-10T08:30", "2024-05-10T17:00", "2024-05-11T08:30", "2024-05-12T12:00"):
        clock.set(f"{moment}+08:00")
        office.sweep()
    assert reminders(office, number) == ["2024-05-10", "2024-05-11"]
    clock.set("2024-05-17T08:29+08:00")
    office.sweep()
    assert reminders(office, number) == ["2024-05-10", "2024-05-11", "2024-05-16"]
    assert office.next_instant() is not None
    assert office.verify().ok


def sweep_once(url: str, now: str) -> int:
    with Engine(url, scenarios=[ISSUE], directory=MadeUpPeople(), clock=FixedClock(now)) as engine:
        engine.sweep()
        return len(engine.pending())


def test_each_reminder_goes_once_however_many_sweep(
    office: Engine, clock: FixedClock, database_url: str, rows: Rows
) -> None:
    number = overdue(office, clock)
    together(sweep_once, [(database_url, "2024-05-10T08:30+08:00")] * 4)
    assert reminders(office, number) == ["2024-05-10"]
    assert len([row for row in rows()["duban_outbox"] if row["message"] == "催督待确认"]) == 2


def test_new_units_withdraw_the_release_and_keep_the_request(office: Engine, clock: FixedClock) -> None:
    number = opened(office).number
    clock.set("2024-04-22T09:00+08:00")
    request = asked(office, number)
    clock.set("2024-05-09T08:30+08:00")
    office.sweep()
    assert [each.kind for each in office.pending()] == ["extension", "release"]
    office.assign(number, "responsible", ["市教育局"], by="市优化办")
    assert [each.id for each in office.pending()] == [request]
    assert office.verify().ok


def test_a_memory_that_was_tampered_with_is_found_out(office: Engine) -> None:
    item = opened(office)
    office.decide(asked(office, item.number), approve=True, by="市优化办")
    with office.database.writing() as connection:
        connection.exec_driver_sql(
            'UPDATE duban_instance SET memory = replace(memory, \'"granted":{"整改时限":1}\', \'"granted":{}\')'
        )
    (finding,) = office.verify().findings
    assert finding.problem == "登记的延期次数与记录不符"


def test_the_mail_says_what_is_asked_and_what_was_decided(office: Engine) -> None:
    item = opened(office)
    office.decide(asked(office, item.number), approve=True, by="市优化办", note="同意")
    texts = {draft.message: draft for draft in office.drafts()}
    request, answer = texts["延期待审批"], texts["延期审批结果"]
    assert request.subject == f"【待审批】{item.number} 办事材料偏多 申请延期"
    assert "由市住建局/张三申请延期：“整改时限”原定2024年4月23日到期，申请延长5个工作日，批准后为2024年4月29日到期" in (
        request.text or ""
    )
    assert "理由：等待专家评审" in (request.text or "")
    assert answer.subject == f"【同意延期】{item.number} 办事材料偏多"
    assert "延期申请（5个工作日）已经批准，“整改时限”延至2024年4月29日到期" in (answer.text or "")


def test_a_directory_without_people_leaves_a_dead_letter_and_the_decision_stands(make_engine: MakeEngine) -> None:
    lonely = make_engine(scenarios=[ISSUE], directory=Directory())
    item = opened(lonely)
    assert asked(lonely, item.number) == f"{item.number}#3"


def test_what_is_granted_long_after_the_due_day_moves_it_though_more_than_that_is_used(
    office: Engine, clock: FixedClock
) -> None:
    item = office.open("issue", title="材料偏多", units={"lead": "市优化办", "responsible": "市住建局"}, by="市优化办")
    office.fire(item.number, "签收", by="市住建局")
    clock.set("2024-04-22T10:00+08:00")
    asked_for = asked(office, item.number, days=2)
    clock.set("2024-05-10T10:00+08:00")  # due on 23 April; more than two days over
    office.fire(item.number, "挂起", by="市优化办", note="待政策明确")
    clock.set("2024-05-13T10:00+08:00")
    office.fire(item.number, "恢复", by="市优化办")
    assert office.decide(asked_for, approve=True, by="市优化办").due_on == date(2024, 4, 25)
    assert office.verify().ok
