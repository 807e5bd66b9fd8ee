"""What mail servers report of mails that they had taken: read from a mailbox by IMAP, believed with care."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from imap_server import PASSWORD, USER, Folders, imap_server
from mail_servers import make_authority
from test_dead_addresses import LEAD, LI, OFFICE, PEOPLE, SCENARIO, ZHANG, opened, to

from duban import Engine, Settings, Unit
from duban.notifiers import Mailbox, MailboxDown
from duban.testing import RecordingNotifier
from duban.workflow import BounceSettings, Digests, Operators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import MakeEngine

    from duban.testing import FixedClock

    Office = Callable[..., Engine]

MAILS = Path(__file__).parents[2] / "notifiers" / "bounces"
ADMIN = "admin@example.org"


def report(name: str, message_id: str, address: str = ZHANG) -> bytes:
    text = (MAILS / f"{name}.eml").read_text("utf-8")
    return text.replace("@ID@", message_id).replace("@ADDRESS@", address).replace("\n", "\r\n").encode()


@pytest.fixture
def store() -> Folders:
    return Folders()


@pytest.fixture
def port(store: Folders) -> Iterator[int]:
    with imap_server(store) as port:
        yield port


@pytest.fixture
def mails() -> RecordingNotifier:
    return RecordingNotifier()


@pytest.fixture
def office(
    make_engine: MakeEngine, tmp_path: Path, database_url: str, port: int, mails: RecordingNotifier
) -> Callable[..., Engine]:
    """Return what makes an engine with a mailbox, whose directory is kept in the database."""
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")

    def make(**given: Any) -> Engine:  # noqa: ANN401 - of the mailbox
        bounces = BounceSettings(
            **{"host": "127.0.0.1", "port": port, "security": "none", "username": USER, "password": PASSWORD, **given}
        )
        operators = Operators(email=(ADMIN,), locale="en")
        settings = Settings.plain(database_url).model_copy(update={"bounces": bounces, "operators": operators})
        engine = make_engine(settings, scenarios=[file], channels={"email": lambda: mails}, directory=None)
        if not engine.directory.people:
            engine.import_units([Unit(LEAD), Unit(OFFICE)], by=OFFICE)
            engine.import_contacts(PEOPLE, by=OFFICE)
        return engine

    return make


def sent(engine: Engine, mails: RecordingNotifier) -> str:
    """Send one mail and return its Message-ID."""
    opened(engine)
    asyncio.run(engine.deliver())
    return mails.sent[-1].id


def test_a_mail_that_comes_back_is_dead_and_its_address_counts_as_none(
    office: Office, store: Folders, mails: RecordingNotifier
) -> None:
    engine = office()
    message_id = sent(engine, mails)
    store.put(b"From: a@b.example\r\nSubject: hello\r\n\r\nhello\r\n")
    store.put(report("postfix", message_id))
    found = engine.read_bounces()
    assert (found.read, found.lost, found.marked, found.left, found.down) == (2, 1, 1, 1, "")
    assert store.unread() == [1], "what is no report is left as it was"

    (dead,) = engine.outbox(statuses=["dead"])
    assert (dead.address, dead.cause) == (ZHANG, "bounced")
    assert "User unknown" in (dead.reason or "")
    assert [each.address for each in engine.marked_addresses()] == [ZHANG]
    assert to(engine, opened(engine)) == [("email", LI)]
    assert {each.code for each in engine.troubles()} == {"dead", "gone"}
    assert engine.verify().ok
    assert engine.read_bounces().read == 0


def test_a_report_that_is_read_again_changes_nothing_not_even_what_was_sent_since(
    office: Office, store: Folders, mails: RecordingNotifier
) -> None:
    engine = office()
    message_id = sent(engine, mails)
    mail = store.put(report("postfix", message_id))
    store.breaks.add("STORE")
    found = engine.read_bounces()
    assert (found.lost, bool(found.down)) == (1, True)
    (dead,) = engine.outbox(statuses=["dead"])
    assert engine.address_works("email", ZHANG, by=OFFICE)
    engine.retry([dead.id])
    asyncio.run(engine.deliver())

    store.breaks.clear()
    assert mail.flags == set()
    found = engine.read_bounces()
    assert (found.lost, found.known, found.marked) == (0, 1, 0)
    assert mail.flags == {r"\Seen"}
    assert engine.outbox() == []
    assert engine.marked_addresses() == []

    store.put(report("postfix", message_id).replace(b"report.1@", b"report.2@"))
    assert engine.read_bounces().lost == 1, "another report is another loss"
    assert engine.verify().ok


@pytest.mark.parametrize(
    ("name", "lost", "marked", "left"),
    [
        ("postfix", 1, 1, 0),
        ("exchange-zh", 1, 1, 0),
        ("qmail", 1, 1, 0),
        ("netease", 1, 1, 0),
        ("qq", 1, 1, 0),
        ("exim", 1, 1, 0),
        ("full", 1, 0, 0),
        ("policy", 1, 0, 0),
        ("postfix-expired", 1, 0, 0),
        ("postfix-delayed", 0, 0, 0),
        ("relayed", 0, 0, 0),
        ("forwarded", 0, 0, 1),
        ("out-of-office", 0, 0, 1),
        ("reply", 0, 0, 1),
        ("forged-loose", 0, 0, 1),
    ],
)
def test_each_report_does_what_it_says(
    *, office: Office, store: Folders, mails: RecordingNotifier, name: str, lost: int, marked: int, left: int
) -> None:
    engine = office()
    store.put(report(name, sent(engine, mails)))
    found = engine.read_bounces()
    assert (found.lost, found.marked, found.left) == (lost, marked, left)
    assert len(engine.outbox(statuses=["dead"])) == lost
    assert len(engine.marked_addresses()) == marked


def test_only_what_names_a_mail_of_ours_to_that_address_and_in_time_is_believed(
    office: Office, store: Folders, mails: RecordingNotifier, clock: FixedClock
) -> None:
    engine = office(days=3)
    message_id = sent(engine, mails)
    store.put(report("postfix", "0" * 32 + "@duban.local"))
    store.put(report("postfix", message_id, "fang@city.example"))
    found = engine.read_bounces()
    assert (found.lost, found.marked, found.left) == (0, 0, 2)
    clock.advance(timedelta(days=3, minutes=1))
    store.put(report("postfix", message_id))
    assert engine.read_bounces().left == 1
    assert engine.outbox() == []
    assert engine.marked_addresses() == []


def test_a_digest_that_comes_back_is_lost_of_each_message_in_it(
    make_engine: MakeEngine, tmp_path: Path, database_url: str, mails: RecordingNotifier, clock: FixedClock
) -> None:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    settings = Settings.plain(database_url).model_copy(update={"digests": Digests(media=("email",))})
    engine = make_engine(settings, scenarios=[file], channels={"email": lambda: mails}, directory=None)
    engine.import_units([Unit(LEAD), Unit(OFFICE)], by=OFFICE)
    engine.import_contacts(PEOPLE, by=OFFICE)
    numbers = {opened(engine), opened(engine)}
    clock.set("2024-04-02T08:30+08:00")
    asyncio.run(engine.deliver())
    (noted,) = engine.bounced(report("postfix", mails.sent[0].id))
    dead = engine.outbox(statuses=["dead"])
    assert {each.number for each in dead} == numbers
    assert sorted(noted.messages) == sorted(each.id for each in dead)
    assert noted.marked
    assert engine.verify().ok


def test_reports_can_be_moved_to_a_folder_of_their_own(
    office: Office, store: Folders, mails: RecordingNotifier
) -> None:
    engine = office(processed="Processed")
    for capabilities in ("IMAP4rev1 MOVE", "IMAP4rev1 UIDPLUS", "IMAP4rev1"):
        store.capabilities = capabilities
        store.put(report("postfix", sent(engine, mails), mails.sent[-1].to))
        assert engine.read_bounces().down == ""
    assert len(store.folders["Processed"]) == 3
    assert [each.flags for each in store.folders["INBOX"]] == [{r"\Seen", r"\Deleted"}]


@pytest.mark.parametrize("fault", ["FETCH", "STORE"])
def test_a_mail_that_the_server_refuses_to_give_or_to_mark_holds_up_no_other(
    office: Office, store: Folders, mails: RecordingNotifier, fault: str
) -> None:
    engine = office()
    first, second = (store.put(report("postfix", sent(engine, mails), mails.sent[-1].to)) for _ in range(2))
    store.refuses = {f"{fault} {first.uid}"}
    found = engine.read_bounces()
    assert found.down
    assert (store.unread(), found.lost + found.known) == ([first.uid], 1 if fault == "FETCH" else 2)
    store.refuses = set()
    assert engine.read_bounces().down == ""
    assert store.unread() == []
    assert second.flags == {r"\Seen"}


def test_a_folder_for_what_was_read_that_is_not_there_is_said_before_anything_is_marked(
    office: Office, store: Folders, mails: RecordingNotifier
) -> None:
    engine = office(processed="Nope")
    mail = store.put(report("postfix", sent(engine, mails)))
    assert "Nope" in engine.read_bounces().down
    assert (store.unread(), engine.outbox(statuses=["dead"])) == ([mail.uid], [])


@pytest.mark.usefixtures("english")
def test_a_mailbox_that_cannot_be_read_raises_nothing_and_operators_are_told_once(
    office: Office, store: Folders, mails: RecordingNotifier
) -> None:
    engine = office(timeout=2)
    store.put(report("postfix", sent(engine, mails)))
    store.password = "another"
    found = engine.read_bounces()
    assert "refuses the user name or password" in found.down
    assert PASSWORD not in found.down
    for _ in range(3):
        asyncio.run(engine.tell_operators())
        assert engine.read_bounces().down
    assert ["mailbox for reports" in each.text for each in mails.sent if each.to == ADMIN] == [True]

    store.password = PASSWORD
    for fault in ("breaks", "refuses", "garbles"):
        for verb in ("SELECT", "SEARCH", "FETCH", "STORE"):
            setattr(store, fault, {verb})
            assert engine.read_bounces().down, (fault, verb)
        setattr(store, fault, set())
    found = engine.read_bounces()
    assert (found.known, found.down) == (1, "")
    assert [each.code for each in engine.troubles()] == ["dead", "gone"]


def test_tls_is_checked(store: Folders, tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    with imap_server(store, authority.server) as port:
        given = {"host": "127.0.0.1", "port": port, "username": USER, "password": PASSWORD}
        store.put(b"Subject: x\r\n\r\n")
        with Mailbox(**given, ca_file=authority.ca_file) as mailbox:
            assert mailbox.unread() == ["1"]
        with pytest.raises(MailboxDown), Mailbox(**given):
            pass


WORKER = """
import os, signal, sys
from duban import Engine, Settings
from duban.notifiers import Mailbox
from duban.testing import FixedClock
from duban.workflow import BounceSettings
url, port, file, user, password = sys.argv[1:]
Mailbox.done = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
bounces = BounceSettings(host="127.0.0.1", port=int(port), security="none", username=user, password=password)
settings = Settings.plain(url).model_copy(update={"bounces": bounces})
clock = FixedClock("2024-04-01T09:05+08:00")
Engine(settings, scenarios=[file], channels={}, clock=clock).read_bounces()
"""


def test_a_reader_that_is_killed_before_it_marks_a_report_as_read_has_lost_nothing(
    *, office: Office, store: Folders, mails: RecordingNotifier, port: int, database_url: str, tmp_path: Path
) -> None:
    engine = office()
    message_id = sent(engine, mails)
    store.put(report("postfix", message_id))
    call = [sys.executable, "-c", WORKER, database_url, str(port), str(tmp_path / "call.yaml"), USER, PASSWORD]
    killed = subprocess.run(call, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert store.unread() == [1]
    found = engine.read_bounces()
    assert (found.known, store.unread()) == (1, [])
    assert len(engine.outbox(statuses=["dead"])) == 1
    assert engine.verify().ok
