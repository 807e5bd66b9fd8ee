"""What the doctor says of a real SMS gateway, to which it sends nothing."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from command_line import done, duban
from examined import wanting

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parent.parent


@pytest.fixture
def gateway() -> Iterator[str]:
    script = TESTS / "sms_gateway.py"
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield f"http://127.0.0.1:{int(running.stdout.readline())}"
        running.terminate()


def sms(office: Path, url: str, **more: str) -> None:
    text = (office / "duban.toml").read_text("utf-8").partition("[channels.sms]")[0]
    lines = "".join(f"{name} = '{value}'\n" for name, value in more.items())
    settings = f"[channels.sms]\nnotifier = 'http-sms'\nurl = '{url}/send'\nsuccess = 'status == 200'\n{lines}"
    settings += "[channels.sms.headers]\nAuthorization = 'Bearer sk-0123456789'\n"
    (office / "duban.toml").write_text(text + settings, "utf-8")


def test_a_real_gateway_is_asked_and_sends_nothing(office: Path, gateway: str) -> None:
    sms(office, gateway)
    assert done("doctor", "--json").json["ok"]
    (seen,) = httpx.get(f"{gateway}/seen").json()
    assert (seen["method"], seen["headers"]["Authorization"]) == ("HEAD", "Bearer sk-0123456789")


def test_a_gateway_whose_messages_have_a_body_is_asked_without_it(office: Path, gateway: str) -> None:
    sms(office, gateway, body='{"to": {{ mobile | tojson }}}')
    assert done("doctor", "--json").json["ok"]
    (seen,) = httpx.get(f"{gateway}/seen").json()
    assert (seen["method"], seen["headers"]["Authorization"]) == ("HEAD", "Bearer sk-0123456789")
    assert {"Content-Length", "Transfer-Encoding"}.isdisjoint(seen["headers"])


def test_a_gateway_without_a_test_for_success_is_not_set_up(office: Path) -> None:
    sms(office, "http://127.0.0.1:1")
    settings = office / "duban.toml"
    settings.write_text(settings.read_text("utf-8").replace("success = 'status == 200'\n", ""), "utf-8")
    assert "请写明网关怎样表示已受理短信" in wanting()["channel-sms"]["found"]


def test_a_gateway_with_a_header_that_cannot_be_sent(office: Path, gateway: str) -> None:
    sms(office, gateway, body="x")
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write('"X Key" = "1"\n')
    assert "有请求头无法发送" in wanting()["channel-sms"]["found"]


def test_a_length_that_somebody_else_reckoned_is_refused(office: Path, gateway: str) -> None:
    sms(office, gateway, body="x")
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write('Content-Length = "99"\n')
    assert "headers.Content-Length" in wanting()["channel-sms"]["found"]


def test_a_gateway_that_refuses_the_key(office: Path, gateway: str) -> None:
    sms(office, gateway)
    for _ in range(2):
        httpx.put(f"{gateway}/next", json={"status": 401}).raise_for_status()
    found = wanting()["channel-sms"]["found"]
    assert "HTTP 401" in found
    assert "sk-0123456789" not in found


def test_a_gateway_that_is_not_there(office: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    sms(office, f"http://127.0.0.1:{port}")
    assert f"127.0.0.1:{port}: 连不上" in wanting()["channel-sms"]["found"]


def test_a_template_of_the_gateway_that_cannot_be_used(office: Path) -> None:
    sms(office, "http://127.0.0.1:1", body="{{ mobil }}")
    assert "body" in wanting()["channel-sms"]["found"]


def test_messages_whose_template_the_carrier_s_settings_lack_are_named(office: Path, gateway: str) -> None:
    sms(office, gateway)
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write("[channels.sms.templates]\nSMS_1 = 'SMS_154950909'\n")
    found = wanting()["templates-sms"]
    assert "templates 中没有" in found["found"]
    assert "[channels.sms.templates]" in found["advice"]


def test_an_sms_is_counted_with_the_signature_of_the_office_s_own_channel(office: Path, gateway: str) -> None:
    sms(office, gateway)
    done("scenario", "check", "task")
    sms(office, gateway, sign="云川市优化营商环境和促进高质量发展工作领导小组办公室综合协调处")
    assert "messages.交办通知.sms.text" in duban("scenario", "check", "task").err
