"""A provider's account without credit kills no message: the channel rests, a person is told, and later all leave."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from test_refused_alike import SCENARIO, mobile

from duban import Contact, Directory, Settings, Unit
from duban.desk.models.office.mail import channels_of
from duban.notifiers import create
from duban.workflow import Level, Operators

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import MakeEngine

    from duban import DeliveryResult, Engine
    from duban.testing import FixedClock, RecordingNotifier

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # no database decides any of this

MANY, FEW = 24, 6
ALL = 312
"""As many as a city has once lost at the first try, when nobody had paid."""
KEY = "mas-secret-0123456789"
ADMIN = "admin@example.org"
PAGE = (Path(__file__).parents[3] / "docs" / "how-to" / "send-sms.md").read_text("utf-8")


def as_documented(url: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - settings
    """Return the settings that the page shows for an operator's platform, for one at this address."""
    (block,) = (each for each in re.findall(r"```toml\n(.+?)```", PAGE, re.DOTALL) if "tmpsubmit" in each)
    settings = tomllib.loads(block)["channels"]["sms"]
    del settings["notifier"], settings["key_file"]
    return {**settings, "url": f"{url}/mas", "key": KEY, **more}


@dataclass(frozen=True)
class Platform:
    url: str

    def set(self, **account: object) -> None:
        httpx.put(f"{self.url}/account", json=account).raise_for_status()

    def seen(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(f"{self.url}/seen").json()
        return found


@pytest.fixture
def platform() -> Iterator[Platform]:
    script = Path(__file__).parents[2] / "sms_providers.py"
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield Platform(f"http://127.0.0.1:{int(running.stdout.readline())}")
        running.terminate()


@pytest.fixture
def office(make_engine: MakeEngine, tmp_path: Path, database_url: str, mailbox: RecordingNotifier) -> Any:  # noqa: ANN401
    """Return what makes an engine with a message to each of as many people, by SMS."""

    def make(sms: dict[str, Any], *, opening: bool = True, many: int = MANY) -> Engine:
        file = tmp_path / "call.yaml"
        file.write_text(SCENARIO, "utf-8")
        units = [f"单位{place}" for place in range(many)]
        people = [Contact(unit, "张三", Level.HANDLER, mobile=mobile(place)) for place, unit in enumerate(units)]
        operators = Operators(email=(ADMIN,), locale="en")
        engine = make_engine(
            Settings.plain(database_url).model_copy(update={"connections": 4, "operators": operators}),
            scenarios=[file],
            directory=Directory([Unit(unit) for unit in units], people),
            channels={"sms": lambda: create("http-sms", sms), "email": lambda: mailbox},
        )
        for unit in units if opening else ():
            engine.open("call", title="请办理", units={"lead": unit}, by=unit)
        return engine

    return make


def deliver(engine: Engine) -> DeliveryResult:
    return asyncio.run(engine.deliver())


def test_without_credit_no_message_dies_and_all_leave_when_it_is_back(
    office: Any,  # noqa: ANN401
    platform: Platform,
    clock: FixedClock,
    mailbox: RecordingNotifier,
) -> None:
    engine = office(as_documented(platform.url), many=ALL)
    result = deliver(engine)
    assert (result.dead, result.waiting) == (0, ALL)
    asked = platform.seen()["asked"]
    assert asked <= 4

    asyncio.run(engine.tell_operators())
    (told,) = [each for each in mailbox.sent if each.to == ADMIN]
    assert "has been stopped since 04-01 " in told.text
    assert KEY not in told.text
    ways = {each.medium: each for each in channels_of(engine, engine.outbox(statuses=["pending"]))}
    assert (ways["sms"].ok, ways["sms"].waiting, ways["email"].ok) == (False, ALL, True)
    assert "04-01 " in ways["sms"].state
    assert "NoCredit" in ways["sms"].why

    for tries in (1, 2, 3):
        clock.advance(timedelta(minutes=6))
        assert deliver(engine).dead == 0
        assert platform.seen()["asked"] == asked + tries, "one message at a time tries it"

    platform.set(credit=1000)
    clock.advance(timedelta(minutes=6))
    result = deliver(engine)
    assert (result.delivered, result.dead, result.waiting) == (ALL, 0, 0)
    asyncio.run(engine.tell_operators())
    assert len([each for each in mailbox.sent if "has been stopped since" in each.text]) == 1, "they are told once"
    clock.advance(timedelta(days=2))
    assert deliver(engine).delivered == 0
    taken = platform.seen()["taken"]
    assert sorted(each["to"] for each in taken) == sorted(mobile(place) for place in range(ALL)), "each once"
    assert {each["sign"] for each in taken} == {"aB3dE5fG7"}
    assert list(engine.troubles()) == []


def test_a_code_that_nobody_has_sorted_kills_no_message_either(
    office: Any,  # noqa: ANN401
    platform: Platform,
    clock: FixedClock,
) -> None:
    engine = office(as_documented(platform.url, codes={}))
    assert deliver(engine).dead == 0
    before = platform.seen()["asked"]
    for _ in range(12):
        clock.advance(timedelta(hours=1))
        assert deliver(engine).dead == 0
    assert platform.seen()["asked"] - before <= 12, "one message an hour, in case it was sent after all"
    platform.set(credit=1000)
    sent = 0
    for _ in range(4):
        clock.advance(timedelta(hours=1))
        sent += deliver(engine).delivered
    assert sent == MANY
    assert len(platform.seen()["taken"]) == MANY


def test_a_code_that_nobody_sorts_at_all_leaves_each_dead_after_a_few_tries(
    office: Any,  # noqa: ANN401
    platform: Platform,
    clock: FixedClock,
) -> None:
    """Each may have been sent, as nobody knows what the code means: nobody is to get it for ever."""
    engine = office(as_documented(platform.url, codes={}), opening=False)
    for place in range(FEW):
        engine.open("call", title="请办理", units={"lead": f"单位{place}"}, by=f"单位{place}")
    for _ in range(5 * FEW):
        deliver(engine)
        clock.advance(timedelta(hours=2))
    dead = engine.outbox(statuses=["dead"])
    assert (len(dead), {each.cause for each in dead}, {each.attempts for each in dead}) == (FEW, {"exhausted"}, {4})
    assert all("NoCredit" in (each.reason or "") for each in dead)
    assert platform.seen()["asked"] == 4 * FEW
    assert engine.verify().ok
    assert "dead" in {each.code for each in engine.troubles()}

    platform.set(credit=1000)
    assert len(engine.retry([each.id for each in dead])[0]) == FEW
    assert deliver(engine).delivered == FEW


def test_a_number_that_is_none_is_dead_and_holds_up_nobody(office: Any, platform: Platform) -> None:  # noqa: ANN401
    codes = {"account": ["NoCredit"], "recipient": ["InvalidMobile"]}
    engine = office(as_documented(platform.url, codes=codes))
    platform.set(credit=1000, refuse={mobile(0): "InvalidMobile"})
    result = deliver(engine)
    assert (result.delivered, result.dead) == (MANY - 1, 1)
    (dead,) = engine.outbox(statuses=["dead"])
    assert (dead.address, dead.cause) == (mobile(0), "refused")


def test_a_number_gets_no_more_than_the_provider_allows_and_the_rest_wait(
    office: Any,  # noqa: ANN401
    platform: Platform,
    clock: FixedClock,
) -> None:
    engine = office(as_documented(platform.url, per_minute=2, per_hour=3))
    platform.set(credit=1000)
    assert deliver(engine).delivered == MANY  # one for each
    for _ in range(4):
        engine.open("call", title="请办理", units={"lead": "单位0"}, by="单位0")

    result = deliver(engine)
    assert (result.delivered, result.dead) == (1, 0)
    waiting = engine.outbox(statuses=["pending"])
    assert {(each.cause, each.attempts) for each in waiting} == {("limited", 0)}
    assert {each.not_before - engine.now() for each in waiting} == {timedelta(minutes=1)}

    clock.advance(timedelta(minutes=1))
    assert deliver(engine).delivered == 1
    clock.advance(timedelta(minutes=30))
    engine.close()
    again = office(as_documented(platform.url, per_minute=2, per_hour=3), opening=False)
    assert deliver(again).delivered == 0, "a new process knows what was sent before"
    clock.advance(timedelta(minutes=30))
    assert deliver(again).delivered == 2
    assert again.verify().ok


def test_what_the_provider_reports_is_kept_with_the_message(office: Any, platform: Platform) -> None:  # noqa: ANN401
    engine = office(as_documented(platform.url))
    platform.set(credit=1000)
    deliver(engine)
    groups = {each["to"]: each["group"] for each in platform.seen()["taken"]}
    lost, arrived = mobile(0), mobile(1)
    reports = [
        {"mobile": lost, "msgGroup": groups[lost], "reportStatus": "CM:2007", "errorCode": "CM:2007"},
        {"mobile": arrived, "msgGroup": groups[arrived], "reportStatus": "CM:0000", "errorCode": "CM:0000"},
        {"mobile": mobile(2), "msgGroup": "G-of-nobody", "reportStatus": "CM:0000"},
    ]
    noted, unknown = engine.received(reports)
    assert (len(noted), unknown) == (2, ["G-of-nobody"])
    assert engine.received(reports) == (noted, unknown), "said again, it changes nothing"

    (dead,) = engine.outbox(statuses=["dead"])
    assert (dead.id, dead.address, dead.cause) == (noted[0], lost, "lost")
    assert "CM:2007" in (dead.reason or "")
    assert [one.code for one in engine.troubles()] == ["dead"]
    assert engine.verify().ok
    assert engine.retry([dead.id]) == ([dead.id], [])
    assert deliver(engine).delivered == 1
    assert engine.verify().ok


def test_a_stop_is_told_of_though_they_were_told_of_something_else_today(
    office: Any,  # noqa: ANN401
    platform: Platform,
    clock: FixedClock,
    mailbox: RecordingNotifier,
) -> None:
    platform.set(credit=1000, refuse={mobile(0): "InvalidMobile"})
    codes = {"recipient": ["InvalidMobile"], "account": ["NoCredit"]}
    engine = office(as_documented(platform.url, codes=codes))
    deliver(engine)
    asyncio.run(engine.tell_operators())
    (first,) = mailbox.sent
    assert "stopped" not in first.text

    platform.set(credit=0)
    engine.open("call", title="请办理", units={"lead": "单位1"}, by="单位1")
    deliver(engine)
    for _ in range(3):
        asyncio.run(engine.tell_operators())
        clock.advance(timedelta(minutes=6))
    assert ["stopped since" in each.text for each in mailbox.sent] == [False, True], "once, and at once"
