"""Two daemons, killed again and again: each urge goes up once by each step, and every message leaves."""

from __future__ import annotations

import json
import random
import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from test_killed_daemon import DEADLINE, DELIVERED, Post, count, daemon, post, reach

from duban import Contact, Directory, Engine, Level, Settings, Unit
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Rows

__all__ = ["count", "post"]

ITEMS, KILLS = 60, 4
STEPS = ["due", "due + 1 hour", "due + 2 hours"]
MESSAGES = ITEMS * 5
"""One for each urge, three for its steps, and a copy of the last."""
WENT_UP = "duban_history WHERE kind = 'unanswered'"


@pytest.fixture
def installation(tmp_path: Path, database_url: str, request: pytest.FixtureRequest, post: tuple[Post, int]) -> Path:
    """Set up an installation whose instances were all urged long ago."""
    scenario = request.path.parent / "urged.yaml"
    (tmp_path / "units.csv").write_text("name\n值班室\n督考办\n", "utf-8")
    people = [
        ("值班室", "handler", "甲"),
        ("值班室", "deputy", "乙"),
        ("值班室", "head", "丙"),
        ("督考办", "handler", "丁"),
    ]
    lines = [f"{unit},{name},{level},{level}{place}@example.org" for place, (unit, level, name) in enumerate(people)]
    (tmp_path / "contacts.csv").write_text("\n".join(["unit,name,level,email", *lines, ""]), "utf-8")
    (tmp_path / "duban.toml").write_text(
        f"""
database = {json.dumps(database_url)}
scenarios = [{json.dumps(str(scenario))}]
units = "units.csv"
contacts = "contacts.csv"
heartbeat_seconds = 0.1
lease_seconds = 3
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
    levels = {"handler": Level.HANDLER, "deputy": Level.DEPUTY, "head": Level.HEAD}
    contacts = [
        Contact(unit, name, levels[level], email=f"{level}{place}@example.org")
        for place, (unit, level, name) in enumerate(people)
    ]
    directory = Directory([Unit("值班室"), Unit("督考办")], contacts)
    with (
        Engine(database_url, scenarios=[scenario], channels={"email": Post}, clock=past, directory=directory) as engine,
        engine.database.writing() as connection,
    ):
        for _ in range(ITEMS):
            item = engine.open("urged", units={"duty": "值班室"}, by="督考办", session=connection)
            engine.urge(item.number, by="督考办", session=connection)
    return tmp_path


@pytest.mark.parametrize(("backend", "seed"), [("sqlite", 20260401), ("postgresql", 20260402)], indirect=["backend"])
def test_two_daemons_killed_many_times_let_each_urge_go_up_once(
    installation: Path, post: tuple[Post, int], rows: Rows, count: Callable[[str], int], *, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - it is to be repeatable
    for _ in range(KILLS):
        with daemon(installation) as one, daemon(installation) as other:
            before = count(WENT_UP)
            reach(lambda known=before: count(WENT_UP) > known or known == ITEMS * len(STEPS), one)
            time.sleep(chance.random() * 0.05)
            for process in (one, other):
                process.send_signal(signal.SIGKILL)
                process.wait()
    with daemon(installation) as one, daemon(installation) as other:
        reach(lambda: count(DELIVERED) == MESSAGES, one)
        for process in (one, other):
            process.send_signal(signal.SIGTERM)
        assert [process.wait(DEADLINE) for process in (one, other)] == [0, 0]
    stored = rows()
    steps = [
        (row["instance_id"], json.loads(row["payload"])["step"])
        for row in stored["duban_history"]
        if row["kind"] == "unanswered"
    ]
    assert Counter(step for _, step in steps) == dict.fromkeys(STEPS, ITEMS)
    assert len(set(steps)) == len(steps), "none went up twice by a step"
    assert len(stored["duban_claim"]) == ITEMS * len(STEPS)
    assert {row["message_id"] for row in stored["duban_outbox"]} == set(post[0].taken)
    with Engine(Settings.load(installation / "duban.toml")) as engine:
        assert engine.verify().ok
