"""Whoever asks for a name that nobody knows hears so, and what may be meant; an empty list would hide it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from duban import (
    Directory,
    Engine,
    InvalidData,
    InvalidUnits,
    Unit,
    UnknownInstance,
    UnknownScenario,
    UnknownState,
)
from duban.aio import AsyncEngine
from duban.scenarios import read_scenario

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter

pytestmark = pytest.mark.usefixtures("english")

OLD = """
scenario: matter-of-old
version: 1
number: "O-{year}-{seq}"
calendar: 24x7
roles: {keeper: {title: 保管单位, required: true}}
states: {封存: {initial: true, waits_for: keeper}, 启封: {final: true}}
transitions: {启封: {from: 封存, to: 启封, by: keeper}}
"""

MISSPELT = [
    ({"scenario": "mater"}, UnknownScenario, r"no scenario 'mater'; did you mean 'matter'\?"),
    ({"state": "整盖"}, UnknownState, r"state '整盖': no scenario has it; did you mean '整改'\?"),
    ({"state": "x"}, UnknownState, r"state 'x': no scenario has it; there are: .*整改"),
    ({"unit": "市住建居"}, InvalidUnits, r"no unit '市住建居', neither .*; did you mean '市住建局'\?"),
    ({"unit": "x"}, InvalidUnits, r"no unit 'x', neither in the directory nor in an instance; `engine.units\(\)`"),
    ({"unit": "市住建局", "role": "responsble"}, InvalidUnits, r"role 'responsble'; did you mean 'responsible'\?"),
]


@pytest.mark.parametrize(("sought", "error", "message"), MISSPELT)
def test_a_name_that_nobody_knows_is_refused_with_the_one_that_may_be_meant(
    engine: Engine, open_matter: OpenMatter, sought: dict[str, str], error: type[Exception], message: str
) -> None:
    open_matter(engine)
    with pytest.raises(error, match=message) as refused:
        engine.find(**sought)  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("sought", [{"scenario": "matter"}, {"state": "整改"}, {"unit": "市住建局", "role": "lead"}])
def test_a_name_that_is_known_finds_nothing_in_peace(engine: Engine, sought: dict[str, Any]) -> None:
    assert engine.find(**sought) == []
    assert engine.pending(unit="市教育局") == []


def test_a_role_alone_would_find_everything_and_is_refused(engine: Engine, open_matter: OpenMatter) -> None:
    open_matter(engine)
    with pytest.raises(InvalidData, match="role: says in which role a unit takes part: name the unit too"):
        engine.find(role="lead")


def test_what_only_pinned_rules_know_is_known(make_engine: MakeEngine) -> None:
    older = make_engine(scenarios=[read_scenario(OLD, "old.yaml")])
    number = older.open("matter-of-old", units={"keeper": "老局"}, by="老局", new_units=["老局"]).number
    older.fire(number, "启封", by="老局")
    later = make_engine()
    assert [item.number for item in later.find(scenario="matter-of-old", state="启封")] == [number]
    assert later.find(state="封存") == []
    assert later.find(scenario="matter-of-old", open_only=True) == []
    assert later.find(unit="老局", role="keeper", open_only=True) == []
    assert later.find(unit="老局", role="lead") == []
    assert later.pending(unit="老局") == []
    with pytest.raises(UnknownState, match="did you mean '封存'"):
        later.find(state="封村")


def test_a_unit_is_known_by_its_other_name_and_a_group_is_none(make_engine: MakeEngine) -> None:
    units = [Unit("市住建局", aliases=("住建局",)), Unit("东区", groups=("各区",))]
    engine = make_engine(directory=Directory(units))
    assert engine.find(unit="住建局") == []
    for ask in (engine.find, engine.pending):
        with pytest.raises(InvalidUnits, match="'各区' is a group of units: ask for one of them, such as '东区'"):
            ask(unit="各区")


def test_whoever_asks_what_it_may_do_is_told_that_nobody_knows_it(engine: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(engine).number
    with pytest.raises(InvalidUnits, match="did you mean '市住建局'"):
        engine.allowed(number, by="市住建居/张三")
    with pytest.raises(InvalidUnits, match="did you mean '市住建局'"):
        engine.why_not(number, "签收", by="市住建居")
    with pytest.raises(InvalidUnits, match="did you mean '市住建局'"):
        engine.pending(unit="市住建居")
    assert not any(each.ok for each in engine.allowed(number, by="市教育局"))
    assert engine.why_not(number, "签收", by="市教育局")


def test_without_a_directory_any_name_is_a_unit_that_may_ask(make_engine: MakeEngine, open_matter: OpenMatter) -> None:
    engine = make_engine(directory=Directory.empty())
    number = open_matter(engine).number
    assert engine.allowed(number, by="新来的")
    assert engine.why_not(number, "签收", by="新来的")


def test_the_outbox_of_an_instance_that_is_not_there_is_refused(engine: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(engine).number
    assert engine.outbox(number=number)
    assert engine.outbox(number=number, statuses=["dead"]) == []
    with pytest.raises(UnknownInstance):
        engine.outbox(number="M-1900-1")
    with pytest.raises(InvalidData, match="there are: pending, delivered, withdrawn, dead"):
        engine.outbox(statuses=["ded"])


def test_it_is_the_same_for_the_ledger_and_for_async_applications(engine: Engine, open_matter: OpenMatter) -> None:
    open_matter(engine)
    with pytest.raises(UnknownScenario, match="did you mean 'matter'"):
        engine.case_files(scenario="mater")
    awaited = AsyncEngine.__new__(AsyncEngine)
    awaited.engine = engine
    with pytest.raises(UnknownState, match="did you mean '整改'"):
        asyncio.run(awaited.find(state="整盖"))
