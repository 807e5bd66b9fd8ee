"""Opening, firing and assigning from the command line: what is done, what is refused, what is wrong usage."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from command_line import done, duban

EACH = Path(__file__).parent.parent / "workflow" / "scenarios" / "each.yaml"
OPEN = (
    "open", "issue", "--title", "取号机故障", "--by", "市优化办",
    "--unit", "lead=市优化办", "--unit", "responsible=市住建局",
)  # fmt: skip


@pytest.fixture
def number(office: Path) -> str:  # noqa: ARG001 - the folder to work in
    return str(done(*OPEN, "--json").json["number"])


def test_opening_shows_the_number_that_people_quote(office: Path) -> None:  # noqa: ARG001
    answer = done(*OPEN)
    assert answer.out.startswith("已立项\nWT-")
    assert "取号机故障" in answer.out


def test_scenarios_roles_and_fields_are_called_by_their_titles(office: Path) -> None:  # noqa: ARG001
    units = ("--unit", "牵头单位=市优化办", "--unit", "责任单位=市住建局")
    item = done("open", "问题整改", "--by", "市优化办", *units, "--json").json
    assert (item["scenario"], item["units"]["lead"]) == ("issue", ["市优化办"])
    done("fire", item["number"], "签收", "--by", "市住建局")
    answer = done(
        "fire",
        item["number"],
        "申请销号",
        "--by",
        "市住建局",
        "--data",
        "整改措施=加派人手",
        "--data",
        "佐证材料=@duban.toml",
    )
    assert "“申请销号”已办理" in answer.out
    assert [one["number"] for one in done("list", "--scenario", "问题整改", "--json").json] == [item["number"]]


def test_units_are_separated_as_people_separate_them(office: Path) -> None:  # noqa: ARG001
    item = done(*OPEN[:-1], "responsible=市住建局、市发改委", "--json").json
    assert item["units"]["responsible"] == ["市住建局", "市发改委"]


def test_the_same_outside_matter_is_opened_once(office: Path) -> None:  # noqa: ARG001
    outside = ("--source", "省平台", "--external-no", "2024-0417", "--json")
    assert done(*OPEN, *outside).json["number"] == done(*OPEN, *outside).json["number"]


def test_firing_moves_the_instance(number: str) -> None:
    answer = done("fire", number, "签收", "--by", "市住建局/张三")
    assert answer.out.startswith("“签收”已办理\n")
    assert done("show", number, "--json").json["state"] == "整改"


def test_a_refusal_gives_every_blocker_on_its_line_with_its_code(number: str) -> None:
    done("fire", number, "签收", "--by", "市住建局")
    answer = duban("fire", number, "申请销号", "--by", "市教育局")
    first, *blockers = answer.err.splitlines()
    assert (answer.status, answer.out) == (1, "")
    assert first == f"错误：{number}“申请销号”不能办理："
    assert {line.split("]")[0] + "]" for line in blockers} == {"  [role]", "  [requires]"}
    assert done("show", number, "--json").json["version"] == 2


def test_data_is_typed_in_and_files_are_kept_by_name_and_digest(office: Path) -> None:
    (office / "照片.jpg").write_bytes(b"\xff\xd8 picture")
    (office / "报告.pdf").write_bytes(b"%PDF")
    given = ("--data", "measure=@@值班", "--data", "evidence=@照片.jpg", "--data", "evidence=@报告.pdf")
    item = done(*OPEN, *given, "--json").json
    assert item["data"]["measure"] == "@值班"
    assert item["data"]["evidence"] == [
        {"name": "照片.jpg", "sha256": hashlib.sha256(b"\xff\xd8 picture").hexdigest()},
        {"name": "报告.pdf", "sha256": hashlib.sha256(b"%PDF").hexdigest()},
    ]


@pytest.mark.usefixtures("english")
def test_a_file_that_is_not_there_is_named_and_nothing_happens(number: str) -> None:
    done("fire", number, "签收", "--by", "市住建局")
    answer = duban("fire", number, "申请销号", "--by", "市住建局", "--data", "evidence=@没有.jpg")
    assert (answer.status, answer.err) == (1, "error: 没有.jpg: No such file or directory\n")


def test_an_act_on_a_version_that_is_past_is_a_conflict(number: str) -> None:
    done("fire", number, "签收", "--by", "市住建局", "--expect", "1")
    answer = duban("fire", number, "申请销号", "--by", "市住建局", "--expect", "1")
    assert answer.status == 1
    assert "  [conflict] " in answer.err


def test_a_key_makes_a_repeat_harmless(number: str) -> None:
    fire = ("fire", number, "签收", "--by", "市住建局", "--key", "k1", "--json")
    assert done(*fire).json == done(*fire).json
    assert done("show", number, "--json").json["version"] == 2


def test_an_act_may_name_new_units(number: str) -> None:
    asked = ("--note", "不属本单位职责", "--data", "return_to=东区")
    done("fire", number, "申请退单", "--by", "市住建局", *asked)
    back = ("fire", number, "同意退单", "--by", "市优化办", "--note", "属实", "--units", "东区，西区", "--json")
    assert done(*back).json["units"]["responsible"] == ["东区", "西区"]


def test_a_role_left_open_is_assigned_later(office: Path) -> None:  # noqa: ARG001
    waiting = ("open", "issue", "--by", "市优化办", "--unit", "lead=", "--unit", "responsible=东区", "--json")
    number = done(*waiting).json["number"]
    assert "  [unassigned] " in duban("fire", number, "签收", "--by", "东区").err
    answer = done("assign", number, "lead", "市优化办", "--by", "市优化办")
    assert answer.out.startswith("“lead”已指定为市优化办\n")
    done("fire", number, "签收", "--by", "东区")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("fire", "WT-2024-0001", "签收"), "error: Missing option '--by' (see `duban fire --help`)\n"),
        (("fire", "x", "y", "--by", " /张三"), "names nobody: give a unit, or unit/person (see `duban fire --help`)\n"),
        (("fire", "x", "y", "--by", "东区", "--expect", "两"), "Invalid value for '--expect'"),
        (("fire", "x", "y", "--by", "东区", "--data", "measure"), "write FIELD=VALUE, FIELD=@FILE"),
        (("open", "issue", "--by", "东区", "--unit", "lead"), "write ROLE=UNIT[,UNIT…]"),
        (("frobnicate",), "error: No such command 'frobnicate' (see `duban --help`)\n"),
    ],
)
def test_wrong_usage_is_one_line_and_status_two(
    office: Path,  # noqa: ARG001
    arguments: tuple[str, ...],
    complaint: str,
) -> None:
    answer = duban(*arguments)
    assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert complaint in answer.err


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            ("fire", "WT-1999-0001", "签收", "--by", "东区"),
            "no instance 'WT-1999-0001': `duban list` shows the numbers",
        ),
        (("open", "isue", "--by", "东区"), "no scenario 'isue'; did you mean 'issue'?"),
        ((*OPEN, "--unit", "leader2=东区"), "issue has no role 'leader2'; did you mean 'leader'?"),
        ((*OPEN, "--data", "deadline=明天"), "field \"deadline\" has to be a date such as 2024-04-30, not '明天'"),
        (
            (*OPEN[:4], "--by", "市优化办"),
            "role 'lead' (牵头单位) is required: name its units (--unit), or give [] and let it wait",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_one(
    office: Path,  # noqa: ARG001
    arguments: tuple[str, ...],
    complaint: str,
) -> None:
    answer = duban(*arguments)
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert complaint in answer.err
    assert done("list", "--json").json == []


def test_an_error_is_marked_in_the_language_of_the_locale(
    office: Path,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert duban("show", "WT-1999-0001").err.startswith("错误：")


def test_a_traceback_is_for_those_who_ask(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Traceback" not in duban("fire", number, "通过", "--by", "东区").err
    monkeypatch.setenv("DUBAN_DEBUG", "1")
    assert "Traceback" in duban("fire", number, "通过", "--by", "东区").err


def test_a_private_value_is_erased_and_both_show_and_history_say_so(office: Path) -> None:
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    opened = done("open", "issue", "--by", "市优化办", *units, "--data", "reporter=李某13900139000", "--json")
    number = opened.json["number"]
    refused = duban("erase", number, "reporter", "--by", "市住建局", "--note", "不该由我")
    assert (refused.status, "[role]" in refused.err) == (1, True)
    assert duban("erase", number, "reporter", "--by", "市优化办").status == 2
    answer = done("erase", number, "reporter", "--by", "市优化办/张三", "--note", "反映人要求")
    assert answer.out.splitlines() == [
        f"已从 {number} 删除 reporter：1次填报，另清理0条提及它的消息",
        "此前所做备份中仍有该内容；已发出的消息无法收回",
    ]
    shown = done("show", number).out
    assert "（已删除：市优化办/张三，" in shown
    assert "反映人要求）" in shown
    assert "删除“反映人”" in done("history", number).out
    assert done("show", number, "--json").json["erased"][0]["field"] == "reporter"
    assert b"13900139000" not in (office / "duban.db").read_bytes()
    again = duban("erase", number, "reporter", "--by", "市优化办", "--note", "再删", "--json")
    assert (again.status, "已由市优化办/张三于" in again.err) == (1, True)
    assert done("verify").status == 0


def test_each_unit_signs_for_itself_and_one_is_excused(office: Path) -> None:
    (office / "scenarios" / "each.yaml").write_text(EACH.read_text("utf-8"), "utf-8")
    units = ("--unit", "lead=市发改委", "--unit", "responsible=甲局,乙局,丙局")
    new = ("--new-unit", "甲局", "--new-unit", "乙局", "--new-unit", "丙局")
    number = done("open", "each", "--by", "市优化办", *units, *new, "--json").json["number"]
    item = done("fire", number, "签收", "--by", "甲局/张三", "--data", "plan=甲方案", "--json").json
    assert item["owing"] == {"responsible": ["乙局", "丙局"]}
    refused = duban("excuse", number, "签收", "丙局", "--by", "市优化办")
    assert (refused.status, "[requires]" in refused.err) == (1, True)
    answer = done("excuse", number, "签收", "丙局", "--by", "市优化办", "--note", "不涉及")
    assert answer.out.startswith("丙局免办“签收”\n")
    shown = done("show", number).out
    assert "已办1家，应办2家；尚未办理：乙局；免办：丙局" in shown
    assert "责任单位：乙局" in shown
    assert "“签收”：尚待1家：乙局" in done("why", number).out
    assert number in done("list", "--owing", "乙局").out
    assert number not in done("list", "--owing", "甲局").out
    (act,) = done("show", number, "--json").json["each"]
    assert [(one["unit"], one["excused"]) for one in act["signed"]] == [("甲局", False), ("丙局", True)]
    assert "丙局免办“签收”，尚有1家未办" in done("history", number).out
    done("fire", number, "签收", "--by", "乙局", "--data", "plan=乙方案")
    assert done("show", number, "--json").json["state"] == "办理"
    assert done("verify").status == 0
