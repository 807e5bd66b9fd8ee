"""Handing on within a unit: who has a matter in hand gets what is meant for the unit, until it is taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from duban import Contact, Directory, Engine, InvalidUnits, Level, TransitionRefused, Unit

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")

FILE = Path(__file__).parent.parent / "scenarios" / "ordered.yaml"
OFFICE, LEAD, LEADER = "市优化办", "市住建局", "市领导"


def person(unit: str, name: str, level: Level = Level.HANDLER, **more: Any) -> Contact:  # noqa: ANN401 - of a contact
    return Contact(unit, name, level, email=f"{name}@example.org", mobile="13800000001", **more)


def people(*staff: str | Contact) -> Directory:
    units = [Unit(OFFICE), Unit(LEAD), Unit(LEADER), Unit("市教育局")]
    ours = [person(LEAD, each) if isinstance(each, str) else each for each in staff]
    return Directory(units, [person(OFFICE, "方晓宁"), person(LEADER, "市长", Level.LEADER), *ours])


@pytest.fixture
def office(make_engine: MakeEngine, clock: FixedClock) -> Engine:
    clock.set("2026-03-02T09:00+08:00")
    return make_engine(scenarios=[FILE], directory=people("张三", "李四", "王五"))


def opened(office: Engine) -> str:
    return office.open("ordered", by=OFFICE, units={"office": OFFICE, "lead": LEAD}).number


def urged(office: Engine, number: str, clock: FixedClock, at: str) -> list[str]:
    """Return who gets an urge on a day."""
    clock.set(f"{at}T09:00+08:00")
    known = {each.id for each in office.outbox(number=number)}
    office.urge(number, by=OFFICE)
    return [each.contact for each in office.outbox(number=number) if each.id not in known]


def test_what_is_meant_for_the_unit_goes_to_who_has_it_in_hand(office: Engine, clock: FixedClock) -> None:
    number, other = opened(office), opened(office)
    office.hand_on(number, to="张三", by=f"{LEAD}/李四", note="请经办")
    assert urged(office, number, clock, "2026-03-03") == ["张三"]
    assert urged(office, other, clock, "2026-03-03") == ["张三", "李四", "王五"]  # of this item alone
    assert office.situation(number).holders == {LEAD: "张三"}
    (entry,) = [entry for entry in office.history(number) if entry.kind == "holder"]
    assert (entry.actor, dict(entry.payload)) == (f"{LEAD}/李四", {"unit": LEAD, "to": "张三", "note": "请经办"})
    office.hand_on(number, to=None, by=LEAD)
    assert urged(office, number, clock, "2026-03-04") == ["张三", "李四", "王五"]
    assert office.situation(number).holders == {}
    assert office.verify().ok


def test_it_moves_neither_state_nor_clock(office: Engine) -> None:
    number = opened(office)
    before = office.situation(number)
    after = office.hand_on(number, to="张三", by=LEAD)
    assert (after.state, after.due_at, after.version) == (
        before.instance.state,
        before.instance.due_at,
        before.instance.version + 1,
    )
    assert office.fire(number, "办结", by=f"{LEAD}/李四").closed_at is not None  # everybody of the unit may act


def test_only_the_unit_itself_hands_on_and_only_to_its_own(office: Engine) -> None:
    number = opened(office)
    with pytest.raises(TransitionRefused) as refused:
        office.hand_on(number, to="张三", by="市教育局")
    assert refused.value.codes == ("role",)
    with pytest.raises(InvalidUnits, match=f"{LEAD} has nobody called '方晓宁'"):
        office.hand_on(number, to="方晓宁", by=LEAD)
    with pytest.raises(TransitionRefused, match="nothing to take back"):
        office.hand_on(number, to=None, by=LEAD)
    office.hand_on(number, to="张三", by=LEAD)
    with pytest.raises(TransitionRefused, match="in hand already"):
        office.hand_on(number, to="张三", by=LEAD)
    office.fire(number, "办结", by=LEAD)
    with pytest.raises(TransitionRefused, match="it is closed"):
        office.hand_on(number, to="李四", by=LEAD)


def test_who_has_it_in_hand_is_rung(office: Engine, clock: FixedClock) -> None:
    number, other = opened(office), opened(office)
    office.hand_on(number, to="王五", by=LEAD)
    clock.set("2026-03-04T09:00+08:00")
    calls = {tuple(matter.number for matter in call.matters): call.contact for call in office.call_list()}
    assert calls == {(number,): "王五", (other,): "张三"}


def test_somebody_who_has_left_holds_nothing_up(make_engine: MakeEngine, clock: FixedClock, office: Engine) -> None:
    number = opened(office)
    office.hand_on(number, to="王五", by=LEAD)
    later = make_engine(scenarios=[FILE], directory=people("张三", "李四"))
    assert urged(later, number, clock, "2026-03-03") == ["张三", "李四"]


def test_who_leaves_is_told_to_have_had_it(make_engine: MakeEngine, clock: FixedClock) -> None:
    clock.set("2026-03-02T09:00+08:00")
    office = make_engine(scenarios=[FILE], directory=None)
    office.import_units([Unit(OFFICE), Unit(LEAD), Unit(LEADER)], by=OFFICE)
    office.import_contacts([person(LEAD, "张三"), person(LEAD, "王五")], by=OFFICE)
    number = opened(office)
    office.hand_on(number, to="王五", by=f"{LEAD}/张三")
    assert office.leave(f"{LEAD}/王五", by=OFFICE).matters == (number,)
    assert urged(office, number, clock, "2026-03-03") == ["张三"]
    office.rename_unit(LEAD, "市建设局", by=OFFICE)
    assert office.situation(number).holders == {"市建设局": "王五"}
    assert office.verify().ok


def test_a_deputy_stands_in_for_who_has_it_in_hand(make_engine: MakeEngine, clock: FixedClock) -> None:
    clock.set("2026-03-02T09:00+08:00")
    away = person(LEAD, "王五", deputy="李四", absent_until=date(2026, 3, 20))
    office = make_engine(scenarios=[FILE], directory=people("张三", "李四", away))
    number = opened(office)
    office.hand_on(number, to="王五", by=LEAD)
    assert urged(office, number, clock, "2026-03-03") == ["李四"]
