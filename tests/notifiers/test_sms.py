"""SMS through a real HTTP process: what is asked, and what each answer means."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import subprocess
import sys
import tracemalloc
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from duban.notifiers import (
    AccountStopped,
    BadSetting,
    ChannelDown,
    HttpSmsNotifier,
    Message,
    Permanent,
    Receipt,
    Retryable,
    SmsTooLong,
    Uncertain,
    Unclear,
    Unsorted,
    connected,
    create,
    sms_segments,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("english")

KEY = "sk-0123456789abcdef"
JSON_BODY = (
    '{"PhoneNumbers": {{ mobile | tojson }}, "SignName": {{ sign | tojson }}, "TemplateCode": {{ template | tojson }},'
    ' "TemplateParam": {{ values | tojson }}, "OutId": {{ id | tojson }}}'
)


@dataclass(frozen=True)
class Gateway:
    url: str

    def answers(self, **answer: object) -> None:
        httpx.put(f"{self.url}/next", json=answer).raise_for_status()

    def seen(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = httpx.get(f"{self.url}/seen").json()
        return found

    def notifier(self, **settings: object) -> HttpSmsNotifier:
        usual = {
            "url": f"{self.url}/send",
            "headers": {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"},
            "body": JSON_BODY,
            "success": "json.Code == 'OK'",
            "retry_when": "json.Code in ['isv.BUSINESS_LIMIT_CONTROL', 'isp.SYSTEM_ERROR']",
            "down_when": "json.Code == 'isv.AMOUNT_NOT_ENOUGH'",
            "account_when": "json.Code == 'isv.OUT_OF_SERVICE'",
            "recipient_when": "json.Code == 'isv.MOBILE_NUMBER_ILLEGAL'",
        }
        return HttpSmsNotifier(**(usual | settings))


@pytest.fixture(scope="module")
def process() -> Iterator[Gateway]:
    script = Path(__file__).parent.parent / "sms_gateway.py"
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield Gateway(f"http://127.0.0.1:{int(running.stdout.readline())}")
        running.terminate()


@pytest.fixture
def gateway(process: Gateway) -> Gateway:
    process.seen()
    return process


def sms(**facts: object) -> Message:
    given = {
        "id": "WT-2024-0001.7",
        "medium": "sms",
        "to": "13800000000",
        "created_at": datetime(2024, 4, 16, tzinfo=UTC),
        "sms_sign": "市督考办",
        "sms_template": "SMS_100001",
        "sms_values": {"number": 'WT-"1"', "days": "2个工作日"},
    }
    return Message(**(given | facts))


def send(notifier: HttpSmsNotifier, message: Message | None = None) -> Receipt:
    return asyncio.run(notifier.send(message or sms()))


def test_a_gateway_is_asked_with_what_it_wants_to_know(gateway: Gateway) -> None:
    gateway.answers(body='{"Code": "OK", "BizId": "4711"}')
    receipt = send(gateway.notifier())
    [request] = gateway.seen()
    assert json.loads(request["body"]) == {
        "PhoneNumbers": "13800000000",
        "SignName": "市督考办",
        "TemplateCode": "SMS_100001",
        "TemplateParam": {"number": 'WT-"1"', "days": "2个工作日"},
        "OutId": "WT-2024-0001.7",
    }
    assert (request["method"], request["headers"]["Authorization"]) == ("POST", f"Bearer {KEY}")
    assert receipt.channel == "http-sms"
    assert "4711" in receipt.detail


def test_a_gateway_that_wants_a_form_gets_a_form(gateway: Gateway) -> None:
    body = "mobile={{ mobile }}&content={{ ('【' ~ sign ~ '】' ~ text) | urlencode }}"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    send(gateway.notifier(body=body, headers=headers), sms(text="请于4月23日前办结 & 回复"))
    assert parse_qs(gateway.seen()[0]["body"])["content"] == ["【市督考办】请于4月23日前办结 & 回复"]


def test_a_gateway_that_wants_a_query_gets_one(gateway: Gateway) -> None:
    url = f"{gateway.url}/send?key={KEY}&to={{{{ mobile }}}}&code={{{{ values.days | urlencode }}}}"
    send(gateway.notifier(url=url, method="get", body="", headers={}))
    [request] = gateway.seen()
    assert request["method"] == "GET"
    assert parse_qs(urlsplit(request["path"]).query)["code"] == ["2个工作日"]


def test_the_out_id_stays_the_same_when_a_message_is_sent_again(gateway: Gateway) -> None:
    gateway.answers(status=503)
    with pytest.raises(Retryable):
        send(gateway.notifier())
    send(gateway.notifier())
    first, second = gateway.seen()
    assert first["body"] == second["body"]


def test_a_batch_shares_a_notifier(gateway: Gateway) -> None:
    async def run() -> list[Receipt]:
        async with connected(gateway.notifier()) as notifier:
            return [await notifier.send(sms(id=f"{n}")) for n in range(3)]

    assert len(asyncio.run(run())) == 3
    assert [json.loads(request["body"])["OutId"] for request in gateway.seen()] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"body": '{"Code": "isv.BUSINESS_LIMIT_CONTROL"}'}, Retryable),
        ({"body": '{"Code": "isv.AMOUNT_NOT_ENOUGH"}'}, ChannelDown),
        ({"body": '{"Code": "isv.MOBILE_NUMBER_ILLEGAL"}'}, Permanent),
        ({"body": '{"Code": "isv.OUT_OF_SERVICE"}'}, AccountStopped),
        ({"body": '{"Code": "isv.SOMETHING_NEW"}'}, Unsorted),
        ({"body": "<html>a proxy's own page</html>"}, Unsorted),
        ({"body": ""}, Unsorted),
        ({"body": "[1, 2]"}, Unsorted),
        ({"status": 500}, Retryable),
        ({"status": 503, "body": '{"Code": "isv.AMOUNT_NOT_ENOUGH"}'}, ChannelDown),
        ({"status": 429}, Retryable),
        ({"status": 400, "body": '{"Code": "isp.SYSTEM_ERROR"}'}, Retryable),
        ({"status": 400}, Unsorted),
        ({"status": 403}, Unsorted),
        ({"status": 401}, Unclear),
        ({"status": 404}, Unclear),
        ({"status": 302, "body": ""}, Unsorted),
        ({"fault": "drop"}, Uncertain),
    ],
    ids=str,
)
def test_each_answer_has_its_outcome(gateway: Gateway, answer: dict[str, Any], kind: type[Exception]) -> None:
    gateway.answers(**answer)
    with pytest.raises(kind) as caught:
        send(gateway.notifier())
    assert type(caught.value) is kind


def test_a_gateway_that_has_the_request_and_is_silent_may_have_sent_the_message(gateway: Gateway) -> None:
    gateway.answers(fault="hang")
    with pytest.raises(Uncertain, match="did not answer in 1 seconds"):
        send(gateway.notifier(timeout=1.0))
    assert len(gateway.seen()) == 1


def test_a_closed_port_takes_the_channel_down(gateway: Gateway) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(ChannelDown, match="no connection"):
            send(gateway.notifier(url=f"http://127.0.0.1:{unused.getsockname()[1]}/"))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "Tue, 16 Apr 2024 00:02:00 GMT", "Date": "Tue, 16 Apr 2024 00:00:00 GMT"}, 120),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": "9" * 400}, 86_400),
        ({"Retry-After": "Tue, 16 Apr 2024 00:00:00 GMT", "Date": "Tue, 16 Apr 2024 00:02:00 GMT"}, 0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "Tue, 16 Apr 2024 00:02:00 GMT"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_the_wait_that_a_gateway_asks_for_is_passed_on(
    gateway: Gateway, headers: dict[str, str], seconds: float | None
) -> None:
    gateway.answers(status=429, headers=headers)
    with pytest.raises(Retryable) as caught:
        send(gateway.notifier())
    assert caught.value.retry_after == seconds


def test_no_key_is_ever_told_though_the_gateway_repeats_it(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    notifier = gateway.notifier(url=f"{gateway.url}/send?access_token={KEY}x")
    gateway.answers(status=400, body=f"bad token {KEY}x in Bearer {KEY}")
    with pytest.raises(Unsorted) as caught:
        send(notifier)
    assert "bad token *** in" in caught.value.reason
    for told in (str(caught.value), repr(caught.value), repr(notifier), caplog.text):
        assert KEY not in told


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"timeout": "soon"}, "timeout: 'soon' is not a number above 0"),
        ({"url": "sms.example.org"}, "url: is not an address"),
        ({"body": "{{ mobil }}"}, "body: there is no 'mobil'; there are: mobile, sign, template, values, id, text, "),
        ({"body": "{{ mobile"}, "body: is not a template: unexpected"),
        ({"success": "jsn.Code == 'OK'"}, "success: there is no 'jsn'; there are: status, json, text, "),
        ({"success": ""}, "success: is missing; say how the gateway shows that it took an SMS"),
        ({"success": "not false"}, "success: looks at nothing of the answer"),
        ({"down_when": "json.Code =="}, "down_when: is not an expression: "),
        ({"headers": {"X-Key": f"{{{{ {KEY} "}}, "headers.X-Key: is not a template"),
    ],
)
def test_a_wrong_setting_is_found_before_anything_is_sent(
    gateway: Gateway, settings: dict[str, Any], problem: str
) -> None:
    with pytest.raises(BadSetting) as caught:
        gateway.notifier(**settings)
    assert problem in str(caught.value)
    assert KEY not in str(caught.value)


def test_a_gateway_without_a_test_for_success_is_not_set_up() -> None:
    with pytest.raises(BadSetting, match=r"success: is missing; .* success = \"json\.Code == 'OK'\""):
        create("http-sms", {"url": "https://sms.example.org/send"})


def test_a_gateway_may_show_success_by_its_status_alone(gateway: Gateway) -> None:
    notifier = gateway.notifier(success="status == 200", retry_when=None, down_when=None)
    gateway.answers(body="")
    assert send(notifier).channel == "http-sms"
    gateway.answers(status=204, body="")
    with pytest.raises(Unsorted, match="HTTP 204"):
        send(notifier)


def test_a_value_that_the_request_needs_and_the_message_lacks_is_named(gateway: Gateway) -> None:
    with pytest.raises(Permanent, match=r"body cannot be filled in: .*'code'"):
        send(gateway.notifier(body="{{ values.code }}"))


def test_an_answer_that_cannot_be_judged_says_so(gateway: Gateway) -> None:
    gateway.answers(body='{"left": "many"}')
    with pytest.raises(Unsorted, match=r"success cannot be judged on the answer \(HTTP 200\)"):
        send(gateway.notifier(success="json.left > 3"))


def test_an_endless_answer_is_read_only_so_far(gateway: Gateway) -> None:
    gateway.answers(status=500, body="x" * 1_000_000)
    with pytest.raises(Retryable) as caught:
        send(gateway.notifier())
    assert len(caught.value.reason) == 300


def test_a_line_break_in_a_value_adds_no_header(gateway: Gateway) -> None:
    notifier = gateway.notifier(headers={"X-Name": "{{ values.number }}"})
    with pytest.raises(Permanent, match="a header cannot carry"):
        send(notifier, sms(sms_values={"number": "a\r\nX-Evil: 1"}))
    assert gateway.seen() == []


@pytest.mark.parametrize(
    ("text", "sign", "segments"),
    [
        ("", "", 1),
        ("字" * 70, "", 1),
        ("字" * 71, "", 2),
        ("字" * 65, "督考办", 1),
        ("字" * 66, "督考办", 2),
        ("字" * 66, "【督考办】", 2),
        ("字" * 134, "", 2),
        ("字" * 135, "", 3),
        ("😀" * 35, "", 1),
        ("😀" * 36, "", 2),
        ("字" * 500, "", 8),
    ],
)
def test_segments_are_counted_as_the_carrier_does(text: str, sign: str, segments: int) -> None:
    assert sms_segments(text, sign) == segments


def test_a_text_over_five_hundred_characters_is_refused(gateway: Gateway) -> None:
    with pytest.raises(SmsTooLong) as caught:
        send(gateway.notifier(), sms(text="字" * 495))
    assert caught.value.length == 501
    assert isinstance(caught.value, Permanent)
    assert gateway.seen() == []


@pytest.mark.parametrize(
    "body",
    [
        '{"key": "%s", "to": "{{ mobile }}", "text": {{ text | tojson }}}',
        '{"auth": {"keys": ["%s"]}, "to": "{{ mobile }}", "text": {{ text | tojson }}}',
        "key=%s&to={{ mobile }}&text={{ text | urlencode }}",
        '<?xml version="1.0"?><sms pw="%s"><to>{{ mobile }}</to><text>{{ text }}</text></sms>',
    ],
    ids=["json", "nested", "form", "xml"],
)
def test_a_key_in_the_body_is_not_told_but_the_message_is(gateway: Gateway, body: str) -> None:
    gateway.answers(status=400, body=f"bad request: key={KEY} to=13800000000 text=请办理")
    with pytest.raises(Unsorted) as caught:
        send(gateway.notifier(body=body % KEY), sms(to="13800000000", text="请办理"))
    assert KEY not in str(caught.value)
    assert "key=*** to=13800000000 text=请办理" in str(caught.value)


def test_an_answer_that_unpacks_to_much_is_read_no_further_than_it_is_looked_at(gateway: Gateway) -> None:
    gateway.answers(body="x" * 1000, packed=100_000)
    tracemalloc.start()
    try:
        with pytest.raises(Unsorted):
            send(gateway.notifier())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 5_000_000


def test_an_answer_that_was_packed_is_read(gateway: Gateway) -> None:
    gateway.answers(body='{"Code": "OK"}', packed=1)
    assert send(gateway.notifier()).detail.endswith('HTTP 200 {"Code": "OK"}')
