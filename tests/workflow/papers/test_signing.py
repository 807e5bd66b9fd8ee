"""A rung drafts a paper: nothing leaves until a person has signed it, and then it has its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from letters import DONE, LATE, OFFICE, SIGNER, codes, draft, late, made, mails

from duban import InvalidData, KeyReused, TransitionRefused

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban.testing import FixedClock


def test_a_draft_tells_the_signer_and_nobody_else(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    (waiting,) = engine.pending()
    assert (waiting.kind, waiting.paper, waiting.units, waiting.asks) == ("paper", "督办通知单", ("市督考办",), ())
    assert waiting.what == "签发督办通知单（第一次），发市住建局"
    said = f"拟向市住建局发第一次督办，已提醒1次（最近4月10日（周三））。{waiting.id}"
    assert mails(engine, "待签发") == [("市督考办", "【待签发】督办通知单：压减审批", said)]
    assert mails(engine, "督办通知") == []
    assert engine.papers() == []
    assert engine.history(number)[-1].payload["paper"] == "督办通知单"
    assert engine.verify().ok


def test_signed_it_has_its_number_and_leaves_to_the_late_units_alone(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    version = engine.instance(number).version
    item = engine.sign(draft(engine, number), by=SIGNER, note="同意")
    assert item.version == version + 1
    said = "完成时限逾期1个工作日。第一次督办，请4月17日（周三）前答复。市督考办/段知远"
    assert mails(engine, "督办通知") == [
        (LATE, "【督办】云督办〔2024〕1号：压减审批", f"{LATE}：{said}"),
        (OFFICE, "【督办】云督办〔2024〕1号：压减审批", f"{OFFICE}：{said}"),
    ]
    (paper,) = engine.papers()
    assert (paper.number, paper.level, paper.to, paper.signed_by) == ("云督办〔2024〕1号", "第一次", (LATE,), SIGNER)
    assert (str(paper.on), str(paper.reply_by), paper.waiting) == ("2024-04-10", "2024-04-17", (LATE,))
    assert engine.situation(number).papers == (paper,)
    assert engine.pending() == []
    assert engine.verify().ok


def test_the_contact_of_the_level_that_is_named_gets_it(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    engine.sign(draft(engine, late(engine, clock).number), by=SIGNER)
    first = next(each for each in engine.outbox() if each.message == "督办通知")
    assert first.contact == "市住建局主要负责人"


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("市督考办", [("sign", "person")]),
        ("市住建局/李四", [("role", "")]),
        ("市住建局", [("role", ""), ("sign", "person")]),
    ],
)
def test_only_a_person_of_the_signing_role_signs(
    make_engine: MakeEngine, clock: FixedClock, by: str, expected: list[tuple[str, str]]
) -> None:
    engine = made(make_engine)
    waiting = draft(engine, late(engine, clock).number)
    assert codes(lambda: engine.sign(waiting, by=by)) == expected
    assert engine.papers() == []
    engine.sign(waiting, by=SIGNER)
    assert [each.number for each in engine.papers()] == ["云督办〔2024〕1号"]


def test_what_is_signed_or_no_draft_is_not_signed(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    waiting = draft(engine, number)
    assert codes(lambda: engine.sign(f"{number}#1", by=SIGNER)) == [("state", "decided")]
    engine.sign(waiting, by=SIGNER)
    assert codes(lambda: engine.sign(waiting, by=SIGNER)) == [("state", "decided")]
    assert codes(lambda: engine.decide(waiting, approve=False, by=SIGNER, note="不发")) == [("state", "decided")]


def test_a_refusal_needs_a_reason_and_a_signature_is_no_approval(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    waiting = draft(engine, number)
    assert codes(lambda: engine.decide(waiting, approve=True, by=SIGNER)) == [("sign", "decide")]
    assert codes(lambda: engine.decide(waiting, approve=False, by=SIGNER)) == [("requires", "note")]
    assert codes(lambda: engine.decide(waiting, approve=False, by=SIGNER, note=" ")) == [("requires", "note")]
    engine.decide(waiting, approve=False, by=SIGNER, note="已当面约谈")
    assert engine.pending() == engine.papers() == []
    assert mails(engine, "督办通知") == []
    assert engine.verify().ok


def test_letters_are_counted_on_the_matter_and_those_beyond_the_last_word_are_called_as_it(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    engine.sign(draft(engine, number), by=SIGNER)
    clock.set("2024-04-12T09:00+08:00")
    engine.sweep()
    engine.sign(draft(engine, number), by=SIGNER)
    assert [each.level for each in engine.papers()] == ["第一次", "第二次"]
    assert [each.level for each in engine.papers(number=late(engine, clock, "另一件").number)] == []
    other = engine.find()[-1].number if engine.find()[-1].number != number else engine.find()[0].number
    engine.sign(draft(engine, other), by=SIGNER)
    assert [(each.number, each.level) for each in engine.papers(number=other)] == [("云督办〔2024〕3号", "第一次")]


def test_what_a_paper_asks_for_has_to_be_written_and_stays_private(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    clock.set("2024-04-16T09:00+08:00")
    engine.sweep()
    waiting = draft(engine, number, "专报")
    assert engine.pending(number=number)[-1].asks == ("judgement", "proposal")
    missing = [("requires", ""), ("requires", "")]
    assert codes(lambda: engine.sign(waiting, by=SIGNER)) == missing
    assert codes(lambda: engine.sign(waiting, by=SIGNER, data={"judgement": "  ", "proposal": "请协调"})) == missing[:1]
    with pytest.raises(InvalidData):
        engine.sign(waiting, by=SIGNER, data={"judgment": "停在审批"})
    engine.sign(waiting, by=SIGNER, data={"judgement": "停在审批", "proposal": "请协调"}, note="急")
    assert mails(engine, "专报") == [("市领导", "【专报】停在审批", "第01期：停在审批。建议：请协调。急")]
    assert "停在审批" not in str(engine.history(number))
    assert "judgement" not in engine.instance(number, viewer=LATE).data
    assert engine.instance(number, viewer=OFFICE).data["judgement"] == "停在审批"
    assert engine.verify().ok
    engine.erase(number, "judgement", by=OFFICE, note="按规定删除")
    assert engine.verify().ok


def test_a_draft_is_read_before_it_is_signed(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    waiting = draft(engine, number)
    found = engine.read_draft(waiting, viewer=SIGNER)
    assert (found.unit, found.subject) == (LATE, "【督办】：压减审批")
    assert found.text.strip() == f"{LATE}：完成时限逾期1个工作日。第一次督办，请4月17日（周三）前答复。"
    assert engine.papers() == []
    assert engine.pending(number=number)[0].id == waiting
    engine.sign(waiting, by=SIGNER, text=found.text.replace("4月17日（周三）", "4月16日（周二）"))
    assert "4月16日" in mails(engine, "督办通知")[0][2]
    assert codes(lambda: engine.read_draft(waiting)) == [("state", "decided")]


def test_a_changed_text_leaves_in_place_of_the_drafted_one(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    engine.sign(draft(engine, number), by=SIGNER, text="  {{ 请于周五前到会说明 }}  ")
    assert {text for _, _, text in mails(engine, "督办通知")} == {"{{ 请于周五前到会说明 }}"}
    payload = engine.history(number)[-1].payload
    assert len(payload["text"]) == 64
    assert "到会" not in str(payload)
    assert engine.verify().ok


def test_a_draft_lapses_with_its_clock_and_a_signed_letter_leaves_all_the_same(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    engine = made(make_engine)
    signed, lapsed = late(engine, clock).number, late(engine, clock, "另一件").number
    clock.set("2024-04-10T18:30+08:00")  # the mail waits for the morning
    engine.sign(draft(engine, signed), by=SIGNER)
    waiting = draft(engine, lapsed)
    for number in (signed, lapsed):
        engine.fire(number, "办结", by=LATE)
    assert codes(lambda: engine.sign(waiting, by=SIGNER)) == [("state", "decided")]
    status = {(each.message, each.number, each.status) for each in engine.outbox(statuses=["pending", "withdrawn"])}
    assert ("督办通知", signed, "pending") in status
    assert ("待签发", lapsed, "withdrawn") in status
    assert engine.verify().ok


def test_a_letter_to_nobody_is_not_signed(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    engine.assign(number, "responsible", [DONE], by=OFFICE)
    assert engine.instance(number).state == "销号"
    assert engine.pending() == []
    other = late(engine, clock, "另一件").number
    engine.assign(other, "principal", [], by=OFFICE)
    clock.set("2024-04-16T09:00+08:00")
    engine.sweep()
    data = {"judgement": "停在审批", "proposal": "请协调"}
    waiting = draft(engine, other, "专报")
    assert codes(lambda: engine.sign(waiting, by=SIGNER, data=data)) == [("sign", "nobody")]


def test_what_follows_the_rung_follows_the_signature(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    clock.set("2024-04-12T09:00+08:00")
    engine.sweep()
    engine.sign(engine.pending(number=number)[-1].id, by=SIGNER)
    assert engine.instance(number).state == "约谈"
    assert engine.verify().ok


def test_a_repeated_signature_with_a_key_takes_one_number(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    waiting = draft(engine, number)
    first = engine.sign(waiting, by=SIGNER, key="k")
    assert engine.sign(waiting, by=SIGNER, key="k").version == first.version
    with pytest.raises(KeyReused):
        engine.sign(waiting, by=SIGNER, key="k", note="另一个意见")
    assert len(engine.papers()) == 1
    assert engine.verify().ok


def test_numbers_have_no_gaps_where_a_transaction_is_given_up_or_an_act_refused(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    engine = made(make_engine)
    one, other = (draft(engine, late(engine, clock, title).number) for title in ("甲", "乙"))

    def in_vain(session: object) -> None:
        engine.sign(one, by=SIGNER, session=session)  # type: ignore[arg-type]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.transact(in_vain)
    assert engine.papers() == []

    def with_a_refusal(session: object) -> None:
        engine.sign(one, by=SIGNER, session=session)  # type: ignore[arg-type]
        with pytest.raises(TransitionRefused):
            engine.sign(one, by=SIGNER, session=session)  # type: ignore[arg-type]
        engine.sign(other, by=SIGNER, session=session)  # type: ignore[arg-type]

    engine.transact(with_a_refusal)
    assert [each.number for each in engine.papers()] == ["云督办〔2024〕1号", "云督办〔2024〕2号"]
    assert engine.verify().ok


def test_each_year_is_counted_anew(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    first, second = (late(engine, clock, title).number for title in ("甲", "乙"))
    engine.sign(draft(engine, first), by=SIGNER)
    clock.set("2025-01-02T09:00+08:00")
    engine.sign(draft(engine, second), by=SIGNER)
    assert [each.number for each in engine.papers()] == ["云督办〔2024〕1号", "云督办〔2025〕1号"]
    assert [each.number for each in engine.papers(year=2025)] == ["云督办〔2025〕1号"]
    assert engine.verify().ok


def test_a_refusal_to_sign_is_called_so_in_the_language_of_the_reader(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    engine = made(make_engine)
    waiting = draft(engine, late(engine, clock).number)
    with pytest.raises(
        TransitionRefused, match="“签发”不能办理：“督办通知单”须由具体人员签发，请写明签发人：市督考办/姓名"
    ):
        engine.sign(waiting, by="市督考办")
