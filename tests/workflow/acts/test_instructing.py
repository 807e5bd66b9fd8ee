"""A leader's instruction (批示): recorded by an office, read by few; the units learn what it asks of them."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from duban import Engine, InvalidData, KeyReused, TransitionRefused

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter

    from duban import Instance
    from duban.testing import RecordingNotifier

pytestmark = pytest.mark.usefixtures("english")

LEAD, DOER, BOSS, CHIEF = "市优化办", "市住建局", "市督考办", "市领导"
URGING = Path(__file__).parents[1] / "scenarios" / "urging.yaml"
DAY = date(2024, 3, 29)
TEXT, DEMAND = "此事拖延已久，请严肃处理", "4月3日前报送整改方案"
SCAN = {"name": "批示.pdf", "sha256": "ab" * 32}


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    return make_engine(scenarios=[URGING])


@pytest.fixture
def number(office: Engine) -> str:
    return office.open("urging", title="清运垃圾", by=LEAD, units={"office": LEAD, "doer": [DOER]}).number


def instruct(engine: Engine, number: str, text: str = TEXT, **options: Any) -> Instance:  # noqa: ANN401 - as instruct takes them
    return engine.instruct(number, text, **{"by": LEAD, "leader": f"{CHIEF}/王五", "on": DAY, **options})


def refused(engine: Engine, number: str, *given: str, **options: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    with pytest.raises(TransitionRefused) as refusal:
        instruct(engine, number, *given, **options)
    return [(blocker.code, blocker.reason) for blocker in refusal.value.blockers]


def test_the_units_are_told_what_it_asks_and_not_what_the_leader_wrote(
    office: Engine, number: str, mailbox: RecordingNotifier
) -> None:
    instruct(office, number, demand=DEMAND, scan=SCAN)
    asyncio.run(office.deliver())
    assert [message.name for message in mailbox.sent] == ["市住建局经办", "市优化办经办"]
    for message in mailbox.sent:
        assert DEMAND in message.text
        assert TEXT not in message.text
    assert office.verify().ok


def test_who_may_read_it_reads_it_and_others_read_what_it_asks(office: Engine, number: str) -> None:
    instruct(office, number, demand=DEMAND, scan=SCAN)
    for viewer in (None, BOSS, f"{CHIEF}/王五", LEAD):
        (told,) = office.situation(number, viewer=viewer).instructions
        assert (told.text, told.scan, told.demand, told.on) == (TEXT, SCAN, DEMAND, DAY), viewer
    for viewer in (DOER, "外单位", ""):
        (told,) = office.situation(number, viewer=viewer).instructions
        assert (told.text, told.scan, told.demand) == (None, None, DEMAND)
        entry = office.history(number, viewer=viewer)[-1]
        assert entry.payload.keys() <= {"leader", "on", "demand", "told", "posted"}
        (file,) = office.case_files(viewer=viewer)
        assert file.history[-1].payload == entry.payload
    assert office.history(number)[-1].actor == LEAD


def test_without_a_demand_nobody_is_told(office: Engine, number: str, mailbox: RecordingNotifier) -> None:
    instruct(office, number, demand=" ")
    asyncio.run(office.deliver())
    assert mailbox.sent == []
    assert office.situation(number).instructions[0].demand is None


def test_a_closed_matter_gets_one_too_and_nobody_is_told(
    office: Engine, number: str, mailbox: RecordingNotifier
) -> None:
    for trigger, by in (("签收", DOER), ("报结", DOER), ("办结", LEAD)):
        office.fire(number, trigger, by=by, data={"result": "已办"} if trigger == "报结" else {})
    after = instruct(office, number, "办得好", demand="总结经验", by=BOSS)
    asyncio.run(office.deliver())
    assert (after.state, mailbox.sent) == ("办结", [])
    assert office.verify().ok


def test_it_takes_who_may_record_a_leader_a_text_and_a_day_that_has_come(office: Engine, number: str) -> None:
    assert refused(office, number, by=DOER) == [("role", "")]
    assert refused(office, number, leader=DOER) == [("instruct", "")]
    assert refused(office, number, on=date(2024, 4, 2)) == [("instruct", "day")]
    assert refused(office, number, " ") == [("requires", "text")]
    assert len(office.history(number)) == 1
    office.assign(number, "chief", [], by=LEAD)
    assert refused(office, number) == [("instruct", "nobody")]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"on": "2024-03-29"}, "on: has to be a day"),
        ({"on": datetime(2024, 3, 29)}, "on: has to be a day"),  # noqa: DTZ001 - it is refused
        ({"scan": {"name": "批示.pdf"}}, "scan"),
        ({"leader": "/王五"}, "names nobody"),
    ],
)
def test_what_cannot_be_meant_is_refused(office: Engine, number: str, options: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidData, match=problem):
        instruct(office, number, **options)


def test_a_repeat_under_a_key_records_it_once(office: Engine, number: str) -> None:
    first = instruct(office, number, demand=DEMAND, scan=SCAN, key="k")
    assert instruct(office, number, demand=DEMAND, scan=SCAN, key="k") == first
    with pytest.raises(KeyReused):
        instruct(office, number, demand="别的要求", scan=SCAN, key="k")
    assert len(office.situation(number).instructions) == 1


def test_a_scenario_that_says_nothing_leaves_it_to_the_office(engine: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(engine).number
    instruct(engine, number, leader="王市长")
    assert engine.situation(number, viewer=LEAD).instructions[0].text == TEXT
    assert engine.situation(number, viewer=BOSS).instructions[0].text is None
    assert refused(engine, number, by=BOSS) == [("role", "")]
