"""A unit answers a paper, and the register says who has and who has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from letters import DONE, FILE, LATE, OFFICE, SIGNER, codes, draft, late, made

from duban import Unit

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban.testing import FixedClock


def test_the_unit_that_got_it_answers_once(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    engine.sign(draft(engine, number), by=SIGNER)
    (paper,) = engine.papers(unanswered=True)
    assert codes(lambda: engine.answer(number, paper.seq, "已办", by=DONE)) == [("answer", "paper")]
    assert codes(lambda: engine.answer(number, paper.seq, " ", by=LATE)) == [("requires", "text")]
    clock.set("2024-04-18T09:00+08:00")
    engine.answer(number, paper.seq, "窗口已增开，月底办结", by=f"{LATE}/李四")
    assert codes(lambda: engine.answer(number, paper.seq, "补充", by=LATE)) == [("answer", "paper done")]
    (paper,) = engine.papers()
    (reply,) = paper.replies
    assert (reply.by, reply.text, str(reply.on), reply.late) == (
        f"{LATE}/李四",
        "窗口已增开，月底办结",
        "2024-04-18",
        True,
    )
    assert paper.waiting == ()
    assert engine.papers(unanswered=True) == []
    assert engine.verify().ok


def test_who_has_not_answered_in_time_is_rung(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    engine.sign(draft(engine, number), by=SIGNER)
    for day, expected in (("2024-04-17", False), ("2024-04-18", True)):
        clock.set(f"{day}T09:00+08:00")
        (call,) = engine.call_list()
        (matter,) = call.matters
        assert ("unanswered" in matter.reasons) is expected
    assert matter.urge == engine.papers()[0].seq
    engine.answer(number, matter.urge, "月底办结", by=LATE)
    assert "unanswered" not in engine.call_list()[0].matters[0].reasons


def test_a_paper_without_a_time_to_answer_is_not_answered(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    clock.set("2024-04-16T09:00+08:00")
    engine.sweep()
    engine.sign(draft(engine, number, "专报"), by=SIGNER, data={"judgement": "停在审批", "proposal": "请协调"})
    (paper,) = engine.papers(paper="专报")
    assert (paper.number, paper.level, paper.to, paper.reply_by, paper.waiting) == ("第01期", "", ("市领导",), None, ())
    assert codes(lambda: engine.answer(number, paper.seq, "已阅", by="市领导")) == [("answer", "paper done")]


def test_the_register_finds_by_matter_kind_unit_and_year(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    first, second = (late(engine, clock, title).number for title in ("甲", "乙"))
    for number in (second, first):
        engine.sign(draft(engine, number), by=SIGNER)
    assert [(each.number, each.matter) for each in engine.papers()] == [
        ("云督办〔2024〕1号", second),
        ("云督办〔2024〕2号", first),
    ]
    assert [each.title for each in engine.papers(number=first)] == ["甲"]
    assert len(engine.papers(unit=LATE)) == len(engine.papers(paper="督办通知单")) == 2
    assert engine.papers(unit=DONE) == engine.papers(year=2023) == engine.papers(paper="专报") == []


def test_history_and_reasons_speak_of_drafts_and_signatures(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    waits = [answer.why for answer in engine.explain(number).not_yet if "督办通知单" in answer.why]
    assert waits == ["“督办通知单”待督考办（市督考办）签发"]
    (before,) = [each for each in engine.why_escalated(number) if "1 working day" in str(each.rung)]
    assert "待签发" in before.followed
    engine.sign(draft(engine, number), by=SIGNER)
    (after,) = [each for each in engine.why_escalated(number) if "1 working day" in str(each.rung)]
    assert f"{SIGNER}于2024-04-10 09:00签发，文号云督办〔2024〕1号" in after.followed


def test_a_unit_that_is_called_otherwise_still_has_to_answer(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = make_engine(scenarios=[FILE], directory=None)
    engine.import_units([Unit(name) for name in (OFFICE, "市督考办", "市领导", LATE, DONE)], by=OFFICE)
    number = late(engine, clock).number
    engine.sign(draft(engine, number), by=SIGNER)
    engine.rename_unit(LATE, "市住房城乡建设局", by=OFFICE)
    (paper,) = engine.papers()
    assert (paper.to, paper.waiting) == ((LATE,), ("市住房城乡建设局",))
    assert engine.verify().ok
    engine.answer(number, paper.seq, "月底办结", by=LATE)
    assert engine.papers()[0].waiting == ()
    assert engine.verify().ok
