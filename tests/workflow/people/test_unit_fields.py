"""A field of the type `unit` holds the name of a unit as the directory has it, and none that it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban import Directory, Engine, InvalidData, Unit
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")

TEXT = """
scenario: returned
version: 1
title: 退单
number: "TD-{year}-{seq}"
calendar: china
roles:
  office: {title: 交办单位, required: true}
fields:
  to:   {title: 建议承办单位, type: unit}
  with: {title: 会办单位, type: unit, many: true}
states:
  交办: {initial: true, waits_for: office}
  办结: {final: true}
transitions:
  退单: {from: 交办, to: 交办, by: office, requires: [to], fresh: true}
  转给: {from: 交办, to: 办结, by: office, when: "to == '市住房和城乡建设局'"}
"""
UNITS = (
    Unit("市优化办"),
    Unit("市住房和城乡建设局", aliases=("市住建局",)),
    Unit("市教育局", groups=("市直各单位",)),
)


@pytest.fixture(params=[True, False], ids=["with a directory", "without one"])
def known(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def engine(database_url: str, tmp_path: Path, known: bool) -> Iterator[Engine]:  # noqa: FBT001 - a fixture
    file = tmp_path / "returned.yaml"
    file.write_text(TEXT, "utf-8")
    people = Directory(units=UNITS) if known else Directory()
    with Engine(database_url, scenarios=[file], directory=people, clock=FixedClock("2026-03-02T09:00+08:00")) as engine:
        yield engine


def test_a_unit_is_kept_by_its_own_name_where_there_is_a_directory(engine: Engine, known: bool) -> None:  # noqa: FBT001
    item = engine.open(
        "returned", units={"office": "市优化办"}, by="市优化办", data={"with": ["市 住建局", "市教育局"]}
    )
    own = "市住房和城乡建设局" if known else "市 住建局"
    assert item.data["with"] == (own, "市教育局")
    engine.fire(item.number, "退单", by="市优化办", data={"建议承办单位": "市住建局"})
    passes = engine.allowed(item.number, by="市优化办")[1].ok
    assert passes is known
    assert engine.verify().ok


def test_a_name_that_the_directory_does_not_know_is_refused(engine: Engine, known: bool) -> None:  # noqa: FBT001
    number = engine.open("returned", units={"office": "市优化办"}, by="市优化办").number
    if not known:
        assert engine.fire(number, "退单", by="市优化办", data={"to": "市教育厅"}).data["to"] == "市教育厅"
        return
    with pytest.raises(InvalidData, match="the directory has no such unit"):
        engine.fire(number, "退单", by="市优化办", data={"to": "市教育厅"})
    with pytest.raises(InvalidData, match="a group of units"):
        engine.fire_many([number], "退单", by="市优化办", data={"to": "市直各单位"})
    assert engine.instance(number).version == 1


def test_what_cannot_be_a_unit_is_refused_in_any_case(engine: Engine) -> None:
    number = engine.open("returned", units={"office": "市优化办"}, by="市优化办").number
    for wrong in (3, "市教育局/张三", "system"):
        with pytest.raises(InvalidData, match="has to be"):
            engine.fire(number, "退单", by="市优化办", data={"to": wrong})
