"""Checking, testing and drawing scenario files from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import done, duban, in_both

from duban.scenarios import shipped_names, shipped_text

if TYPE_CHECKING:
    from pathlib import Path


def test_shipped_scenarios_are_checked_by_name(empty: Path) -> None:  # noqa: ARG001
    answer = done("scenario", "check", *shipped_names())
    assert len(answer.out.splitlines()) == len(shipped_names())


@pytest.mark.usefixtures("english")
def test_every_problem_is_shown_with_its_place(empty: Path) -> None:
    broken = shipped_text("issue").replace(
        "to: 整改, by: {each: responsible}", "to: 整攺, by: {each: responsible}, when_: x", 1
    )
    (empty / "broken.yaml").write_text(broken, "utf-8")
    answer = duban("scenario", "check", "broken.yaml", "task")
    assert answer.status == 1
    assert answer.out.startswith("task: ")
    problems = answer.err.splitlines()
    assert len(problems) >= 2
    assert all(problem.startswith("error: broken.yaml:") for problem in problems)
    assert any('did you mean "整改"?' in problem for problem in problems)
    places = [
        (problem["file"], problem["line"] > 0) for problem in duban("scenario", "check", "broken.yaml", "--json").json
    ]
    assert places == [("broken.yaml", True)] * len(problems)


def test_a_broken_file_is_told_of_in_chinese_too(empty: Path) -> None:
    broken = shipped_text("issue").replace("to: 整改,", "to: 整该,").replace("else: 15 working days", "else: 15d")
    (empty / "broken.yaml").write_text(broken, "utf-8")
    answer = duban("scenario", "check", "broken.yaml")
    assert answer.status == 1
    assert "transitions.签收.to: 没有状态“整该”；是不是“整改”？" in answer.err
    assert "clocks.整改时限.else: '15d' 没有写明单位；请写成 `15 working days`" in answer.err
    shown = [problem["message"] for problem in duban("scenario", "check", "broken.yaml", "--json").json]
    assert all(problem in answer.err for problem in shown)
    assert len(shown) == len(answer.err.splitlines()) > 1


@pytest.mark.usefixtures("english")
def test_a_folder_is_checked_whole_and_a_copy_is_no_contradiction(office: Path) -> None:
    done("scenario", "check", "scenarios", "issue")
    other = shipped_text("issue").replace("title: 问题整改", "title: 另一个")
    (office / "scenarios" / "other.yaml").write_text(other, "utf-8")
    answer = duban("scenario", "check", "scenarios")
    assert answer.status == 1
    assert "raise the version" in answer.err


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("content", [b"", b"\x00\x01", "状态".encode("utf-16")], ids=["empty", "binary", "utf-16"])
def test_what_is_no_scenario_is_refused_in_a_line(empty: Path, content: bytes) -> None:
    (empty / "odd.yaml").write_bytes(content)
    answer = duban("scenario", "check", "odd.yaml")
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert answer.err.startswith("error: odd.yaml")


def test_examples_are_played_and_counted(empty: Path) -> None:  # noqa: ARG001
    answer = done("scenario", "test", "issue")
    assert answer.out.splitlines()[-1].endswith("全部通过")


def test_an_example_that_fails_shows_what_differs(empty: Path) -> None:
    wrong = shipped_text("issue").replace("state: 整改, light: red", "state: 复核, light: red", 1)
    assert wrong != shipped_text("issue")
    (empty / "wrong.yaml").write_text(wrong, "utf-8")
    answer = duban("scenario", "test", "wrong.yaml")
    assert answer.status == 1
    assert "state：应为 复核，实为 整改" in answer.out
    assert [result["ok"] for result in duban("scenario", "test", "wrong.yaml", "--json").json].count(False) == 1


def test_a_diagram_is_svg_or_mermaid_with_every_state(empty: Path) -> None:  # noqa: ARG001
    states = ("交办", "退单待定", "整改", "复核", "公示", "暂缓", "销号")
    drawn = done("scenario", "diagram", "issue").out
    assert drawn.startswith("<svg ")
    assert all(state in drawn for state in states)
    assert done("scenario", "diagram", "issue", "--json").json["svg"] == drawn
    as_text = done("scenario", "diagram", "issue", "--mermaid").out
    assert "\nstateDiagram-v2\n" in as_text
    assert all(state in as_text for state in states)


def test_a_diagram_of_an_instance_marks_where_it_stands(office: Path) -> None:  # noqa: ARG001
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    number = done("open", "issue", "--by", "市优化办", *units, "--json").json["number"]
    drawn = done("scenario", "diagram", "--number", number).out
    assert 'class="box here"' in drawn
    assert drawn.count(number) == 2


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("given", [(), ("issue", "--number", "WT-2024-0001")])
def test_a_diagram_is_of_a_file_or_of_an_instance(empty: Path, given: tuple[str, ...]) -> None:  # noqa: ARG001
    answer = duban("scenario", "diagram", *given)
    assert answer.status == 2
    assert "give either a file or --number" in answer.err


@pytest.mark.usefixtures("english")
def test_a_file_that_is_not_there_is_named(empty: Path) -> None:  # noqa: ARG001
    for command in ("check", "test", "diagram"):
        answer = duban("scenario", command, "nope.yaml")
        assert (answer.status, answer.err) == (1, "error: nope.yaml: cannot be read: No such file or directory\n")


def test_a_simulation_shows_each_step_its_light_and_who_is_told(empty: Path) -> None:
    answer = done("scenario", "simulate", "issue", "--from", "2024-04-01", "--until", "2024-04-26")
    lines = answer.out.splitlines()
    (overdue,) = [line for line in lines if "整改时限到期，亮红灯" in line]
    assert overdue.startswith("2024-04-24 00:00")
    assert "●红" in overdue
    assert "责任单位（责任单位经办人）：【逾期】问题整改4月23日（周二）到期未办结（WT-2024-0001）" in overdue
    assert any("自2024-04-01起15个工作日" in line for line in lines)
    assert list(empty.iterdir()) == []


def test_a_simulation_plays_what_somebody_does(empty: Path) -> None:  # noqa: ARG001
    acts = (
        "2024-04-02 10:00 签收 by 责任单位",
        "2024-04-03 申请销号 by 责任单位 with measure=已整改, evidence=照片.jpg",
        "2024-04-08 通过 by 牵头单位 with satisfaction=满意",
    )
    arguments = [part for act in acts for part in ("--act", act)]
    played = done("scenario", "simulate", "issue", "--from", "2024-04-01", *arguments, "--json").json
    assert (played["instance"]["state"], played["finished"], played["ok"]) == ("销号", True, True)
    refused = duban("scenario", "simulate", "issue", "--from", "2024-04-01", "--act", "2024-04-02 签收 by 市教育局")
    assert refused.status == 1
    assert "未成：市教育局“签收”不能办理" in refused.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "soon"), ("--from 'soon' 不是日期", "--from 'soon' is no date")),
        (("--from", "2024-04-01", "--until", "2024-03-01"), ("不晚于立项时间", "is not after the opening")),
        (("--act", "签收"), ("要填字段的再加 with", "with FIELD=VALUE where it needs")),
        (("--from", "2024-04-01", "--act", "2024-03-01 签收 by 责任单位"), ("早于立项时间", "is before the opening")),
        (("--unit", "lead"), ("请写成 ROLE=UNIT", "write ROLE=UNIT")),
    ],
)
def test_a_simulation_that_was_typed_wrong_is_refused_in_a_line(
    empty: Path,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: tuple[str, str],
) -> None:
    for answer, words in zip(in_both(monkeypatch, "scenario", "simulate", "issue", *arguments), said, strict=True):
        assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
        assert words in answer.err


def test_a_simulation_of_what_cannot_be_opened_says_why(empty: Path) -> None:  # noqa: ARG001
    answer = duban("scenario", "simulate", "issue", "--from", "2024-04-01", "--data", "deadline=soon")
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert "deadline" in answer.err


@pytest.mark.usefixtures("english")
def test_a_wording_to_start_from_is_the_one_that_is_sent(office: Path) -> None:
    (office / "duban.toml").write_text('messages = "messages"\n' + (office / "duban.toml").read_text("utf-8"), "utf-8")
    refused = duban("scenario", "check", "issue")
    assert (refused.status, "there is no such folder" in refused.err) == (1, True)
    folder = office / "messages" / "zh" / "issue"
    folder.mkdir(parents=True)
    written = done("scenario", "wording", "issue", "催退单").out
    (folder / "催退单.yaml").write_text(written.replace("请今日决定", "请于今日决定"), "utf-8")
    assert "请于今日决定" in done("scenario", "wording", "issue", "催退单").out, "the office's own is what is sent now"
    assert done("scenario", "check", "issue").err == ""
    assert "To {{ unit }}:" in done("scenario", "wording", "issue", "催办", "--language", "en").out
    assert "催退单" in done("scenario", "wording", "issue").out.splitlines()
    assert duban("scenario", "wording", "issue", "催退单", "--json").json["language"] == "zh"
    assert duban("scenario", "wording", "issue", "催").status == 2
    assert duban("scenario", "wording", "issue", "催退单", "--language", "fr").status == 2


@pytest.mark.usefixtures("english")
def test_a_file_of_messages_that_is_none_is_told_of_as_one(office: Path) -> None:
    (office / "duban.toml").write_text('messages = "messages"\n' + (office / "duban.toml").read_text("utf-8"), "utf-8")
    folder = office / "messages" / "zh" / "issue"
    folder.mkdir(parents=True)
    for name, content in (("催退单", "# nothing yet\n"), ("催办", "- subject\n")):
        (folder / f"{name}.yaml").write_text(content, "utf-8")
    (office / "messages" / "zh" / "task.yaml").write_text("", "utf-8")
    told = duban("scenario", "check", "issue").err
    assert "the file is empty; begin with `subject:`" in told
    assert "a message is a mapping of keys such as `subject:`, not" in told
    assert "the file is empty; begin with the name of a message" in told
    assert "scenario:" not in told
