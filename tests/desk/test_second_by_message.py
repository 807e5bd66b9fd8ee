"""The second step by a code that is sent by SMS or mail: how it is turned on, what it is good for, and how often."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest
from browser import PASSWORD, Browser

from duban import Contact
from duban.desk import Function
from duban.desk.store import links, log
from duban.notifiers import ChannelDown, Receipt
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk_office import Office
    from httpx import Response

    from duban.notifiers import Message
    from duban.testing import FixedClock

MOBILE = "13812342231"
TANGRUI = Contact("市住建局", "唐瑞", Level.HANDLER, email="tangrui@example.org", mobile=MOBILE)


class Box:
    """A channel that keeps what it is sent, until it is `broken`; then it answers with what it was sent."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.broken = False

    async def send(self, message: Message) -> Receipt:
        if self.broken:
            problem = f"cannot send {message.text}"
            raise ChannelDown(problem)
        self.sent.append(message)
        return Receipt("box", "taken")

    @property
    def code(self) -> str:
        found = re.search(r"[0-9]{6}", self.sent[-1].text)
        assert found is not None
        return found[0]


@pytest.fixture(scope="module")
def post() -> Box:
    return Box()


@pytest.fixture(scope="module")
def office_with_post(make_office: Callable[..., Office], post: Box) -> Office:
    channels = {"sms": lambda: post, "email": lambda: post}
    return make_office(people=False, contacts=[TANGRUI], channels=channels, sms_template="SMS_1", sms_sign="督办")


@pytest.fixture
def box(post: Box) -> Box:
    post.sent.clear()
    return post


class House(NamedTuple):
    """The office, and the account of this test."""

    office: Office
    name: str

    @property
    def clock(self) -> FixedClock:
        return self.office.clock


@pytest.fixture
def house(office_with_post: Office, request: pytest.FixtureRequest) -> House:
    return House(office_with_post, f"a{abs(hash(request.node.name)) % 10**9}")


def entered(house: House) -> Browser:
    browser = Browser(house.office.desk)
    token = house.office.keeping.add(house.name, shown="唐瑞", unit="市住建局", function=Function.CLERK)
    assert browser.choose(token, PASSWORD).status_code == 303
    return browser


def kept(house: House) -> str:
    with house.office.engine.database.reading() as connection:
        rows = [*connection.execute(links.select()), *connection.execute(log.select())]
    return repr(rows)


def turned_on(house: House, box: Box, by: str = "sms") -> tuple[Browser, list[str]]:
    """Return a browser of somebody who has turned the second step on, and the codes for emergencies."""
    browser, page = entered(house), f"/me/second/sent?by={by}"
    sent = browser.send(browser.get(page), "/me/second/sent", send="1")
    shown = browser.send(browser.follow(sent), "/me/second/sent", code=box.code)
    return browser, [part.split("</li>")[0] for part in shown.text.split("<li>")[1:]]


def half(house: House) -> tuple[Browser, Response]:
    """Return a browser in which somebody has given the password, and what they are shown."""
    browser = Browser(house.office.desk)
    answer = browser.sign_in(house.name, PASSWORD)
    return browser, browser.follow(answer) if answer.status_code == 303 else answer


def test_a_code_by_sms_is_the_second_step_once_it_has_come_back(house: House, box: Box) -> None:
    browser = entered(house)
    assert "by=sms" in browser.get("/me/second").text
    assert box.sent == []
    page = browser.follow(browser.send(browser.get("/me/second/sent?by=sms"), "/me/second/sent", send="1"))
    (message,) = box.sent
    assert (message.medium, message.to, message.sms_template, message.sms_sign) == ("sms", MOBILE, "SMS_1", "督办")
    assert message.sms_values == {"code": box.code}
    assert "138****2231" in page.text
    assert MOBILE not in page.text
    wrong = browser.send(page, "/me/second/sent", code=f"{(int(box.code) + 1) % 10**6:06}")
    assert (wrong.status_code, "不是最近发出的验证码" in wrong.text) == (422, True)
    codes = browser.send(page, "/me/second/sent", code=f" {box.code[:3]} {box.code[3:]} ")
    assert codes.text.count("<li>") == 10
    assert "138****2231" in browser.get("/me").text
    house.clock.advance(timedelta(minutes=2))
    guest, asked = half(house)
    assert guest.get("/").headers["location"].startswith("/sign-in/code")
    assert "138****2231" in asked.text
    assert guest.send(asked, "/sign-in/code", code=box.code).status_code == 303
    assert guest.get("/").status_code == 200
    again, asked = half(house)
    assert again.send(asked, "/sign-in/code", code=box.code).status_code == 422
    assert all(message.sms_values["code"] not in kept(house) for message in box.sent)
    assert {each.name: each.second_factor for each in house.office.keeping.list()}[house.name]


def test_a_code_is_good_for_five_minutes_and_only_the_one_sent_last(house: House, box: Box) -> None:
    turned_on(house, box, "email")
    assert (box.sent[-1].medium, box.sent[-1].to) == ("email", "tangrui@example.org")
    house.clock.advance(timedelta(minutes=1))
    browser, page = half(house)
    first = box.code
    assert "1分钟" in browser.send(page, "/sign-in/code", send="1").text
    house.clock.advance(timedelta(minutes=1))
    assert browser.send(page, "/sign-in/code", send="1").status_code == 200
    assert box.code != first or len({each.text for each in box.sent}) < len(box.sent)
    house.clock.advance(timedelta(minutes=5))
    assert browser.send(page, "/sign-in/code", code=box.code).status_code == 422
    assert browser.send(page, "/sign-in/code", send="1").status_code == 200
    house.clock.advance(timedelta(minutes=4, seconds=59))
    assert browser.send(page, "/sign-in/code", code=box.code).status_code == 303


def test_an_account_is_sent_one_a_minute_and_five_an_hour(house: House, box: Box) -> None:
    turned_on(house, box)
    for _ in range(6):
        house.clock.advance(timedelta(minutes=1))
        _, page = half(house)
    assert len(box.sent) == 5
    assert "54分钟" in page.text
    house.clock.advance(timedelta(minutes=54))
    half(house)
    assert len(box.sent) == 6


def test_guessing_at_a_code_is_held_back_and_emergency_codes_still_work(house: House, box: Box) -> None:
    _, codes = turned_on(house, box)
    house.clock.advance(timedelta(minutes=1))
    browser, page = half(house)
    for _ in range(5):
        assert browser.send(page, "/sign-in/code", code="12 34").status_code == 422
    assert "试的次数太多" in browser.send(page, "/sign-in/code", code=box.code).text
    house.clock.advance(timedelta(seconds=6))
    assert browser.send(page, "/sign-in/code", code=codes[0]).status_code == 303


def test_a_channel_that_fails_is_said_and_repeats_no_code(
    house: Office, box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    turned_on(house, box)
    house.clock.advance(timedelta(minutes=1))
    box.broken = True
    _, page = half(house)
    assert "没有发出去" in page.text
    assert "cannot send" in caplog.text
    assert re.search(r"[0-9]{6}", caplog.text) is None
    box.broken = False
    house.office.keeping.second_off(house.name)
    plain = Browser(house.office.desk)
    assert plain.sign_in(house.name, PASSWORD).headers["location"] == "/"


def test_what_was_typed_before_the_session_ended_goes_along_through_the_code(house: House, box: Box) -> None:
    browser, _ = turned_on(house, box)
    units = {"lead": "市优化办", "responsible": "市住建局"}
    number = house.office.engine.open("issue", by="市优化办", units=units).number
    action = f"/i/{number}/do/申请退单"
    form = browser.get(action)
    house.clock.advance(timedelta(hours=9))
    stopped = browser.send(form, action, note="写了很久的理由")
    page = browser.send(stopped, "/sign-in", name=house.name, password=PASSWORD)
    house.clock.advance(timedelta(minutes=1))
    page = browser.send(page, "/sign-in/code", send="1")
    assert "写了很久的理由" in browser.send(page, "/sign-in/code", code=box.code).text


def test_who_has_no_address_or_channel_is_offered_an_authenticator_alone(
    make_office: Callable[..., Office], box: Box
) -> None:
    without = make_office(people=False, contacts=[TANGRUI], channels={"sms": lambda: box})
    browser = entered(House(without, "tangrui"))
    assert "by=sms" not in browser.get("/me/second").text  # the carrier has no template
    assert browser.get("/me/second/sent?by=sms").headers["location"] == "/me/second"
