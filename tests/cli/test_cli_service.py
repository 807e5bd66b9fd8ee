"""Running, upgrading and doctoring an installation, and seeing to its outbox."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
from typing import TYPE_CHECKING

import pytest
from command_line import done, duban

from duban import Engine, Settings
from duban.testing import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

# An office whose directory has nobody in it: whatever it sends reaches no one.
LONELY = 'database = "sqlite:///duban.db"\n[channels.email]\nnotifier = "file"\nfolder = "mail"\n'
SECRET = "geheim-4711"


def _smtp(port: int) -> str:
    return f'notifier = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "duban@example.org"'


def opened(*extra: str) -> str:
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    return str(done("open", "issue", "--by", "市优化办", *units, *extra, "--json").json["number"])


def checks() -> dict[str, tuple[bool, str]]:
    return {check["code"]: (check["ok"], check["found"]) for check in duban("doctor", "--json").json["checks"]}


def test_once_is_one_sweep_and_one_drain(urgent: Path) -> None:
    opened("--data", "deadline=2024-04-30")
    did = done("daemon", "--once", "--json").json
    assert did["sweep"]["fired"] == 3
    # Ordinary mail waits for opening hours, urgent mail does not.
    assert did["delivery"]["delivered"] >= 1
    assert did["delivery"]["delivered"] == len(list((urgent / "mail").glob("*.eml")))
    assert done("daemon", "--once", "--json").json["sweep"]["fired"] == 0


def test_settings_are_found_by_option_and_by_variable(
    urgent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = opened("--data", "deadline=2024-04-30")
    monkeypatch.chdir(tmp_path)
    assert [item["number"] for item in done("-c", urgent / "duban.toml", "list", "--json").json] == [number]
    monkeypatch.setenv("DUBAN_CONFIG", str(urgent / "duban.toml"))
    done("daemon", "--once")
    assert [path.name for path in tmp_path.iterdir()] == ["office"]
    assert list((urgent / "mail").glob("*.eml"))


def test_nothing_unsent_is_said(office: Path) -> None:  # noqa: ARG001
    assert done("outbox").out == "没有未发出的消息\n"
    assert done("outbox", "list", "--json").json == done("outbox", "--json").json == []


def test_what_reached_nobody_is_seen_and_can_be_tried_again(empty: Path) -> None:
    (empty / "duban.toml").write_text(LONELY, "utf-8")
    opened()
    (message,) = done("outbox", "list", "--json").json
    assert (message["status"], message["unit"], message["message"]) == ("dead", "市住建局", "交办通知")
    assert "市住建局没有可用的联系方式" in done("outbox").out
    assert done("outbox", "retry", message["id"]).out == "1封消息将重新发送\n"
    assert [each["status"] for each in done("outbox", "list", "--json").json] == ["pending"]
    answer = duban("outbox", "retry", message["id"])
    assert (answer.status, answer.out) == (1, "")
    assert "不是发送失败的消息" in answer.err


def test_what_reached_nobody_leaves_once_the_directory_knows_whom_it_reaches(office: Path) -> None:
    people, header = office / "contacts.csv", "unit,name,level,email\n"
    people.write_text(header, "utf-8")
    opened()
    people.write_text(f"{header}市住建局,甲,handler,jia@example.org\n市住建局,乙,handler,yi@example.org\n", "utf-8")
    done("outbox", "retry", "--dead")
    sent = done("outbox", "list", "--status", "all", "--json").json
    assert [(each["contact"], each["address"], each["status"]) for each in sent] == [
        ("甲", "jia@example.org", "pending"),
        ("乙", "yi@example.org", "pending"),
    ]


def test_what_still_reaches_nobody_says_so_again(empty: Path) -> None:
    (empty / "duban.toml").write_text(LONELY, "utf-8")
    opened()
    before = done("outbox", "list", "--json").json
    done("outbox", "retry", "--dead")
    assert duban("daemon", "--once").status == 1
    assert [each["reason"] for each in done("outbox", "list", "--json").json] == [each["reason"] for each in before]


def test_all_dead_messages_are_revived_at_once(empty: Path) -> None:
    (empty / "duban.toml").write_text(LONELY, "utf-8")
    opened()
    opened()
    assert done("outbox", "retry", "--dead").out == "2封消息将重新发送\n"
    assert done("outbox", "list", "--status", "dead", "--json").json == []


@pytest.mark.parametrize(
    "arguments", [("retry",), ("retry", "1", "--dead"), ("retry", "一"), ("list", "--status", "lost")]
)
def test_the_outbox_refuses_wrong_usage(office: Path, arguments: tuple[str, ...]) -> None:  # noqa: ARG001
    answer = duban("outbox", *arguments)
    assert (answer.status, answer.err.count("\n")) == (2, 1)


def test_a_message_is_shown_as_its_reader_gets_it(office: Path) -> None:  # noqa: ARG001
    number = opened()
    assert "\n现在要做：" in done("outbox", "preview", "1").out
    named = ("outbox", "preview", "--message", number, "催办", "--for", "市住建局")
    assert done(*named).out.startswith("发市住建局/")
    assert done(*named, "--as", "html").out.startswith("<!doctype html>")
    assert "\n计费条数：" in done(*named, "--as", "sms").out
    for wrong in (("1", "--as", "pdf"), (), ("1", *named[2:]), named[2:-2], ("99",)):
        answer = duban("outbox", "preview", *wrong)
        assert (answer.status != 0, answer.err.count("\n"), answer.out) == (True, 1, "")


def test_a_test_message_leaves_by_the_configured_channel(office: Path) -> None:
    assert done("outbox", "test", "--to", "zhang@example.org").out.startswith("邮件通道已接收（file）：")
    (mail,) = (office / "mail").glob("*.eml")
    assert b"zhang@example.org" in mail.read_bytes()


def test_a_closed_port_is_one_line_without_the_password(office: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    (office / "password").write_text(SECRET, "utf-8")
    settings = (
        f'[channels.email]\nnotifier = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        'username = "duban"\npassword_file = "password"\nsender = "duban@example.org"\n'
    )
    (office / "duban.toml").write_text(settings, "utf-8")
    answer = duban("outbox", "test", "--to", "zhang@example.org")
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert f"127.0.0.1:{port}" in answer.err
    assert SECRET not in answer.err + duban("doctor").out


@pytest.mark.usefixtures("english")
def test_a_medium_without_a_channel_says_where_to_add_one(empty: Path) -> None:
    (empty / "duban.toml").write_text(LONELY, "utf-8")
    answer = duban("outbox", "test", "--to", "13800000000", "--medium", "sms")
    assert (answer.status, answer.err.count("\n")) == (1, 1)
    assert "Add [channels.sms] to duban.toml" in answer.err


def test_the_database_is_made_and_left_alone_when_it_is_up_to_date(office: Path) -> None:
    assert "由空库升级到" in done("db", "upgrade").out
    assert "无须升级" in done("db", "upgrade").out
    assert (office / "duban.db").exists()


@pytest.mark.usefixtures("english")
def test_a_newer_schema_is_refused_by_every_command_in_a_line(office: Path) -> None:
    done("db", "upgrade")
    with sqlite3.connect(office / "duban.db") as connection:
        connection.execute("UPDATE duban_alembic_version SET version_num = '9999'")
    connection.close()
    for command in (("list",), ("db", "upgrade"), ("daemon", "--once")):
        answer = duban(*command)
        assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
        assert "newer than this duban knows" in answer.err
    assert checks()["database"][0] is False


@pytest.mark.usefixtures("english")
def test_a_read_only_database_is_read_and_refuses_to_be_written(office: Path) -> None:
    number = opened()
    settings = f'database = "sqlite:///file:{office}/duban.db?mode=ro&uri=true"\n'
    (office / "duban.toml").write_text(settings, "utf-8")
    assert [item["number"] for item in done("list", "--json").json] == [number]
    answer = duban("fire", number, "签收", "--by", "市住建局")
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert "is read-only: nothing was changed" in answer.err


@pytest.mark.usefixtures("english")
def test_a_file_that_is_no_database_is_named_in_a_line(office: Path) -> None:
    (office / "duban.db").write_bytes(b"this is no database" * 100)
    answer = duban("list")
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert "cannot open the database" in answer.err
    assert checks()["database"][0] is False


@pytest.mark.usefixtures("english")
def test_a_setting_that_there_is_not_is_named(office: Path) -> None:
    (office / "duban.toml").write_text('databse = "sqlite:///x.db"\n', "utf-8")
    answer = duban("list")
    assert (answer.status, answer.err.count("\n")) == (1, 1)
    assert "unknown setting 'databse'" in answer.err
    assert checks()["settings"][0] is False


def test_the_doctor_finds_nothing_wanting_in_a_fresh_installation(office: Path) -> None:
    assert all(check["ok"] for check in done("doctor", "--json").json["checks"])
    assert not (office / "duban.db").exists()
    assert "待处理" not in done("doctor").out


def test_the_doctor_names_what_lies_idle(empty: Path) -> None:
    (empty / "duban.toml").write_text(LONELY, "utf-8")
    opened("--data", "deadline=2024-04-30")
    answer = duban("doctor")
    assert answer.status == 1
    found = checks()
    wanting = {name for name, (ok, _) in found.items() if not ok}
    assert wanting == {"directory", "due", "dead-letters", "unknown-units"}
    assert found["dead-letters"][1] == "1封消息发送失败"
    assert "：市优化办、市住建局、" in found["unknown-units"][1]


def test_the_doctor_names_what_a_channel_keeps_refusing(urgent: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    text = (urgent / "duban.toml").read_text("utf-8").replace('notifier = "file"\nfolder = "mail"', _smtp(port), 1)
    (urgent / "duban.toml").write_text(text, "utf-8")
    clock = FixedClock("2024-04-01T09:00+08:00")
    with Engine(Settings.load(urgent / "duban.toml"), clock=clock) as engine:
        engine.open("issue", units={"lead": "市优化办", "responsible": "市住建局"}, by="市优化办")
        clock.set("2024-05-20T09:00+08:00")
        engine.sweep()
        clock.set("2024-05-20T09:30+08:00")
        asyncio.run(engine.deliver())
    # Each try puts them off once more, so that none of them seems to wait for long.
    duban("daemon", "--once")
    ok, found = checks()["sending"]
    assert not ok
    assert "连接被拒绝" in found


def test_the_doctor_names_who_cannot_be_reached(office: Path) -> None:
    (office / "contacts.csv").write_text("unit,name,level,email\n市优化办,甲,handler,a@example.org\n", "utf-8")
    opened()
    found = checks()
    assert found["unknown-units"][0] is True
    assert found["unreachable"][0] is False
    assert "市住建局" in found["unreachable"][1]


def test_the_doctor_survives_a_database_that_is_damaged_in_the_middle(office: Path) -> None:
    opened()
    path = office / "duban.db"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute("UPDATE sqlite_master SET rootpage = 1 WHERE name = 'duban_instance'")
    database.close()
    answer = duban("doctor", "--json")
    assert (answer.status, answer.err) == (1, "")
    assert [check["ok"] for check in answer.json["checks"] if check["code"] == "database"][-1] is False


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_the_doctor_says_when_the_database_cannot_be_written(office: Path) -> None:
    opened()
    (office / "duban.db").chmod(0o400)
    assert checks()["database"][0] is False
    assert "不可写" in checks()["database"][1]


def test_the_doctor_gets_as_far_as_it_can(office: Path) -> None:
    (office / "contacts.csv").write_text("unit,name,level,email\n无此单位,甲,handler,nonsense\n", "utf-8")
    (office / "duban.toml").write_text(
        'units = "units.csv"\ncontacts = "contacts.csv"\n[channels.email]\nnotifier = "pigeon"\n', "utf-8"
    )
    found = checks()
    assert found["directory"][0] is False
    assert found["channel-email"][0] is False
    assert found["database"][0] is True


def test_the_doctor_gives_figures_to_programs(office: Path) -> None:  # noqa: ARG001 - the folder to work in
    assert duban("doctor", "--json").json["health"] is None  # nothing is made by looking
    opened()
    health = duban("doctor", "--json").json["health"]
    assert {"lag_seconds", "overdue", "outbox_seconds", "dead_letters", "set_aside"} <= set(health)
    assert health["dead_letters"] == 0


def test_the_doctor_misses_the_heartbeat_that_was_asked_for(office: Path) -> None:
    opened()
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[heartbeat]\nfile = "beat.json"\n')
    assert checks()["heartbeat"][0] is False
    (office / "beat.json").write_text('{"at": "2024-04-01T00:00:00+00:00"}', encoding="utf-8")
    assert "心跳已停" in checks()["heartbeat"][1]
    (office / "beat.json").write_text('{"at": "2999-04-01T00:00:00+00:00"}', encoding="utf-8")
    assert "时钟" in checks()["heartbeat"][1], "a beat of the wrong year is no sign of life"
    assert checks()["heartbeat"][0] is False
    (office / "beat.json").write_text("not a beat", encoding="utf-8")
    assert "还没有心跳" in checks()["heartbeat"][1]


def test_the_doctor_names_what_a_clock_that_was_ahead_has_let_take_effect(office: Path) -> None:
    units = {"lead": "市优化办", "responsible": "市住建局"}
    ahead = FixedClock("2099-04-01T09:00+08:00")
    with Engine(Settings.load(office / "duban.toml"), clock=ahead) as engine:
        number = engine.open("issue", title="窗口排队过长", units=units, by="市优化办").number
    (check,) = [check for check in duban("doctor", "--json").json["checks"] if check["code"] == "clock"]
    assert check["ok"] is False
    assert number in check["advice"]
