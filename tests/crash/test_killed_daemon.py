"""A real daemon, killed without warning again and again: each rung once in history, and no message lost."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller

from duban import Engine, Settings
from duban.storage import Database
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from aiosmtpd.smtp import Envelope
    from conftest import Rows

    Count = Callable[[str], int]

ITEMS = 150
RUNGS = ["due", "due + 1 hour", "due + 2 hours"]
KILLS = 5
DEADLINE = 60
"""Seconds after which a daemon that makes no progress counts as stuck."""


class Post:
    """A mail server's memory: the Message-ID of each mail that it took, in the order in which they came."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        self.taken.append(str(message_from_bytes(envelope.content)["Message-ID"]).strip("<>"))
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
def connections() -> int:
    """Say how many mails are on their way at once."""
    return 1


@pytest.fixture
def installation(
    tmp_path: Path, database_url: str, request: pytest.FixtureRequest, post: tuple[Post, int], connections: int
) -> Path:
    """Set up an installation whose instances are all long overdue."""
    scenario = request.path.parent / "watch.yaml"
    (tmp_path / "duban.toml").write_text(
        f"""
database = {json.dumps(database_url)}
scenarios = [{json.dumps(str(scenario))}]
heartbeat_seconds = 0.1
lease_seconds = 3
connections = {connections}
digests = {{ media = [] }}

[channels.email]
notifier = "smtp"
host = "127.0.0.1"
port = {post[1]}
security = "none"
sender = "duban@example.org"
""",
        "utf-8",
    )
    past = FixedClock("2024-04-01T09:00+08:00")
    with (
        Engine(database_url, scenarios=[scenario], channels={"email": Post}, clock=past) as engine,
        engine.database.writing() as connection,
    ):
        for _ in range(ITEMS):
            engine.open("watch", units={"duty": "值班室"}, by="值班室", session=connection)
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


def reach(condition: Callable[[], Any], process: subprocess.Popen[bytes]) -> None:
    """Look again and again until the condition holds."""
    until = time.monotonic() + DEADLINE
    while not condition():
        assert process.poll() is None, "the daemon ended by itself"
        assert time.monotonic() < until, "the daemon makes no progress"
        time.sleep(0.005)


@pytest.fixture
def count(database_url: str) -> Iterator[Count]:
    """Count the rows that a condition holds for: cheap enough to be asked again and again."""
    database = Database.from_url(database_url)

    def counted(condition: str) -> int:
        with database.reading() as connection:
            return connection.exec_driver_sql(f"SELECT count(*) FROM {condition}").scalar_one()  # noqa: S608 - ours

    yield counted
    database.close()


DELIVERED, CLAIMED = "duban_outbox WHERE status = 'delivered'", "duban_claim"


@pytest.mark.parametrize(
    ("backend", "connections", "seed"), [("sqlite", 4, 20240423), ("postgresql", 1, 20240424)], indirect=["backend"]
)
def test_a_daemon_killed_many_times_fires_each_rung_once_and_loses_no_message(
    installation: Path, post: tuple[Post, int], rows: Rows, count: Count, *, connections: int, seed: int
) -> None:
    chance, (server, _) = random.Random(seed), post  # noqa: S311 - it is to be repeatable
    for turn in range(KILLS):
        with daemon(installation) as process:
            if turn % 3 == 0:
                # In mid-sweep, or wherever it has got to a random moment after the first new claims.
                claims = count(CLAIMED)
                reach(lambda known=claims: count(CLAIMED) > known or known == ITEMS * 3, process)
                time.sleep(chance.random() * 0.05)
            else:
                goal = len(server.taken) + chance.randint(1, ITEMS * 3 // KILLS)
                reach(lambda goal=goal: len(server.taken) >= min(goal, ITEMS * 3), process)
            process.send_signal(signal.SIGKILL)
            process.wait()
    with daemon(installation) as process:
        reach(lambda: count(DELIVERED) == ITEMS * 3, process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE) == 0
    judge(installation, server, rows, twice=KILLS * connections)


def test_two_daemons_on_one_database_double_nothing(
    installation: Path, post: tuple[Post, int], rows: Rows, count: Count
) -> None:
    with daemon(installation) as one, daemon(installation) as other:
        reach(lambda: count(DELIVERED) == ITEMS * 3, one)
        for process in (one, other):
            process.send_signal(signal.SIGTERM)
        assert [process.wait(DEADLINE) for process in (one, other)] == [0, 0]
    judge(installation, post[0], rows, twice=0)


def test_a_daemon_that_is_asked_to_stop_finishes_what_it_has_in_hand(
    installation: Path, post: tuple[Post, int], rows: Rows, count: Count
) -> None:
    server = post[0]
    for goal in (1, ITEMS):
        with daemon(installation) as process:
            reach(lambda goal=goal: len(server.taken) >= goal, process)
            process.send_signal(signal.SIGTERM)
            assert process.wait(DEADLINE) == 0
        assert count(DELIVERED) == len(server.taken) < ITEMS * 3
        assert count("duban_outbox WHERE leased_by IS NOT NULL") == 0
    with daemon(installation) as process:
        reach(lambda: count(DELIVERED) == ITEMS * 3, process)
    judge(installation, server, rows, twice=0)


def judge(folder: Path, server: Post, rows: Rows, *, twice: int) -> None:
    """Hold what the daemons left behind to what they promise; `twice` is how many mails may have come twice."""
    stored = rows()
    fired = [(row["instance_id"], row["payload"]) for row in stored["duban_history"] if row["kind"] == "rung"]
    assert Counter(json.loads(payload)["rung"] for _, payload in fired) == dict.fromkeys(RUNGS, ITEMS)
    assert len({(key, json.loads(payload)["rung"]) for key, payload in fired}) == len(fired)
    assert len(stored["duban_claim"]) == ITEMS * 3
    times = Counter(server.taken)
    assert set(times) == {row["message_id"] for row in stored["duban_outbox"]}
    assert sum(times.values()) - len(times) <= twice, "more was sent twice than was in flight"
    with Engine(Settings.load(folder / "duban.toml")) as engine:
        assert engine.verify().ok
        assert engine.index_texts().behind == 0
        kept = rows()
        engine.index_texts(anew=True)
        made_anew = rows()
    for table in ("duban_search", "duban_search_pair"):
        assert sorted(map(repr, made_anew[table])) == sorted(map(repr, kept[table])), "killed or not, it is the same"
    log = (folder / "daemon.log").read_text("utf-8")
    assert "traceback" not in log.lower(), log
    warned = [line for line in log.splitlines() if "level=warning" in line]
    assert warned == [], "an operator was warned of nothing"
