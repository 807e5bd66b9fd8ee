"""Backing up, restoring and moving at the command line, by those who have to do it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from command_line import done, duban, in_both

from duban.storage import HEAD

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def number(office: Path) -> str:  # noqa: ARG001 - the folder to work in
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    return str(done("open", "issue", "--by", "市优化办", *units, "--json").json["number"])


def test_a_backup_is_taken_and_brought_back(office: Path, number: str) -> None:
    assert done("db", "backup", "copy.db").out.splitlines() == [
        f"已备份到copy.db（{(office / 'copy.db').stat().st_size / 1_048_576:.1f} MB，结构版本{HEAD}）",
        "核对1个事项、1条记录，无异常",
    ]
    done("fire", number, "签收", "--by", "市住建局")
    again = duban("db", "backup", "copy.db")
    assert (again.status, again.out, again.err.count("\n")) == (1, "", 1)
    assert "copy.db 已经存在，未作改动" in again.err
    refused = duban("db", "restore", "copy.db")
    assert (refused.status, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert "加 --force" in refused.err
    restored = done("db", "restore", "copy.db", "--force").out
    assert "原有数据库保存在duban.db.2" in restored
    assert "会再发一次" in restored
    assert done("show", number, "--json").json["state"] == "交办"
    (aside,) = office.glob("duban.db.2*Z")
    with closing(sqlite3.connect(aside)) as kept:
        assert kept.execute("SELECT state FROM duban_instance").fetchall() == [("整改",)]


def test_programs_get_what_was_backed_up_and_restored(office: Path, number: str) -> None:  # noqa: ARG001
    made = done("db", "backup", "copy.db", "--json").json
    assert (made["ok"], made["instances"], made["schema"], made["aside"]) == (True, 1, HEAD, None)
    assert done("db", "restore", "copy.db", "--force", "--json").json["aside"].startswith("duban.db.2")


def test_a_backup_of_what_was_tampered_with_is_made_and_says_so(office: Path, number: str) -> None:
    with closing(sqlite3.connect(office / "duban.db")) as connection, connection:
        connection.execute("UPDATE duban_history SET actor = '无名氏'")
    answer = duban("db", "backup", "copy.db")
    assert (answer.status, answer.err) == (1, "")
    assert f"  {number} 第1条：内容与其校验值不符，记录被改动\n" in answer.out
    assert (office / "copy.db").exists()


def test_an_office_moves_and_is_told_which_setting_to_change(office: Path, number: str, database_url: str) -> None:
    told = done("db", "move", database_url).out
    assert "两边各1个事项、1条记录，逐条核对一致" in told
    assert "在 duban.toml 中写 database = " in told
    (office / "duban.toml").write_text(f"database = '{database_url}'\n", "utf-8")
    assert done("show", number, "--json").json["state"] == "交办"
    again = duban("db", "move", database_url)
    assert again.status == 1
    assert again.err.count("\n") == 1


@pytest.mark.usefixtures("number")
@pytest.mark.parametrize(
    ("arguments", "complaints"),
    [
        (("db", "move", "mysql://x/y"), ("只用 SQLite 或 PostgreSQL", "keeps its memory in SQLite or PostgreSQL")),
        (("db", "move", "nonsense"), ("打不开数据库", "cannot open the database")),
        (("db", "move", "postgresql://duban@127.0.0.1:1/duban"), ("打不开数据库", "cannot open the database")),
        (("db", "move", "sqlite:///duban.db"), ("那是数据库本身", "that is the database itself")),
        (("db", "restore", "duban.db"), ("请写明它的备份", "name a backup of it")),
        (("db", "restore", "none.db"), ("none.db 处没有数据库", "there is no database in none.db")),
        (("db", "restore", "duban.toml"), ("不是数据库文件", "file is not a database")),
        (("db", "backup", "nowhere/copy.db"), ("nowhere: 没有这个文件夹", "nowhere: there is no such folder")),
    ],
)
def test_what_cannot_be_done_is_one_line(
    office: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], complaints: tuple[str, str]
) -> None:
    if arguments[-1] == "duban.toml":
        (office / "duban.db").unlink()
    for answer, said in zip(in_both(monkeypatch, *arguments), complaints, strict=True):
        assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
        assert said in answer.err
        assert "geheim" not in answer.err


@pytest.mark.parametrize("arguments", [("db",), ("db", "backup"), ("db", "move"), ("db", "restore", "a", "b")])
def test_wrong_usage_has_status_two(office: Path, arguments: tuple[str, ...]) -> None:  # noqa: ARG001
    assert duban(*arguments).status == 2


def test_a_broken_scenario_or_directory_keeps_nobody_from_their_database(office: Path, number: str) -> None:
    (office / "scenarios" / "issue.yaml").write_text("scenario: [", "utf-8")
    (office / "contacts.csv").write_text("unit,name,level\n没有,谁,handler\n", "utf-8")
    assert duban("show", number).status == 1
    upgraded = done("db", "upgrade", "--json").json
    assert (upgraded["before"], upgraded["after"]) == (HEAD, HEAD)
    assert done("db", "backup", "copy.db", "--json").json["ok"]
    assert done("db", "restore", "copy.db", "--force", "--json").json["instances"] == 1
    assert done("db", "move", "sqlite:///other.db", "--json").json["instances"] == 1
    assert (office / "other.db").exists()
