"""Who is who from the command line: imported, exported, changed; and files of which some rows cannot be used."""

from __future__ import annotations

import csv
import sqlite3
from typing import TYPE_CHECKING

import pytest
from command_line import done, duban

from duban import Engine, Settings
from duban.desk import Desk
from duban.desk.accounts import Caller

if TYPE_CHECKING:
    from pathlib import Path

BY = ("--by", "市优化办")


@pytest.fixture
def kept(office: Path) -> Path:
    """Give an office that has put its files into the database."""
    settings = office / "duban.toml"
    lines = settings.read_text("utf-8").splitlines()
    settings.write_text("\n".join(line for line in lines if not line.startswith(("units", "contacts"))), "utf-8")
    done("units", "import", "units.csv", *BY, "--note", "建库")
    done("contacts", "import", "contacts.csv", *BY)
    return office


def opened() -> str:
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    return str(done("open", "issue", "--title", "窗口排队过长", *BY, *units, "--json").json["number"])


def test_what_was_imported_is_shown_and_exported_as_it_was(kept: Path) -> None:
    assert [unit["name"] for unit in done("units", "--json").json][:2] == ["市优化办", "市督考办"]
    done("units", "export", "again.csv")
    done("contacts", "export", "people.csv")
    assert (kept / "again.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert done("units", "import", "again.csv", *BY).out.splitlines() == ["已导入：新增0，变更0，移除0，未变7"]
    assert done("contacts", "import", "people.csv", *BY, "--json").json["seq"] is None
    assert done("units", "export").out.splitlines()[0] == "name,aliases,groups,parent"


def test_no_file_is_written_over(kept: Path) -> None:
    before = (kept / "units.csv").read_bytes()
    refused = duban("units", "export", "units.csv")
    assert refused.status == 1
    assert (kept / "units.csv").read_bytes() == before


def test_a_preview_shows_each_change_and_makes_none(kept: Path) -> None:
    text = (kept / "contacts.csv").read_text("utf-8").replace("住建局经办人", "张三", 1)
    (kept / "new.csv").write_text(text, "utf-8")
    told = done("contacts", "import", "new.csv", *BY, "--dry-run").out
    assert "新增：市住建局/张三 (handler)" in told
    assert "移除：市住建局/住建局经办人 (handler)" in told
    assert "预览" in told
    assert "张三" not in done("contacts").out
    assert [change["what"] for change in done("units", "history", "--json").json] == ["import-units", "import-contacts"]


def test_every_bad_row_of_an_import_is_named_and_none_is_taken(kept: Path) -> None:
    (kept / "bad.csv").write_text("单位,姓名,级别,手机\n市优化办,甲,什么,139\n没有局,乙,经办,\n,丙,经办,\n", "utf-8")
    refused = duban("contacts", "import", "bad.csv", *BY)
    assert refused.status == 1
    assert [line.partition("bad.csv:")[2].partition(":")[0] for line in refused.err.splitlines()] == [
        "2",
        "2",
        "4",
        "3",
    ]
    assert len(done("contacts", "--json").json) == 13


@pytest.mark.usefixtures("kept")
def test_a_unit_is_renamed_after_a_look_at_what_would_follow() -> None:
    number = opened()
    preview = done("units", "rename", "市住建局", "市住建和城乡局", *BY, "--dry-run").out
    assert number in preview
    assert preview.splitlines()[-1].startswith("预览，未作改动：市住建局改为市住建和城乡局；将移交在办事项1件")
    assert number in done("list", "--unit", "市住建局").out
    told = done("units", "rename", "市住建局", "市住建和城乡局", *BY, "--note", "机构改革", "--json").json
    assert [matter["number"] for matter in told["matters"]] == [number]
    assert "市住建和城乡局" in done("list", "--unit", "市住建局").out
    assert "市住建局更名为市住建和城乡局" in done("history", number).out
    assert done("units", "history", "--json").json[-1]["note"] == "机构改革"
    done("fire", number, "签收", "--by", "市住建局/住建局经办人")
    assert done("verify").status == 0


@pytest.mark.usefixtures("kept")
def test_units_are_merged_split_and_closed() -> None:
    number = opened()
    refused = duban("units", "close", "市住建局", *BY)
    assert (refused.status, number in refused.err) == (1, True)
    done(
        "units", "split", "市住建局", "--into", "市住建局", "--into", "市人防办", "--matter", f"{number}=市人防办", *BY
    )
    assert done("show", number, "--json").json["units"]["responsible"] == ["市人防办"]
    assert duban("units", "split", "市住建局", "--into", "市住建局", "--matter", "人防办", *BY).status == 2
    done("units", "merge", "市住建局", "市人防办", "--into", "市建设局", *BY)
    assert done("show", number, "--json").json["units"]["responsible"] == ["市建设局"]
    done("units", "close", "东区", *BY)
    assert "东区" not in done("units").out


@pytest.mark.usefixtures("kept")
def test_whoever_leaves_is_told_of_with_what_is_left() -> None:
    number = opened()
    done("fire", number, "签收", "--by", "市住建局/住建局经办人")
    preview = done("contacts", "leave", "市住建局/住建局经办人", *BY, "--dry-run").out
    assert f"手上的事项，由市住建局接着办：{number}" in preview
    assert "住建局经办人" in done("contacts").out
    done("contacts", "leave", "市住建局/住建局经办人", *BY)
    assert "住建局经办人" not in done("contacts").out


@pytest.mark.usefixtures("kept")
def test_one_person_is_added_mended_away_and_back() -> None:
    def cells() -> dict[str, str]:
        lines = csv.DictReader(done("contacts", "export").out.splitlines())
        return next(row for row in lines if row["name"] in {"陈芳", "陈方"})

    person = "市住建局/陈芳"
    told = done("contacts", "set", person, "--level", "contact", "--address", "sms=138 1111 2299", *BY, "--dry-run").out
    assert ("新增：市住建局/陈芳 (contact)" in told, "预览" in told) == (True, True)
    done("contacts", "set", person, "--level", "contact", "--address", "sms=138 1111 2299", *BY)
    done("contacts", "set", person, "--address", "email=chen@example.org", "--deputy", "住建局经办人", *BY)
    done("contacts", "set", person, "--new-name", "陈方", "--new-level", "handler", *BY, "--note", "转岗")
    row = cells()
    assert (row["level"], row["mobile"], row["email"]) == ("handler", "13811112299", "chen@example.org")
    done("contacts", "set", "市住建局/陈方", "--address", "sms=", *BY)
    done("contacts", "set", "市住建局/陈方", "--level", "leader", *BY)
    several = duban("contacts", "set", "市住建局/陈方", "--deputy", "", *BY)
    assert (several.status, "handler、leader" in several.err) == (2, True)
    done("contacts", "leave", "市住建局/陈方", "--level", "leader", *BY)
    for level, said in (("leader", "不在这一级别"), ("handler", "只列在这一级别")):
        refused = duban("contacts", "leave", "市住建局/陈方", "--level", level, *BY)
        assert (refused.status, said in refused.err) == (1, True)
    for wrong in (("陈方",), ("市住建局/陈方", "--level", "科长"), ("市住建局/陈方", "--address", "电话=1")):
        assert duban("contacts", "set", *wrong, *BY).status == 2
    wishes = (
        "--wish",
        "media_first=短信、邮件",
        "--wish",
        "media_after=4个工作小时",
        "--wish",
        "calendar=DE  Europe/Berlin",
    )
    done("contacts", "set", "市住建局/陈方", *wishes, *BY)
    row = cells()
    assert (row["media_first"], row["media_after"]) == ("sms;email", "4 working hours")
    assert row["calendar"] == "DE Europe/Berlin"
    done("contacts", "set", "市住建局/陈方", "--wish", "calendar=", *BY)
    assert (cells()["calendar"], cells()["media_first"]) == ("", "sms;email")
    for wrong in ("media_first=传真", "media_after=3", "fax=1", "calendar=月球"):
        assert duban("contacts", "set", "市住建局/陈方", "--wish", wrong, *BY).status == 2
    done("contacts", "away", "市住建局/陈方", "--to", "2999-12-31", "--deputy", "住建局经办人", *BY)
    assert (cells()["mobile"], cells()["absences"].endswith("至2999-12-31")) == ("", True)
    assert "市住建局/住建局经办人（陈方离岗至2999年12月31日）" in done("contacts", "--unit", "市住建局").out
    done("contacts", "back", "市住建局/陈方", *BY)
    assert cells()["absences"] == ""
    mended = done("outbox", "mend", "--old", "chen@example.org", "--new", "chen@example.cn", *BY)
    assert mended.out.splitlines() == ["地址已更正：市住建局/陈方（邮件）", "0封消息将重新发送"]
    assert cells()["email"] == "chen@example.cn"
    assert "更正地址" in done("units", "history").out


@pytest.mark.usefixtures("kept")
def test_the_last_administrator_of_the_desk_neither_leaves_nor_ends() -> None:
    done("desk", "init")
    who = ("--unit", "市住建局", "--person", "住建局经办人", "--function", "admin")
    link = done("desk", "account", "add", "guanli", *who, "--json").json["link"]
    with Engine(Settings.load("duban.toml")) as engine:
        accounts = Desk(engine).tools.accounts
        accounts.choose_password(link.rpartition("/")[2], "两个黄鹂鸣翠柳一行白鹭上青天", Caller("10.0.0.9", "test"))
    for command in (("contacts", "leave", "市住建局/住建局经办人", *BY), ("desk", "account", "end", "guanli")):
        refused = duban(*command)
        assert (refused.status, len(refused.err.splitlines())) == (1, 1)
        assert "请先指定另一名管理员" in refused.err
    assert "住建局经办人" in done("contacts").out


def test_files_and_a_filled_database_are_refused_with_what_to_do(kept: Path) -> None:
    settings = kept / "duban.toml"
    settings.write_text(f'units = "units.csv"\n{settings.read_text("utf-8")}', "utf-8")
    refused = duban("list")
    assert (refused.status, len(refused.err.splitlines())) == (1, 1)
    assert "名录有两份" in refused.err


def test_bad_rows_of_files_stop_no_command_that_reads(office: Path) -> None:
    number = opened()
    with (office / "units.csv").open("a", encoding="utf-8") as file:
        file.write("东区,,,\n,,没有名称,\n")
    for command in (("list",), ("show", number), ("units",), ("contacts",), ("history", number), ("why", number)):
        answer = duban(*command)
        assert answer.status == 0, command
        assert answer.out
        assert answer.err == "提醒：名录有2处不能使用，相关行暂未计入：详见 `duban doctor`\n"
    assert "units.csv:10" in duban("doctor").out
    assert "units.csv:9" in duban("doctor").out
    refused = duban("fire", number, "签收", "--by", "市住建局")
    assert (refused.status, "units.csv:10" in refused.err) == (1, True)


def test_the_doctor_looks_at_the_directory_in_the_database(kept: Path) -> None:
    assert "7个单位，13名联系人" in duban("doctor").out
    with sqlite3.connect(kept / "duban.db") as database:
        database.execute("INSERT INTO duban_unit (name, place, aliases, groups) VALUES ('东 区', 9, '[]', '[]')")
    found = duban("doctor").out
    assert "duban_unit 东 区" in found


def test_the_doctor_names_matters_that_a_directory_in_files_knows_by_another_name_now(office: Path) -> None:
    opened()
    units = office / "units.csv"
    units.write_text(units.read_text("utf-8").replace("\n市住建局,", "\n市建设局,市住建局；", 1), "utf-8")
    assert "在办事项仍用原名称：市住建局" in duban("doctor").out
    done("units", "rename", "市住建局", "市建设局", *BY)
    assert "在办事项仍用原名称" not in duban("doctor").out
