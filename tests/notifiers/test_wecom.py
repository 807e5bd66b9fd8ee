"""WeCom and 政务微信: what leaves for a person and a group, and what each of the provider's answers means."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wecom_provider import AGENT, CORP, ROBOT, SECRET, Provider, running

from duban.notifiers import (
    AccountStopped,
    BadSetting,
    ChannelDown,
    Message,
    NotifierError,
    Permanent,
    Receipt,
    Retryable,
    Uncertain,
    Unclear,
    Unsorted,
    WecomNotifier,
    WecomRobotNotifier,
    check,
    create,
)
from duban.notifiers.media import Wecom, WecomGroup
from duban.notifiers.media.wecom import cut

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("english")

NOW = datetime(2024, 4, 16, tzinfo=UTC)
LINK = {"link": "https://desk.example.org/i/WT-2024-0001", "label": "打开事项"}
SECRETS = (SECRET, CORP, ROBOT, "token+", "token%2B", "of=length", "of%3Dlength")


@pytest.fixture(scope="module")
def process() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(process: Provider) -> Provider:
    return process.anew()


def application(provider: Provider | str, **more: Any) -> WecomNotifier:  # noqa: ANN401 - as the channel takes them
    usual = {"corpid": CORP, "corpsecret": SECRET, "agentid": AGENT, "endpoint": str(provider)}
    return WecomNotifier(**(usual | more))


def robots(provider: Provider | str, **more: Any) -> WecomRobotNotifier:  # noqa: ANN401 - likewise
    return WecomRobotNotifier(**({"robots": {"督办群": ROBOT}, "endpoint": str(provider)} | more))


def letter(**facts: Any) -> Message:  # noqa: ANN401 - as a message takes them
    usual = {"id": "WT-2024-0001.7@duban.local", "medium": "wecom", "to": "WangMin", "created_at": NOW}
    usual |= {"subject": "【催办】取号机故障", "text": "市住建局：\n还剩2个工作日。\n联系人：0711-5550142"}
    return Message(**(usual | facts))


def send(notifier: WecomNotifier | WecomRobotNotifier, **facts: Any) -> Receipt:  # noqa: ANN401 - likewise
    if isinstance(notifier, WecomRobotNotifier):
        facts = {"medium": "wecom_group", "to": "督办群", **facts}
    return asyncio.run(notifier.send(letter(**facts)))


def test_a_person_gets_a_card_with_a_button_to_the_matter(provider: Provider) -> None:
    receipt = send(application(provider), extra=LINK)
    assert receipt == Receipt("wecom", f"{provider.url.split('/')[2]}: msgid msg-1")
    (sent,) = provider.seen()["asked"]
    assert (sent["touser"], sent["agentid"], sent["msgtype"]) == ("WangMin", AGENT, "textcard")
    assert sent["textcard"] == {
        "title": "【催办】取号机故障",
        "description": "市住建局：<br>还剩2个工作日。<br>联系人：0711-5550142",
        "url": LINK["link"],
        "btntxt": "打开事项",
    }
    assert not sent["escaped"], "WeCom refuses \\uxxxx"


def test_without_a_desk_or_with_more_to_say_than_a_card_shows_it_is_text(provider: Provider) -> None:
    send(application(provider))
    send(application(provider), id="2", text="长" * 200, extra=LINK)
    send(application(provider, cards="false"), id="3", extra=LINK)
    plain, long, old = (each["text"]["content"] for each in provider.seen()["asked"])
    assert plain == "【催办】取号机故障\n\n市住建局：\n还剩2个工作日。\n联系人：0711-5550142"
    assert long == f'【催办】取号机故障\n\n{"长" * 200}\n<a href="{LINK["link"]}">打开事项</a>'
    assert old.endswith(f'0711-5550142\n<a href="{LINK["link"]}">打开事项</a>')


def test_what_somebody_wrote_is_no_markup(provider: Provider) -> None:
    evil = '<a href="https://evil.example">点这里</a> <@all>'
    for extra in ({}, LINK):
        send(application(provider), id=str(extra), subject=evil, text=evil, extra=extra)
    send(robots(provider), text=evil)
    for sent in provider.seen()["asked"]:
        said = str(sent[sent["msgtype"]])
        assert "<a href" not in said.replace(f'<a href="{LINK["link"]}">', "")
        assert "<@" not in said
        assert "＜@all＞" in said


@given(text=st.text(max_size=900), subject=st.text(max_size=300), linked=st.booleans())
def test_nothing_is_longer_than_wecom_shows_and_the_preview_says_where_it_ends(
    *, text: str, subject: str, linked: bool
) -> None:
    whole = letter(text=text, subject=subject)
    for medium in (Wecom(), WecomGroup()):
        leaves = medium.leaving(whole, *((LINK["link"], LINK["label"]) if linked else ("", "打开事项")))
        assert medium.leaving(leaves, *((LINK["link"], LINK["label"]) if linked else ("", "打开事项"))) == leaves
        said = medium.request(leaves)
        if said["msgtype"] == "textcard":
            card = said["textcard"]
            assert len(card["description"].encode(errors="replace")) <= 512
            assert len(card["title"].encode(errors="replace")) <= 128
            assert card["description"].replace("<br>", "\n") == leaves.text
        else:
            content = said["text"]["content"]
            assert len(content.encode(errors="replace")) <= 2048
            assert leaves.text in content
            assert not linked or LINK["link"] in content


@given(text=st.text(), most=st.integers(min_value=3, max_value=60))
def test_a_text_is_cut_behind_a_whole_character(text: str, most: int) -> None:
    found = cut(text, most)
    assert len(found.encode(errors="replace")) <= most
    assert found == text or (found.endswith("…") and text.encode(errors="replace").decode().startswith(found[:-1]))


def test_a_robot_speaks_into_its_group(provider: Provider) -> None:
    receipt = send(robots(provider), extra=LINK)
    assert receipt.channel == "wecom-robot"
    (sent,) = provider.seen()["asked"]
    assert sent["text"]["content"].splitlines()[0] == "【催办】取号机故障"
    assert sent["text"]["content"].endswith(f"0711-5550142\n{LINK['link']}")


@pytest.mark.parametrize(
    "given",
    [f"督办群 = {ROBOT}\n# 另一个\n值班群 = other-key-47110815", {"督办群": "WEBHOOK"}],
)
def test_robots_are_given_by_key_by_webhook_or_in_a_file(provider: Provider, given: Any) -> None:  # noqa: ANN401
    if isinstance(given, dict):
        given = {"督办群": f"{provider.url}/cgi-bin/webhook/send?key={ROBOT}"}
    assert send(robots("https://nowhere.example" if isinstance(given, dict) else provider, robots=given))


def test_a_token_is_kept_until_it_expires(provider: Provider) -> None:
    for seconds in (0, 60, 6000):
        send(application(provider), id=str(seconds), sent_at=NOW + timedelta(seconds=seconds))
    assert provider.seen()["given"] == 1, "each delivery has a new channel, and the provider wants tokens to be kept"
    send(application(provider), id="late", sent_at=NOW + timedelta(seconds=7000))
    assert provider.seen()["given"] == 2, "five minutes before it expires another is got"


def test_a_token_that_the_provider_has_made_invalid_is_got_anew_once(provider: Provider) -> None:
    send(application(provider))
    provider.set(expire=True)
    assert "msgid msg-2" in send(application(provider), id="2").detail
    found = provider.seen()
    assert (found["given"], len(found["taken"])) == (2, 2)


def test_a_message_that_comes_again_is_the_same_to_the_provider_and_no_other_is(provider: Provider) -> None:
    send(application(provider))
    send(application(provider), sent_at=NOW + timedelta(hours=1))
    send(application(provider), id="another@duban.local")
    first, other = provider.seen()["taken"]
    assert (first["enable_duplicate_check"], first["duplicate_check_interval"]) == (1, 14_400)
    assert first["text"] == other["text"]


@pytest.mark.parametrize(
    ("code", "outcome", "wait"),
    [
        (-1, Retryable, None),
        (45033, Retryable, None),
        (45009, ChannelDown, 60),
        (60111, Permanent, None),
        (81013, Permanent, None),
        (60011, Permanent, None),
        (45002, Permanent, None),
        (40008, Unclear, None),
        (47001, Unclear, None),
        (40013, AccountStopped, None),
        (40056, AccountStopped, None),
        (60020, AccountStopped, None),
        (48002, AccountStopped, None),
        (50003, AccountStopped, None),
        (301002, AccountStopped, None),
        (40001, AccountStopped, None),
        (42001, ChannelDown, None),
        (999999, Unsorted, None),
    ],
)
def test_each_code_of_an_application_has_its_outcome(
    provider: Provider, code: int, outcome: type[NotifierError], wait: float | None
) -> None:
    provider.set(refuse={"WangMin": code})
    with pytest.raises(NotifierError, match=str(code)) as caught:
        send(application(provider))
    assert type(caught.value) is outcome
    assert getattr(caught.value, "retry_after", None) == wait


@pytest.mark.parametrize(
    ("code", "outcome", "wait"), [(45009, Retryable, 60), (93000, Unclear, None), (60020, AccountStopped, None)]
)
def test_each_code_of_a_robot_has_its_outcome(
    provider: Provider, code: int, outcome: type[NotifierError], wait: float | None
) -> None:
    provider.set(refuse={ROBOT: code})
    with pytest.raises(NotifierError, match=str(code)) as caught:
        send(robots(provider))
    assert type(caught.value) is outcome
    assert getattr(caught.value, "retry_after", None) == wait


def test_a_success_that_names_the_account_as_invalid_is_a_failure(provider: Provider) -> None:
    provider.set(invalid=["WangMin"])
    with pytest.raises(Permanent, match="invaliduser: wangmin"):
        send(application(provider))


def test_codes_may_be_sorted_otherwise(provider: Provider) -> None:
    provider.set(refuse={"WangMin": 999999})
    with pytest.raises(Permanent):
        send(application(provider, codes={"recipient": [999999]}))


def test_a_wrong_secret_stops_the_account(provider: Provider) -> None:
    with pytest.raises(AccountStopped, match="errcode 40001: invalid credential"):
        send(application(provider, corpsecret="another-secret-4711"))
    assert provider.seen()["asked"] == [], "nothing is sent without a token"


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("drop", Uncertain),
        ("slow", Uncertain),
        ("garbage", Unsorted),
        ("html", Unsorted),
        ("500", Retryable),
        ("502", Retryable),
        ("404", Unclear),
    ],
)
def test_a_message_that_gets_no_answer_is_not_taken_for_sent(
    provider: Provider, fault: str, outcome: type[NotifierError]
) -> None:
    send(application(provider))  # whose token is kept
    provider.set(fault={"send": fault})
    patience = {"timeout": 0.3} if fault == "slow" else {}
    for notifier in (application(provider, **patience), robots(provider, **patience)):
        with pytest.raises(NotifierError) as caught:
            send(notifier)
        assert type(caught.value) is outcome


@pytest.mark.parametrize("fault", ["drop", "slow", "garbage", "html", "500", "404"])
def test_without_a_token_the_channel_is_down_and_no_message_counts_as_tried(provider: Provider, fault: str) -> None:
    provider.set(fault={"gettoken": fault})
    with pytest.raises(ChannelDown) as caught:
        send(application(provider, timeout=0.3 if fault == "slow" else 15))
    assert type(caught.value) is ChannelDown
    assert provider.seen()["asked"] == []


def test_nobody_who_listens_is_a_channel_that_is_down() -> None:
    for notifier in (application("http://127.0.0.1:9"), robots("http://127.0.0.1:9")):
        with pytest.raises(ChannelDown):
            send(notifier)


def test_nothing_that_is_told_or_logged_holds_a_secret(provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said = [repr(application(provider)), repr(robots(provider)), repr(application(provider)._account)]
    said += [send(application(provider)).detail, send(robots(provider)).detail]
    provider.set(fault={"send": "echo"})
    for notifier in (application(provider), robots(provider)):
        with pytest.raises(Retryable) as caught:
            send(notifier, id="2")
        assert "***" in str(caught.value)
        said += [str(caught.value), repr(caught.value), str(caught.value.__cause__), str(caught.value.__context__)]
    provider.set(fault={"gettoken": "echo"})
    with pytest.raises(ChannelDown) as refused:
        send(application(provider), sent_at=NOW + timedelta(days=1))
    said.append(str(refused.value))
    provider.set(fault={}, refuse={"WangMin": f'{{"errcode": 40014, "errmsg": "bad {SECRET} {CORP}"}}'})
    with pytest.raises(ChannelDown) as refused:
        send(application(provider), id="3")
    for text in (*said, str(refused.value), caplog.text):
        assert not [secret for secret in SECRETS if secret in text], text


def test_what_a_doctor_finds_out_without_sending(provider: Provider) -> None:
    asyncio.run(check(application(provider)))
    asyncio.run(check(robots(provider)))
    with pytest.raises(AccountStopped, match="40001"):
        asyncio.run(check(application(provider, corpsecret="another")))
    provider.set(refuse={"agent": 60020})
    with pytest.raises(AccountStopped, match="not allow to access from your ip"):
        asyncio.run(check(application(provider)))
    with pytest.raises(ChannelDown):
        asyncio.run(check(robots("http://127.0.0.1:9")))
    whole = {"督办群": f"{provider}/cgi-bin/webhook/send?key={ROBOT}"}
    asyncio.run(check(robots("http://127.0.0.1:9", robots=whole)))  # the host of the webhook is asked, and no other
    with pytest.raises(ChannelDown):
        asyncio.run(check(robots(provider, robots={**whole, "另一群": "http://127.0.0.1:9/send?key=k"})))
    assert provider.seen()["asked"] == []


def test_limits_are_those_of_the_provider_unless_set(provider: Provider) -> None:
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    assert application(provider).limits == {minute: 30, hour: 1000}
    assert robots(provider).limits == {minute: 20}
    assert robots(provider, per_minute="0", per_hour="5").limits == {hour: 5}


@pytest.mark.parametrize(
    ("name", "settings", "problem"),
    [
        ("wecom", {"corpid": " "}, "notifier wecom: corpid: is missing"),
        ("wecom", {"corpsecret": ""}, "notifier wecom: corpsecret: is missing"),
        (
            "wecom",
            {"agentid": "the first"},
            "agentid: 'the first' is not the number of an application, such as 1000002",
        ),
        ("wecom", {"cards": "perhaps"}, "cards: 'perhaps' is neither true nor false"),
        (
            "wecom",
            {"endpoint": "zwwx.example.gov.cn"},
            "endpoint: is not an address such as https://sms.example.org/send",
        ),
        ("wecom", {"per_minute": -1}, "per_minute: '-1' is not a whole number, nor 0 for no limit"),
        ("wecom-robot", {"robots": {}}, "robots: have to be the keys of robots by their names, such as"),
        ("wecom-robot", {"robots": "督办群"}, "robots: have to be the keys of robots by their names, such as"),
        ("wecom-robot", {"robots": {"督办群": 1}}, "robots: have to be the keys of robots by their names, such as"),
        (
            "wecom-robot",
            {"robots": {"督办群": "https://a.example/s?k=1"}},
            "robots.督办群: has no key; copy the whole webhook",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, settings: dict[str, Any], problem: str) -> None:
    usual: dict[str, Any] = {"corpid": CORP, "corpsecret": SECRET, "agentid": AGENT} if name == "wecom" else {}
    with pytest.raises(BadSetting) as caught:
        create(name, usual | settings)
    assert problem in str(caught.value)


def test_a_robot_that_the_settings_lack_waits_for_them(provider: Provider) -> None:
    with pytest.raises(Unclear, match="robots has none of the name '值班群'; there are: 督办群"):
        send(robots(provider), to="值班群")


def test_addresses_are_accounts_and_names_and_no_secrets() -> None:
    assert Wecom().address("zhang.san@gov-1_2") == "zhang.san@gov-1_2"
    assert WecomGroup().address("督办群") == "督办群"
    for text in ("张三", "a|b", "@all", "a b", "a" * 65):
        with pytest.raises(ValueError, match="is no account"):
            Wecom().address(text)
    for text in (ROBOT, f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={ROBOT}"):
        with pytest.raises(ValueError, match="is a secret") as caught:
            WecomGroup().address(text)
        assert ROBOT not in str(caught.value)
    with pytest.raises(ValueError, match="is no name of a robot"):
        WecomGroup().address("督办 群")
