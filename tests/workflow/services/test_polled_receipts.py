"""Aliyun and Tencent are asked what became of SMS; a report costs what it is about."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sqlalchemy import event
from test_refused_alike import SCENARIO, mobile

from duban import Contact, Directory, Unit
from duban.notifiers import create
from duban.testing import RecordingNotifier
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import MakeEngine

    from duban import Engine
    from duban.testing import FixedClock

MANY = 3
KEYS = {"key_id": "key-id-4711", "key_secret": "key-secret-0815", "sign": "督办", "templates": {"SMS_1": "SMS_99"}}
CHANNELS = {"aliyun": ("aliyun-sms", KEYS), "tencent": ("tencent-sms", {**KEYS, "app_id": "1400006666"})}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    script = Path(__file__).parents[2] / "sms_providers.py"
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield f"http://127.0.0.1:{int(running.stdout.readline())}"
        running.terminate()


@pytest.fixture
def office(make_engine: MakeEngine, tmp_path: Path, provider: str, clock: FixedClock) -> Callable[..., Engine]:
    """Return what makes an engine that has sent an SMS to each of a few people by one of the providers."""

    def make(name: str) -> Engine:
        file = tmp_path / "call.yaml"
        file.write_text(SCENARIO, "utf-8")
        told(provider, clock, {})
        kind, given = CHANNELS[name]
        people = [Contact(f"单位{at}", "张三", Level.HANDLER, mobile=mobile(at)) for at in range(MANY)]
        engine = make_engine(
            scenarios=[file],
            directory=Directory([Unit(each.unit) for each in people], people),
            channels={"sms": lambda: create(kind, {**given, "endpoint": f"{provider}/{name}"})},
        )
        for each in people:
            engine.open("call", title="请办理", units={"lead": each.unit}, by=each.unit)
        assert asyncio.run(engine.deliver()).delivered == MANY
        clock.advance(timedelta(minutes=10))
        return engine

    return make


def told(provider: str, clock: FixedClock, reports: dict[str, str], **account: Any) -> None:  # noqa: ANN401 - JSON
    given = {"credit": 1000, "refuse": {}, "now": clock.now().isoformat(), "reports": reports, **account}
    httpx.put(f"{provider}/account", json=given).raise_for_status()


@pytest.mark.parametrize(("name", "prefix", "arrived"), [("aliyun", "", "DELIVERED"), ("tencent", "+86", "DELIVRD")])
def test_a_provider_is_asked_and_what_it_says_is_kept(
    *, office: Callable[..., Engine], provider: str, clock: FixedClock, name: str, prefix: str, arrived: str
) -> None:
    engine = office(name)
    told(provider, clock, {prefix + mobile(0): arrived, prefix + mobile(1): "MK:0001"})
    found = asyncio.run(engine.poll_receipts())
    assert (found.asked, found.noted, found.down) == (MANY, 2, {})
    (dead,) = engine.outbox(statuses=["dead"])
    assert (dead.address, dead.cause) == (mobile(1), "lost")
    assert [each.address for each in engine.marked_addresses()] == [mobile(1)]
    again = asyncio.run(engine.poll_receipts())
    assert (again.asked, again.noted) == (1, 0), "only of the third nothing is known"
    assert engine.verify().ok


@pytest.mark.parametrize("name", ["aliyun", "tencent"])
def test_a_clock_that_is_wrong_is_put_right_and_what_is_refused_is_told(
    office: Callable[..., Engine], provider: str, clock: FixedClock, name: str
) -> None:
    engine = office(name)
    told(provider, clock, {}, now=(clock.now() + timedelta(hours=3)).isoformat())
    assert asyncio.run(engine.poll_receipts()).down == {}
    engine._core.channels = {"sms": lambda: create(*wrong(name, provider))}  # type: ignore[assignment]
    found = asyncio.run(engine.poll_receipts())
    assert "Signature" in found.down["sms"]
    assert KEYS["key_id"] not in found.down["sms"]


def wrong(name: str, provider: str) -> tuple[str, dict[str, Any]]:
    kind, given = CHANNELS[name]
    return kind, {**given, "key_secret": "another-secret", "endpoint": f"{provider}/{name}"}


def test_a_report_costs_what_it_is_about(make_engine: MakeEngine, tmp_path: Path) -> None:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    people = [Contact("单位", "张三", Level.HANDLER, mobile=mobile(0))]
    engine = make_engine(
        scenarios=[file],
        directory=Directory([Unit("单位")], people),
        channels={"sms": RecordingNotifier},
    )
    engine.open("call", title="请办理", units={"lead": "单位"}, by="单位")
    asyncio.run(engine.deliver())
    asked: list[str] = []
    sql = engine.database.engine
    event.listen(sql, "before_cursor_execute", lambda _c, _k, text, *_: asked.append(text))
    assert engine.received([]) == ([], [])
    assert not [each for each in asked if "duban_receipt" in each]
    report = [{"mobile": mobile(0), "sid": "S1", "report_status": "FAIL", "errmsg": "?"}]
    assert engine.received(report) == ([], ["S1"])
    read = [each for each in asked if "duban_receipt" in each and "SELECT" in each]
    assert len(read) == 1, "the ids are asked for only if there are any"
    assert "address IN" in read[0]
