"""The keys that a medium of another package brings into scenario files: read, checked and shown as duban's own are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from chat_robot import CALL, ROBOT_ALONE, Robot

from duban.notifiers import register_medium
from duban.scenarios import ScenarioError, compile_document, json_schema, read_scenario
from duban.scenarios.comparing import compare

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def _robot(forget_media: Callable[[], None]) -> None:
    forget_media()
    register_medium(Robot())


def test_a_file_that_speaks_of_a_medium_that_is_not_there_is_refused(forget_media: Callable[[], None]) -> None:
    kept = read_scenario(ROBOT_ALONE, "call.yaml").document
    forget_media()
    with pytest.raises(ScenarioError, match=r'messages\.来电\.robot: unknown key "robot"'):
        read_scenario(ROBOT_ALONE, "call.yaml")
    assert compile_document(kept).messages["来电"].parts == {}


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ("robot: {}", 'the key "text" is missing'),
        ("robot: {text: '{{ itm.number }}'}", 'nothing is called "itm" here'),
        ("robot: {text: a, txt: b}", 'unknown key "txt"; did you mean "text"?'),
        ("robot: hello", "has to be a mapping with keys such as text"),
    ],
)
def test_its_keys_are_checked_when_a_scenario_is_read(wrong: str, problem: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(CALL.replace('robot: {text: "{{ item.number }}：{{ item.title }}"}', wrong), "call.yaml")
    assert problem in str(caught.value)


def test_what_is_private_does_not_get_out_by_it() -> None:
    text = CALL.replace("notify: desk", "notify: mailto:a@example.org").replace("：{{ item.title }}", "{{ caller }}")
    with pytest.raises(ScenarioError, match='shows the private field "caller"'):
        read_scenario(text, "call.yaml")


def test_editors_and_comparisons_know_its_keys() -> None:
    message = json_schema()["properties"]["messages"]["additionalProperties"]["properties"]
    assert message["robot"]["properties"]["text"]["description"] == "What it says."
    other = CALL.replace("version: 1", "version: 2").replace("{{ item.number }}：", "")
    (change,) = compare(read_scenario(CALL, "a"), read_scenario(other, "b"))
    assert (change.section, change.name, change.key) == ("messages", "来电", "robot")
    assert change.text.startswith("message “来电”: 群机器人 changed from “"), (
        "what the catalogue lacks is shown as it is"
    )
