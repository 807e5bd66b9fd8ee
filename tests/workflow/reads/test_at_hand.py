"""What units have at hand: the same rows, acts and counts as lists give one by one, with what else is owed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from duban import Engine, InvalidData, InvalidUnits, Query

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")

BOTH = {"lead": "市优化办", "responsible": ["市住建局", "市教育局"]}
MINE = {"lead": "市优化办", "responsible": "市住建局"}


@pytest.fixture
def office(make_engine: MakeEngine, clock: FixedClock) -> Engine:
    """Give an office on a Wednesday with matters due yesterday, today, on Friday, later, and on no day."""
    engine = make_engine(scenarios=["issue", "plan"])
    today = engine.today()
    for title, day in (("明天", 1), ("今天", 0), ("下周", 9), ("周五", 2)):
        engine.open("issue", title=title, units=MINE, by="市优化办", data={"deadline": today + timedelta(days=7 + day)})
    engine.open("issue", title="共同", units=BOTH, by="市优化办", data={"deadline": today + timedelta(days=6)})
    engine.open("issue", title="持续", units=MINE, by="市优化办", ongoing=True)
    for item in engine.find():
        engine.fire(item.number, "签收", by="市住建局")
    engine.open("issue", title="别人的", units={**MINE, "responsible": "市教育局"}, by="市优化办")
    clock.advance(timedelta(days=7))
    return engine


def test_a_unit_sees_its_turn_by_when_it_is_due_with_what_may_be_done_and_what_is_asked(office: Engine) -> None:
    numbers = {item.title: item.number for item in office.find()}
    number = numbers["今天"]
    office.urge(number, by="市优化办/李四", note="请今日办结")
    office.extend(numbers["下周"], "整改时限", "2 working days", by="市住建局", note="等厂家")
    old, new = (office.open("plan", title=title, by="市优化办").number for title in ("上年方案", "本年方案"))
    office.include(old, [numbers["下周"]], by="市优化办")
    office.carry_over(old, new, by="市优化办")
    found = office.at_hand("市住建局", by="市住建局/唐瑞", viewer="市住建局/唐瑞")
    page = office.page(Query(waiting_for="市住建局", open_only=True), viewer="市住建局/唐瑞")
    assert [row.row for row in found.rows] == list(page.items)
    assert found.turn == len(page.items) == office.count(Query(waiting_for="市住建局")).total
    allowed = office.allowed_many([row.row.instance.number for row in found.rows], by="市住建局/唐瑞")
    assert {row.row.instance.number: list(row.allowed) for row in found.rows} == allowed
    days = [row.row.instance.due_on for row in found.rows]
    today, sunday = office.today(), office.today() + timedelta(days=6 - office.today().weekday())

    def among(first: date | None, last: date | None) -> int:
        return sum(
            day is not None and (first is None or day >= first) and (last is None or day <= last) for day in days
        )

    assert found.due == {
        name: many
        for name, many in {
            "overdue": among(None, today - timedelta(days=1)),
            "today": among(today, today),
            "week": among(today + timedelta(days=1), sunday),
            "later": among(sunday + timedelta(days=1), None),
            "undated": days.count(None),
        }.items()
        if many
    }
    assert len(found.due) >= 3
    everything = office.count(Query(unit="市住建局", open_only=True), by="light")
    assert (found.lights, found.open) == (everything.by, everything.total)
    assert [row.urged.note for row in found.rows if row.urged] == ["请今日办结"]
    assert {row.row.instance.title: row.plan_title for row in found.rows if row.plan} == {"下周": "本年方案"}
    assert office.at_hand("市优化办").pending == tuple(office.pending(unit="市优化办")) != ()
    office.answer(number, office.history(number)[-1].seq, "明天", by="市住建局")
    assert not any(row.urged for row in office.at_hand("市住建局").rows)


def test_several_units_have_each_matter_once_and_only_what_they_still_owe(office: Engine) -> None:
    one, other = (office.at_hand(unit) for unit in ("市住建局", "市教育局"))
    both = office.at_hand(["市住建局", "市教育局"])
    assert one.open + other.open == both.open + 1  # the one that both take part in
    shared = next(row.row.instance for row in both.rows if row.row.instance.title == "共同")
    assert [shared.number in {row.row.instance.number for row in found.rows} for found in (one, other)] == [False, True]
    few = office.at_hand("市住建局", limit=1)
    assert (len(few.rows), few.due, few.open) == (1, one.due, one.open)


def test_who_cannot_be_asked_for_is_refused(office: Engine) -> None:
    with pytest.raises(InvalidUnits, match="市住建厅"):
        office.at_hand("市住建厅")
    with pytest.raises(InvalidData, match="names no unit"):
        office.at_hand([])
    with pytest.raises(InvalidData, match="limit: has to be a whole number from 1 to 500"):
        office.at_hand("市住建局", limit=0)


def test_what_somebody_has_done_is_listed_newest_first_with_what_still_waits(office: Engine, clock: FixedClock) -> None:
    numbers = {item.title: item.number for item in office.find()}
    office.extend(numbers["下周"], "整改时限", "2 working days", by="市住建局/唐瑞", note="等厂家")
    clock.advance(timedelta(hours=1))
    office.remark(numbers["今天"], "只给办公室看", by="市住建局/韩立群")
    today = office.today()
    mine = office.deeds("市住建局/唐瑞", since=today)
    assert [(deed.entry.kind, deed.pending is not None) for deed in mine.items] == [("extend", True)]
    unit = office.deeds("市住建局", since=date(2024, 1, 1))
    done = [(deed.entry.at, deed.entry.seq) for deed in unit.items]
    assert done == sorted(done, reverse=True)
    assert [deed.entry.trigger for deed in unit.items].count("签收") == 6
    assert unit.items[0].entry.payload["text"] == "只给办公室看"
    assert "text" not in office.deeds("市住建局", since=today, viewer="市教育局").items[0].entry.payload
    parts, cursor = [], None
    while not parts or cursor is not None:
        part = office.deeds("市住建局", since=date(2024, 1, 1), limit=3, cursor=cursor)
        parts += part.items
        cursor = part.next
    assert tuple(parts) == unit.items
    assert office.deeds("市住建局", since=date(2024, 1, 1), until=today - timedelta(days=1)).items == unit.items[2:]
    assert office.deeds("市教育局", since=date(2024, 1, 1)).items == ()
    for wrong, said in (({"since": "2024-04-01"}, "since: has to be a day"), ({"cursor": "x"}, "cursor: is none")):
        with pytest.raises(InvalidData, match=said):
            office.deeds("市住建局", **{"since": today, **wrong})
    with pytest.raises(InvalidUnits, match="市住建厅"):
        office.deeds("市住建厅", since=today)


def test_what_others_have_done_since_and_what_other_units_have_come_along_uncounted(
    office: Engine, clock: FixedClock
) -> None:
    numbers = {item.title: item.number for item in office.find()}
    plain, since = office.at_hand("市住建局"), office.now()
    clock.advance(timedelta(minutes=5))
    office.correct(numbers["今天"], by="市优化办/李四", title="今天的", note="写错了")
    clock.advance(timedelta(minutes=5))
    office.void(numbers["周五"], by="市优化办", note="重复")
    office.urge(numbers["别人的"], by="市优化办")
    found = office.at_hand("市住建局", beside=["市教育局"], since=since)
    told = [(row.instance.title, row.last and row.last.note) for row in found.news]
    assert told == [("周五", "重复"), ("今天的", "写错了")]
    waiting = office.page(Query(waiting_for="市教育局", open_only=True)).items
    assert [hand.row for hand in found.beside] == list(waiting)
    assert {hand.row.instance.title for hand in found.beside} == {"共同", "别人的"}
    again = office.at_hand("市住建局")
    assert (found.rows, found.due, found.lights) == (again.rows, again.due, again.lights)
    assert (plain.beside, plain.news, again.news) == ((), (), ())
    with pytest.raises(InvalidData, match="since: has to be an aware datetime"):
        office.at_hand("市住建局", since=office.now().replace(tzinfo=None))
    with pytest.raises(InvalidUnits):
        office.at_hand("市住建局", beside=["市住健局"])


def test_news_is_no_longer_than_asked_and_has_what_comes_after_a_close_and_beside_lists_each_matter_once(
    office: Engine, clock: FixedClock
) -> None:
    numbers = {item.title: item.number for item in office.find()}
    office.void(numbers["周五"], by="市优化办", note="重复")
    clock.advance(timedelta(days=1))
    since = office.now()
    office.remark(numbers["周五"], "已经归档", by="市优化办/李四")
    clock.advance(timedelta(minutes=5))
    for title in ("今天", "明天", "下周"):
        office.remark(numbers[title], "看过了", by="市优化办/李四")
    news = [row.instance.title for row in office.at_hand("市住建局", since=since).news]
    assert sorted(news) == sorted(["周五", "今天", "明天", "下周"])
    assert len(office.at_hand("市住建局", since=since, limit=2).news) == 2
    beside = office.at_hand("市优化办", beside=["市住建局", "市教育局"], limit=4).beside
    titles = [row.row.instance.title for row in beside]
    assert len(titles) == len(set(titles)) == 4  # "共同" is the turn of both, and takes no other's place
