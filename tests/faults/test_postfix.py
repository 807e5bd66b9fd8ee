"""Debian's Postfix says no in all its ways: nobody's mail is lost, nobody gets one twice, and others go on."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from mail_servers import PASSWORD, USER

from duban import Settings
from duban.notifiers import SmtpNotifier
from duban.operations.doctor import examine

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeOffice, Office
    from postfix import Attributes, Postfix

sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
"""What neither counts attempts nor ends in mid-batch is decided by no database."""


def arrived(postfix: Postfix, office: Office) -> Counter[str]:
    """Count the mails that people have in their mailboxes, by Message-ID."""
    return Counter(str(mail["message-id"]) for mail in postfix.mails(office.domain))


def each_once(office: Office, *, but: int = 0) -> Counter[str]:
    """Return what `arrived` has to be if everybody has got his mail once, but so many dead ones."""
    delivered = [name for name, row in office.mails().items() if row["status"] == "delivered"]
    assert len(delivered) == len(office.mails()) - but
    return Counter(delivered)


@sqlite
@pytest.mark.parametrize("service", ["submission", "smtps"])
def test_each_mail_is_taken_once_by_either_kind_of_tls(postfix: Postfix, make_office: MakeOffice, service: str) -> None:
    office = make_office(postfix.encrypted(service), connections=3)
    office.call(*range(6))
    assert office.deliver().delivered == 6
    assert arrived(postfix, office) == each_once(office)


@sqlite
def test_an_expired_certificate_lets_the_channel_rest_and_is_told(postfix: Postfix, make_office: MakeOffice) -> None:
    now = postfix.encrypted("expired")
    office = make_office(lambda: SmtpNotifier(sender="d@gov.example", **now))
    office.call(*range(6))
    for _ in range(8):
        result = office.deliver(minutes=10)
        assert (result.delivered, result.dead, result.waiting) == (0, 0, 6)
        assert "its certificate is not trusted: certificate has expired" in result.down["email"]
    assert office.states() == {("pending", 0): 6}
    said = [check.found for check in examine(engine=office.engine, language="en").checks if not check.ok]
    assert any("certificate has expired" in each for each in said)
    asyncio.run(office.engine.tell_operators())
    assert "has been down" in office.sms.sent[0].text
    assert "certificate has expired" in office.troubles()["down"]

    now.update(postfix.encrypted("submission"))
    assert office.deliver(minutes=10).delivered == 6
    assert arrived(postfix, office) == each_once(office)


@sqlite
def test_a_password_that_was_changed_is_read_anew_by_whoever_runs(
    postfix: Postfix, make_office: MakeOffice, tmp_path: Path
) -> None:
    mail = {**postfix.encrypted("submission"), "notifier": "smtp", "sender": "d@gov.example", "password_file": "secret"}
    del mail["password"]
    secret = tmp_path / "secret"
    secret.write_text(PASSWORD)
    office = make_office(Settings(folder=tmp_path, channels={"email": mail}).channel_factories()["email"])
    office.call(0, 1)
    assert office.deliver().delivered == 2

    postfix.desk.passwords[USER] = "another"
    office.call(2, 3)
    result = office.deliver()
    assert (result.delivered, result.dead, result.waiting) == (0, 0, 2)
    assert "it refuses the user name or password: 535 5.7.8" in result.down["email"]
    secret.unlink()
    assert "secret" in office.deliver(minutes=6).down["email"]
    secret.write_text("another")
    assert office.deliver(minutes=6).delivered == 2
    assert arrived(postfix, office) == each_once(office)


def test_greylisted_mail_arrives_once_at_the_second_try(postfix: Postfix, make_office: MakeOffice) -> None:
    seen: Counter[str] = Counter()

    def greylist(asked: Attributes) -> str | None:
        triplet = f"{asked['client_address']} {asked['sender']} {asked['recipient']}"
        seen[triplet] += asked["protocol_state"] == "RCPT"
        return "DEFER_IF_PERMIT Greylisted, see later" if seen[triplet] == 1 else None

    postfix.desk.rule = greylist
    office = make_office(postfix.settings(), connections=2)
    office.call(*range(6))
    result = office.deliver()
    assert (result.delivered, result.retried, result.down) == (0, 6, {})
    assert all("450 4.7.1" in reason for reason in office.reasons("pending"))
    assert office.deliver(minutes=2).delivered == 6
    assert arrived(postfix, office) == each_once(office)


def test_of_those_whom_nobody_knows_each_dies_and_all_others_are_reached(
    postfix: Postfix, make_office: MakeOffice
) -> None:
    """Postfix ends a connection after twenty refusals: that is none of the mail's whose turn it is."""
    office = make_office(postfix.settings(), many=60, addresses={place: f"x{place}@" for place in range(0, 60, 2)})
    office.call(*range(60))
    results = [office.deliver(), office.deliver(minutes=2)]
    assert sum(result.dead for result in results) == 30
    assert all("550 5.1.1" in reason and "User unknown" in reason for reason in office.reasons("dead"))
    assert arrived(postfix, office) == each_once(office, but=30)


@sqlite
def test_one_that_is_too_large_dies_alone(postfix: Postfix, make_office: MakeOffice) -> None:
    office = make_office(postfix.settings("small"), many=3)
    office.call(0, 1)
    office.engine.open("call", title="长" * 1_000, units={"lead": "单位2"}, by="单位2")
    office.call(0)
    result = office.deliver()
    assert (result.delivered, result.dead, result.down) == (3, 1, {})
    assert ["552 5.3.4" in reason for reason in office.reasons("dead")] == [True]
    assert arrived(postfix, office) == each_once(office, but=1)


@sqlite
@pytest.mark.parametrize("many", [2, 5, 30])
def test_a_server_that_grants_fewer_connections_than_are_set_is_not_down(
    postfix: Postfix, make_office: MakeOffice, many: int
) -> None:
    office = make_office(postfix.settings("few"), many=many, connections=4)
    office.call(*range(many))
    result = office.deliver()
    assert (result.delivered, result.down) == (many, {})
    assert arrived(postfix, office) == each_once(office)


@pytest.mark.parametrize("many", [3, 30])
def test_a_server_that_relays_for_nobody_costs_nobody_his_mail(
    postfix: Postfix, make_office: MakeOffice, many: int
) -> None:
    postfix.desk.rule = lambda asked: "554 5.7.1 Relay access denied" if asked["protocol_state"] == "RCPT" else None
    office = make_office(postfix.settings(), many=many)
    office.call(*range(many))
    for _ in range(3):
        result = office.deliver(minutes=6)
        assert (result.delivered, result.dead) == (0, 0)
    assert all("554 5.7.1" in reason for reason in office.reasons("pending") if reason)
    postfix.desk.rule = None
    assert sum(office.deliver(minutes=20).delivered for _ in range(3)) == many
    assert arrived(postfix, office) == each_once(office)


def test_a_connection_that_ends_in_mid_batch_costs_one_attempt(postfix: Postfix, make_office: MakeOffice) -> None:
    asked: Counter[str] = Counter()

    def every_third(given: Attributes) -> str | None:
        asked["RCPT"] += given["protocol_state"] == "RCPT"
        first = given["protocol_state"] == "RCPT" and asked["RCPT"] <= 12
        return "421 4.3.2 Shutting down" if first and asked["RCPT"] % 3 == 0 else None

    postfix.desk.rule = every_third
    office = make_office(postfix.settings(), many=12, connections=2)
    office.call(*range(12))
    result = office.deliver()
    assert result.down == {}
    assert result.delivered + result.retried == 12
    office.deliver(minutes=2)
    assert arrived(postfix, office) == each_once(office)


@sqlite
@pytest.mark.parametrize("service", ["old", "plain"])
def test_chinese_is_read_whether_the_server_knows_eight_bits_or_not(
    postfix: Postfix, make_office: MakeOffice, service: str
) -> None:
    office = make_office(postfix.settings(service), addresses={0: "张@"}, many=3)
    office.call(0, 1, 2)
    result = office.deliver()
    assert (result.delivered, result.dead) == ((2, 1) if service == "old" else (3, 0))
    assert all("SMTPUTF8" in reason for reason in office.reasons("dead"))
    bodies = [mail.get_body(("plain",)) for mail in postfix.mails(office.domain)]
    text = "".join(body.get_content() for body in bodies if body is not None)
    assert all(f"第{place}件：请办理。" in text for place in (1, 2))
    assert arrived(postfix, office) == each_once(office, but=result.dead)
