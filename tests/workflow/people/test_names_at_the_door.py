"""At the engine's door names are compared as people read them, and kept by their proper spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from duban import (
    BatchRefused,
    Contact,
    Directory,
    DirectoryError,
    InvalidData,
    InvalidUnits,
    TransitionRefused,
    Unit,
    UnknownInstance,
)
from duban.scenarios import shipped
from duban.workflow import Level
from duban.workflow.instance import opening

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine

    from duban import Engine

ISSUE = shipped("issue", version=2)
"""The scenario that is played: what comes with duban now is tried elsewhere."""
EVIDENCE = {"measure": "已整改", "evidence": [{"name": "照片", "sha256": "0" * 64}]}
LOOK_ALIKES = [
    "市住建\u200b局",
    "市住建局\u3164",
    "市住建局\u202e",
    "市住\ufe00建局",
    "市住建\u00ad局",
    "市 住建局",
    "市住建局\n",
]
CITY = Directory(
    [Unit("市住建局", aliases=("住建局",)), Unit("市优化办"), Unit("ABC公司")],
    [
        Contact("市住建局", "张三", Level.HANDLER, email="z@example.org"),
        Contact("市优化办", "李四", Level.HANDLER, email="l@example.org"),
    ],
)


@pytest.fixture
def backend() -> str:
    """Use one database: what is tried here is decided without any."""
    return "sqlite"


@pytest.fixture(params=["a directory", "no directory"])
def office(request: pytest.FixtureRequest, make_engine: MakeEngine) -> Engine:
    """Give an engine on both databases, with the directory and without one."""
    known = request.param == "a directory"
    return make_engine(scenarios=[ISSUE], directory=CITY if known else Directory.empty())


def opened(engine: Engine, **options: Any) -> str:  # noqa: ANN401 - as Engine.open takes them
    units = {"lead": "市优化办", "responsible": ["市住建局"]}
    return engine.open("issue", **{"title": "井盖缺失", "units": units, "by": "市优化办/李四", **options}).number


def to_be_closed(engine: Engine, **options: Any) -> str:  # noqa: ANN401 - likewise
    """Bring a matter before its review, by 张三 of 市住建局."""
    number = opened(engine, **options)
    engine.fire(number, "签收", by="市住建局/张三")
    engine.fire(number, "申请销号", by="市住建局/张三", data=EVIDENCE)
    return number


def stored(engine: Engine, old: str, new: str) -> None:
    """Let the stored matters spell a name as an earlier version has let them."""
    with engine.database.writing() as connection:
        connection.execute(
            text("UPDATE duban_instance SET memory = replace(memory, :old, :new)"), {"old": old, "new": new}
        )
        connection.execute(text("UPDATE duban_binding SET unit = replace(unit, :old, :new)"), {"old": old, "new": new})


@pytest.mark.parametrize(
    "by",
    ["市优化办/张三\u200b", "市优化办/张\u3000三", "市优化办/张三\u00ad", "市优化办／张三", "市\u200b优化办/ 张三"],
)
def test_who_asked_closes_nothing_under_another_spelling(office: Engine, by: str) -> None:
    number = to_be_closed(office)
    with pytest.raises(TransitionRefused) as caught:
        office.fire(number, "通过", by=by)
    assert caught.value.codes == ("four-eyes",)
    assert office.fire(number, "通过", by="市优化办/李四").state == "销号"


def test_four_eyes_also_see_what_was_stored_before_names_were_compared_so(office: Engine) -> None:
    number = to_be_closed(office)
    stored(office, "市住建局/张三", "市住建\u200b局/张\u00ad三")
    with pytest.raises(TransitionRefused) as caught:
        office.fire(number, "通过", by="市优化办/张三")
    assert caught.value.codes == ("four-eyes",)


def test_where_a_person_asked_a_person_has_to_close(office: Engine) -> None:
    number = to_be_closed(office)
    with pytest.raises(TransitionRefused) as caught:
        office.fire(number, "通过", by="市优化办")
    assert [(each.code, each.reason) for each in caught.value.blockers] == [("four-eyes", "unnamed")]
    assert "写明经办人" in str(caught.value)
    assert office.fire(number, "通过", by="市优化办/李四").state == "销号"


def test_where_a_unit_asked_another_unit_may_close(office: Engine) -> None:
    number = opened(office)
    office.fire(number, "签收", by="市住建局/张三")
    office.fire(number, "申请销号", by="市住建局", data=EVIDENCE)
    assert office.fire(number, "通过", by="市优化办").state == "销号"


def test_a_matter_of_the_first_edition_goes_by_what_it_was_opened_under(
    office: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "EDITION", 1)
    number = to_be_closed(office)
    assert office.fire(number, "通过", by="市优化办").state == "销号"


@pytest.mark.parametrize("unit", LOOK_ALIKES)
def test_look_alikes_are_one_unit(office: Engine, unit: str) -> None:
    number = opened(office, units={"lead": "市优化办", "responsible": ["市住建局", unit]})
    assert office.instance(number).units["responsible"] == ("市住建局",)
    assert office.fire(number, "签收", by=unit).state == "整改"
    assert [each.number for each in office.find(unit=unit)] == [number]
    assert {entry.actor for entry in office.history(number) if entry.trigger == "签收"} <= {"市住建局", "市 住建局"}


def test_a_unit_bound_under_a_look_alike_before_still_acts_and_is_found(office: Engine) -> None:
    number = opened(office)
    stored(office, "市住建局", "市住建\u200b局")
    assert [each.number for each in office.find(unit="市住建局")] == [number]
    assert office.fire(number, "签收", by="市住建局").state == "整改"


def test_what_is_kept_is_the_directorys_name(make_engine: MakeEngine) -> None:
    engine = make_engine(scenarios=[ISSUE], directory=CITY)
    number = opened(engine, units={"lead": "市优化办", "responsible": ["住建\u200b局", "ａｂｃ公司"]})
    assert engine.instance(number).units["responsible"] == ("市住建局", "ABC公司")
    engine.fire(number, "签收", by="住建局/张\u200b 三")
    assert engine.history(number)[-1].actor == "市住建局/张三"


def test_what_nobody_knows_is_kept_without_what_nobody_sees(make_engine: MakeEngine) -> None:
    engine = make_engine(scenarios=[ISSUE], directory=Directory.empty())
    number = opened(
        engine, units={"lead": "市优化办", "responsible": ["\u202e甲 Ａ局\u200b"]}, by="市优化办/王\u200b五"
    )
    assert engine.instance(number).units["responsible"] == ("甲 Ａ局",)
    assert engine.history(number)[0].actor == "市优化办/王五"


@pytest.mark.parametrize("by", ["\u200b", "\u3164/张三", "市优化办/\u200b", " / "])
def test_an_invisible_name_is_nobodys(office: Engine, by: str) -> None:
    with pytest.raises(InvalidData):
        opened(office, by=by)
    assert office.find() == []


@pytest.mark.parametrize("by", ["ｓｙｓｔｅｍ", "sys\u200btem", "SYSTEM"])
def test_nobody_acts_as_the_engine_itself(office: Engine, by: str) -> None:
    with pytest.raises(TransitionRefused):
        opened(office, by=by)


@pytest.mark.parametrize("unit", ["\u200b", "\u3164\u2060", "sys\u200btem", "甲／乙"])
def test_no_unit_is_bound_that_nobody_could_name(office: Engine, unit: str) -> None:
    with pytest.raises(InvalidUnits):
        opened(office, units={"lead": "市优化办", "responsible": [unit]})


def test_to_assign_a_unit_in_another_spelling_begins_no_lap(office: Engine) -> None:
    number = opened(office)
    office.assign(number, "responsible", ["市 住建\u200b局"], by="市优化办")
    assert office.instance(number).units["responsible"] == ("市住建局",)
    assert "clocks" not in office.history(number)[-1].payload
    office.assign(number, "responsible", ["乙局"], by="市优化办", new_units=["乙 局"])
    assert office.history(number)[-1].payload["clocks"]["签收时限"]["lap"] == 2  # of another unit, one begins


SPELLINGS = ["WT-2024-0001", "wt-2024-0001", "ＷＴ－２０２４－０００１", " WT-2024-\u200b0001", "WT-2024- 0001\u202e"]


@pytest.mark.parametrize("number", SPELLINGS)
@pytest.mark.parametrize(
    "ask",
    [
        lambda engine, number: engine.instance(number).number,
        lambda engine, number: engine.situation(number).instance.number,
        lambda engine, number: len(engine.history(number)) and "WT-2024-0001",
        lambda engine, number: engine.links(number) == [] and "WT-2024-0001",
        lambda engine, number: engine.outbox(number=number)[0].number,
        lambda engine, number: engine.drafts(number=number)[0].number,
        lambda engine, number: engine.fire(number, "签收", by="市住建局").number,
        lambda engine, number: engine.fire_many([number], "签收", by="市住建局")[0].number,
        lambda engine, number: engine.assign(number, "responsible", ["市优化办"], by="市优化办").number,
    ],
    ids=["instance", "situation", "history", "links", "outbox", "drafts", "fire", "fire_many", "assign"],
)
def test_a_number_is_found_in_whatever_spelling(
    make_engine: MakeEngine, number: str, ask: Callable[[Engine, str], str]
) -> None:
    engine = make_engine(scenarios=[ISSUE])
    assert opened(engine) == "WT-2024-0001"
    assert ask(engine, number) == "WT-2024-0001"


@pytest.mark.parametrize(
    "number", ["WT-2024-0010", "WT-2024-1", "WT-2025-0001", "XT-2024-0001", "WT-20240001", "", "０"]
)
def test_no_other_number_is_meant(make_engine: MakeEngine, number: str) -> None:
    engine = make_engine(scenarios=[ISSUE])
    opened(engine)
    for ask in (engine.instance, engine.history, engine.links, lambda it: engine.drafts(number=it)):
        with pytest.raises(UnknownInstance):
            ask(number)


def test_one_matter_in_two_spellings_is_one(make_engine: MakeEngine) -> None:
    engine = make_engine(scenarios=[ISSUE])
    number = opened(engine)
    with pytest.raises(ValueError, match=r".") as caught:
        engine.fire_many([number, number.lower()], "签收", by="市住建局")
    assert not isinstance(caught.value, BatchRefused)
    with pytest.raises(TransitionRefused) as refused:
        engine.link(number, number.lower(), by="市优化办")
    assert refused.value.codes == ("conflict",)
    assert engine.instance(number).state == "交办"


def test_linked_matters_know_each_other_by_their_proper_numbers(make_engine: MakeEngine) -> None:
    engine = make_engine(scenarios=[ISSUE])
    first, second = opened(engine), opened(engine)
    engine.link(first.lower(), second.lower(), by="市优化办")
    assert [link.number for link in engine.links(first)] == [second]
    assert engine.verify().ok


def test_a_directory_keeps_names_without_what_nobody_sees() -> None:
    directory = Directory(
        [Unit("市住建\u200b局")], [Contact("市 住建局", "张\u00ad三", Level.HANDLER, email="z@example.org")]
    )
    assert [unit.name for unit in directory.units] == ["市住建局"]
    assert [each.name for each in directory.contacts("市住建局", Level.HANDLER)] == ["张三"]


@pytest.mark.parametrize(
    ("units", "contacts"),
    [
        ([Unit("\u200b")], []),
        ([Unit("甲局", aliases=("\u3164",))], []),
        ([Unit("甲局"), Unit("甲\u200b局")], []),
        ([Unit("甲局")], [Contact("甲局", "\u2060", Level.HANDLER)]),
    ],
)
def test_a_directory_has_no_name_that_nobody_sees_and_none_twice(units: list[Unit], contacts: list[Contact]) -> None:
    with pytest.raises(DirectoryError):
        Directory(units, contacts)
