"""The scenarios that come with duban say in good Chinese what they are for, and show nothing private."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from duban.scenarios import ScenarioNotFound, library_names, read_scenario, shipped, shipped_names, shipped_text
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
    assert any("市督考办" in step.get("expect", {}).get("told", ()) for step in steps)


OPTIONAL = {
    "deadline": date(2024, 5, 31),
    "deadline_text": "2024年5月底",
    "plan": "云川市2024年优化营商环境工作方案",
    "item_no": "3",
}


def context(definition: Definition, *, full: bool) -> dict[str, object]:
    data: dict[str, object] = dict.fromkeys(definition.fields)
    data |= {name: value for name, value in OPTIONAL.items() if full and name in data}
    data |= {name: "机密" for name, field in definition.fields.items() if field.private}
    if "satisfaction" in data:
        data["satisfaction"] = "满意"
    item = {
        "number": definition.number.format(year=2024, month=4, seq=7),
        "title": "压减审批材料",
        "state": definition.initial,
        "due_on": date(2024, 4, 23) if full else None,
        "units": {name: ("市住建局", "市发改委") for name, role in definition.roles.items() if full or role.required},
        "data": data,
    }
    clock = {"name": "时限", "due": date(2024, 4, 23), "left": "3个工作日", "light": "yellow"}
    return {**data, "item": item, "clock": clock, "unit": "市住建局", "contact": "张三", "round": 2}


@pytest.mark.parametrize(("name", "message"), WORDINGS)
def test_each_message_can_be_written_with_and_without_what_is_optional(name: str, message: str) -> None:
    definition = shipped(name)
    number = definition.number.format(year=2024, month=4, seq=7)
    for full in (True, False):
        form, known = definition.messages[message], context(definition, full=full)
        written = render(medium_named("email"), form, known, zone=SHANGHAI)
        sms = render(medium_named("sms"), form, known).fields["sms_values"] if "sms" in form.parts else {}

        assert written.subject.startswith("【")
        assert number in written.subject
        assert number in written.text
        assert written.text.startswith("市住建局")
        assert "None" not in written.text + written.subject
        assert "机密" not in written.text + written.subject + "".join(sms.values())


@pytest.mark.parametrize(("name", "message"), WORDINGS)
def test_each_sms_is_one_segment_with_a_signature_of_ten_characters(name: str, message: str) -> None:
    definition = shipped(name)
    form = definition.messages[message]

    if "sms" in form.parts:
        written = render(medium_named("sms"), form, context(definition, full=True), zone=SHANGHAI)
        assert "$" not in written.text
        assert len(written.text) + 12 <= 70


def test_who_complained_is_private() -> None:
    fields = shipped("complaint").fields

    assert {name for name, field in fields.items() if field.private} == {"reporter", "phone", "content"}


@pytest.mark.usefixtures("english")
def test_a_message_that_would_tell_the_reporter_to_the_supervisor_does_not_load() -> None:
    text = shipped_text("complaint").replace("现予督办。", "现予督办，投诉人{{ reporter }}。")

    with pytest.raises(ValueError, match=r'private field "reporter" to supervisor \(ladder\.受理时限\[2\]\)'):
        read_scenario(text, "complaint.yaml")
