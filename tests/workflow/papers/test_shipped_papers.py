"""The papers of the shipped scenarios: what is told of them, and who drafts which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine
    from duban.testing import FixedClock


@pytest.mark.parametrize(("name", "owner"), [("task", "office"), ("issue", "lead")])
def test_nobody_is_said_to_have_done_a_part_where_no_unit_is_named(
    make_engine: MakeEngine, clock: FixedClock, name: str, owner: str
) -> None:
    clock.set("2026-03-02T09:00+08:00")
    engine = make_engine(scenarios=[name], directory=MadeUpPeople())
    units = {"lead": ["市行政审批局"], "responsible": []}
    number = engine.open(name, by="市优化办" if owner == "office" else "市行政审批局", units=units).number
    clock.set("2026-07-01T09:00+08:00")
    engine.sweep()
    written = [each.text for each in engine.drafts() if each.number == number]
    papers = [text for text in written if "督办通知单" in text]
    who = "市优化办" if owner == "office" else "市行政审批局"
    said = f"责任单位尚未指定，不必发督办通知单。现在要做：督促{who}指定责任单位，并注明不发的理由。"
    assert papers
    assert [text for text in papers if said not in text] == []
    assert not [text for text in written if "各责任单位已" in text]


def _at_work(engine: Engine, name: str, owner: str) -> str:
    """Open a matter of two units at ten on a Monday, and have it under way."""
    units = {owner: ["市优化办"], "responsible": ["市住建局", "市教育局"]}
    if name == "task":
        units["lead"] = ["市行政审批局"]
    number = engine.open(name, title="窗口排队", by="市优化办/方晓宁", units=units).number
    if name == "complaint":
        engine.fire(number, "受理", by="市优化办/方晓宁", units={"responsible": ["市住建局"]})
    return number


@pytest.mark.parametrize(("name", "owner"), [("issue", "lead"), ("task", "office"), ("complaint", "reception")])
def test_each_paper_is_drafted_by_a_person_and_says_nothing_empty(
    make_engine: MakeEngine, clock: FixedClock, name: str, owner: str
) -> None:
    clock.set("2026-03-02T10:00+08:00")
    engine = make_engine(scenarios=[name], directory=MadeUpPeople())
    number = _at_work(engine, name, owner)
    clerk, signer = "市优化办/方晓宁", "市督考办/段知远"
    report = {"judgement": "主观重视不够", "stuck": "没有排班", "proposal": "请约谈"}
    for paper, drafter, by, data in [
        ("督办通知单", signer, signer, None),
        ("督办通知单", signer, signer, None),
        ("专报", signer, signer, report),
        ("交办单", clerk, clerk, None),
        ("延期批复", clerk, clerk, None),
        ("销号审批单", clerk, signer, None),
    ]:
        engine.draft(number, paper, by=drafter)
        (waiting,) = engine.pending(number=number)
        engine.sign(waiting.id, by=by, data=data)
    issued = sorted(engine.papers(number=number), key=lambda each: each.seq)
    assert [each.number for each in issued] == [
        "督办〔2026〕1号",
        "督办〔2026〕2号",
        "专报〔2026〕1号",
        "交办〔2026〕1号",
        "延期〔2026〕1号",
        "销号〔2026〕1号",
    ]
    assert [each.level for each in issued[:2]] == ["第一次", "第二次"]
    for each in issued:
        content = engine.paper_content(number, each.seq)
        assert content.fault == ""
        said = content.title + content.text
        assert "窗口排队" in content.title
        assert not [bad for bad in ("None", "【", "（）", "，，", "，。", "抄送你单位", "逾期") if bad in said], said
    left = [each for each in engine.drafts() if each.number == number and "〔2026〕" in each.subject]
    heads = {each.subject.partition("〔")[0] for each in left}
    assert heads == {"【督办】督办", "【交办】交办", "【延期批复】延期", "【销号审批】销号"}
    assert not [each.text for each in left if "None" in each.text or "逾期" in each.text.partition("书面报告")[0]]
    assert engine.verify().findings == ()


@pytest.mark.parametrize(("name", "owner"), [("issue", "lead"), ("task", "office")])
def test_the_letter_to_two_late_units_is_no_copy_for_them(
    make_engine: MakeEngine, clock: FixedClock, name: str, owner: str
) -> None:
    clock.set("2026-03-02T10:00+08:00")
    engine = make_engine(scenarios=[name], directory=MadeUpPeople())
    number = _at_work(engine, name, owner)
    clock.set("2026-07-01T10:00+08:00")
    engine.sweep()
    waiting = next(each.id for each in engine.pending(number=number) if each.paper == "督办通知单")
    engine.sign(waiting, by="市督考办/段知远")
    paper = engine.papers(number=number)[0]
    content = engine.paper_content(number, paper.seq)
    assert paper.to == ("市住建局", "市教育局")
    assert content.title == "关于窗口排队的督办通知"
    assert "现予第一次督办，请：" in content.text
    assert "现已逾期" in content.text
    assert "抄送" not in content.text


@pytest.mark.parametrize(("name", "owner"), [("issue", "lead"), ("task", "office"), ("complaint", "reception")])
def test_only_late_matters_bring_drafts_that_nobody_asked_for(
    make_engine: MakeEngine, clock: FixedClock, name: str, owner: str
) -> None:
    clock.set("2026-03-02T10:00+08:00")
    engine = make_engine(scenarios=[name], directory=MadeUpPeople())
    number = _at_work(engine, name, owner)
    clock_name = {"issue": "整改时限", "task": "完成时限", "complaint": "办理时限"}[name]
    engine.extend(number, clock_name, "3 working days", by="市住建局/李四", note="等厂家到货")
    (asked,) = engine.pending(number=number)
    engine.decide(asked.id, approve=True, by="市优化办/方晓宁", note="同意")
    assert engine.pending(number=number) == []
