"""Single values of a scenario file are changed, and nothing else in it."""

from __future__ import annotations

import pytest

from duban.scenarios import NotRewritten, compare, read_scenario, rewritten, shipped_names, shipped_text, written_in


@pytest.mark.parametrize("name", shipped_names())
def test_a_file_whose_messages_are_written_anew_as_they_are_means_the_same(name: str) -> None:
    text = shipped_text(name)
    wordings = {path: each.value for path, each in written_in(text).items() if path[-1] in {"text", "subject"}}
    assert wordings
    assert read_scenario(rewritten(text, wordings), name).digest == read_scenario(text, name).digest


def test_only_what_is_named_changes_and_comments_stay() -> None:
    text, path = shipped_text("issue"), ("ladder", "整改时限", 0, "at")
    wording = ("messages", "催复核", "text")
    values = {path: "due - 7 working days", wording: "  甲：“乙”\n{{ unit }}\n\n# 丙", ("version",): "4"}
    changed = rewritten(text, {**values, ("ladder", "签收时限", 0, "notify"): ("responsible.owing", "lead")})
    assert [line for line in text.splitlines() if "#" in line and line not in changed] == []
    before, after = read_scenario(text, "issue"), read_scenario(changed, "issue")
    assert written_in(changed)[wording].value == values[wording]
    assert {(change.section, change.name) for change in compare(before, after)} == {
        ("ladder", "整改时限[due - 5 working days]"),
        ("ladder", "签收时限[due]"),
        ("messages", "催复核"),
    }


def test_a_value_that_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(NotRewritten):
        rewritten(shipped_text("issue"), {("clocks", "无", "budget"): "3 working days"})
