"""What one process has changed of the directory, as others find it that have not looked at it since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban import InvalidUnits

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine

UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}
BY = "市优化办"


def test_what_can_be_read_once_is_not_lost_where_a_verb_begins_anew(office: Engine, make_engine: MakeEngine) -> None:
    number = office.open("matter", units=UNITS, by=BY).number
    fresh = make_engine(directory=None)
    items = ({"units": UNITS, "title": title} for title in ("甲", "乙"))
    assert [item.title for item in fresh.open_many("matter", items=items, by=BY)] == ["甲", "乙"]
    again = make_engine(directory=None)
    (moved,) = again.fire_many(numbers=iter([number]), trigger="签收", by="市住建局")
    assert moved.number == number


def test_a_unit_that_is_called_by_an_alias_takes_over_under_its_own_name(office: Engine) -> None:
    number = office.open("matter", units={**UNITS, "responsible": ["市督考办"]}, by=BY).number
    office.merge_units(["市督考办"], "住建局", by=BY)
    assert office.instance(number).units["responsible"] == ("市住建局",)
    assert office.fire(number, "签收", by="市住建局/张三").state == "整改"
    assert office.verify().ok


def test_the_parts_of_a_split_are_bound_as_they_stand_in_the_directory(office: Engine) -> None:
    one, two = (office.open("matter", units=UNITS, by=BY).number for _ in range(2))
    office.split_unit("市住建局", [" 市建设局 ", "督考办公室"], by=BY, matters={two: " 督考办公室"})
    assert office.instance(one).units["responsible"] == ("市建设局",)
    assert office.instance(two).units["responsible"] == ("督考办公室",)
    assert office.verify().ok


def test_readers_and_batches_go_by_the_directory_of_now(office: Engine, other: Engine, make_engine: MakeEngine) -> None:
    number = office.open("matter", units=UNITS, by=BY).number
    office.rename_unit(BY, "市营商办", by=BY)
    (urged,) = other.urge_many([number], by=BY)
    assert urged.ok
    fresh = make_engine(directory=None)
    assert fresh.call_list(unit="住建局") == []
    with pytest.raises(InvalidUnits):
        make_engine(directory=None).preview("matter", [{"units": {**UNITS, "lead": "某某局"}}], by="市营商办")
    office.remark(number, "内部掌握", by="市营商办")
    stale = make_engine(directory=None)
    assert "内部掌握" in str([entry.payload for entry in stale.history(number, viewer=BY)])
