"""WeCom beside mail: whoever has an account is told there in the mail's words, a group by its robot's name."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from wecom_provider import AGENT, CORP, ROBOT, SECRET, Provider, running

from duban import Contact, Directory, Level, Settings
from duban.notifiers import create
from duban.scenarios import read_scenario
from duban.workflow import DeskSettings, Digests, Fallback, Operators, Wishes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import MakeEngine

    from duban import DeliveryResult, Engine
    from duban.testing import FixedClock, RecordingNotifier

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # no database decides any of this

DESK = "https://desk.example.org"
CALL = """
scenario: call
version: 1
number: "DH-{year}-{seq}"
calendar: 24x7
roles: {desk: {title: 服务台, required: true}}
states: {来电: {initial: true, waits_for: desk}, 办结: {final: true}}
transitions: {办结: {from: 来电, to: 办结, by: desk}}
announce: [{on: open, notify: desk, message: 来电}]
messages:
  来电:
    subject: "【来电】{{ item.number }}"
    text: |
      {{ unit }}：
      {{ item.title }}。
"""
OWN = (
    CALL
    + """
    wecom: {title: "{{ item.number }}", text: "请接{{ item.title }}"}
"""
)
PEOPLE = (
    Contact("服务台", "王敏", Level.HANDLER, email="wang@example.org", addresses={"wecom": "WangMin"}),
    Contact("服务台", "督办群", Level.HANDLER, addresses={"wecom_group": "督办群"}),
)


@pytest.fixture(scope="module")
def process() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(process: Provider) -> Provider:
    return process.anew()


@pytest.fixture
def office(
    make_engine: MakeEngine, database_url: str, provider: Provider, mailbox: RecordingNotifier
) -> Callable[..., Engine]:
    def make(text: str = CALL, people: tuple[Contact, ...] = PEOPLE, **more: Any) -> Engine:  # noqa: ANN401
        person = {"corpid": CORP, "corpsecret": SECRET, "agentid": AGENT, "endpoint": provider.url}
        group = {"robots": {"督办群": ROBOT}, "endpoint": provider.url}
        operators, together = Operators(email=("admin@example.org",)), Fallback(after="")
        settings = {"desk": DeskSettings(url=DESK), "operators": operators, "fallback": together, **more}
        return make_engine(
            Settings.plain(database_url).model_copy(update=settings),
            scenarios=[read_scenario(text, "call.yaml")],
            directory=Directory(contacts=people),
            channels={
                "email": lambda: mailbox,
                "wecom": lambda: create("wecom", person),
                "wecom_group": lambda: create("wecom-robot", group),
            },
        )

    return make


def open_call(engine: Engine, title: str = "取号机故障") -> str:
    return engine.open("call", title=title, units={"desk": "服务台"}, by="服务台").number


def deliver(engine: Engine) -> DeliveryResult:
    return asyncio.run(engine.deliver())


def test_a_person_and_a_group_are_told_what_the_mail_says(office: Any, provider: Provider) -> None:  # noqa: ANN401
    engine = office()
    number = open_call(engine)
    assert deliver(engine).delivered == 3
    found = {each["path"].rpartition("/cgi-bin/")[2]: each for each in provider.seen()["asked"]}
    link = f"{DESK}/i/{number}"
    assert found["message/send"]["textcard"] == {
        "title": f"【来电】{number}",
        "description": "服务台：<br>取号机故障。",
        "url": link,
        "btntxt": "打开事项",
    }
    assert found["webhook/send"]["text"]["content"] == f"【来电】{number}\n\n服务台：\n取号机故障。\n{link}"


def test_a_message_may_have_words_of_its_own(office: Any, provider: Provider) -> None:  # noqa: ANN401
    engine = office(OWN)
    number = open_call(engine)
    (shown,) = [
        each for each in engine.preview_message("来电", number=number, reader="服务台/王敏") if each.medium == "wecom"
    ]
    assert (shown.subject, shown.text) == (number, "请接取号机故障")
    deliver(engine)
    (card,) = [each["textcard"] for each in provider.seen()["asked"] if each["msgtype"] == "textcard"]
    assert (card["title"], card["description"]) == (number, "请接取号机故障")


def test_a_preview_shows_where_a_long_message_ends(office: Any, provider: Provider) -> None:  # noqa: ANN401
    long = CALL.replace(
        "{{ item.title }}。", "{{ item.title }}{{ item.title }}{{ item.title }}{{ item.title }}。联系人"
    )
    engine = office(long)
    number = open_call(engine, title="长" * 190)
    shown = {each.medium: each for each in engine.preview_message("来电", number=number, reader="服务台/王敏")}
    deliver(engine)
    sent = [each["text"]["content"] for each in provider.seen()["asked"] if number in str(each)]
    for medium, ending in (
        ("wecom", f'\n<a href="{DESK}/i/{number}">打开事项</a>'),
        ("wecom_group", f"\n{DESK}/i/{number}"),
    ):
        assert shown[medium].text.endswith("长…")
        assert f"【来电】{number}\n\n{shown[medium].text}{ending}" in sent
    assert all(2040 <= len(each.encode()) <= 2048 for each in sent)


def test_whom_wecom_does_not_know_is_dead_alone(office: Any, provider: Provider) -> None:  # noqa: ANN401
    engine = office()
    provider.set(refuse={"WangMin": 60111})
    open_call(engine)
    result = deliver(engine)
    assert (result.delivered, result.dead) == (2, 1)
    (entry,) = engine.outbox(statuses=["dead"])
    assert entry.medium == "wecom"
    assert "60111" in entry.reason


def test_an_application_that_may_not_send_rests_and_a_person_is_told(
    office: Any,  # noqa: ANN401
    provider: Provider,
    clock: FixedClock,
    mailbox: RecordingNotifier,
) -> None:
    people = tuple(
        Contact("服务台", f"人员{place}", Level.HANDLER, addresses={"wecom": f"user{place}"}) for place in range(12)
    )
    engine = office(people=people)
    provider.set(refuse={f"user{place}": 60020 for place in range(12)})
    open_call(engine)
    result = deliver(engine)
    assert (result.delivered, result.dead, result.waiting) == (0, 0, 12)
    asyncio.run(engine.tell_operators())
    (told,) = [each for each in mailbox.sent if each.to == "admin@example.org"]
    assert "60020" in told.text
    assert not any(secret in told.text for secret in (SECRET, CORP, "token"))
    provider.set(refuse={})
    clock.advance(timedelta(hours=1))
    assert deliver(engine).delivered == 12
    assert provider.seen()["given"] == 1


def test_a_robot_says_no_more_in_a_minute_than_it_may(
    office: Any,  # noqa: ANN401
    provider: Provider,
    clock: FixedClock,
) -> None:
    engine = office(people=PEOPLE[1:])
    for place in range(25):
        open_call(engine, title=f"第{place}件")
    assert deliver(engine).delivered == 20
    assert deliver(engine).delivered == 0
    clock.advance(timedelta(minutes=1))
    assert deliver(engine).delivered == 5
    assert len(provider.seen()["asked"]) == 25


def test_an_interrupted_message_is_shown_once(office: Any, provider: Provider, clock: FixedClock) -> None:  # noqa: ANN401
    engine = office(people=PEOPLE[:1])
    open_call(engine)
    provider.set(fault={"send": "lost"})
    deliver(engine)
    assert [each.status for each in engine.outbox() if each.medium == "wecom"] == ["pending"]
    provider.set(fault={})
    clock.advance(timedelta(hours=2))
    assert deliver(engine).delivered == 1
    found = provider.seen()
    assert (len(found["asked"]), len(found["taken"])) == (2, 1), "the provider recognises what comes again"


def test_a_digest_leaves_by_wecom_too(office: Any, provider: Provider, clock: FixedClock) -> None:  # noqa: ANN401
    engine = office(people=PEOPLE[:1], digests=Digests(media=("wecom",)))
    numbers = [open_call(engine, title=f"第{place}件") for place in range(3)]
    clock.advance(timedelta(days=1))
    engine.sweep()
    deliver(engine)
    (sent,) = provider.seen()["asked"]
    said = str(sent[sent["msgtype"]])
    assert DESK in said
    assert all(number in said for number in numbers)


def test_whoever_wishes_wecom_first_gets_the_mail_where_it_fails(
    office: Any,  # noqa: ANN401
    provider: Provider,
    clock: FixedClock,
    mailbox: RecordingNotifier,
) -> None:
    engine = office(people=(replace(PEOPLE[0], wishes=Wishes(first=("wecom", "email"))),), fallback=Fallback())
    open_call(engine)
    assert deliver(engine).delivered == 1
    assert (len(provider.seen()["taken"]), len(mailbox.sent)) == (1, 0)
    provider.set(refuse={"WangMin": 81013})
    open_call(engine, title="另一件")
    deliver(engine)
    clock.advance(timedelta(days=1))
    deliver(engine)
    assert [each.to for each in mailbox.sent] == ["wang@example.org"]


def test_operators_may_be_told_by_wecom(office: Any, provider: Provider) -> None:  # noqa: ANN401
    engine = office(operators=Operators.model_validate({"wecom": ["Admin"], "locale": "zh-CN"}))
    provider.set(refuse={"WangMin": 81013})
    open_call(engine)
    deliver(engine)
    asyncio.run(engine.tell_operators())
    (told,) = [each for each in provider.seen()["taken"] if each.get("touser") == "Admin"]
    assert "[duban]" in told["text"]["content"] or "督办" in told["text"]["content"]
