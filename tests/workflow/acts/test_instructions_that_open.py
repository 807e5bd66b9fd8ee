"""An instruction that opens a linked item with a clock of its own, and whose result goes back to the leader."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Engine, TransitionRefused
from duban.scenarios import read_scenario
from duban.workflow import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")

FILE = Path(__file__).parent.parent / "scenarios" / "ordered.yaml"
OFFICE, LEAD, LEADER = "市优化办", "市住建局", "市领导"
DAY = date(2026, 3, 2)


@pytest.fixture
def office(make_engine: MakeEngine, clock: FixedClock) -> Engine:
    clock.set("2026-03-02T09:00+08:00")
    return make_engine(scenarios=[FILE], directory=MadeUpPeople())


def opened(office: Engine) -> str:
    return office.open("ordered", by=OFFICE, title="推广", units={"office": OFFICE, "lead": LEAD}).number


def instructed(office: Engine, number: str, *, key: str | None = None) -> str:
    """Record an instruction, and return the number of what was opened for it."""
    demand = "月底前报方案"
    office.instruct(number, "抓紧", by=OFFICE, leader=LEADER, on=DAY, demand=demand, open=True, key=key)
    (said,) = office.situation(number).instructions
    assert said.opened is not None
    return said.opened


def test_it_opens_what_the_scenario_says_with_what_it_asks_for(office: Engine) -> None:
    number = opened(office)
    made = office.instance(instructed(office, number))
    assert (made.title, made.due_on, made.units["lead"]) == ("落实批示：月底前报方案", DAY, (LEAD,))
    (link,) = office.links(number)
    assert (link.kind, link.number) == ("opened_by", made.number)
    assert "抓紧" not in str(made.to_json())  # what the leader wrote is for few


def test_the_leader_is_told_what_came_of_it_once(office: Engine) -> None:
    number = opened(office)
    made = instructed(office, number)
    office.fire(made, "办结", by=LEAD, note="方案已报送")
    office.sweep()
    office.sweep()
    (told,) = [draft for draft in office.drafts() if draft.unit == LEADER]
    assert told.subject == f"【办理结果】落实批示：月底前报方案（{made}）"
    assert "办理结果：方案已报送" in told.text
    assert told.contact == "市领导负责人"
    assert office.verify().ok


def test_the_leader_is_told_though_the_matter_itself_is_closed(office: Engine) -> None:
    number = opened(office)
    made = instructed(office, number)
    office.fire(number, "办结", by=LEAD)
    office.fire(made, "办结", by=LEAD)
    office.sweep()
    assert [draft.unit for draft in office.drafts() if draft.unit == LEADER] == [LEADER]
    assert office.verify().ok


def test_a_repeat_by_its_key_opens_nothing_more(office: Engine) -> None:
    number = opened(office)
    first = instructed(office, number, key="once")
    assert instructed(office, number, key="once") == first
    assert len(office.find()) == 2


def test_without_being_asked_nothing_is_opened(office: Engine) -> None:
    number = opened(office)
    office.instruct(number, "抓紧", by=OFFICE, leader=LEADER, on=DAY)
    assert len(office.find()) == 1


def test_what_the_scenario_does_not_open_is_refused(make_engine: MakeEngine, clock: FixedClock) -> None:
    clock.set("2026-03-02T09:00+08:00")
    text = FILE.read_text("utf-8")
    opens = text[text.index("  opens:\n") : text.index("messages:\n")]
    office = make_engine(scenarios=[read_scenario(text.replace(opens, ""), "ordered.yaml")], directory=MadeUpPeople())
    number = opened(office)
    with pytest.raises(TransitionRefused, match="does not say what an instruction opens"):
        office.instruct(number, "抓紧", by=OFFICE, leader=LEADER, on=DAY, open=True)
    assert len(office.history(number)) == 1
