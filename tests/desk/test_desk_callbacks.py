"""Providers post what became of SMS to an address with a secret in it, and are answered as they want to be."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from duban import Contact, Directory, Settings, Unit
from duban.desk import Desk
from duban.testing import FixedClock, RecordingNotifier
from duban.workflow import Level, ReceiptSettings
from duban.workflow.settings import Channel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from duban import Engine

SECRET = "kX3vQ9pL2mW8sT5r"
NUMBER = "13800000001"
SCENARIO = """
scenario: call
version: 1
title: 值班
number: "ZB-{year}-{seq:04d}"
calendar: 24x7
opens_by: lead
roles:
  lead: {title: 牵头单位, required: true}
states:
  待办: {initial: true, waits_for: lead}
  办结: {final: true}
transitions:
  完成: {from: 待办, to: 办结, by: lead}
announce:
  - {on: open, notify: lead, message: 交办}
messages:
  交办:
    subject: "{{ item.number }}"
    text: "{{ item.number }}"
    sms: {template: SMS_1, sign: 督办, text: "${号}请办理", values: {号: "{{ item.number }}"}}
"""


class Client:
    """Asks the desk as a provider does."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask(self, method: str, place: str, **given: Any) -> httpx.Response:  # noqa: ANN401 - as httpx takes them
        async def run() -> httpx.Response:
            way = httpx.ASGITransport(self._desk)
            async with httpx.AsyncClient(transport=way, base_url="http://localhost") as client:
                return await client.request(method, place, **given)

        return asyncio.run(run())

    def post(self, place: str, **given: Any) -> httpx.Response:  # noqa: ANN401 - likewise
        return self.ask("POST", place, **given)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock("2024-04-01T09:00+08:00")


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Callable[..., tuple[Engine, Client, str]]:
    """Return what makes an engine that has sent one SMS, its desk, and the id of the message."""
    from duban import Engine  # noqa: PLC0415 - the fixture's own

    def make(notifier: str = "http-sms", **receipts: Any) -> tuple[Engine, Client, str]:  # noqa: ANN401 - settings
        file = tmp_path / "call.yaml"
        file.write_text(SCENARIO, "utf-8")
        settings = Settings.plain(f"sqlite:///{tmp_path}/callbacks.db").model_copy(
            update={
                "receipts": ReceiptSettings(**{"secret": SECRET, **receipts}),
                "channels": {"sms": Channel(notifier=notifier)},
                "folder": tmp_path,
            }
        )
        mailbox = RecordingNotifier()
        who = Directory([Unit("市住建局")], [Contact("市住建局", "张三", Level.HANDLER, mobile=NUMBER)])
        engine = Engine(settings, scenarios=[file], directory=who, channels={"sms": lambda: mailbox}, clock=clock)
        engine.open("call", title="请办理", units={"lead": "市住建局"}, by="市住建局")
        asyncio.run(engine.deliver())
        return engine, Client(Desk(engine)), mailbox.sent[0].id

    return make


ALIYUN = {"phone_number": NUMBER, "success": False, "err_code": "MK:0001", "biz_id": "B1", "send_time": "…"}
OURS = f"/callback/sms/{SECRET}"


@pytest.mark.parametrize(
    ("notifier", "given", "answer"),
    [
        ("aliyun-sms", {}, '{"code":0,"msg":"成功"}'),
        ("tencent-sms", {}, '{"result":0,"errmsg":"OK"}'),
        ("http-sms", {"answer": "success"}, "success"),
    ],
)
def test_a_report_is_kept_and_answered(
    office: Callable[..., Any], notifier: str, given: dict[str, str], answer: str
) -> None:
    engine, client, message_id = office(notifier, **given)
    for _ in range(2):
        answered = client.post(OURS, json=[{**ALIYUN, "out_id": message_id}])
        assert (answered.status_code, answered.text) == (200, answer)
    (dead,) = engine.outbox(statuses=["dead"])
    assert dead.cause == "lost"
    assert [each.address for each in engine.marked_addresses()] == [NUMBER], "there is no such number"
    assert engine.verify().ok


def test_forms_and_queries_are_read_as_well(office: Callable[..., Any]) -> None:
    engine, client, message_id = office()
    assert client.ask("GET", OURS, params={"mobile": NUMBER, "id": "unknown", "arrived": "false"}).status_code == 200
    assert engine.outbox() == []
    told = {"reports": json.dumps([{"mobile": NUMBER, "id": message_id, "arrived": False, "detail": "EXPIRED"}])}
    assert client.post(OURS, data=told).status_code == 200
    assert [each.cause for each in engine.outbox(statuses=["dead"])] == ["lost"]
    assert engine.marked_addresses() == [], "what may be a telephone that is off marks no number"


def test_one_odd_report_fails_no_other_and_too_many_fields_are_refused(office: Callable[..., Any]) -> None:
    engine, client, message_id = office()
    odd = json.dumps([{"id": message_id, "arrived": False, "detail": "off \ud800 \0"}, {"id": "?", "arrived": True}])
    assert client.post(OURS, content=odd.encode()).status_code == 200
    assert [each.cause for each in engine.outbox(statuses=["dead"])] == ["lost"]
    assert engine.verify().ok
    many = "&".join(f"a{at}=1" for at in range(1_001))
    assert client.post(OURS, content=many.encode()).status_code == 400


def test_whoever_does_not_know_the_secret_changes_nothing(office: Callable[..., Any]) -> None:
    engine, client, message_id = office()
    for place in (f"{OURS}x", OURS[:-1], "/callback/email/" + SECRET, "/callback/sms/％"):
        assert client.post(place, json=[{**ALIYUN, "out_id": message_id}]).status_code == 404
    assert engine.outbox() == []
    _, closed, _ = office(secret="")
    assert closed.post("/callback/sms/x", json=[]).status_code == 404


def test_what_is_too_much_or_no_report_is_refused(office: Callable[..., Any], clock: FixedClock) -> None:
    _, client, _ = office(per_minute=5)
    assert client.post(OURS, content=b"x" * 1_100_000).status_code == 413
    assert client.post(OURS, content=b"hello").status_code == 400
    assert client.post(OURS, content=b"[" * 100_000).status_code == 400
    assert client.post(OURS, json=[]).status_code == 200
    assert client.ask("PUT", OURS, json=[]).status_code == 405
    assert client.post(OURS, json={"ping": 1}).status_code == 200
    assert client.post(OURS, json=[]).status_code == 429
    clock.advance(timedelta(minutes=1))
    assert client.post(OURS, json=[]).status_code == 200


@pytest.mark.usefixtures("english")
def test_a_secret_that_is_short_is_refused(office: Callable[..., Any]) -> None:
    with pytest.raises(Exception, match="16 letters and digits"):
        office(secret="short")
