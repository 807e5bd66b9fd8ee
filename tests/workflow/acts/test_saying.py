"""What people say about a matter: remarks, urges and answers, in any state, and without changing it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from framed import written
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from duban import Engine, InvalidData, KeyReused, TransitionConflict, TransitionRefused
from duban.scenarios import read_scenario

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter, Rows

    from duban.testing import FixedClock, RecordingNotifier

pytestmark = pytest.mark.usefixtures("english")

LEAD, DOER, BOSS = "市优化办", "市住建局", "市督考办"
URGING = Path(__file__).parents[1] / "scenarios" / "urging.yaml"


@pytest.fixture
def number(engine: Engine, open_matter: OpenMatter) -> str:
    return open_matter(engine).number


def refused(call: Any) -> set[str]:  # noqa: ANN401 - a verb with its arguments
    with pytest.raises(TransitionRefused) as refusal:
        call()
    return set(refusal.value.codes)


def texts(engine: Engine, number: str, viewer: str | None) -> list[str]:
    """Return the texts of the remarks that somebody reads in a history."""
    found = [entry.payload for entry in engine.history(number, viewer=viewer) if entry.kind == "remark"]
    return [payload.get("text", "") for payload in found]


# -- remarks


def test_a_remark_for_the_office_is_read_by_it_and_by_who_wrote_it(engine: Engine, number: str) -> None:
    engine.remark(number, "领导关注此件", by=f"{LEAD}/李四")
    engine.remark(number, "科室已换", by=DOER)
    engine.remark(number, "周五前须有进展", by=LEAD, to="units")
    assert texts(engine, number, None) == texts(engine, number, LEAD) == ["领导关注此件", "科室已换", "周五前须有进展"]
    assert texts(engine, number, f"{DOER}/张三") == ["", "科室已换", "周五前须有进展"]
    assert texts(engine, number, BOSS) == texts(engine, number, "") == ["", "", "周五前须有进展"]
    assert engine.verify().ok


def test_nobody_else_gets_its_text_from_any_verb_that_reads(engine: Engine, number: str) -> None:
    engine.remark(number, "领导关注此件", by=LEAD)
    for viewer, seen in ((DOER, False), (LEAD, True), (None, True)):
        answers = [
            engine.history(number, viewer=viewer),
            engine.situation(number, viewer=viewer),
            engine.situation(number, viewer=viewer).to_json(),
            engine.case_files(viewer=viewer),
            engine.explain(number, viewer=viewer),
        ]
        assert ("领导关注此件" in repr(answers)) == seen, viewer
    (file,) = engine.case_files(viewer=DOER)
    assert file.history[-1].kind == "remark"
    assert file.history[-1].facts.kind == "remark"


def test_what_is_left_of_it_for_others_does_not_let_them_guess_the_text(engine: Engine, number: str) -> None:
    engine.remark(number, "属实", by=LEAD)
    mine, theirs = (engine.history(number, viewer=viewer)[-1].payload for viewer in (LEAD, DOER))
    assert theirs == {"to": "office"}
    assert len(mine["salt"]) == 32


def test_the_last_remark_stands_with_the_instance(engine: Engine, number: str) -> None:
    assert engine.situation(number).remark is None
    engine.remark(number, "第一次", by=LEAD, to="units")
    engine.remark(number, "第二次", by=LEAD)
    last, theirs = engine.situation(number).remark, engine.situation(number, viewer=DOER).remark
    assert last is not None
    assert theirs is not None
    assert (last.text, last.by, last.to) == ("第二次", LEAD, "office")
    assert theirs.text == "第一次"


def test_a_closed_matter_is_remarked_on_and_does_not_change(engine: Engine, number: str) -> None:
    for trigger, by, data in (("签收", DOER, {}), ("申请销号", DOER, {"measure": "增开窗口"}), ("通过", LEAD, {})):
        engine.fire(number, trigger, by=by, data=data)
    before = engine.instance(number)
    after = engine.remark(number, "已归档", by=BOSS)
    assert (after.state, after.closed_at, after.round) == (before.state, before.closed_at, before.round)
    assert after.version == before.version + 1


def test_a_stranger_an_empty_text_and_a_wrong_reader_are_refused(engine: Engine, number: str) -> None:
    assert refused(lambda: engine.remark(number, "看看", by="外单位")) == {"role"}
    assert refused(lambda: engine.remark(number, " \n", by=LEAD)) == {"requires"}
    assert refused(lambda: engine.remark(number, "看看", by="system")) == {"role"}
    with pytest.raises(InvalidData, match="'everybody' is not one of office"):
        engine.remark(number, "看看", by=LEAD, to="everybody")
    with pytest.raises(InvalidData, match="text"):
        engine.remark(number, "长" * 100_001, by=LEAD)
    assert len(engine.history(number)) == 1


# -- urges


def test_an_urge_tells_whose_turn_it_is_and_leaves_in_office_hours(
    engine: Engine, number: str, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    asyncio.run(engine.deliver())
    mailbox.sent.clear()
    clock.set("2024-04-01T20:00+08:00")
    engine.urge(number, by=f"{LEAD}/李四", note="请今日签收")
    asyncio.run(engine.deliver())
    assert mailbox.sent == []
    clock.set("2024-04-02T08:30+08:00")
    asyncio.run(engine.deliver())
    (message,) = mailbox.sent
    assert message.name == "市住建局经办"
    assert number in message.subject
    for said in ("请今日签收", "“交办”环节，待贵单位办理", f"{number}#2", f"催办单位：{LEAD}/李四", "2024年4月9日"):
        assert said in message.text


def test_an_urge_that_was_acted_on_before_it_left_does_not_leave(
    engine: Engine, number: str, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    asyncio.run(engine.deliver())
    mailbox.sent.clear()
    clock.set("2024-04-01T20:00+08:00")
    engine.urge(number, by=LEAD)
    engine.fire(number, "签收", by=DOER)
    clock.set("2024-04-02T09:00+08:00")
    asyncio.run(engine.deliver())
    assert mailbox.sent == []
    (withdrawn,) = engine.outbox(statuses=["withdrawn"])
    assert withdrawn.reason == "acted"
    engine.urge(number, by=LEAD)
    asyncio.run(engine.deliver())
    assert len(mailbox.sent) == 1
    engine.fire(number, "申请销号", by=DOER, data={"measure": "增开窗口"})
    assert engine.verify().ok


def test_it_may_be_urged_again_on_the_next_working_day(engine: Engine, number: str, clock: FixedClock) -> None:
    clock.set("2024-04-03T16:00+08:00")  # Thursday to Saturday are the holiday of Qingming; Sunday is worked
    engine.urge(number, by=LEAD)
    clock.set("2024-04-06T23:59+08:00")
    with pytest.raises(TransitionRefused, match=r"urged it on 2024-04-03 16:00; .* from 2024-04-07 on"):
        engine.urge(number, by=LEAD)
    clock.set("2024-04-07T00:00+08:00")
    assert engine.urge(number, by=LEAD).version == 3
    assert [entry.kind for entry in engine.history(number)][-2:] == ["urge", "urge"]
    assert engine.verify().ok


def test_what_was_answered_stands_beside_what_was_said(engine: Engine, number: str, clock: FixedClock) -> None:
    engine.urge(number, by=LEAD, note="何时签收？")
    (urge,) = engine.situation(number, viewer=DOER).urges
    assert (urge.by, urge.note, urge.units, urge.told, urge.waiting) == (LEAD, "何时签收？", (DOER,), (DOER,), (DOER,))
    clock.set("2024-04-01T10:00+08:00")
    engine.answer(number, urge.seq, "明日上午", by=f"{DOER}/张三")
    (urge,) = engine.situation(number).urges
    assert urge.waiting == ()
    assert [(each.by, each.text, each.at) for each in urge.answers] == [(f"{DOER}/张三", "明日上午", clock.now())]


def test_only_who_was_asked_answers_and_only_once(engine: Engine, number: str) -> None:
    engine.urge(number, by=LEAD)
    assert refused(lambda: engine.answer(number, 2, "代答", by=LEAD)) == {"answer"}
    assert refused(lambda: engine.answer(number, 1, "答开头", by=DOER)) == {"answer"}
    assert refused(lambda: engine.answer(number, 2, "", by=DOER)) == {"requires"}
    engine.answer(number, 2, "正在办", by=DOER)
    with pytest.raises(TransitionRefused, match="the urge of entry 2 was answered already"):
        engine.answer(number, 2, "又答", by=DOER)
    with pytest.raises(InvalidData, match="seq"):
        engine.answer(number, "2", "x", by=DOER)  # type: ignore[arg-type]


def test_an_urge_that_some_have_answered_waits_for_the_others(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = make_engine(scenarios=[URGING])
    units = {"office": LEAD, "doer": [DOER, "市教育局"]}
    number = engine.open("urging", by=LEAD, units=units).number
    engine.urge(number, by=BOSS)
    engine.answer(number, 2, "已着手", by=DOER)
    assert engine.situation(number).urges[0].waiting == ("市教育局",)
    clock.set("2024-04-03T09:00+08:00")
    engine.urge(number, by=BOSS)
    clock.set("2024-04-08T09:00+08:00")
    engine.urge(number, by=BOSS)
    engine.answer(number, 2, "迟到的答复", by="市教育局")
    assert [each.waiting for each in engine.situation(number).urges] == [(), (DOER, "市教育局"), (DOER, "市教育局")]
    assert engine.verify().ok


def test_a_copy_goes_to_whom_the_scenario_names_in_its_own_words(
    make_engine: MakeEngine, mailbox: RecordingNotifier
) -> None:
    engine = make_engine(scenarios=[URGING])
    number = engine.open("urging", title="清运垃圾", by=LEAD, units={"office": LEAD, "doer": [DOER]}).number
    engine.urge(number, by=f"{BOSS}/孙七", note="请说明进度")
    asyncio.run(engine.deliver())
    assert {message.name for message in mailbox.sent} == {"市住建局经办", "市住建局领导"}
    assert {written(message.text) for message in mailbox.sent} == {f"{DOER}：请办理“清运垃圾”。{BOSS}：请说明进度"}


def test_nobody_is_urged_who_is_not_there_or_on_a_closed_matter(engine: Engine, open_matter: OpenMatter) -> None:
    waiting = open_matter(engine, units={"lead": LEAD, "responsible": []}).number
    assert refused(lambda: engine.urge(waiting, by=LEAD)) == {"unassigned"}
    number = open_matter(engine).number
    engine.fire(number, "签收", by=DOER)
    engine.fire(number, "申请销号", by=DOER, data={"measure": "增开窗口"})
    with pytest.raises(TransitionRefused, match="at “复核” it is 市优化办's own turn"):
        engine.urge(number, by=LEAD)
    engine.fire(number, "通过", by=LEAD)
    assert refused(lambda: engine.urge(number, by=LEAD)) == {"state"}
    assert refused(lambda: engine.urge(number, by=DOER)) == {"role", "state"}


# -- as with every verb


@pytest.mark.parametrize("verb", ["remark", "urge", "answer"])
def test_a_key_an_expectation_and_a_session_of_theirs(
    verb: str, engine: Engine, number: str, rows: Rows, database_url: str
) -> None:
    asked = engine.urge(number, by=LEAD).version if verb == "answer" else 1
    given: tuple[Any, ...] = {"remark": ("看过",), "urge": (), "answer": (2, "正在办")}[verb]
    by = DOER if verb == "answer" else LEAD
    act = getattr(engine, verb)
    with pytest.raises(TransitionConflict):
        act(number, *given, by=by, expect=asked + 1)
    address = database_url.replace("postgresql://", "postgresql+psycopg://")
    sql = create_engine(address)
    with Session(sql) as session:
        act(number, *given, by=by, session=session)
        session.rollback()
    sql.dispose()
    before = rows()
    first = act(number, *given, by=by, key="k", expect=asked)
    assert first.version == asked + 1
    assert rows() != before
    after = rows()
    assert act(number, *given, by=by, key="k") == first
    assert rows() == after
    with pytest.raises(KeyReused):
        engine.remark(number, "另一句", by=LEAD, key="k")
    assert "key" in engine.history(number)[-1].payload
    assert engine.verify().ok


def test_after_a_migration_the_interval_is_that_of_the_new_rules(make_engine: MakeEngine, clock: FixedClock) -> None:
    text = URGING.read_text("utf-8")
    engine = make_engine(scenarios=[URGING])
    number = engine.open("urging", by=LEAD, units={"office": LEAD, "doer": [DOER]}).number
    engine.urge(number, by=LEAD)
    later = make_engine(
        scenarios=[read_scenario(text.replace("version: 1", "version: 2").replace("2 working", "3 working"), "v2")]
    )
    later.migrate("urging", by=LEAD)
    clock.set("2024-04-03T09:00+08:00")
    with pytest.raises(TransitionRefused, match="from 2024-04-07 on"):
        later.urge(number, by=LEAD)
    clock.set("2024-04-07T09:00+08:00")
    later.urge(number, by=LEAD)
    assert later.verify().ok
