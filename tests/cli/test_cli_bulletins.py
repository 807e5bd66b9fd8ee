"""The bulletin and the papers for those who lead, by their commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import done, duban


@pytest.fixture
def busy(office: Path) -> Path:
    """Hand out a matter that has been late for a year."""
    done(
        *("open", "issue", "--title", "取号机故障", "--by", "市优化办", "--unit", "lead=市优化办"),
        *("--unit", "responsible=市住建局", "--since", "2025-06-02"),
    )
    return office


def test_a_bulletin_is_drafted_checked_and_held_against_a_later_one(busy: Path) -> None:
    asked = ("bulletin", "draft", "--period", "2025", "--as-of", "2026-01-08", "-o", "通报")
    made = done(*asked, "--json").json
    files = [busy / name for name in made["files"]]
    assert [path.suffix for path in files] == [".json", ".html", ".xlsx", ".docx", ".pdf"]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in files)
    figures = json.loads(files[0].read_text("utf-8"))
    assert figures["snapshot"] == made["snapshot"]
    assert made["snapshot"] in files[1].read_text("utf-8")
    again = duban(*asked)
    assert (again.status, again.err.count("\n")) == (1, 1)  # nothing is overwritten
    assert done("bulletin", "check", str(files[0]), "--json").json["same"] is True
    assert done("bulletin", "changes", str(files[0]), str(files[0])).out
    files[0].chmod(0o600)
    files[0].write_text(files[0].read_text("utf-8").replace('"part":0', '"part":7', 1), "utf-8")
    answer = duban("bulletin", "check", str(files[0]))
    assert (answer.status, answer.err.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    ("period", "called"),
    [
        ("2025-06-01/2025-12-31", "2025年6月1日至2025年12月31日"),
        ("2025-06-01/", "2025年6月1日以来"),
        ("/2025-12-31", "2025年12月31日以前"),
    ],
)
def test_days_without_a_beginning_or_an_end_are_a_period_too(busy: Path, period: str, called: str) -> None:
    made = done("bulletin", "draft", "--period", period, "--as-of", "2026-01-08", "-o", "通报", "--json").json
    assert made["title"] == f"关于{called}督办事项办理情况的通报"
    assert done("bulletin", "check", str(busy / made["files"][0]), "--json").json["same"] is True


@pytest.mark.parametrize(
    "wrong",
    [
        ("--period", "2026-13"),
        ("--period", "2025", "--as-of", "2999-01-01"),
        ("--period", "2025", "--target", "viel"),
        ("--period", "2025", "--target", "101"),
        ("--period", "2025", "--wording", "none.txt"),
        ("--period", "2025", "--plan", "RW-1999-0001"),
    ],
)
def test_what_cannot_be_drafted_is_said_in_one_line_and_leaves_nothing(busy: Path, wrong: tuple[str, ...]) -> None:
    before = sorted(path.name for path in busy.iterdir())
    answer = duban("bulletin", "draft", *wrong)
    assert answer.status in {1, 2}
    assert answer.err.count("\n") == 1
    assert "Traceback" not in answer.err
    assert sorted(path.name for path in busy.iterdir()) == before


def test_a_file_that_holds_no_figures_is_named(busy: Path) -> None:
    (busy / "other.json").write_text("{}", "utf-8")
    for command in (("check", "other.json"), ("changes", "other.json", "other.json")):
        answer = duban("bulletin", *command)
        assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
        assert "other.json" in answer.err


def test_the_week_is_said_and_written(busy: Path) -> None:
    assert "取号机故障" in done("brief", "week").out
    week = done("brief", "week", "--for", "市领导/程静", "-o", "周报", "--json").json
    assert week["red"] == 1
    assert [Path(name).suffix for name in week["files"]] == [".html", ".docx", ".pdf"]
    assert all((busy / name).exists() for name in week["files"])


@pytest.mark.usefixtures("busy")
def test_a_reader_whom_nobody_knows_is_refused_with_names_like_it() -> None:
    for command in (
        ("brief", "week", "--for", "市住见局"),
        ("list", "--by", "市住见局/张三"),
        ("pending", "--by", "市住见局"),
    ):
        answer = duban(*command)
        assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1), command
        assert "市住建局" in answer.err
    assert duban("brief", "week", "--for", "市住建局／张三").status == 0


@pytest.mark.usefixtures("busy")
def test_without_the_scenario_by_which_material_is_collected_it_says_what_to_do() -> None:
    answer = duban("brief", "year", "--period", "2025")
    assert (answer.status, answer.err.count("\n")) == (1, 1)
    assert "duban.toml" in answer.err
    assert "submission" in answer.err
    assert done("brief", "year", "--period", "2025", "--scenario", "issue", "-o", "汇总").out
