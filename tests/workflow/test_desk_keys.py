"""What a scenario says for people: reasons in words, the usual next step, words for the public, the clock of lists."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Contact, Directory, Engine, Level, TransitionRefused
from duban.ledger import ledger_rows
from duban.scenarios import load_scenario
from duban.testing import FixedClock, RecordingNotifier

if TYPE_CHECKING:
    from collections.abc import Iterator

DESK = Path(__file__).parent / "scenarios" / "desk.yaml"
UNITS = {"office": "市优化办", "worker": "市住建局"}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock("2026-03-02T09:00+08:00")


@pytest.fixture
def engine(database_url: str, clock: FixedClock) -> Iterator[Engine]:
    with Engine(database_url, scenarios=[DESK], clock=clock) as engine:
        yield engine


@pytest.fixture
def number(engine: Engine) -> str:
    return engine.open("desk", units=UNITS, by="市优化办", data={"level": "重大"}).number


def test_whoever_is_refused_reads_the_reason_in_the_words_of_the_author(engine: Engine, number: str) -> None:
    with pytest.raises(TransitionRefused) as guarded:
        engine.fire(number, "直接办结", by="市优化办")
    assert [str(each) for each in guarded.value.blockers] == ["“直接办结”现在不能办理：只有一般事项可以直接办结"]
    assert guarded.value.blockers[0].facts["when"] == ["level == '一般'"]
    engine.fire(number, "提请", by="市住建局")
    with pytest.raises(TransitionRefused) as eyes:
        engine.fire(number, "办结", by="市住建局")
    assert [str(each) for each in eyes.value.blockers] == ["审核人不能是提请人（本轮“提请”由市住建局办理）"]


def test_the_usual_next_step_stands_first_if_it_can_be_done(engine: Engine, number: str) -> None:
    offered = engine.allowed(number, by="市住建局")
    assert [(each.trigger, each.primary) for each in offered][:2] == [("提请", True), ("退回", False)]
    refused = engine.allowed(number, by="市优化办")
    assert [each.trigger for each in refused] == ["退回", "提请", "直接办结", "办结"]


def test_the_public_is_told_in_its_own_words_or_nothing(engine: Engine, number: str) -> None:
    assert engine.instance(number).public_state == "办理中"
    assert engine.fire(number, "提请", by="市住建局").public_state is None
    assert engine.fire(number, "办结", by="市优化办").public_state == "已办结"


def test_lists_and_the_ledger_show_the_headline_and_the_due_day_stays_that_of_the_first(
    engine: Engine, number: str, clock: FixedClock
) -> None:
    (item,) = engine.find()
    assert (item.due_on, item.headline_on) == (date(2026, 3, 3), date(2026, 3, 16))
    clock.set("2026-03-17T09:00+08:00")
    engine.fire(number, "提请", by="市住建局")
    closed = engine.fire(number, "办结", by="市优化办")
    assert (closed.due_on, closed.headline_on) == (None, date(2026, 3, 16))
    (row,) = ledger_rows(engine)
    assert row.deadline == date(2026, 3, 16)
    assert engine.verify().ok


def test_an_act_that_asks_for_a_reason_takes_one_of_the_list_each_time(engine: Engine, number: str) -> None:
    engine.fire(number, "退回", by="市住建局", note="缺图纸", data={"原因": "材料不全"})
    with pytest.raises(TransitionRefused) as again:
        engine.fire(number, "退回", by="市住建局", note="仍缺")
    assert [each.facts["field"] for each in again.value.blockers] == ["reason_code"]
    assert engine.history(number)[-1].payload["data"] == {"reason_code": "材料不全"}


@pytest.mark.parametrize(("language", "day"), [("zh", "2026年3月3日"), ("en", "3 March 2026")])
def test_a_message_is_written_in_the_language_of_the_scenario(
    database_url: str, clock: FixedClock, tmp_path: Path, language: str, day: str
) -> None:
    file = tmp_path / "desk.yaml"
    text = DESK.read_text("utf-8").partition("\nexamples:")[0]
    file.write_text(text.replace("language: zh", f"language: {language}"), "utf-8")
    mail = RecordingNotifier()
    other = {"zh": "en", "en": "zh-CN"}[language]
    people = Directory(contacts=[Contact("市住建局", "张三", Level.HANDLER, email="z@example.org", locale=other)])
    channels = {"email": lambda: mail}
    with Engine(database_url, scenarios=[file], clock=clock, directory=people, channels=channels) as engine:
        engine.open("desk", units=UNITS, by="市优化办")
        clock.set("2026-03-04T09:00+08:00")
        engine.sweep()
        asyncio.run(engine.deliver())
    assert [day in sent.text for sent in mail.sent] == [True]
    assert load_scenario(file).fields["reason_code"].title == {"zh": "原因", "en": "Reason"}[language]
