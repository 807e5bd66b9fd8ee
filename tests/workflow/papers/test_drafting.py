"""A person drafts a paper, others edit it, and it is signed as it was edited."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from letters import codes, mails
from office_papers import CHIEF, CLERK, FILE, OFFICE, OTHER, SIGNER, UNIT, drafted, office, opened

from duban import InvalidData, KeyReused
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine

    from duban.testing import FixedClock


def test_a_person_drafts_and_another_signs(make_engine: MakeEngine) -> None:
    engine = office(make_engine)
    number = opened(engine).number
    waiting = drafted(engine, number)
    (pending,) = engine.pending()
    assert (pending.kind, pending.paper, pending.units, pending.asked_by) == (
        "paper",
        "督办通知单",
        ("市督考办",),
        CLERK,
    )
    assert mails(engine, "督办") == []
    draft = engine.read_draft(waiting)
    assert (draft.title, draft.to, draft.hands) == ("关于雨后积水的督办通知", (UNIT, OTHER), (CLERK,))
    assert "现予第一次督办" in draft.body
    engine.sign(waiting, by=SIGNER, revision=draft.revision)
    (paper,) = engine.papers()
    assert (paper.number, paper.level, paper.to) == (f"鄂优化办督〔{paper.on.year}〕1号", "第一次", (UNIT, OTHER))
    assert [unit for unit, *_ in mails(engine, "督办")] == [UNIT, OTHER]
    assert engine.pending() == []
    assert engine.verify().findings == ()


def test_an_edited_draft_leaves_as_it_was_edited(make_engine: MakeEngine) -> None:
    engine = office(make_engine)
    number = opened(engine).number
    waiting = drafted(engine, number, "交办单", title="关于抓紧排涝的通知")
    day = date(engine.now().year + 1, 1, 9)
    engine.edit_draft(waiting, by=CHIEF, to=[UNIT], copy=[], requirements="一周内完成", reply_by=day)
    engine.edit_draft(waiting, by=CLERK, text="请连夜排涝。")
    draft = engine.read_draft(waiting)
    assert (draft.title, draft.body, draft.requirements) == ("关于抓紧排涝的通知", "请连夜排涝。", "一周内完成")
    assert (draft.to, draft.copies, draft.reply_by, draft.hands) == ((UNIT,), (), day, (CLERK, CHIEF))
    engine.sign(waiting, by="市优化办/副主任")
    (paper,) = engine.papers()
    assert (paper.to, paper.copies, paper.reply_by, paper.waiting) == ((UNIT,), (), day, (UNIT,))
    assert [(unit, text) for unit, _, text in mails(engine, "交办")] == [(UNIT, "请连夜排涝。")]
    content = engine.paper_content(number, paper.seq)
    assert (content.title, content.text, content.number) == ("关于抓紧排涝的通知", "请连夜排涝。", paper.number)
    assert engine.verify().findings == ()
    assert "请连夜" not in str([entry.payload for entry in engine.history(number)])


def test_the_second_editor_is_told(make_engine: MakeEngine) -> None:
    engine = office(make_engine)
    waiting = drafted(engine, opened(engine).number)
    seen = engine.read_draft(waiting).revision
    engine.edit_draft(waiting, by=CLERK, text="甲", revision=seen)
    assert codes(lambda: engine.edit_draft(waiting, by=SIGNER, text="乙", revision=seen)) == [("draft", "edited")]
    assert codes(lambda: engine.sign(waiting, by=SIGNER, revision=seen)) == [("draft", "edited")]
    draft = engine.read_draft(waiting)
    assert draft.body == "甲"
    engine.edit_draft(waiting, by=SIGNER, text="乙", revision=draft.revision)
    assert engine.read_draft(waiting).body == "乙"


def test_who_has_drafted_or_edited_does_not_sign_where_four_eyes_are_asked_for(make_engine: MakeEngine) -> None:
    engine = office(make_engine)
    waiting = drafted(engine, opened(engine).number, "交办单")
    assert codes(lambda: engine.sign(waiting, by=CLERK)) == [("sign", "four-eyes")]
    engine.edit_draft(waiting, by=CHIEF, text="改过")
    assert codes(lambda: engine.sign(waiting, by=CHIEF)) == [("sign", "four-eyes")]
    engine.sign(waiting, by="市优化办/副主任")
    assert engine.verify().findings == ()


@pytest.mark.parametrize(
    ("paper", "by", "expected"),
    [
        ("督办通知单", "市住建局/李四", [("role", "")]),
        ("没有", CLERK, [("draft", "unknown")]),
        ("延期批复", CLERK, [("draft", "unknown")]),
        ("交办单", OFFICE, [("draft", "person")]),
    ],
)
def test_only_those_whom_the_scenario_names_draft(
    make_engine: MakeEngine, paper: str, by: str, expected: list[tuple[str, str]]
) -> None:
    engine = office(make_engine)
    number = opened(engine).number
    assert codes(lambda: engine.draft(number, paper, by=by)) == expected
    assert engine.pending() == []


def test_what_cannot_be_used_is_refused(make_engine: MakeEngine) -> None:
    engine = office(make_engine)
    number = opened(engine).number
    for wrong in (
        {"to": "市住建局"},
        {"to": []},
        {"to": [3]},
        {"reply_by": "2024-04-01"},
        {"text": 3},
        {"title": "\0"},
    ):
        with pytest.raises(InvalidData):
            engine.draft(number, "督办通知单", by=CLERK, **wrong)  # type: ignore[arg-type]
    assert codes(lambda: engine.draft(number, "督办通知单", by=CLERK, reply_by=date(2000, 1, 1))) == [("draft", "past")]
    waiting = drafted(engine, number)
    assert codes(lambda: engine.edit_draft(waiting, by="市住建局/李四", text="改")) == [("role", "")]
    assert codes(lambda: engine.edit_draft(f"{number}#1", by=CLERK, text="改")) == [("state", "decided")]
    assert engine.read_draft(waiting).revision == int(waiting.rpartition("#")[2])


def test_a_key_drafts_once(make_engine: MakeEngine) -> None:
    engine = office(make_engine)
    number = opened(engine).number
    for _ in range(2):
        engine.draft(number, "督办通知单", by=CLERK, text="甲", key="k1")
    assert len(engine.pending()) == 1
    with pytest.raises(KeyReused):
        engine.draft(number, "督办通知单", by=CLERK, text="乙", key="k1")


def test_a_rungs_draft_is_edited_too(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = office(make_engine)
    clock.set("2024-04-01T09:00+08:00")
    number = opened(engine).number
    clock.set("2024-04-17T09:00+08:00")
    engine.sweep()
    (waiting,) = [each.id for each in engine.pending()]
    engine.edit_draft(waiting, by=CLERK, to=[UNIT], title="改过的标题")
    engine.sign(waiting, by=SIGNER)
    (paper,) = engine.papers()
    assert (paper.to, paper.copies) == ((UNIT,), (OFFICE,))
    assert engine.paper_content(number, paper.seq).title == "改过的标题"
    assert engine.verify().findings == ()


def test_a_granted_extension_drafts_its_reply(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = office(make_engine)
    clock.set("2024-04-01T09:00+08:00")
    number = opened(engine).number
    engine.extend(number, "完成时限", "5 working days", by=UNIT)
    engine.decide(engine.pending()[0].id, approve=True, by=CHIEF)
    (pending,) = engine.pending()
    assert (pending.paper, pending.units) == ("延期批复", (OFFICE,))
    engine.sign(pending.id, by=CHIEF)
    assert mails(engine, "延期批复")[0][2] == "市住建局：同意由4月16日（周二）延至4月23日（周二）。"
    assert engine.paper_content(number, engine.papers()[0].seq).text.endswith("延至4月23日（周二）。")
    assert engine.verify().findings == ()


def test_only_units_that_are_new_draft_what_follows_naming_them(make_engine: MakeEngine, tmp_path: Path) -> None:
    text = FILE.read_text("utf-8").replace("after: extension", "after: [assign, rebind]")
    file = tmp_path / FILE.name
    file.write_text(text.replace("由{{ old | day }}延至{{ new | day }}", ""), "utf-8")
    engine = make_engine(scenarios=[file], directory=MadeUpPeople())
    number = opened(engine).number
    engine.assign(number, "responsible", [UNIT, OTHER], by=OFFICE)
    assert engine.pending() == []
    engine.assign(number, "responsible", [UNIT], by=OFFICE)
    assert [each.paper for each in engine.pending()] == ["延期批复"]
    engine.fire(number, "直接办结", by=OFFICE)
    assert [each.paper for each in engine.pending()] == ["延期批复", "销号审批单"]
    assert engine.verify().findings == ()


def test_a_close_drafts_its_approval(make_engine: MakeEngine) -> None:
    engine = office(make_engine)
    number = opened(engine).number
    proof = {"name": "现场.jpg", "sha256": "0" * 64, "uri": "https://files.example.org/1"}
    engine.fire(number, "办结", by=UNIT, data={"proof": [proof]})
    (pending,) = engine.pending()
    assert pending.paper == "销号审批单"
    engine.sign(pending.id, by=SIGNER)
    (paper,) = engine.papers()
    assert engine.paper_content(number, paper.seq).files == (("佐证材料", "现场.jpg", "0" * 64),)
    assert engine.verify().findings == ()


def test_a_draft_is_refused_with_a_reason_and_another_can_be_drafted(make_engine: MakeEngine) -> None:
    engine = office(make_engine)
    number = opened(engine).number
    waiting = drafted(engine, number)
    engine.decide(waiting, approve=False, by=SIGNER, note="已当面约谈")
    assert engine.pending() == []
    engine.sign(drafted(engine, number), by=SIGNER)
    assert [each.level for each in engine.papers()] == ["第一次"]
    assert engine.verify().findings == ()


def test_what_people_have_written_is_hidden_from_who_may_not_see_what_it_can_hold(make_engine: MakeEngine) -> None:
    engine = office(make_engine)
    number = opened(engine, data={"reporter": "王某某某"}).number
    waiting = drafted(engine, number, "内部专报", text="王某某某来信，请阅。")
    assert "王某某某" in engine.read_draft(waiting, viewer=OFFICE).body
    assert "王某某某" not in str(engine.read_draft(waiting, viewer=UNIT))
    assert "王某某某" not in str(engine.draft_content(waiting, viewer=UNIT))
    engine.sign(waiting, by=CHIEF)
    seq = engine.papers()[0].seq
    assert codes(lambda: engine.paper_content(number, seq, viewer=UNIT)) == [("paper", "private")]
    assert engine.paper_content(number, seq, viewer=OFFICE).text == "王某某某来信，请阅。"
