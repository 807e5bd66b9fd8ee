"""An urge that nobody answers goes up by itself, once by each step, until somebody answers, acts, or it is closed."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from framed import written

from duban import Absence, Contact, Directory, Engine, Level, Unit
from duban.scenarios import read_scenario

if TYPE_CHECKING:
    from conftest import MakeEngine, Rows

    from duban.testing import FixedClock, RecordingNotifier

pytestmark = pytest.mark.usefixtures("english")

OFFICE, ONE, OTHER = "市优化办", "市住建局", "市教育局"
FILE = Path(__file__).parents[1] / "scenarios" / "unanswered.yaml"
LEVELS = {Level.HANDLER: "经办", Level.DEPUTY: "分管", Level.HEAD: "局长"}


def people() -> Directory:
    contacts = [
        Contact(unit, f"{unit}{title}", level, email=f"{level}{place}@example.org")
        for place, unit in enumerate((OFFICE, ONE, OTHER))
        for level, title in LEVELS.items()
    ]
    return Directory([Unit(name) for name in (OFFICE, ONE, OTHER)], contacts)


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    return make_engine(scenarios=[FILE], directory=people())


def opened(engine: Engine, *units: str) -> str:
    doers = list(units or (ONE, OTHER))
    return engine.open("unanswered", title="修路", units={"office": OFFICE, "doer": doers}, by=OFFICE).number


def sweep(engine: Engine, clock: FixedClock, at: str) -> None:
    clock.set(f"{at}+08:00")
    engine.sweep()


def went_up(engine: Engine, number: str) -> list[tuple[int, str, tuple[str, ...]]]:
    found = [entry.payload for entry in engine.history(number) if entry.kind == "unanswered"]
    return [(each["asked"], each["step"], tuple(each["units"])) for each in found]


def told(engine: Engine, number: str, status: str | None = None) -> list[tuple[str, str]]:
    found = engine.outbox(number=number, statuses=["pending", "delivered", "withdrawn", "dead"])
    return [(each.contact, each.status) for each in found if each.message == "未复" and status in {None, each.status}]


# Monday 2024-04-01, nine o'clock; Thursday the 4th to Saturday the 6th are a holiday, Sunday the 7th is worked.


def test_it_goes_to_the_deputy_head_and_then_to_the_head_by_working_days(office: Engine, clock: FixedClock) -> None:
    number = opened(office, ONE)
    office.urge(number, by=OFFICE, note="何时签收？")
    sweep(office, clock, "2024-04-03T23:59")
    assert went_up(office, number) == []
    sweep(office, clock, "2024-04-04T00:00")
    assert went_up(office, number) == [(2, "due", (ONE,))]
    assert told(office, number) == [("市住建局分管", "pending")]
    sweep(office, clock, "2024-04-08T08:29")
    assert len(went_up(office, number)) == 1
    sweep(office, clock, "2024-04-08T08:30")
    assert went_up(office, number)[1:] == [(2, "due + 2 working days", (ONE,))]
    assert [contact for contact, _ in told(office, number)] == ["市住建局分管", "市住建局局长", "市优化办经办"]
    for later in ("2024-04-08T08:31", "2024-05-20T09:00"):
        sweep(office, clock, later)
    assert len(went_up(office, number)) == 2, "each step comes once"
    assert office.verify().ok


def test_the_message_says_who_urged_when_and_by_when_it_was_to_be_answered(
    office: Engine, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    number = opened(office, ONE)
    office.urge(number, by=f"{OFFICE}/李四")
    sweep(office, clock, "2024-04-08T08:30")
    asyncio.run(office.deliver())
    texts = [written(message.text) for message in mailbox.sent if "请过问" in message.subject]
    assert "市优化办4月1日（周一）催办，应于4月3日（周三）前答复，贵单位未答复。" in texts[0]
    assert "应于4月3日（周三）前答复，市住建局未答复。" in texts[-1], "the copy names who is silent"


def test_who_answers_is_left_out_and_what_was_not_sent_yet_is_withdrawn(office: Engine, clock: FixedClock) -> None:
    number = opened(office)
    office.urge(number, by=OFFICE)
    office.answer(number, 2, "明日签收", by=OTHER)
    sweep(office, clock, "2024-04-04T00:00")
    assert went_up(office, number) == [(2, "due", (ONE,))]
    office.answer(number, 2, "节后签收", by=f"{ONE}/张三")
    assert told(office, number) == [("市住建局分管", "withdrawn")]
    sweep(office, clock, "2024-04-30T09:00")
    assert len(went_up(office, number)) == 1
    assert office.verify().ok


def test_to_act_is_an_answer_too_for_each_unit_by_itself(office: Engine, clock: FixedClock) -> None:
    number = opened(office)
    office.urge(number, by=OFFICE)
    office.fire(number, "签收", by=OTHER)
    sweep(office, clock, "2024-04-04T00:00")
    assert went_up(office, number) == [(2, "due", (ONE,))]
    office.fire(number, "签收", by=ONE)
    assert told(office, number, "pending") == [], "the state was left before it could leave"
    sweep(office, clock, "2024-04-30T09:00")
    assert len(went_up(office, number)) == 1
    assert office.verify().ok


def test_what_waits_for_the_head_of_a_unit_that_has_signed_is_withdrawn(office: Engine, clock: FixedClock) -> None:
    number = opened(office)
    office.urge(number, by=OFFICE)
    sweep(office, clock, "2024-04-04T00:00")
    assert set(told(office, number)) == {("市教育局分管", "pending"), ("市住建局分管", "pending")}
    office.fire(number, "签收", by=OTHER)
    assert set(told(office, number)) == {("市教育局分管", "withdrawn"), ("市住建局分管", "pending")}
    assert office.verify().ok


def test_a_matter_that_is_closed_goes_up_no_further(office: Engine, clock: FixedClock) -> None:
    number = opened(office, ONE)
    office.urge(number, by=OFFICE)
    office.void(number, by=OFFICE, note="重复")
    sweep(office, clock, "2024-04-30T09:00")
    assert went_up(office, number) == []
    assert office.verify().ok


def test_each_urge_goes_up_by_itself(office: Engine, clock: FixedClock) -> None:
    number = opened(office, ONE)
    office.urge(number, by=OFFICE)
    clock.set("2024-04-02T10:00+08:00")
    office.urge(number, by=OFFICE)
    sweep(office, clock, "2024-04-04T00:00")
    office.answer(number, 2, "第一次的答复", by=ONE)
    sweep(office, clock, "2024-04-30T09:00")
    assert went_up(office, number) == [(2, "due", (ONE,)), (3, "due", (ONE,)), (3, "due + 2 working days", (ONE,))]
    assert office.verify().ok


def test_after_downtime_both_steps_are_made_up_for_in_order(office: Engine, clock: FixedClock, rows: Rows) -> None:
    number = opened(office, ONE)
    office.urge(number, by=OFFICE)
    sweep(office, clock, "2024-05-20T09:00")
    assert [step for _, step, _ in went_up(office, number)] == ["due", "due + 2 working days"]
    claims = [(row["clock"], row["rung"]) for row in rows()["duban_claim"] if row["clock"].startswith("urge:")]
    assert sorted(claims) == [("urge:2", "due"), ("urge:2", "due + 2 working days")]


def test_people_see_by_when_it_is_answered_and_where_it_went(office: Engine, clock: FixedClock) -> None:
    number = opened(office, ONE)
    office.urge(number, by=OFFICE)
    (waits,) = [each for each in office.why_not(number) if each.about == "urge of entry 2"]
    assert str(waits.at) == "2024-04-03 16:00:00+00:00"
    assert ONE in waits.why
    clock.set("2024-04-03T20:00+08:00")
    assert office.call_list(unit=ONE)[0].matters[0].reasons == ("unsigned",), "there is time to answer until midnight"
    sweep(office, clock, "2024-04-04T00:00")
    (urge,) = office.situation(number).urges
    assert str(urge.due_on) == "2024-04-03"
    assert [(step.step, step.units, step.told) for step in urge.went_up] == [("due", (ONE,), (ONE,))]
    assert "unanswered" in office.call_list(unit=ONE)[0].matters[0].reasons
    (why,) = office.why_escalated(number)
    assert (why.clock, why.rung, why.fired, why.told) == ("urge:2", "due", True, (ONE,))
    assert "2024-04-03" in why.reckoning
    assert [each.contact for each in why.messages] == ["市住建局分管"]


def test_a_deputy_who_is_away_is_stood_in_for(make_engine: MakeEngine, clock: FixedClock) -> None:
    away = Absence(date(2024, 4, 1), date(2024, 4, 30))
    contacts = [
        Contact(ONE, "陈明", Level.DEPUTY, email="chen@example.org", deputy="王强", absences=(away,)),
        Contact(ONE, "王强", Level.LEADER, email="wang@example.org"),
        Contact(OFFICE, "李四", Level.HANDLER, email="li@example.org"),
    ]
    engine = make_engine(scenarios=[FILE], directory=Directory([Unit(OFFICE), Unit(ONE)], contacts))
    number = opened(engine, ONE)
    engine.urge(number, by=OFFICE)
    sweep(engine, clock, "2024-04-04T00:00")
    assert {contact for contact, _ in told(engine, number)} == {"王强"}


def test_history_that_was_edited_is_found(office: Engine, clock: FixedClock) -> None:
    number = opened(office, ONE)
    office.urge(number, by=OFFICE)
    sweep(office, clock, "2024-04-04T00:00")
    with office.database.writing() as connection:
        connection.exec_driver_sql(
            'UPDATE duban_history SET payload = replace(payload, \'"step":"due"\', \'"step":"start"\') '
            "WHERE kind = 'unanswered'"
        )
    assert not office.verify().ok


def test_a_step_of_the_rules_is_asked_for_by_replay(office: Engine, clock: FixedClock, rows: Rows) -> None:
    number = opened(office, ONE)
    office.urge(number, by=OFFICE)
    sweep(office, clock, "2024-04-08T09:00")
    found = office.verify()
    assert found.ok
    assert not found.unjudged
    (row,) = [each for each in rows()["duban_instance"] if each["number"] == number]
    assert '"urged_up":{"2":["due","due + 2 working days"]}' in row["memory"]
    assert row["wake_at"] is not None


def migrated(engine: Engine, number: str) -> Any:  # noqa: ANN401 - what the engine answers
    return next(each for each in engine.migrate("unanswered", by=OFFICE).moved if each.number == number)


def test_new_rules_make_up_for_no_step_that_had_passed(make_engine: MakeEngine, clock: FixedClock) -> None:
    """What is under way gets the steps that are ahead, and not those that would have been due before."""
    source = FILE.read_text("utf-8")
    head, _, rest = source.partition("  unanswered:\n")
    steps, _, tail = rest.partition("messages:\n")
    plain = head + "messages:\n" + tail.split("  未复:")[0]
    engine = make_engine(scenarios=[read_scenario(plain, "unanswered.yaml")], directory=people())
    number = opened(engine, ONE)
    engine.urge(number, by=OFFICE)
    sweep(engine, clock, "2024-04-07T09:00")
    assert went_up(engine, number) == []
    newer = make_engine(
        scenarios=[read_scenario(source.replace("version: 1", "version: 2"), "unanswered.yaml")], directory=people()
    )
    assert ("urge:2", "due") in migrated(newer, number).skipped
    sweep(newer, clock, "2024-04-30T09:00")
    assert [step for _, step, _ in went_up(newer, number)] == ["due + 2 working days"]
    assert newer.verify().ok
    assert steps
