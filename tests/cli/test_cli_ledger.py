"""Ledgers as files on the command line: layouts, checking one, and exporting."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import openpyxl
from command_line import done, duban, in_both

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

OPEN = ("open", "issue", "--by", "市优化办", "--unit", "lead=市优化办", "--unit", "responsible=市住建局", "--json")


def test_layouts_are_listed_and_one_is_printed_to_start_from(office: Path) -> None:
    assert [each["name"] for each in done("ledger", "layouts", "--json").json] == ["任务分解表", "月调度表", "问题清单"]
    assert "月调度表" in done("ledger", "layouts").out
    own = office / "own.yaml"
    own.write_text(done("ledger", "layouts", "--print", "问题清单").out, "utf-8")

    assert done("ledger", "check", own).out == "“问题清单”可以使用，共12栏\n"


def test_an_offices_own_layouts_are_called_by_name_and_stand_in_for_others(office: Path) -> None:
    (office / "layouts").mkdir()
    text = "layout: x\ntitle: 本单位清单\nabout: 自己的\nwhere: {scenario: issue}\ncolumns: [number, title]\n"
    for name in ("本单位", "问题清单"):
        (office / "layouts" / f"{name}.yaml").write_text(text, "utf-8")
    settings = (office / "duban.toml").read_text("utf-8")
    (office / "duban.toml").write_text(f'layouts = "layouts"\n{settings}', "utf-8")
    done(*OPEN, "--title", "取号机")

    listed = done("ledger", "layouts", "--json").json
    assert [each["name"] for each in listed] == ["本单位", "问题清单", "任务分解表", "月调度表"]
    assert listed[0]["about"] == "自己的"
    done("ledger", "export", "清单.html", "--layout", "问题清单")
    assert "本单位清单" in (office / "清单.html").read_text("utf-8")
    assert "本单位、问题清单、任务分解表" in duban("ledger", "export", "x.csv", "--layout", "月报").err


def test_a_layout_that_is_wrong_is_said_line_by_line(office: Path) -> None:
    own = office / "own.yaml"
    own.write_text("layout: x\ntitle: y\ncolumns:\n  - titel\n  - {show: {field: measur}}\n", "utf-8")

    refused = duban("ledger", "check", own)
    assert (refused.status, refused.out) == (1, "")
    assert f"{own}:4:5: columns[0]: “titel”在这里不能用；是不是“title”？" in refused.err
    own.write_text("layout: x\ntitle: y\ncolumns:\n  - {show: {field: measur}}\n", "utf-8")
    refused = duban("ledger", "check", own, "--json")
    assert refused.status == 1
    assert [problem["line"] for problem in refused.json["problems"]] == [4]
    assert "没有字段“measur”；是不是“measure”？" in refused.json["problems"][0]["message"]


def test_a_ledger_is_written_once_for_its_owner(office: Path) -> None:
    done(*OPEN, "--title", "取号机", "--data", "source=群众投诉")
    done(*OPEN, "--title", "公示栏", "--data", "source=省评反馈")

    made = done("ledger", "export", "清单.xlsx", "--layout", "问题清单", "--json").json
    assert (made["matters"], made["rows"], made["format"]) == (2, 2, "xlsx")
    assert stat.S_IMODE((office / "清单.xlsx").stat().st_mode) == 0o600
    rows = [*openpyxl.load_workbook(office / "清单.xlsx")["问题清单"].values]
    assert [row[0] for row in rows[4:]] == ["一、群众投诉", 1, "二、省评反馈", 1]
    refused = duban("ledger", "export", "清单.xlsx", "--layout", "问题清单")
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.count("\n") == 1
    assert "清单.xlsx" in refused.err


def test_conditions_narrow_it_down(office: Path) -> None:
    number = str(done(*OPEN, "--title", "取号机").json["number"])
    done(*OPEN, "--title", "公示栏")

    done("ledger", "export", "一件.csv", "--layout", "问题清单", "--number", number)
    text = (office / "一件.csv").read_text("utf-8-sig")
    assert "取号机" in text
    assert "公示栏" not in text
    assert done("ledger", "export", "a.html", "--layout", "问题清单", "--light", "红", "--json").json["matters"] == 0
    done("ledger", "export", "无名", "--layout", "问题清单", "--format", "json")
    assert (office / "无名").read_text("utf-8").startswith("{")


def test_what_does_not_go_together_is_refused(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    for words, status, said in (
        (
            ("--fill", "市住建局", "--by", "市优化办"),
            2,
            ("--fill 不能与 --by 同用", "--fill does not go together with --by"),
        ),
        (("--fill", "市住建局", "--fill-in"), 2, ("--fill 不能与 --fill-in 同用", "go together with --fill-in")),
        (("--fill-in", "--layout", "问题清单"), 1, ("没有可填的栏", "has nothing to fill in")),
        (("--format", "pdf"), 1, ("没有'pdf'这种格式", "no format 'pdf'; there are xlsx")),
        (("--layout", "月报"), 1, ("没有版式“月报”", 'no layout "月报"; there are')),
        (("--layout", "gone.yaml"), 1, ("gone.yaml", "gone.yaml: No such file")),
        (("--scenario", "isue"), 1, ("isue", "isue")),
    ):
        for answer, wanted in zip(in_both(monkeypatch, "ledger", "export", "out.xlsx", *words), said, strict=True):
            assert (answer.status, answer.out, answer.err.count("\n")) == (status, "", 1), answer
            assert wanted in answer.err
