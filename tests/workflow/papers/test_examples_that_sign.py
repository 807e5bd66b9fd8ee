"""Examples sign what was drafted, and say which papers there are then."""

from __future__ import annotations

import pytest
from letters import FILE

from duban.scenarios import read_scenario
from duban.workflow.play import play_examples


def played(*changes: tuple[str, str]) -> str:
    """Play the examples of the rules, some of whose text is replaced, and return what fails."""
    words = FILE.read_text("utf-8")
    for old, new in changes:
        assert old in words, old
        words = words.replace(old, new)
    (result,) = play_examples(read_scenario(words, "letter.yaml"))
    return "\n".join(result.failures)


def test_an_example_signs_and_answers() -> None:
    assert played() == ""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "papers: 云督办〔2024〕1号}",
            "papers: 云督办〔2024〕2号}",
            "papers：应为 云督办〔2024〕2号，实为 云督办〔2024〕1号",
        ),
        (
            '09:00", expect: {told: 市督考办',
            '09:00", by: 市督考办/段知远, sign: 专报, expect: {told: 市督考办',
            "没有待签发的“专报”",
        ),
        ("with: {judgement: 停在审批, proposal: 请协调}", "with: {judgement: 停在审批}", "须提供“建议”（proposal）"),
    ],
)
def test_it_says_how_it_came_out_otherwise(old: str, new: str, found: str) -> None:
    assert found in played((old, new))
