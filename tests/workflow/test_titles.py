"""Whoever acts may call scenarios, roles and fields by their titles; a title that several have is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban import Engine, InvalidData, InvalidUnits, UnknownScenario
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")

TEXT = """
scenario: quarterly
version: 1
title: 季度报送
number: "JD-{year}-{quarter}-{seq}"
calendar: china
opens_by: office
roles:
  office: {title: 交办单位, required: true}
  worker: {title: 承办单位, required: true, many: true}
  aide:   {title: 承办单位}
fields:
  done:   {title: 落实情况, type: text}
  caller: {title: 来电人, private: [office]}
  ours:   {title: 备注}
  theirs: {title: 备注}
states:
  交办: {initial: true, waits_for: worker}
  办结: {final: true}
transitions:
  转办: {from: 交办, to: 交办, by: office, rebinds: worker}
  办结: {from: 交办, to: 办结, by: office, requires: [done]}
clocks: {时限: {starts: open, stops: 办结, budget: 5 working days}}
ladder: {时限: [{at: due, notify: office, message: 催办}]}
messages: {催办: {subject: "{{ item.number }}", text: "{{ unit }}"}}
"""
UNITS = {"交办单位": "市优化办", "worker": "市住建局"}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock("2026-05-06T09:00+08:00")


@pytest.fixture
def engine(database_url: str, clock: FixedClock, tmp_path: Path) -> Iterator[Engine]:
    files = {
        "a.yaml": TEXT,
        "b.yaml": TEXT.replace("quarterly", "other").replace("季度报送", "报送").replace("JD", "BS"),
    }
    for name, text in {**files, "c.yaml": files["b.yaml"].replace("other", "third").replace("BS", "TH")}.items():
        (tmp_path / name).write_text(text, "utf-8")
    with Engine(database_url, scenarios=[tmp_path], clock=clock) as engine:
        yield engine


def test_a_matter_is_opened_moved_found_and_erased_by_titles(engine: Engine) -> None:
    item = engine.open("季度报送", units=UNITS, by="市优化办", data={"来电人": "王某"})
    assert (item.scenario, item.number) == ("quarterly", "JD-2026-2-1")
    assert item.units == {"office": ("市优化办",), "worker": ("市住建局",)}
    assert item.data == {"caller": "王某"}
    engine.fire(item.number, "转办", by="市优化办", units={"worker": "市教育局"})
    assert engine.erase(item.number, "来电人", by="市优化办", note="本人要求").field == "caller"
    with pytest.raises(InvalidUnits, match="has no role"):
        engine.assign(item.number, "主办单位", "市城管委", by="市优化办")
    assert engine.assign(item.number, "交办单位", "市督考办", by="市优化办").units["office"] == ("市督考办",)
    assert [found.number for found in engine.find(scenario="季度报送", unit="市督考办", role="交办单位")] == [
        item.number
    ]
    done = engine.fire(item.number, "办结", by="市督考办", data={"落实情况": "已完成"})
    assert (done.state, done.data["done"]) == ("办结", "已完成")
    assert engine.verify().ok


def test_a_repeat_with_the_title_is_the_same_as_one_with_the_id(engine: Engine) -> None:
    first = engine.open("quarterly", units=UNITS, by="市优化办", data={"done": "一"}, key="k")
    again = engine.open("季度报送", units={**UNITS}, by="市优化办", data={"落实情况": "一"}, key="k")
    assert again.number == first.number


def test_a_title_that_several_have_is_refused_with_the_choices(engine: Engine) -> None:
    with pytest.raises(UnknownScenario, match='"报送" is the title of several: other, third; write which'):
        engine.open("报送", units=UNITS, by="市优化办")
    with pytest.raises(InvalidUnits, match='"承办单位" is the title of several: worker, aide; write which'):
        engine.open("quarterly", units={"office": "市优化办", "承办单位": "市住建局"}, by="市优化办")
    with pytest.raises(InvalidUnits, match="worker, aide"):
        engine.find(unit="市住建局", role="承办单位")
    number = engine.open("quarterly", units=UNITS, by="市优化办").number
    with pytest.raises(InvalidData, match='"备注" is the title of several: ours, theirs; write which'):
        engine.fire(number, "转办", by="市优化办", data={"备注": "x"})
    with pytest.raises(InvalidData, match='"done" is given twice, by its id and by its title'):
        engine.fire(number, "办结", by="市优化办", data={"done": "一", "落实情况": "二"})
    assert engine.instance(number).version == 1
