"""Mail against real servers: each way of failing has its own outcome."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest
from mail_servers import PASSWORD, USER, Authority, Inbox, Script, mail_server, mail_to, make_authority, scripted_server

from duban.notifiers import (
    BadSetting,
    ChannelDown,
    Message,
    NoSuchAddress,
    Permanent,
    Receipt,
    Retryable,
    SmtpNotifier,
    Uncertain,
    Unclear,
    connected,
    patience_of,
)

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

pytestmark = pytest.mark.usefixtures("english")

SENDER = "市督考办 <dk@gov.example>"
PIPELINING = "250-mail.example\r\n250 PIPELINING"
OPEN = {"host": "127.0.0.1", "sender": SENDER, "security": "none"}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("ca"))


def send(server: AbstractAsyncContextManager[int], *messages: Message, **settings: object) -> list[Receipt]:
    """Start a server, send it the messages over one notifier, and return the receipts."""

    async def run() -> list[Receipt]:
        async with server as port:
            notifier = SmtpNotifier(**(OPEN | {"port": port} | settings))
            async with connected(notifier):
                return [await notifier.send(message) for message in messages]

    return asyncio.run(run())


def outcomes(server: AbstractAsyncContextManager[int], *messages: Message, **settings: object) -> list[object]:
    """Like `send`, but with errors in their places."""

    async def run() -> list[object]:
        async with server as port:
            notifier = SmtpNotifier(**(OPEN | {"port": port} | settings))
            async with connected(notifier):
                return [
                    (await asyncio.gather(notifier.send(message), return_exceptions=True))[0] for message in messages
                ]

    return asyncio.run(run())


def test_a_mail_arrives_as_it_was_written() -> None:
    inbox = Inbox()
    [receipt] = send(mail_server(inbox), mail_to(html="<p>请于<b>4月23日</b>前办结。</p>"))
    [mail] = inbox.mails
    assert mail["subject"] == "【催办】WT-2024-0001 老旧小区改造"
    assert mail["message-id"] == "<WT-2024-0001.7@duban.example>"
    assert mail["date"].datetime.isoformat() == "2024-04-16T00:30:00+00:00"
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["from"].addresses[0].display_name == "市督考办"
    assert mail["to"].addresses[0].display_name == "市住建局 张三"
    assert inbox.recipients == ["zhang@zj.example"]
    text, html = mail.iter_parts()
    assert text.get_content().splitlines() == ["市住建局：", "请于 2024年4月23日 前办结。", "."]
    assert html.get_content().strip() == "<p>请于<b>4月23日</b>前办结。</p>"
    assert receipt.channel == "smtp"
    assert "queued as 4711" in receipt.detail


def test_a_retry_is_the_same_mail_to_the_byte() -> None:
    inbox = Inbox()
    send(mail_server(inbox), mail_to(html="<b>x</b>"))
    send(mail_server(inbox), mail_to(html="<b>x</b>"))
    assert inbox.contents[0] == inbox.contents[1]


@pytest.mark.parametrize("offered", [True, False])
def test_eight_bits_are_sent_only_to_a_server_that_offers_them(*, offered: bool) -> None:
    offer = "250-mail.example\r\n250 8BITMIME" if offered else "250 mail.example"
    script, inbox = Script({"EHLO": offer, "DATA": "354 go on"}), Inbox()
    send(scripted_server(script), mail_to(), mail_to(id="2@duban.example"))
    send(mail_server(inbox, decode_data=not offered), mail_to())
    assert [line.endswith(" BODY=8BITMIME") for line in script.lines if line.startswith("MAIL")] == [offered] * 2
    assert inbox.contents[0].isascii() is not offered


def test_a_mail_stands_in_its_thread_and_asks_for_no_automatic_answer() -> None:
    inbox = Inbox()
    send(mail_server(inbox), mail_to(thread="matter-1@duban.example"), reply_to="市优化办 <dcdb@gov.example>")
    [mail] = inbox.mails
    assert mail["in-reply-to"] == mail["references"] == "<matter-1@duban.example>"
    assert mail["reply-to"].addresses[0].addr_spec == "dcdb@gov.example"
    assert mail["x-auto-response-suppress"] == "All"
    assert not mail.defects


def test_a_batch_goes_over_one_connection() -> None:
    inbox = Inbox()
    send(mail_server(inbox), *(mail_to(id=f"{n}@duban.example") for n in range(5)))
    assert [mail["message-id"] for mail in inbox.mails] == [f"<{n}@duban.example>" for n in range(5)]
    assert len(inbox.connections) == 1


def test_without_a_batch_each_mail_has_its_own_connection_and_leaves_none_open() -> None:
    script = Script({"DATA": "354 go on"})

    async def run() -> None:
        async with scripted_server(script) as port:
            notifier = SmtpNotifier(**OPEN, port=port)
            await notifier.send(mail_to())
            await notifier.send(mail_to())

    asyncio.run(run())
    assert script.sessions == 2
    assert script.lines.count("QUIT") == 2


@pytest.mark.parametrize("kind", ["tls", "starttls"])
def test_an_encrypted_server_takes_mail_with_the_right_password(authority: Authority, kind: str) -> None:
    inbox = Inbox()
    # From the environment a number comes as text.
    settings = {"security": kind, "username": USER, "password": PASSWORD, "ca_file": authority.ca_file, "timeout": "9"}
    send(mail_server(inbox, **{kind: authority.server}), mail_to(), **settings)
    assert len(inbox.mails) == 1


@pytest.mark.parametrize("kind", ["tls", "starttls"])
def test_a_wrong_password_takes_the_channel_down_and_is_not_told(authority: Authority, kind: str) -> None:
    settings = {"security": kind, "username": USER, "password": "wrong secret", "ca_file": authority.ca_file}
    with pytest.raises(ChannelDown, match="refuses the user name or password") as caught:
        send(mail_server(Inbox(), **{kind: authority.server}), mail_to(), **settings)
    assert "wrong secret" not in str(caught.value)


@pytest.mark.parametrize("kind", ["tls", "starttls"])
def test_a_certificate_of_nobody_known_takes_the_channel_down(authority: Authority, kind: str) -> None:
    with pytest.raises(ChannelDown, match="certificate is not trusted"):
        send(mail_server(Inbox(), **{kind: authority.server}), mail_to(), security=kind)


def test_a_server_that_needs_a_password_and_gets_none_says_so_to_each(authority: Authority) -> None:
    with pytest.raises(Unclear, match="530"):
        send(mail_server(Inbox(), tls=authority.server), mail_to(), security="tls", ca_file=authority.ca_file)


def test_a_server_without_starttls_takes_the_channel_down_where_it_is_demanded() -> None:
    with pytest.raises(ChannelDown, match="STARTTLS"):
        send(mail_server(Inbox()), mail_to(), security="starttls")


def test_a_server_that_speaks_no_tls_takes_the_channel_down() -> None:
    with pytest.raises(ChannelDown, match=r"no TLS|did not answer"):
        send(mail_server(Inbox()), mail_to(), security="tls", timeout=5)


def test_a_closed_port_takes_the_channel_down() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        notifier = SmtpNotifier(**OPEN, port=unused.getsockname()[1])
        with pytest.raises(ChannelDown, match="connection refused"):
            asyncio.run(notifier.send(mail_to()))


def test_a_host_that_does_not_exist_takes_the_channel_down() -> None:
    notifier = SmtpNotifier(host="mail.invalid", sender=SENDER, security="none", timeout=5)
    with pytest.raises(ChannelDown, match=r"mail\.invalid:25"):
        asyncio.run(notifier.send(mail_to()))


@pytest.mark.parametrize(
    ("verb", "answer", "kind"),
    [
        ("RCPT", "550 5.1.1 no such mailbox", NoSuchAddress),
        ("RCPT", "550 Sender verify failed: no such user", Unclear),
        ("RCPT", "450 4.2.0 greylisted, come back", Retryable),
        ("RCPT", "451 4.7.1 greylisted", Retryable),
        ("RCPT", "421 4.7.0 closing", Retryable),
        ("MAIL", "421 4.3.2 shutting down", Retryable),
        ("MAIL", "451 4.3.0 try later", Retryable),
        ("MAIL", "552 5.3.4 too big", Permanent),
        ("MAIL", "553 5.7.1 sender not yours", Unclear),
        ("MAIL", "530 5.7.0 authenticate first", Unclear),
        ("RCPT", "530 5.7.1 not for this recipient", Unclear),
        ("RCPT", "554 Relay access denied", Unclear),
        ("RCPT", "550 5.0.0 relaying denied", Unclear),
        ("RCPT", "550 5.1.1 no such user at this relay", NoSuchAddress),
        ("DATA", "554 not relayed: it has a virus", Permanent),
        ("DATA", "535 5.7.8 not allowed", Unclear),
        ("DATA", "552 5.3.4 message too big", Permanent),
        ("DATA", "554 5.7.1 looks like spam", Permanent),
        ("DATA", "452 4.3.1 disk full", Retryable),
    ],
)
@pytest.mark.parametrize("offers", [(), ("PIPELINING",)])
def test_each_answer_has_its_outcome_and_the_next_mail_still_leaves(
    verb: str, answer: str, kind: type, offers: tuple[str, ...]
) -> None:
    inbox = Inbox(answers={verb: [answer]}, offers=offers)
    failed, delivered = outcomes(mail_server(inbox), mail_to(), mail_to(id="next@duban.example"))
    assert type(failed) is kind
    assert answer[:3] in failed.reason
    assert isinstance(delivered, Receipt)
    assert [mail["message-id"] for mail in inbox.mails] == ["<next@duban.example>"]


def test_a_server_that_offers_it_hears_all_before_the_content_at_once() -> None:
    script = Script({"EHLO": PIPELINING, "MAIL": "…", "RCPT": "…", "DATA": "…"})

    async def run() -> list[str]:
        async with scripted_server(script) as port, SmtpNotifier(**OPEN, port=port) as notifier:
            sending = asyncio.ensure_future(notifier.send(mail_to()))
            await script.reached(lambda: "DATA" in script.lines)
            heard = [line.split()[0] for line in script.lines]
            await script.say("250 sender\r\n550 5.1.1 nobody here\r\n503 no recipient")
            with pytest.raises(Permanent, match=r"550 5\.1\.1 nobody here"):
                await sending
            return heard

    assert asyncio.run(run()) == ["EHLO", "MAIL", "RCPT", "DATA"]


def test_a_server_that_asks_for_the_content_of_a_refused_mail_gets_none() -> None:
    script = Script({"EHLO": PIPELINING, "RCPT": "550 5.1.1 nobody here", "DATA": "354 go on"})

    async def run() -> Receipt:
        async with scripted_server(script) as port, SmtpNotifier(**OPEN, port=port) as notifier:
            with pytest.raises(Permanent, match="nobody here"):
                await notifier.send(mail_to())
            assert "." not in script.lines
            script.answers["RCPT"] = "250 OK"
            return await notifier.send(mail_to(id="second@duban.example"))

    assert "250" in asyncio.run(run()).detail
    assert script.sessions == 2


@pytest.mark.parametrize("greeting", ["250 mail.example", PIPELINING])
def test_a_server_that_hangs_up_with_a_reason_is_quoted(greeting: str) -> None:
    script = Script({"EHLO": greeting, "MAIL": "451 4.3.2 the disk is full", "RCPT": None, "RSET": None})
    [failed] = outcomes(scripted_server(script), mail_to())
    assert type(failed) is Retryable
    assert "451 4.3.2 the disk is full" in failed.reason


def test_what_a_server_says_unasked_answers_no_later_command() -> None:
    script = Script({"DATA": "354 go on", ".": "250 taken\r\n554 nobody asked"})
    first, second = send(scripted_server(script), mail_to(), mail_to(id="second@duban.example"))
    assert first.detail.endswith("250 taken")
    assert second.detail.endswith("250 taken")


def test_an_answer_of_several_lines_that_comes_in_pieces_is_one() -> None:
    script = Script({"DATA": "354 go on", ".": "…"})

    async def run() -> Receipt:
        async with scripted_server(script) as port, SmtpNotifier(**OPEN, port=port) as notifier:
            sending = asyncio.ensure_future(notifier.send(mail_to()))
            await script.reached(lambda: "." in script.lines)
            for piece in ("250-taken", "250-for the evening", "250 round"):
                await script.say(piece)
                await asyncio.wait([sending], timeout=0)
            return await sending

    assert asyncio.run(run()).detail.endswith("250 taken for the evening round")


def test_a_mail_larger_than_the_server_announces_is_refused_for_good() -> None:
    failed, delivered = outcomes(
        mail_server(Inbox(), data_size_limit=20_000), mail_to(text="长" * 20_000), mail_to(id="small@duban.example")
    )
    assert type(failed) is Permanent
    assert isinstance(delivered, Receipt)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(("answer", "said"), [("…", "did not answer in time"), (None, "dropped the connection")])
@pytest.mark.parametrize("greeting", ["250 mail.example", PIPELINING])
def test_a_server_that_ends_before_it_has_the_mail_is_worth_another_attempt(
    verb: str, answer: str | None, said: str, greeting: str
) -> None:
    script = Script({"EHLO": greeting, verb: answer})
    [failed] = outcomes(scripted_server(script), mail_to(), command_timeout=0.1)
    assert type(failed) is Retryable
    assert said in failed.reason


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("…", "has the whole mail and did not answer within 0.1 seconds"),
        (None, "has the whole mail and dropped the connection"),
        ("sure", "has the whole mail and answered what nobody can read"),
    ],
)
def test_a_server_that_has_the_mail_and_does_not_say_so_may_have_taken_it(answer: str | None, said: str) -> None:
    script = Script({"DATA": "354 go on", ".": answer})
    [failed] = outcomes(scripted_server(script), mail_to(), answer_timeout=0.1)
    assert type(failed) is Uncertain
    assert said in failed.reason
    assert script.lines[-1] == "."


def test_the_next_mail_goes_over_a_new_connection_after_one_that_nobody_answered_for() -> None:
    script = Script({"DATA": "354 go on", ".": "…"})

    async def run() -> None:
        async with scripted_server(script) as port:
            notifier = SmtpNotifier(**OPEN, port=port, answer_timeout=0.1)
            async with connected(notifier):
                with pytest.raises(Uncertain):
                    await notifier.send(mail_to())
                script.answers["."] = "250 taken"
                assert "250 taken" in (await notifier.send(mail_to())).detail

    asyncio.run(run())
    assert script.sessions == 2


def test_an_answer_to_the_whole_mail_may_take_longer_than_any_other() -> None:
    """RFC 5321, 4.5.3.2: five minutes for each command, ten for the mail; our own wait for a connection is short."""
    script = Script({"DATA": "354 go on", ".": "…"})

    async def run() -> Receipt:
        async with scripted_server(script) as port:
            notifier = SmtpNotifier(**OPEN, port=port, timeout=0.2, command_timeout=0.2)
            sending = asyncio.ensure_future(notifier.send(mail_to()))
            await script.reached(lambda: "." in script.lines)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.shield(sending), 0.5)
            await script.say("250 at last")
            return await sending

    assert "250 at last" in asyncio.run(run()).detail


def test_the_times_are_those_of_the_standard() -> None:
    notifier = SmtpNotifier(**OPEN)
    assert patience_of(notifier, usual=30) >= 3 * 300 + 600
    assert patience_of(object(), usual=30) == 30


@pytest.mark.parametrize("setting", ["timeout", "command_timeout", "answer_timeout"])
def test_a_time_that_is_none_is_refused(setting: str) -> None:
    with pytest.raises(BadSetting, match=f"{setting}: '-1' is not a number above 0"):
        SmtpNotifier(**OPEN, **{setting: "-1"})


def test_a_server_that_does_not_even_greet_takes_the_channel_down() -> None:
    [failed] = outcomes(scripted_server(Script({}, greeting="…")), mail_to(), timeout=0.1)
    assert type(failed) is ChannelDown
    assert "did not answer in time" in failed.reason


def test_a_server_that_greets_with_a_refusal_takes_the_channel_down() -> None:
    [failed] = outcomes(scripted_server(Script({}, greeting="554 no service for you")), mail_to())
    assert type(failed) is ChannelDown
    assert "554 no service for you" in failed.reason


@pytest.mark.parametrize("farewell", ["421 4.4.2 idle too long", None])
def test_a_server_that_drops_an_old_connection_is_asked_again_at_once(farewell: str | None) -> None:
    script = Script({"DATA": "354 go on"})

    async def run() -> Receipt:
        async with scripted_server(script) as port, SmtpNotifier(**OPEN, port=port) as notifier:
            await notifier.send(mail_to())
            script.answers["MAIL"] = farewell
            sending = asyncio.ensure_future(notifier.send(mail_to(id="second@duban.example")))
            await script.reached(lambda: script.sessions > 1)
            script.answers.pop("MAIL")
            return await sending

    assert "250" in asyncio.run(run()).detail
    assert script.sessions == 2


def test_whoever_is_cancelled_in_mid_mail_leaves_a_notifier_that_still_works() -> None:
    script = Script({"DATA": "…"})

    async def run() -> Receipt:
        async with scripted_server(script) as port, SmtpNotifier(**OPEN, port=port) as notifier:
            sending = asyncio.ensure_future(notifier.send(mail_to()))
            await script.reached(lambda: "DATA" in script.lines)
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            script.answers["DATA"] = "354 go on"
            return await notifier.send(mail_to())

    assert "250" in asyncio.run(run()).detail


def test_an_address_in_chinese_leaves_where_the_server_knows_smtputf8() -> None:
    inbox = Inbox()
    send(mail_server(inbox, enable_SMTPUTF8=True), mail_to("张三@例子.公司"))
    assert inbox.recipients == ["张三@xn--fsqu00a.xn--55qx5d"]


def test_an_address_in_chinese_is_refused_clearly_where_the_server_does_not() -> None:
    failed, delivered = outcomes(mail_server(Inbox()), mail_to("张三@zj.example"), mail_to())
    assert type(failed) is Permanent
    assert "张三@zj.example needs a mail server with SMTPUTF8" in failed.reason
    assert isinstance(delivered, Receipt)


def test_a_chinese_domain_needs_nothing_of_the_server() -> None:
    inbox = Inbox()
    send(mail_server(inbox), mail_to("zhang@例子.公司"))
    assert inbox.recipients == ["zhang@xn--fsqu00a.xn--55qx5d"]


def test_a_password_is_never_sent_in_the_clear_beyond_this_machine() -> None:
    with pytest.raises(BadSetting, match="unencrypted") as caught:
        SmtpNotifier(host="mail.example", sender=SENDER, security="none", username="u", password="hush-hush")
    assert caught.value.setting == "security"
    assert "hush-hush" not in str(caught.value)


def test_a_kind_of_security_that_nobody_knows_is_refused() -> None:
    with pytest.raises(BadSetting, match="'ssl' is none of tls, starttls, none"):
        SmtpNotifier(host="mail.example", sender=SENDER, security="ssl")


def test_a_url_says_all_that_the_settings_say(authority: Authority) -> None:
    inbox = Inbox()

    async def run() -> None:
        async with mail_server(inbox, starttls=authority.server) as port:
            password = PASSWORD.replace(" ", "%20")
            url = f"smtp+starttls://{USER}:{password}@127.0.0.1:{port}/?from=dk@gov.example&ca_file={authority.ca_file}"
            notifier = SmtpNotifier.from_url(url)
            assert PASSWORD not in repr(notifier)
            await notifier.send(mail_to())
            without = url.replace(f":{password}@", "@")
            await SmtpNotifier.from_url(without, password=PASSWORD).send(mail_to())

    asyncio.run(run())
    assert inbox.mails[0]["from"].addresses[0].addr_spec == "dk@gov.example"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://host/?from=a@b.example", "starts with none of smtps:, smtp+starttls:, smtp:"),
        ("smtps://u:hush-hush@host", "does not say who sends"),
        ("smtps://u:hush-hush@host/?from=a@b.example&tmeout=3", "no such parameter 'tmeout'"),
        ("smtps://u:hush-hush@host:port/?from=a@b.example", "cannot be read"),
        ("smtps://host/?from=a@b.example&timeout=nan", "timeout: 'nan' is not a number above 0"),
        ("smtps:///?from=a@b.example", "host: is empty"),
        ("smtps://host/?from=nobody", "'nobody' is not an email address"),
        ("smtps://host/?from=a@b.example&ca_file=/nowhere.pem", "ca_file: cannot be read: No such file"),
        ("smtp://u:hush-hush@mail.example/?from=a@b.example", "is not sent to mail.example unencrypted"),
    ],
)
def test_a_wrong_url_says_what_is_wrong_and_no_password(url: str, problem: str) -> None:
    with pytest.raises(BadSetting) as caught:
        SmtpNotifier.from_url(url)
    assert problem in str(caught.value)
    assert "hush-hush" not in str(caught.value)
