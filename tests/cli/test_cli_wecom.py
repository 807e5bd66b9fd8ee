"""WeCom at the command line: the doctor asks without sending, a test message leaves, a preview shows what would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import done, duban
from examined import wanting
from wecom_provider import AGENT, CORP, ROBOT, SECRET, Provider, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRETS = (SECRET, CORP, ROBOT, "token+", "token%2B")


@pytest.fixture(scope="module")
def process() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(process: Provider, office: Path) -> Provider:
    provider = process.anew()
    (office / "secret").write_text(SECRET, "utf-8")
    (office / "robots").write_text(f"督办群 = {ROBOT}\n", "utf-8")
    with (office / "duban.toml").open("a", encoding="utf-8") as file:
        file.write(f"""
[channels.wecom]
notifier = "wecom"
endpoint = "{provider}"
corpid = "{CORP}"
corpsecret_file = "secret"
agentid = {AGENT}

[channels.wecom_group]
notifier = "wecom-robot"
endpoint = "{provider}"
robots_file = "robots"
""")
    rows = (office / "contacts.csv").read_text("utf-8").splitlines()
    people = [f"{row},," for row in rows[1:]]
    people.append(",".join(["市住建局", "督办群", "handler", *[""] * (rows[0].count(",") - 2), "", "督办群"]))
    (office / "contacts.csv").write_text("\n".join([f"{rows[0]},政务微信,政务微信群", *people]) + "\n", "utf-8")
    return provider


def test_the_doctor_asks_both_and_sends_nothing(provider: Provider) -> None:
    found = {check["code"]: check for check in done("doctor", "--json").json["checks"]}
    assert found["channel-wecom"]["ok"]
    assert found["channel-wecom_group"]["ok"]
    assert provider.seen()["asked"] == []


def test_the_doctor_says_what_the_account_lacks_and_shows_no_secret(provider: Provider, office: Path) -> None:
    provider.set(refuse={"agent": 60020})
    assert "60020: not allow to access from your ip" in wanting()["channel-wecom"]["found"]
    (office / "secret").write_text("another-secret", "utf-8")
    answer = duban("doctor")
    assert "40001" in answer.out
    assert not [secret for secret in (*SECRETS, "another-secret") if secret in answer.out + answer.err]


def test_the_doctor_names_who_has_a_robot_that_the_channel_has_not(
    provider: Provider,  # noqa: ARG001 - the settings ask it
    office: Path,
) -> None:
    (office / "robots").write_text(f"值班群 = {ROBOT}\n", "utf-8")
    assert "市住建局/督办群（督办群）" in wanting()["addresses-wecom_group"]["found"]


def test_a_test_message_leaves_and_shows_the_answer(provider: Provider) -> None:
    answer = done("outbox", "test", "--medium", "wecom", "--to", "WangMin")
    assert "msgid msg-1" in answer.out
    done("outbox", "test", "--medium", "wecom", "--to", "WangMin")
    done("outbox", "test", "--medium", "wecom_group", "--to", "督办群")
    assert len(provider.seen()["taken"]) == 3, "a second test is no repeat of the first"
    provider.set(refuse={"Nobody": 60111})
    refused = duban("outbox", "test", "--medium", "wecom", "--to", "Nobody")
    assert (refused.status, "60111" in refused.err) == (1, True)
    for told in (answer, refused):
        assert not [secret for secret in SECRETS if secret in told.out + told.err]


def test_a_preview_shows_what_leaves_by_it(provider: Provider) -> None:  # noqa: ARG001 - the settings ask it
    unit = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    number = done("open", "issue", "--by", "市优化办", *unit, "--title", "窗口排队", "--json").json["number"]
    named = ("outbox", "preview", "--message", number, "催办", "--for", "市住建局")
    mail, wecom = done(*named).out, done(*named, "--as", "wecom").out
    assert mail.splitlines()[0] == wecom.splitlines()[0]
    assert done(*named, "--as", "wecom_group").out == wecom
