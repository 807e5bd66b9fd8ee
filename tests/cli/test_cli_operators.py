"""Silence is noticed: `duban daemon --once` tells the operators, `duban doctor` says whom, and what is wrong."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import httpx
import pytest
from command_line import done, duban
from examined import wanting

from duban import Engine, Settings
from duban.notifiers import ChannelDown
from duban.testing import FixedClock

TESTS = Path(__file__).parent.parent
ADMIN = "admin@example.org"
TWO_WAYS = """
database = "sqlite:///duban.db"
units = "units.csv"
contacts = "contacts.csv"

[channels.email]
notifier = "smtp"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "duban@example.org"

[channels.sms]
notifier = "http-sms"
url = "{gateway}/send"
body = '{{"to": {{{{mobile|tojson}}}}, "template": {{{{template|tojson}}}}, "values": {{{{values|tojson}}}}}}'
success = "status == 200"
"""


def operators(office: Path, lines: str = f'email = ["{ADMIN}"]\n') -> None:
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n[operators]\n{lines}")


def told(office: Path) -> list[Any]:
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in (office / "mail").glob("*.eml")]
    return [mail for mail in mails if ADMIN in mail["To"]]


def checks() -> dict[str, dict[str, Any]]:
    return {check["code"]: check for check in duban("doctor", "--json").json["checks"]}


def test_once_tells_them_once_a_day(office: Path) -> None:
    operators(office)
    quiet = done("daemon", "--once", "--json").json
    assert quiet["operators"] == {"troubles": [], "to": [], "failed": {}}
    (office / "scenarios" / "task.yaml").write_text("scenario: [", "utf-8")
    first = duban("daemon", "--once", "--json")
    assert (first.status, list(first.json["unusable"])) == (1, ["scenarios/task.yaml"])
    assert first.json["operators"]["to"] == [ADMIN]
    assert duban("daemon", "--once", "--json").json["operators"]["to"] == []
    (mail,) = told(office)
    assert mail["Subject"] == "【督办系统】请处理：1个场景文件不能使用，已搁置"
    assert "scenarios/task.yaml" in mail.get_content()


def test_once_says_in_words_whom_it_told(office: Path) -> None:
    operators(office)
    (office / "scenarios" / "task.yaml").write_text("scenario: [", "utf-8")
    said = duban("daemon", "--once").out
    assert f"已告知系统管理员：{ADMIN}" in said
    assert "scenarios/task.yaml" in said


def test_one_scenario_file_that_cannot_be_read_keeps_no_reminder_from_leaving(urgent: Path) -> None:
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    done("open", "issue", "--by", "市优化办", *units, "--data", "deadline=2024-04-30")
    (urgent / "scenarios" / "complaint.yaml").write_text("scenario: [", "utf-8")
    did = duban("daemon", "--once", "--json").json
    assert did["sweep"]["fired"] == 3
    assert did["delivery"]["delivered"] >= 1
    refused = duban("list")
    assert (refused.status, "complaint.yaml" in refused.err) == (1, True), "whoever works by hand is told at once"


def test_the_doctor_says_when_nobody_is_told(office: Path) -> None:  # noqa: ARG001 - the folder to work in
    assert checks()["operators"]["ok"]
    assert "[operators]" in checks()["operators"]["advice"]


def test_the_doctor_names_whom_it_tells(office: Path) -> None:
    operators(office)
    assert (checks()["operators"]["ok"], checks()["operators"]["advice"]) == (True, "")
    assert ADMIN in checks()["operators"]["found"]


def test_the_doctor_misses_the_channel_by_which_they_are_told(office: Path) -> None:
    settings = office / "duban.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("[channels.sms]\nnotifier", "[channels.email.x]\nnotifier", 1), "utf-8")
    settings.write_text(text.partition("[channels.sms]")[0], "utf-8")
    operators(office, 'sms = ["13800000000"]\nsms_template = "SMS_1"\n')
    assert "sms" in wanting()["operators"]["found"]


def test_the_doctor_goes_on_past_a_file_that_cannot_be_used(office: Path) -> None:
    done("open", "issue", "--by", "市优化办", "--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    (office / "scenarios" / "task.yaml").write_text("scenario: [", "utf-8")
    found = checks()
    assert not found["scenarios"]["ok"]
    assert "task.yaml" in found["scenarios"]["found"]
    assert found["database"]["ok"]
    assert duban("doctor", "--json").json["health"]["unusable"] == ["scenarios/task.yaml"]


@pytest.fixture
def silent(office: Path) -> Path:
    """Make an office whose mail channel has been down for two hours, and whose operators could not be told."""

    class Closed:
        async def send(self, _: object) -> None:
            problem = "connection refused"
            raise ChannelDown(problem)

    operators(office)
    clock = FixedClock("2024-04-01T09:00+08:00")
    with Engine(Settings.load(office / "duban.toml"), channels={"email": Closed}, clock=clock) as engine:
        engine.open("issue", units={"lead": "市优化办", "responsible": "市住建局"}, by="市优化办")
        asyncio.run(engine.deliver())
        clock.set("2024-04-01T11:00+08:00")
        assert asyncio.run(engine.tell_operators()).failed == {"email": "connection refused"}
    return office


def test_the_doctor_names_a_channel_that_is_down_with_what_waits(silent: Path) -> None:  # noqa: ARG001
    found = wanting()
    assert "1封" in found["down-email"]["found"]
    assert "connection refused" in found["down-email"]["found"]
    assert "connection refused" in found["told"]["found"]
    health = duban("doctor", "--json").json["health"]
    assert list(health["down"]) == ["email"]
    assert health["down"]["email"] > 7200


def test_a_mail_server_that_is_gone_is_told_by_sms(office: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    script = TESTS / "sms_gateway.py"
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        gateway = f"http://127.0.0.1:{int(running.stdout.readline())}"
        (office / "duban.toml").write_text(TWO_WAYS.format(port=port, gateway=gateway), "utf-8")
        operators(office, f'email = ["{ADMIN}"]\nsms = ["13800000000"]\nsms_template = "SMS_1"\n')
        clock = FixedClock("2024-04-01T09:00+08:00")
        with Engine(Settings.load(office / "duban.toml"), clock=clock) as engine:
            engine.open("issue", units={"lead": "市优化办", "responsible": "市住建局"}, by="市优化办")
            asyncio.run(engine.deliver())
            clock.set("2024-04-01T10:00+08:00")
            assert asyncio.run(engine.tell_operators()).to == ("13800000000",)
        (request,) = httpx.get(f"{gateway}/seen").json()
        running.terminate()
    assert json.loads(request["body"]) == {
        "to": "13800000000",
        "template": "SMS_1",
        "values": {"count": "1", "what": "邮件通道不通已有1小时，积压消息1封"},
    }


def test_settings_of_operators_that_cannot_be_used_are_refused(office: Path) -> None:
    operators(office, 'email = ["nobody"]\n')
    answer = duban("daemon", "--once")
    assert (answer.status, answer.out) == (1, "")
    assert "duban.toml: operators: email: 'nobody': 不是邮箱地址" in answer.err
