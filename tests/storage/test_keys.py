"""Idempotency keys: a repeat gets the first result, anything else under the key is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from crowd import together

from duban import Engine, KeyReused, TransitionRefused
from duban.testing import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

pytestmark = pytest.mark.usefixtures("english")


def test_a_repeat_returns_the_first_result_however_much_has_happened_since(
    engine: Engine, open_matter: OpenMatter, rows: Rows, clock: FixedClock
) -> None:
    opened = open_matter(engine, key="o", data={"reporter": "王某", "deadline": "2024-05-01"})
    signed = engine.fire(opened.number, "签收", by="市住建局", key="f", data={"measure": "增开窗口"})
    given = engine.assign(opened.number, "responsible", ["市教育局"], by="市优化办", key="a")
    clock.set("2024-05-09T09:00+08:00")
    engine.sweep()
    engine.fire(opened.number, "退回整改", by="市优化办", note="措施不实")
    before = rows()
    assert open_matter(engine, key="o", data={"reporter": "王某", "deadline": "2024-05-01"}) == opened
    assert engine.fire(opened.number, "签收", by="市住建局", key="f", data={"measure": "增开窗口"}) == signed
    assert engine.assign(opened.number, "responsible", ["市教育局"], by="市优化办", key="a") == given
    assert rows() == before


def test_other_arguments_or_another_verb_under_a_key_are_refused(engine: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(engine, key="o").number
    engine.fire(number, "签收", by="市住建局/张三", key="f")
    attempts = [
        lambda: open_matter(engine, key="o", title="另一件事"),
        lambda: open_matter(engine, key="f"),
        lambda: engine.fire(number, "签收", by="市住建局/李四", key="f"),
        lambda: engine.fire(number, "挂起", by="市优化办", key="f"),
        lambda: engine.fire(number, "签收", by="市住建局/张三", key="f", note="急"),
        lambda: engine.fire(number, "签收", by="市住建局/张三", key="f", data={"measure": "增开窗口"}),
        lambda: engine.assign(number, "responsible", ["市教育局"], by="市优化办", key="f"),
    ]
    for attempt in attempts:
        with pytest.raises(KeyReused, match="use a new key for a new act"):
            attempt()


def test_a_key_that_met_a_matter_opened_before_stands_for_that_matter(engine: Engine, open_matter: OpenMatter) -> None:
    first = open_matter(engine, source="省平台", external_no="7")
    assert open_matter(engine, source="省平台", external_no="7", key="k").number == first.number
    engine.fire(first.number, "签收", by="市住建局")
    assert open_matter(engine, source="省平台", external_no="7", key="k") == first
    with pytest.raises(KeyReused):
        open_matter(engine, source="省平台", external_no="8", key="k")
    assert [item.number for item in engine.find()] == [first.number]


def test_a_refusal_leaves_its_key_free(engine: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(engine).number
    with pytest.raises(TransitionRefused):
        engine.fire(number, "挂起", by="市优化办", key="k")
    engine.fire(number, "签收", by="市住建局")
    assert engine.fire(number, "挂起", by="市优化办", key="k").state == "挂账"


def test_a_key_goes_with_the_transaction_that_it_was_used_in(engine: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(engine).number
    with engine.database.writing() as connection:
        engine.fire(number, "签收", by="市住建局", key="k", session=connection)
        connection.get_transaction().rollback()
    assert engine.instance(number).state == "交办"
    assert engine.fire(number, "签收", by="市住建局", key="k", note="另一次").state == "整改"


def test_a_private_value_cannot_be_guessed_from_what_a_key_keeps(
    engine: Engine, open_matter: OpenMatter, rows: Rows
) -> None:
    open_matter(engine, key="k1", data={"reporter": "王某"})
    open_matter(engine, key="k2", data={"reporter": "李某"})
    open_matter(engine, key="k3")
    kept = {row["key"]: row["arguments"] for row in rows()["duban_key"]}
    assert kept["k1"] == kept["k2"] != kept["k3"]


def test_a_key_does_not_keep_what_is_private(engine: Engine, open_matter: OpenMatter, rows: Rows) -> None:
    open_matter(engine, key="k", data={"reporter": "王秘密"})
    assert "王秘密" not in repr(rows()["duban_key"])


def repeat(url: str, scenario: Path, number: str) -> tuple[str, int, str]:
    units = {"lead": "市优化办", "responsible": ["市住建局"]}
    with Engine(url, scenarios=[scenario], clock=FixedClock("2024-04-01T10:00+08:00")) as engine:
        item = engine.fire(number, "补充", by="市住建局", data={"measure": "增开窗口"}, key="one act")
        return item.state, item.version, engine.open("matter", units=units, by="市优化办", key="one matter").number


def test_one_key_from_eight_processes_is_one_act_with_one_result(
    database_url: str, matter_file: Path, make_engine: MakeEngine, open_matter: OpenMatter
) -> None:
    engine = make_engine()
    number = open_matter(engine).number
    assert together(repeat, [(database_url, matter_file, number)] * 8) == [("整改", 2, "SX-2024-0002")] * 8
    assert [entry.trigger for entry in engine.history(number)] == [None, "补充"]
    assert engine.verify().ok
