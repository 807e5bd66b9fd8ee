"""Counts that stop early: never above what is there, exact below the bound, and they say of what there may be more."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import pytest

from duban import Directory, Engine, InvalidData, Query, Unit

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Count
    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")

UNITS = {"lead": "市优化办", "responsible": "市住建局"}
OTHERS = {"lead": "市优化办", "responsible": "市教育局"}
OPEN = Query(open_only=True)
KINDS = ("light", "state", "scenario", "unit", "waiting_for")
ASKED = (OPEN, Query(unit="市住建局"), Query(state="整改", open_only=True), Query(waiting_for="市教育局"), Query())


@pytest.fixture
def office(make_engine: MakeEngine, clock: FixedClock) -> Engine:
    """Give an office with matters of every light, some of which changed since they were last written."""
    engine = make_engine(scenarios=["issue"])
    today = engine.today()
    for units, days in ((UNITS, (-1, 0, 1, 1, 2, 30, 31, 32)), (OTHERS, (8, 33, 34))):
        rows = [
            {"title": "窗口", "units": units, "data": {"deadline": today + timedelta(days=9 + day)}} for day in days
        ]
        for item in engine.open_many("issue", rows, by="市优化办"):
            engine.fire(item.number, "签收", by=units["responsible"])
    closed = engine.open("issue", title="已办", units=UNITS, by="市优化办").number
    engine.void(closed, by="市优化办", note="重复登记")
    clock.advance(timedelta(days=9, hours=3))
    return engine


def holds(found: Count, exact: Count) -> bool:
    """Return whether a count that stopped early says nothing that is not so."""
    wrong = [name for name, many in exact.by.items() if name not in found.beyond and found.by.get(name, 0) != many]
    most = all(many <= exact.by[name] for name, many in found.by.items())
    return most and (found.more or (not wrong and found.total == exact.total)) and found.total <= exact.total


def test_a_bounded_count_is_exact_below_its_bound_and_above_it_says_where_there_may_be_more(office: Engine) -> None:
    for query, by in product(ASKED, KINDS):
        exact = office.count(query, by=by)
        assert office.count(query, by=by, at_most=100) == exact
        for most in (1, 3, 5):
            found = office.count(query, by=by, at_most=most)
            assert holds(found, exact), (query, most, found, exact)
            assert found.more == (exact.total > most if by != "light" or query != OPEN else bool(found.beyond))
    for query, most in product(ASKED, (None, 3)):
        several = office.counts(query, by=KINDS, at_most=most)
        assert several == {by: office.count(query, by=by, at_most=most) for by in KINDS}
    # Of everything open, the rare lights are counted to the last, once a sweep has brought them up to date.
    office.sweep()
    exact = office.count(OPEN, by="light")
    assert len(exact.by) >= 3, exact  # or there is nothing to tell
    most = sorted(exact.by.values())[-2]
    found = office.count(OPEN, by="light", at_most=most)
    many = max(exact.by, key=lambda light: exact.by[light])
    assert (found.more, found.beyond) == (True, (many,))
    assert dict(found.by) == {**exact.by, many: most}
    asked = office.count(Query(open_only=True, light=many), by="light", at_most=most)
    assert (dict(asked.by), asked.beyond) == ({many: most}, (many,))


def test_a_page_counts_its_lights_no_further_than_asked_and_what_it_shows_whole_it_knows(office: Engine) -> None:
    for query in ASKED:
        whole = office.page(query, lights=True)
        assert office.page(query, lights=True, at_most=100) == whole
        assert office.page(query, lights=True, at_most=1) == whole  # all rows are on it: they are counted
        few = office.page(query, lights=True, at_most=1, limit=2)
        assert [row.instance.number for row in few.items] == [row.instance.number for row in whole.items[:2]]
        assert few.beyond
        assert all(many <= whole.lights[light] for light, many in few.lights.items())


def test_what_is_at_hand_is_counted_no_further_than_asked_and_its_rows_are_the_first(office: Engine) -> None:
    whole, few = office.at_hand("市住建局"), office.at_hand("市住建局", at_most=3)
    assert (whole.more, few.more, few.rows) == (False, True, whole.rows)
    assert few.open == 3
    assert all(many <= whole.lights[light] for light, many in few.lights.items())
    assert office.at_hand("市住建局", at_most=len(whole.rows)) == whole
    for wrong in (0, -1, True, 2**40):
        for asked in (partial(office.count), partial(office.page, lights=True), partial(office.at_hand, "市住建局")):
            with pytest.raises(InvalidData, match="has to be a whole number"):
                asked(at_most=wrong)


def test_a_count_of_what_a_unit_leads_and_its_parts_is_no_lower_than_it_says(make_engine: MakeEngine) -> None:
    engine = make_engine(scenarios=["issue"], directory=Directory([Unit("市优化办"), Unit("市住建局")]))
    both = {"lead": "市优化办", "responsible": "市优化办"}
    for place in range(6):
        engine.open("issue", title=f"窗口{place}", units=both, by="市优化办")
    query = Query(led_parts=True, scope="own")
    exact = engine.count(query, viewer="市优化办", by="light")
    assert exact.total == 6
    for most in range(1, 14):
        found = engine.count(query, viewer="市优化办", by="light", at_most=most)
        assert holds(found, exact), (most, found)
        assert found.more or found.total == 6
