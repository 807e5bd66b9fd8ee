"""A unit that the directory does not know is not bound by mistake: near names are shown, or it is said to be new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban import Contact, Directory, Engine, InvalidUnits, Level, Unit
from duban.scenarios import shipped
from duban.testing import FixedClock
from duban.workflow import near_units

if TYPE_CHECKING:
    from collections.abc import Callable

ISSUE = shipped("issue", version=2)
"""The scenario that is played: what comes with duban now is tried elsewhere."""
CITY = Directory(
    [
        Unit("市住建局", aliases=("住房城乡建设局",), groups=("市直各部门",)),
        Unit("市教育局", groups=("市直各部门",)),
        Unit("市优化办"),
    ]
)
UNITS = {"lead": "市优化办", "responsible": "市住建局"}


@pytest.fixture
def engine() -> Engine:
    return Engine("sqlite://", scenarios=[ISSUE], directory=CITY, clock=FixedClock("2024-04-01T09:00+08:00"))


ASKED: list[Callable[[Engine, str], object]] = [
    lambda engine, name: engine.open("issue", units={**UNITS, "responsible": [name, "市教育局"]}, by="市优化办"),
    lambda engine, name: engine.open_many("issue", [{"units": {**UNITS, "lead": name}}], by="市优化办"),
    lambda engine, name: engine.assign("WT-2024-0001", "responsible", [name], by="市优化办"),
    lambda engine, name: engine.fire("WT-2024-0001", "退单", by="市住建局", note="非本单位职责", units=name),
]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("ask", ASKED, ids=["open", "open_many", "assign", "fire"])
def test_a_name_that_the_directory_does_not_know_is_refused_with_the_near_ones(
    engine: Engine, ask: Callable[[Engine, str], object]
) -> None:
    engine.open("issue", units=UNITS, by="市优化办")
    before = engine.history("WT-2024-0001")
    with pytest.raises(InvalidUnits, match="knows no unit '市住健局'; it has “市住建局”"):
        ask(engine, "市住健局")
    assert len(engine.find()) == 1
    assert engine.history("WT-2024-0001") == before


def test_every_unknown_name_is_named_at_once(engine: Engine) -> None:
    with pytest.raises(InvalidUnits) as refused:
        engine.open("issue", units={"lead": "火星局", "responsible": ["市住建局", "月球局"]}, by="火星局")
    assert "火星局" in str(refused.value)
    assert "月球局" in str(refused.value)
    assert "市住建局" not in str(refused.value)


def test_one_that_is_said_to_be_new_is_bound(engine: Engine) -> None:
    item = engine.open("issue", units={**UNITS, "responsible": ["鄂州海关"]}, by="市优化办", new_units=["鄂州 海关"])
    assert item.units["responsible"] == ("鄂州海关",)
    assert engine.assign(item.number, "responsible", ["鄂州海关", "市教育局"], by="市优化办").units["responsible"] == (
        "鄂州海关",
        "市教育局",
    )  # it stands already
    again = engine.fire(
        item.number, "退单", by="鄂州海关", note="非本单位职责", units="市气象局", new_units=["市气象局"]
    )
    assert again.units["responsible"] == ("市气象局",)


def test_without_a_directory_any_name_is_a_unit() -> None:
    engine = Engine(
        "sqlite://", scenarios=[ISSUE], directory=Directory.empty(), clock=FixedClock("2024-04-01T09:00+08:00")
    )
    assert engine.open("issue", units={"lead": "甲", "responsible": "乙"}, by="甲").units["responsible"] == ("乙",)


def test_the_default_of_a_role_is_bound_whether_it_is_known_or_not(engine: Engine) -> None:
    assert engine.open("issue", units=UNITS, by="市优化办").units["supervisor"] == ("市督考办",)


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("市住健局", ("市住建局",)),
        ("市住房和城乡建设局", ("市住建局",)),
        ("优化办", ("市优化办",)),
        ("市直部门", ("市直各部门",)),
        ("市水务局", ()),  # what nearly all names have in common makes none of them near
        ("火星", ()),
    ],
)
def test_near_is_what_was_mistyped_shortened_or_written_in_full(written: str, near: tuple[str, ...]) -> None:
    assert near_units(CITY, written) == near


def test_contacts_alone_do_not_say_which_units_there_are() -> None:
    people = Directory(contacts=[Contact("市住建局", "张三", Level.HANDLER, email="z@example.org")])
    clock = FixedClock("2024-04-01T09:00+08:00")
    with Engine("sqlite://", scenarios=[ISSUE], directory=people, clock=clock) as engine:
        item = engine.open("issue", units={**UNITS, "lead": "火星局"}, by="火星局")
    assert item.units["lead"] == ("火星局",)
