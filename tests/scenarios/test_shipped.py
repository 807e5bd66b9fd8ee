"""The scenarios that come with duban say in good Chinese what they are for, and show nothing private."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from duban import words
from duban.scenarios import (
    ScenarioNotFound,
    find_cautions,
    library_names,
    read_scenario,
    shipped,
    shipped_names,
    shipped_text,
)
from duban.states import medium_named, render

if TYPE_CHECKING:
    from duban.states import Definition

NAMES = ("complaint", "issue", "plan", "sheet", "task")
WORDINGS = [(name, message) for name in NAMES if name != "sheet" for message in shipped(name).messages]
"""How sheets are worded is seen where they are played."""
RECORDED = json.loads((Path(__file__).parent / "shipped.json").read_text("utf-8"))
"""The digest of every version that was ever shipped, by name and version."""
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_four_scenarios_are_shipped() -> None:
    assert shipped_names() == NAMES
    assert [shipped(name).title for name in NAMES] == ["投诉办理", "问题整改", "工作方案", "进展月报", "重点任务"]
    assert [shipped(name).number[:3] for name in NAMES] == ["TS-", "WT-", "FA-", "YB-", "RW-"]


def test_a_shipped_file_raises_its_version_with_each_change_and_the_file_before_is_kept() -> None:
    """Databases hold one content for each version, and refuse another: so must what is shipped."""
    newest = {name: shipped(name) for name in NAMES}
    advice = "raise `version`, keep the file as it was in shipped/earlier/NAME-VERSION.yaml, and note the new digest"
    for name, definition in newest.items():
        assert definition.digest == RECORDED[name].get(str(definition.version)), f"{name} was changed: {advice}"
    kept = {
        name: {version: shipped(name, version=int(version)).digest for version in versions}
        for name, versions in RECORDED.items()
    }
    assert kept == RECORDED
    assert all(max(map(int, RECORDED[name])) == definition.version for name, definition in newest.items())


@pytest.mark.usefixtures("english")
def test_a_version_that_was_never_shipped_is_not_found() -> None:
    with pytest.raises(ScenarioNotFound, match="issue 99"):
        shipped("issue", version=99)


@pytest.mark.usefixtures("english")
def test_a_name_that_is_not_shipped_lists_those_that_are() -> None:
    with pytest.raises(ScenarioNotFound, match="complaint, issue, plan, sheet, task") as caught:
        shipped("zzz")

    assert isinstance(caught.value, LookupError)
    assert (caught.value.name, caught.value.names) == ("zzz", (*NAMES, *library_names()))


@pytest.mark.usefixtures("english")
def test_a_name_that_is_nearly_shipped_says_which() -> None:
    with pytest.raises(ScenarioNotFound, match='did you mean "issue"'):
        shipped("isue")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"plan", "sheet"}])
def test_each_has_examples_of_the_climb_the_good_way_and_a_refusal(name: str) -> None:
    examples = shipped(name).examples
    steps = [step for example in examples for step in example["steps"]]

    assert len(examples) >= 3
    assert any("refused" in step for step in steps)
    assert any(step.get("expect", {}).get("state") == "销号" for step in steps)
    told = [step.get("expect", {}).get(key, ()) for step in steps for key in ("told", "told_exactly")]
    assert any("市督考办" in each for each in told)


OPTIONAL = {
    "deadline": date(2024, 5, 31),
    "deadline_text": "2024年5月底",
    "plan": "云川市2024年优化营商环境工作方案",
    "item_no": "3",
}
GIVEN = {
    "satisfaction": "满意",
    "reason_code": "材料不全",
    "return_to": "市教育局",
    "deadline": date(2024, 5, 31),
    "basis": "三定方案第四条",
    "cause": "工作原因",
    "judgement": "主观重视不够",
    "stuck": "方案没有过会",
    "proposal": "请分管领导约谈",
}
"""What is asked for by the acts that send messages which show it."""


class Clock(dict[str, Any]):
    """A clock, which is also called with the name of another one."""

    def __call__(self, _name: str) -> Clock:
        """Return the same."""
        return self


class Call(str):
    """Whom to ring, also in a role."""

    __slots__ = ()

    def __call__(self, _role: str) -> str:
        """Return the same."""
        return self


def context(definition: Definition, *, full: bool) -> dict[str, object]:
    data: dict[str, object] = dict.fromkeys(definition.fields)
    data |= {name: value for name, value in OPTIONAL.items() if full and name in data}
    data |= {name: value for name, value in GIVEN.items() if name in data}
    data |= {name: "机密" for name, field in definition.fields.items() if field.private}
    units = {
        name: ("市住建局", "市发改委")
        for name, role in definition.roles.items()
        if full or role.required or role.default
    }
    item = {
        "number": definition.number.format(year=2024, month=4, seq=7),
        "title": "压减审批材料",
        "state": definition.initial,
        "due_on": date(2024, 4, 23) if full else None,
        "units": units,
        "owing": {"responsible": ("市住建局",) if full else ()},
        "data": data,
    }
    lasts = {"left": "3个工作日", "over": "" if full else "3个工作日", "overdue": not full}
    clock = Clock(name="时限", due=date(2024, 4, 23), light="yellow", **lasts)
    said = {"note": "佐证不全", "by": "市优化办", "old": date(2024, 4, 1), "new": date(2024, 4, 23) if full else None}
    called = {
        "who": lambda role: "、".join(units.get(role, ())) or "待指定",
        "after": lambda _length: date(2024, 4, 26),
        "call": Call("方晓宁 0711-5550142" if full else ""),
        "at": datetime(2024, 4, 1, 9, tzinfo=SHANGHAI),
        "last": {"市住建局": {"period": "2024年3月", "done": "方案已印发"} if full else None},
        "paper": {
            "name": "督办通知单",
            "level": "第一次",
            "number": "督办〔2024〕7号",
            "reply_by": date(2024, 4, 26),
            "to": "市住建局",
            "requirements": "书面报告" if full else "",
        },
        "urge": {"by": "市优化办", "on": date(2024, 4, 1), "due": date(2024, 4, 2), "units": ("市住建局",)},
        "told": {"times": 3, "last": date(2024, 4, 22) if full else None},
    }
    return {**said, **called, **data, "item": item, "clock": clock, "unit": "市住建局", "contact": "张三", "round": 2}


@pytest.mark.parametrize(("name", "message"), WORDINGS)
def test_each_message_can_be_written_with_and_without_what_is_optional(name: str, message: str) -> None:
    definition = shipped(name)
    number = definition.number.format(year=2024, month=4, seq=7)
    for full in (True, False):
        form, known = definition.messages[message], context(definition, full=full)
        with words.speaking("zh"):
            written = render(medium_named("email"), form, known, zone=SHANGHAI)
            fields = render(medium_named("sms"), form, known).fields if "sms" in form.parts else {}

        if message in {paper.document for paper in definition.papers.values()}:  # it has its number in its head
            assert "【" not in written.subject
        else:
            assert written.subject.startswith("【")
            assert number in written.subject
        assert "压减审批材料" in written.subject + written.text
        assert written.text.startswith("市住建局")
        assert "None" not in written.text + written.subject
        assert "系统记录" not in written.text
        assert "机密" not in written.text + written.subject + "".join(fields.get("sms_values", {}).values())


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_to_be_warned_of(name: str) -> None:
    """Each SMS is one segment with its signature and the longest values, and no two reminders leave together."""
    assert list(find_cautions(f"{name}.yaml", shipped(name))) == []


def test_who_complained_is_private() -> None:
    fields = shipped("complaint").fields

    assert {name for name, field in fields.items() if field.private} == {"reporter", "phone", "content"}


@pytest.mark.usefixtures("english")
def test_a_message_that_would_tell_the_leader_of_the_reporter_does_not_load() -> None:
    text = shipped_text("complaint").replace("请阅示。", "投诉人{{ reporter }}。请阅示。", 1)

    with pytest.raises(ValueError, match=r'private field "reporter" to leader \(ladder\.办理时限\[4\]\)'):
        read_scenario(text, "complaint.yaml")


def test_whoever_has_to_judge_a_complaint_may_read_it_and_not_who_complained() -> None:
    fields = shipped("complaint").fields

    assert set(fields["content"].private) == {"reception", "responsible", "supervisor", "leader"}
    assert set(fields["reporter"].private) == set(fields["phone"].private) == {"reception", "responsible"}
