"""A real daemon, killed between freezing digests, sending them and noting it: no message lost, none told twice."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from duban import Contact, Directory, Engine, Level, Settings, Unit
from duban.storage import Database
from duban.testing import FixedClock
from duban.workflow.digests import Digests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from aiosmtpd.smtp import Envelope
    from conftest import Rows

PEOPLE, EACH = 60, 3
KILLS = 12
DEADLINE = 90
"""Seconds after which a daemon that makes no progress counts as stuck."""

SCENARIO = """
scenario: call
version: 1
title: 值班
number: "ZB-{year}-{seq:05d}"
calendar: 24x7
roles:
  duty: {title: 承办单位, required: true}
states:
  办理: {initial: true, waits_for: duty}
  办结: {final: true}
transitions:
  办结: {from: 办理, to: 办结, by: duty}
announce:
  - {on: open, notify: duty, message: 交办}
messages:
  交办: {subject: "【交办】{{ item.number }}", text: "请办理{{ item.title }}。"}
"""


class Post:
    """A mail server that remembers what each mail told of; `before_answer` is called when it has one in hand."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, tuple[str, ...]]] = []
        self.before_answer: Callable[[], None] = lambda: None

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        body = mail.get_body(("plain",))
        assert body is not None
        numbers = tuple(sorted(set(re.findall(r"ZB-\d{4}-\d{5}", f"{mail['Subject']}\n{body.get_content()}"))))
        self.taken.append((str(mail["Message-ID"]), envelope.rcpt_tos[0], numbers))
        self.before_answer()
        return "250 taken"


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    """Run a real mail server, and say at which port."""
    memory = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(memory, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield memory, port
    finally:
        server.stop()


@pytest.fixture
def installation(tmp_path: Path, database_url: str, post: tuple[Post, int]) -> Path:
    """Set up an installation in which everybody has a morning's messages waiting, from long ago."""
    (tmp_path / "call.yaml").write_text(SCENARIO, "utf-8")
    (tmp_path / "duban.toml").write_text(
        f"""
database = {json.dumps(database_url)}
scenarios = ["call.yaml"]
heartbeat_seconds = 0.1
lease_seconds = 3
connections = 4

[channels.email]
notifier = "smtp"
host = "127.0.0.1"
port = {post[1]}
security = "none"
sender = "duban@example.org"
""",
        "utf-8",
    )
    units = [Unit(f"单位{place}") for place in range(PEOPLE)]
    people = [Contact(unit.name, "甲", Level.HANDLER, email=f"{unit.name[2:]}@example.org") for unit in units]
    settings = Settings.plain(database_url).model_copy(update={"digests": Digests()})
    with (
        Engine(
            settings,
            scenarios=[tmp_path / "call.yaml"],
            directory=Directory(units, people),
            channels={"email": Post},
            clock=FixedClock("2024-04-01T09:00+08:00"),
        ) as engine,
        engine.database.writing() as connection,
    ):
        for place in range(PEOPLE * EACH):
            unit = units[place % PEOPLE].name
            engine.open("call", title=f"事项{place}", units={"duty": unit}, by=unit, session=connection)
    return tmp_path


@contextmanager
def daemon(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start the real command in an installation; it is killed at the latest when the block is left."""
    with (folder / "daemon.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "duban", "daemon"], cwd=folder, stdout=log, stderr=log, env=os.environ
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def reach(condition: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    """Look again and again until the condition holds, or the process was killed."""
    until = time.monotonic() + DEADLINE
    while not condition() and process.poll() is None:
        assert time.monotonic() < until, "the daemon makes no progress"
        time.sleep(0.002)


@pytest.mark.parametrize(("backend", "seed"), [("sqlite", 1), ("postgresql", 2)], indirect=["backend"])
def test_a_daemon_killed_at_any_step_of_a_digest_loses_nothing_and_repeats_what_was_in_flight(
    installation: Path, post: tuple[Post, int], rows: Rows, database_url: str, seed: int
) -> None:
    chance, (server, _) = random.Random(seed), post  # noqa: S311 - it is to be repeatable
    database = Database.from_url(database_url)

    def count(condition: str) -> int:
        with database.reading() as connection:
            query = f"SELECT count(*) FROM duban_outbox WHERE {condition}"  # noqa: S608 - ours
            return int(connection.execute(text(query)).scalar_one())

    def frozen() -> int:
        return count("status = 'pending' AND message = '#digest' AND facts LIKE '%true%'")

    struck = Counter[str]()
    for turn in range(KILLS):
        goal = len(server.taken) + chance.randint(1, 5)
        with daemon(installation) as process:
            how = ("frozen", "in hand", "after")[turn % 3]
            if how == "in hand":
                # The server has the mail, and the daemon does not know of it yet.
                server.before_answer = lambda goal=goal, process=process: (
                    process.kill() if len(server.taken) >= goal else None
                )
                if count("status = 'pending'"):
                    reach(lambda: False, process)
            else:
                reach(frozen if how == "frozen" else lambda goal=goal: len(server.taken) >= goal, process)
                time.sleep(chance.random() * 0.01)
            process.kill()
            process.wait()
            server.before_answer = lambda: None
        struck[how] += bool(frozen())
    assert sum(struck.values()) >= KILLS / 3, "killed when there was nothing in hand"
    with daemon(installation) as process:
        reach(lambda: not count("status = 'pending'"), process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE) == 0
    database.close()
    judge(installation, server, rows)


def judge(folder: Path, server: Post, rows: Rows) -> None:
    """Hold what the daemons left behind to what they promise."""
    stored = [row for row in rows()["duban_outbox"] if row["message"] != "#digest"]
    assert {row["status"] for row in stored} == {"delivered"}
    assert len(stored) == PEOPLE * EACH
    told = {(to, number): set[str]() for _, to, numbers in server.taken for number in numbers}
    for message, to, numbers in server.taken:
        for number in numbers:
            told[to, number].add(message)
    assert told.keys() == {(row["address"], row["number"]) for row in stored}, "each person is told of each matter"
    assert {len(messages) for messages in told.values()} == {1}, "and of none by two mails"
    times = Counter(message for message, _, _ in server.taken)
    assert len(times) == PEOPLE
    assert sum(times.values()) - len(times) <= KILLS * 4, "more was sent twice than was in flight"
    with Engine(Settings.load(folder / "duban.toml")) as engine:
        assert engine.verify().ok
    log = (folder / "daemon.log").read_text("utf-8")
    assert "traceback" not in log.lower(), log
