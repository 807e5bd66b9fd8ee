"""Diagrams: an SVG picture that hides nothing and in which no texts meet, and Mermaid text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pictures import Picture

from duban import load_scenario, words
from duban.scenarios import read_scenario, shipped, shipped_names, shipped_text
from duban.scenarios.diagram import mermaid, svg

if TYPE_CHECKING:
    from duban.states import Definition

DOCS = Path(__file__).parents[2] / "docs" / "pictures"
EVERY_KEY = Path(__file__).parent / "every_key.yaml"
DRAWN = [*shipped_names(), "every_key"]


def definition(name: str) -> Definition:
    return load_scenario(EVERY_KEY) if name == "every_key" else shipped(name)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", DRAWN)
def test_no_texts_meet_and_none_is_cut_off(name: str, language: str) -> None:
    with words.speaking(language):
        picture = Picture(svg(definition(name)))
    assert picture.faults() == []
    assert picture.whole.right <= 1280


@pytest.mark.parametrize("name", DRAWN)
def test_everything_that_the_file_declares_is_shown(name: str) -> None:
    rules = definition(name)
    picture = Picture(svg(rules))
    boxes = [box for box in picture.boxes if "box" in box.kind]
    heads = [text.text for text in picture.texts if text.kind == "state"]
    assert sorted(heads) == sorted(rules.states)
    assert len(boxes) == len(rules.states)
    assert sum("final" in box.kind for box in boxes) == sum(state.final for state in rules.states.values())
    for entries in rules.transitions.values():
        for entry in entries:
            arrows = [text for text in picture.texts if text.kind == "act" and text.text.startswith(entry.trigger)]
            assert len(arrows) >= len(entry.sources)
            assert all(picture.shows(rules.fields[each].title) for each in entry.requires if each != "note")
            assert entry.when is None or picture.shows(entry.when)
    for role in rules.roles.values():
        assert picture.shows(role.title)
    for clock in rules.clocks.values():
        assert picture.shows(f"{clock.name}：")
        assert clock.budget is None or picture.shows(clock.budget.said)
    for rungs in rules.ladders.values():
        assert all(picture.shows(rung.at.said) for rung in rungs)
        assert all(picture.shows(f"“{rung.message}”发") for rung in rungs if rung.message)
    for announcement in rules.announcements:
        assert picture.shows(f"“{announcement.message}”发")


def test_the_rules_of_the_shipped_issue_read_as_an_office_says_them() -> None:
    picture = Picture(svg(shipped("issue")))
    for said in (
        "由牵头单位立项",
        "申请退单（责任单位）",
        "须填说明、建议承办单位（重新填写）；每轮最多1次；2个工作日内",
        "须填说明；重新确定责任单位；签收时限重新计算",
        "理由：群众不满意的不得销号，申请的单位不得自己复核；不得由“申请销号”的经办人办理",
        "须填说明；开始新一轮",
        "最长停留60个工作日，届满自动“恢复办理”",
        "整改时限：以“完成时限”为准，未定的15个工作日；自立项起，至销号止；暂缓期间暂停",
        "“专报”发分管市领导；“专报”，由督考办签发",
        "最多延长5个工作日：责任单位申请，分管市领导审批",
        "立项时须确定，可有多个单位",
    ):
        assert picture.shows(said), said


def test_what_may_be_done_beside_the_steps_is_shown() -> None:
    picture = Picture(svg(load_scenario(EVERY_KEY)))
    for said in (
        "更正牵头单位、supervisor，仅限完成时限、佐证材料",
        "撤销、并案牵头单位；须经supervisor批准；先征求责任单位意见；牵头单位可代为登记审批意见",
        "催办牵头单位、supervisor；“催办”发责任单位、市纪委；抄送牵头单位；间隔2个工作日",
        "supervisor的批示由牵头单位登记；牵头单位、supervisor可看",
        "内部备注牵头单位、supervisor可看",
        "对外称：已办结",
        "理由：经办人不能自行销号",
    ):
        assert picture.shows(said), said


def test_the_picture_of_the_readme_is_the_one_that_is_drawn() -> None:
    with words.speaking("zh"):
        assert (DOCS / "issue.svg").read_text("utf-8") == svg(shipped("issue"))


def test_the_main_way_runs_from_top_to_bottom() -> None:
    heights = {text.text: text.top for text in Picture(svg(shipped("issue"))).texts if text.kind == "state"}
    assert sorted(heights, key=heights.__getitem__) == [
        "交办",
        "整改",
        "复核",
        "现场复核",
        "公示",
        "销号",
        "退单待定",
        "暂缓",
    ]


def test_where_an_instance_stands_is_marked() -> None:
    picture = Picture(svg(shipped("issue"), at="整改", number="WT-2024-0001"))
    (here,) = [box for box in picture.boxes if "here" in box.kind]
    inside = [text.text for text in picture.texts if here.holds(text)]
    assert {"整改", "WT-2024-0001"} <= set(inside)
    assert picture.faults() == []
    assert not any("here" in box.kind for box in Picture(svg(shipped("issue"))).boxes)


def test_names_cannot_break_the_picture() -> None:
    hostile = '</text><script>alert("1")</script>&amp; 重新督办'
    text = (
        shipped_text("issue")
        .replace("重新督办:", f"'{hostile}':")
        .replace("on: 重新督办", f"'on': '{hostile}'")
        .split("examples:")[0]
    )
    drawn = svg(read_scenario(text, "x"))
    picture = Picture(drawn)
    assert picture.shows(hostile)
    assert not {"script", "foreignObject", "a", "image", "use"} & picture.tags
    assert picture.faults() == []


def test_mermaid_shows_states_triggers_with_roles_and_clocks() -> None:
    drawn = mermaid(shipped("issue")).splitlines()

    assert drawn[:4] == ["---", 'title: "问题整改"', "---", "stateDiagram-v2"]
    assert '    state "交办" as s1' in drawn
    assert "    [*] --> s1" in drawn
    assert "    s1 --> s2 : 申请退单（责任单位）" in drawn
    assert "    s7 --> s3 : 恢复办理（牵头单位、系统）" in drawn
    assert "    s8 --> s3 : 重新督办（牵头单位、督考办），开始新一轮" in drawn
    assert "    s8 --> [*]" in drawn
    assert "        整改时限开始：以“完成时限”为准，未定的15个工作日" in drawn
    assert "        整改时限暂停" in drawn


def test_names_cannot_break_mermaid() -> None:
    text = (
        shipped_text("issue")
        .replace("重新督办:", '"重新督办: 一; 二 #1":')
        .replace("on: 重新督办", '"on": "重新督办: 一; 二 #1"')
    )

    drawn = mermaid(read_scenario(text.split("examples:")[0], "x"))

    assert "    s8 --> s3 : 重新督办： 一； 二 ＃1（牵头单位、督考办），开始新一轮" in drawn.splitlines()


def test_who_reports_and_on_which_sheet_is_shown() -> None:
    picture = Picture(svg(load_scenario(EVERY_KEY)))
    for said in (
        "填报表每个月每个牵头单位一张；各项填齐后“会签”；进展情况",
        "填报责任单位按填报表“issue”填报；条件：source == '省评反馈'；“分办”期间不填报",
    ):
        assert picture.shows(said), said
