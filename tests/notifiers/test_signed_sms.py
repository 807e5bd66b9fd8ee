"""SMS by Aliyun and Tencent: our signatures are those of their SDKs, and each of their codes has its outcome."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from alibabacloud_openapi_util.client import Client as AliyunSigner
from hypothesis import given
from hypothesis import strategies as st
from tencentcloud.common.abstract_client import AbstractClient
from tencentcloud.common.http.request import RequestInternal

from duban.notifiers import (
    AccountStopped,
    AliyunSmsNotifier,
    BadSetting,
    Message,
    NoSuchAddress,
    Permanent,
    Receipt,
    Retryable,
    TencentSmsNotifier,
    Unclear,
    Unsorted,
)
from duban.notifiers.channels.signing import encoded, signed_for_aliyun, signed_for_tencent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

pytestmark = pytest.mark.usefixtures("english")

NOW = datetime(2024, 4, 16, tzinfo=UTC)
KEY_ID, SECRET = "key-id-4711", "key-secret-0815"
MOBILE = "13800000001"
TEMPLATES = {"SMS_1": {"code": "SMS_154950909", "params": {"due": "days", "no": "number"}}}

moments = st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - it is told beside
keys = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
queries = st.dictionaries(st.from_regex(r"[A-Za-z]{1,12}", fullmatch=True), st.text(max_size=30), max_size=5)


@given(secret=keys, query=queries, at=moments, nonce=st.uuids())
def test_a_signature_for_aliyun_is_that_of_its_sdk(
    secret: str, query: dict[str, str], at: datetime, nonce: UUID
) -> None:
    query = {name: text.encode(errors="replace").decode() for name, text in query.items()}
    facts = {"host": "dysmsapi.aliyuncs.com", "action": "SendSms", "version": "2017-05-25", "nonce": nonce.hex}
    headers = signed_for_aliyun(key_id="id", secret=secret, query=query, at=at, **facts)
    ours = headers.pop("Authorization")
    request = SimpleNamespace(method="POST", pathname="/", query=query, headers=headers)
    payload = headers["x-acs-content-sha256"]
    assert ours == AliyunSigner.get_authorization(request, "ACS3-HMAC-SHA256", payload, "id", secret)
    assert dict(httpx.QueryParams(encoded(query))) == query


@given(secret=keys, text=st.text(max_size=60), at=moments)
def test_a_signature_for_tencent_is_that_of_its_sdk(secret: str, text: str, at: datetime) -> None:
    content = json.dumps({"text": text}).encode()
    facts = {"host": "sms.tencentcloudapi.com", "service": "sms", "action": "SendSms", "version": "2021-01-11"}
    headers = signed_for_tencent(key_id="id", secret=secret, region="ap-guangzhou", content=content, at=at, **facts)
    request = RequestInternal("sms.tencentcloudapi.com", "POST", "/", headers, content)
    day = at.strftime("%Y-%m-%d")
    client = object.__new__(AbstractClient)
    theirs = client._get_tc3_signature({}, request, day, "sms", secret)
    assert headers["Authorization"].endswith(f"Signature={theirs}")


@pytest.fixture(scope="module")
def process() -> Iterator[str]:
    script = Path(__file__).parent.parent / "sms_providers.py"
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield f"http://127.0.0.1:{int(running.stdout.readline())}"
        running.terminate()


@pytest.fixture
def provider(process: str) -> str:
    httpx.put(f"{process}/account", json={"credit": 1000, "refuse": {}, "now": NOW.isoformat()})
    return process


def account(provider: str, **facts: object) -> None:
    httpx.put(f"{provider}/account", json=facts).raise_for_status()


def taken(provider: str) -> dict[str, Any]:
    last: dict[str, Any] = httpx.get(f"{provider}/seen").json()["taken"][-1]
    return last


def channel(kind: str, provider: str, **more: Any) -> AliyunSmsNotifier | TencentSmsNotifier:  # noqa: ANN401
    usual = {"key_id": KEY_ID, "key_secret": SECRET, "sign": "云川市优化办", "endpoint": f"{provider}/{kind}", **more}
    if kind == "aliyun":
        return AliyunSmsNotifier(**usual)
    return TencentSmsNotifier(app_id="1400006666", **usual)


def send(notifier: AliyunSmsNotifier | TencentSmsNotifier, **facts: object) -> Receipt:
    given: dict[str, Any] = {"id": "WT-2024-0001.7@duban.local", "medium": "sms", "to": MOBILE, "created_at": NOW}
    given |= {"sms_template": "SMS_1", "sms_values": {"number": "WT-“1” & 2", "days": "2个工作日"}}
    return asyncio.run(notifier.send(Message(**(given | facts))))


def test_aliyun_takes_what_we_send(provider: str) -> None:
    receipt = send(channel("aliyun", provider, templates=TEMPLATES))
    assert receipt.channel == "aliyun-sms"
    assert "BizId" in receipt.detail
    assert taken(provider) == {
        "to": MOBILE,
        "values": {"due": "2个工作日", "no": "WT-“1” & 2"},
        "template": "SMS_154950909",
        "sign": "云川市优化办",
        "id": "WT-2024-0001.7@duban.local",
    }


def test_tencent_takes_what_we_send(provider: str) -> None:
    send(channel("tencent", provider, templates=TEMPLATES))
    found = taken(provider)
    assert (found["to"], found["values"]) == (f"+86{MOBILE}", ["2个工作日", "WT-“1” & 2"])
    assert (found["template"], found["sign"]) == ("SMS_154950909", "云川市优化办")


@pytest.mark.parametrize(
    ("kind", "code", "outcome", "wait"),
    [
        ("aliyun", "isv.BUSINESS_LIMIT_CONTROL", Retryable, 3600),
        ("aliyun", "isp.SYSTEM_ERROR", Retryable, None),
        ("aliyun", "isv.MOBILE_NUMBER_ILLEGAL", NoSuchAddress, None),
        ("aliyun", "isv.SMS_TEMPLATE_ILLEGAL", Unclear, None),
        ("aliyun", "isv.TEMPLATE_MISSING_PARAMETERS", Unclear, None),
        ("aliyun", "isv.AMOUNT_NOT_ENOUGH", AccountStopped, None),
        ("aliyun", "isv.OUT_OF_SERVICE", AccountStopped, None),
        ("aliyun", "isv.SMS_SIGNATURE_ILLEGAL", AccountStopped, None),
        ("aliyun", "isv.DAY_LIMIT_CONTROL", AccountStopped, None),
        ("aliyun", "isv.SOMETHING_NEW", Unsorted, None),
        ("tencent", "LimitExceeded.PhoneNumberOneHourLimit", Retryable, 3600),
        ("tencent", "LimitExceeded.PhoneNumberDailyLimit", Retryable, 21_600),
        ("tencent", "LimitExceeded.DeliveryFrequencyLimit", Retryable, None),
        ("tencent", "LimitExceeded.AppMainlandChinaDailyLimit", AccountStopped, None),
        ("tencent", "InvalidParameterValue.IncorrectPhoneNumber", NoSuchAddress, None),
        ("tencent", "FailedOperation.PhoneNumberInBlacklist", Permanent, None),
        ("tencent", "FailedOperation.TemplateIncorrectOrUnapproved", Unclear, None),
        ("tencent", "FailedOperation.InsufficientBalanceInSmsPackage", AccountStopped, None),
        ("tencent", "FailedOperation.SignatureIncorrectOrUnapproved", AccountStopped, None),
        ("tencent", "FailedOperation.SomethingNew", Unsorted, None),
    ],
)
def test_each_code_has_its_outcome(
    provider: str, kind: str, code: str, outcome: type[Exception], wait: float | None
) -> None:
    account(provider, refuse={MOBILE: code, f"+86{MOBILE}": code})
    with pytest.raises(outcome) as caught:
        send(channel(kind, provider))
    assert type(caught.value) is outcome
    assert getattr(caught.value, "retry_after", None) == wait
    assert code in str(caught.value)


@pytest.mark.parametrize("kind", ["aliyun", "tencent"])
def test_a_wrong_key_stops_the_account_and_is_not_told(provider: str, kind: str) -> None:
    with pytest.raises(AccountStopped) as caught:
        send(channel(kind, provider, key_secret="other-secret"))
    assert KEY_ID not in str(caught.value)
    with pytest.raises(AccountStopped):
        send(channel(kind, provider, key_id="nobody"))
    for told in (str(caught.value), repr(channel(kind, provider))):
        assert "other-secret" not in told


@pytest.mark.parametrize("kind", ["aliyun", "tencent"])
def test_a_clock_that_is_wrong_is_put_right_by_the_provider_s(provider: str, kind: str) -> None:
    notifier = channel(kind, provider)
    account(provider, now=(NOW + timedelta(hours=3)).isoformat())
    assert send(notifier).channel == f"{kind}-sms"
    asked = httpx.get(f"{provider}/seen").json()["asked"]
    send(notifier, sent_at=NOW + timedelta(seconds=10))
    assert httpx.get(f"{provider}/seen").json()["asked"] == asked + 1, "the next one is right at once"


def test_a_template_that_the_settings_lack_waits_for_them(provider: str) -> None:
    notifier = channel("aliyun", provider, templates=TEMPLATES)
    with pytest.raises(Unclear, match="templates has none for SMS_2; there are: SMS_1"):
        send(notifier, sms_template="SMS_2")
    with pytest.raises(Unclear, match="the message has no value 'number'"):
        send(notifier, sms_values={"days": "2"})


def test_codes_may_be_sorted_otherwise(provider: str) -> None:
    account(provider, refuse={MOBILE: "isv.DAY_LIMIT_CONTROL"})
    with pytest.raises(Retryable) as caught:
        send(channel("aliyun", provider, codes={"later": ["isv.DAY_LIMIT_CONTROL"]}))
    assert type(caught.value) is Retryable


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"key_secret": " "}, "key_secret: is missing"),
        ({"sign": ""}, "sign: is missing"),
        ({"endpoint": "sms.example.org"}, "endpoint: is not an address"),
        ({"codes": {"sometimes": ["1"]}}, "no such kind of code; there are: later, gone, recipient"),
        ({"codes": {"later": "1"}}, "codes.later: has to be a list of codes"),
        ({"templates": {"SMS_1": 7}}, "templates.SMS_1: has to be the carrier's code"),
    ],
)
def test_a_wrong_setting_is_found_before_anything_is_sent(settings: dict[str, Any], problem: str) -> None:
    with pytest.raises(BadSetting) as caught:
        channel("aliyun", "http://127.0.0.1:1", **settings)
    assert problem in str(caught.value)
