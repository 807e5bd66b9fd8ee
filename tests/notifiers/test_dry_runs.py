"""The channels that send nothing: a terminal and a folder."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from mail_servers import mail_to

from duban.notifiers import (
    BadSetting,
    ChannelDown,
    ConsoleNotifier,
    FileNotifier,
    Message,
    Notifier,
    Permanent,
    Receipt,
)

if TYPE_CHECKING:
    from pathlib import Path

SMS = Message(
    id="WT-2024-0001.8",
    medium="sms",
    to="13800000000",
    name="市住建局",
    created_at=datetime(2024, 4, 16, tzinfo=UTC),
    text="WT-2024-0001现剩2个工作日",
    sms_sign="市督考办",
    sms_template="SMS_100001",
    sms_values={"number": "WT-2024-0001"},
)


def send(notifier: Notifier, message: Message) -> Receipt:
    return asyncio.run(notifier.send(message))


def test_a_mail_becomes_a_file_that_mail_programs_open(tmp_path: Path) -> None:
    receipt = send(FileNotifier(folder=tmp_path / "out", sender="督考办 <dk@gov.example>"), mail_to())
    [written] = (tmp_path / "out").iterdir()
    assert written.name == "WT-2024-0001.7@duban.example.eml"
    assert receipt == Receipt(channel="file", detail=str(written))
    mail = message_from_bytes(written.read_bytes(), policy=policy.default)
    assert mail["subject"] == "【催办】WT-2024-0001 老旧小区改造"
    assert mail["from"].addresses[0].display_name == "督考办"
    assert "请于 2024年4月23日 前办结。" in written.read_text(encoding="utf-8")


def test_an_sms_becomes_a_file_that_people_and_programs_read(tmp_path: Path) -> None:
    send(FileNotifier(folder=tmp_path), SMS)
    content = (tmp_path / "WT-2024-0001.8.sms.json").read_text(encoding="utf-8")
    assert "现剩2个工作日" in content
    assert json.loads(content)["values"] == {"number": "WT-2024-0001"}
    assert json.loads(content)["mobile"] == "13800000000"


def test_a_retry_overwrites_its_own_file_and_no_other(tmp_path: Path) -> None:
    notifier = FileNotifier(folder=tmp_path)
    for identity in ("a@x", "a@x", "A/x@y", "A:x@y", "../../etc/passwd", "长" * 300, "长" * 301, ".hidden"):
        send(notifier, Message(id=identity, medium="sms", to="1", created_at=SMS.created_at))
    names = [path.name for path in tmp_path.iterdir()]
    assert len(names) == 7
    assert not any(name.startswith(".") or len(name.encode()) > 200 for name in names)


@pytest.mark.usefixtures("english")
def test_a_folder_that_is_none_takes_the_channel_down(tmp_path: Path) -> None:
    blocked = tmp_path / "out"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(ChannelDown, match="cannot be written: "):
        send(FileNotifier(folder=blocked), mail_to())


def test_a_file_that_the_system_cannot_finish_is_not_there_at_all(tmp_path: Path) -> None:
    # The system's own limit on a file's size stands in for a full disk: it fails in the midst of writing, too.
    program = f"""
import asyncio, datetime, resource
from duban.notifiers import ChannelDown, FileNotifier, Message
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
message = Message(id="big@x", medium="email", to="a@b.example", text="字" * 5000,
                  created_at=datetime.datetime.now(datetime.UTC))
try:
    asyncio.run(FileNotifier(folder={str(tmp_path)!r}).send(message))
except ChannelDown as down:
    print(down)
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "无法写入：" in told.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("english")
def test_an_address_that_is_none_is_refused_by_the_folder_as_by_a_server(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="is not an email address"):
        send(FileNotifier(folder=tmp_path), mail_to("nobody"))


@pytest.mark.usefixtures("english")
def test_a_sender_that_is_none_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="notifier file: sender: 'me' is not an email address"):
        FileNotifier(folder=tmp_path, sender="me")


def test_a_terminal_shows_what_would_be_sent() -> None:
    stream = io.StringIO()
    notifier = ConsoleNotifier(stream=stream)
    send(notifier, mail_to())
    send(notifier, SMS)
    assert stream.getvalue() == (
        "── 邮件 → 市住建局 张三 <zhang@zj.example>\n"
        "编号：WT-2024-0001.7@duban.example\n"
        "主题：【催办】WT-2024-0001 老旧小区改造\n"
        "\n"
        "市住建局：\n"
        "请于 2024年4月23日 前办结。\n"
        ".\n"
        "\n"
        "── 短信 → 市住建局 <13800000000>\n"
        "编号：WT-2024-0001.8\n"
        "模板：SMS_100001\n"
        "  number = WT-2024-0001\n"
        "\n"
        "【市督考办】WT-2024-0001现剩2个工作日\n"
        "\n"
    )


def test_a_terminal_is_not_taken_over_by_what_people_have_written() -> None:
    stream = io.StringIO()
    evil = "井盖\x1b[2J\r\n主题：已销号\u202e\x9b"
    mail = replace(mail_to(), subject=evil, text=evil, name=evil)
    send(ConsoleNotifier(stream=stream), mail)
    assert all(sign.isprintable() or sign == "\n" for sign in stream.getvalue())
    assert stream.getvalue().split("\n")[2].startswith("主题：井盖 [2J 主题：已销号")


def test_a_terminal_without_chinese_shows_what_it_can() -> None:
    raw = io.BytesIO()
    terminal = io.TextIOWrapper(raw, encoding="ascii")
    send(ConsoleNotifier(stream=terminal), SMS)
    assert "?? → ".encode("ascii", "replace") in raw.getvalue()
    assert b"SMS_100001" in raw.getvalue()


@pytest.mark.usefixtures("english")
def test_a_closed_pipe_takes_the_channel_down() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stream = os.fdopen(writing, "w", encoding="utf-8")
    with pytest.raises(ChannelDown, match="cannot be written"):
        send(ConsoleNotifier(stream=stream), SMS)
    with pytest.raises(BrokenPipeError):
        stream.close()
