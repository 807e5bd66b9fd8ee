"""Moving open instances to a newer version of their scenario from the command line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from command_line import done, duban, in_both

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def signed(office: Path) -> str:
    """Open an instance, sign for it, and lay a newer version of its scenario beside the first."""
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    number: str = done("open", "issue", "--by", "市优化办", "--title", "材料偏多", *units, "--json").json["number"]
    done("fire", number, "签收", "--by", "市住建局")
    words = (office / "scenarios" / "issue.yaml").read_text("utf-8")
    words = re.sub(r"(?m)^version: \d+", "version: 9", words).replace("15 working days", "10 working days")
    words = re.sub(r"(?m)^examples:[\s\S]*", "", words)
    renamed = (
        re.sub(r"(to|from|stops): 整改\b", r"\1: 落实", words)
        .replace("[整改,", "[落实,")
        .replace("\n  整改:", "\n  落实:")
    )
    (office / "scenarios" / "issue-9.yaml").write_text(renamed, "utf-8")
    return number


def test_a_preview_shows_both_dates_and_a_refusal_what_to_write(signed: str) -> None:
    refused = duban("migrate", "issue", "--by", "市优化办", "--dry-run")
    assert refused.status == 1
    assert "--state 整改=NEW" in refused.err
    before = done("show", signed, "--json").json["clocks"]
    shown = done("migrate", "issue", "--by", "市优化办", "--dry-run", "--state", "整改=落实")
    due = next(clock["due_on"] for clock in before if clock["clock"] == "整改时限")
    assert f"{due} → " in shown.out
    assert "预览，未作改动" in shown.out
    assert done("show", signed, "--json").json["state"] == "整改"


def test_a_preview_names_whoever_gains_or_loses_a_matter_and_the_steps_that_never_come(
    signed: str, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = office / "scenarios" / "issue-9.yaml"
    text = newer.read_text("utf-8").replace("15 working days", "10 working days")
    handed = re.sub(r"(?m)^  落实:(.*)waits_for: responsible", r"  落实:\1waits_for: lead", text)
    assert handed != text
    newer.write_text(re.sub(r"(?m)^    - \{?at: due - 5 working days.*\n", "", handed, count=1), "utf-8")
    answers = in_both(monkeypatch, "migrate", "issue", "--by", "市优化办", "--dry-run", "--state", "整改=落实")
    said = (
        (f"{signed}：改由市优化办办理", f"{signed}：不再由市住建局办理", "新规则中没有"),
        (
            f"{signed}: it is the turn of 市优化办 now",
            f"{signed}: it is the turn of 市住建局 no more",
            "not in the new rules",
        ),
    )
    for answer, lines in zip(answers, said, strict=True):
        assert answer.status == 0
        assert [line for line in lines if line not in answer.out] == []


def test_a_migration_is_done_once_and_told_in_the_history(signed: str) -> None:
    result = done("migrate", "issue", "--by", "市优化办", "--state", "整改=落实", "--json").json
    assert (result["ok"], result["done"], [one["number"] for one in result["moved"]]) == (True, True, [signed])
    assert "规则由第5版换用第9版" in done("history", signed).out
    assert "规则换用第9版" in done("why", signed).out
    assert done("verify").status == 0
    assert done("migrate", "issue", "--by", "市优化办", "--json").json["moved"] == []


def test_a_clock_named_anew_is_told_by_both_names_and_goes_on(
    signed: str, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = office / "scenarios" / "issue-9.yaml"
    newer.write_text(newer.read_text("utf-8").replace("整改时限", "整改期限"), "utf-8")
    order = ("migrate", "issue", "--by", "市优化办", "--state", "整改=落实")
    refused = duban(*order, "--dry-run")
    assert (refused.status, "--clock 整改时限=NEW" in refused.err) == (1, True)
    for answer in in_both(monkeypatch, *order, "--clock", "整改时限=整改期限", "--dry-run"):
        assert (answer.status, "整改时限 → 整改期限" in answer.out) == (0, True)
    (moved,) = done(*order, "--clock", "整改时限=整改期限", "--json").json["moved"]
    assert {"clock": "整改期限", "was": "整改时限"}.items() <= moved["clocks"][0].items()
    lines = "时限“整改时限”更名为“整改期限”", "“整改时限” is now called “整改期限”"
    for answer, line in zip(in_both(monkeypatch, "history", signed), lines, strict=True):
        assert line in answer.out
    assert [each["clock"] for each in done("show", signed, "--json").json["clocks"]][-1] == "整改期限"
    assert done("verify").status == 0


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--by", "市优化办", "--state", "整改"), 2, ("请写成 OLD=NEW", "--state '整改': write OLD=NEW")),
        (("--by", "市优化办", "--role", "lead"), 2, ("请写成 OLD=NEW", "--role 'lead': write OLD=NEW")),
        (
            ("--by", "市优化办", "--trigger", "签收=签到", "--trigger", "签收=接收"),
            2,
            ("签收已改为签到", "签收 becomes 签到 already"),
        ),
        (("--by", "市优化办", "--clock", "整改时限"), 2, ("请写成 OLD=NEW", "--clock '整改时限': write OLD=NEW")),
        (("--by", "市优化办", "--clock", "整改时限=整改期限"), 1, ("没有这个名称", "version 9 has none of that name")),
        (("--by", "市优化办", "--role", "leed=lead"), 1, ("没有这个名称", "no open instance's definition has it")),
        (("--by", "市优化办", "--field", "measure=steps"), 1, ("没有这个名称", "version 9 has none of that name")),
        (("--by", "市优化办", "--to", "6"), 1, ("没有第 6 版；已有：5、9", "has no version 6 loaded; there are: 5, 9")),
        (
            ("--by", "市优化办", "--state", "整攺=落实"),
            1,
            ("没有这个状态；已有：", "no open instance's definition has it"),
        ),
        (("--by", "市优化办", "--state", "整改=落石"), 1, ("第 9 版没有这个状态", "version 9 has none of that name")),
        (("--by", "市优化办", "--state", "复核=落实"), 1, ("事项由人办理", "version 9 has it too")),
        ((), 2, ("缺少选项 '--by'", "Missing option '--by'")),
    ],
)
def test_what_was_typed_wrong_is_said_in_a_line(
    signed: str, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], status: int, said: tuple[str, str]
) -> None:
    for answer, words in zip(in_both(monkeypatch, "migrate", "issue", *arguments), said, strict=True):
        assert (answer.status, answer.out, answer.err.count("\n")) == (status, "", 1)
        assert words in answer.err
    assert done("show", signed, "--json").json["scenario_version"] == 5


def test_a_difference_is_told_with_what_it_means_to_those_that_are_open(signed: str) -> None:
    newer = "scenarios/issue-9.yaml"
    answer = done("scenario", "diff", "scenarios/issue.yaml", newer)
    assert "issue 第5版 → issue 第9版" in answer.out
    assert "时限“整改时限”：期限由“15个工作日”改为“10个工作日”" in answer.out
    assert "现有1个未办结事项按旧版办理；0个可以换用新版，其中0个改期，1个不能换用" in answer.out
    told = done("scenario", "diff", "scenarios/issue.yaml", newer, "--json").json
    assert told["open"] == {"open": 1, "moved": 0, "redated": 0, "blocked": 1}
    assert {"section": "clocks", "name": "整改时限", "key": "budget"}.items() <= next(
        change.items() for change in told["changes"] if change["section"] == "clocks" and change["key"] == "budget"
    )
    assert done("show", signed, "--json").json["scenario_version"] == 5
    same = done("scenario", "diff", newer, newer)
    assert same.out == "issue 第9版 → issue 第9版：没有不同\n"


def test_a_difference_needs_no_database_and_makes_none(empty: Path) -> None:
    answer = done("scenario", "diff", "issue", "task")
    assert "场景由“issue”改为“task”" in answer.out
    assert list(empty.iterdir()) == []
