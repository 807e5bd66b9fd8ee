"""What is kept of a message: the answers it got, when it could leave, and whom it is for when it is retried."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from test_invariants_delivery import Moody, deliver

from duban import Contact, Directory, Unit
from duban.notifiers import Permanent
from duban.words import told
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

    from duban import Engine
    from duban.testing import FixedClock, RecordingNotifier

OPENING = "{on: open, notify: responsible, message: 交办通知}"


@pytest.fixture
def telling(make_engine: MakeEngine, matter_file: Path, tmp_path: Path) -> Callable[[str, Directory], Engine]:
    """Make an engine that tells others than usual when a matter is opened."""

    def make(whom: str, directory: Directory) -> Engine:
        words = matter_file.read_text("utf-8")
        assert OPENING in words
        told = tmp_path / "told.yaml"
        told.write_text(words.replace(OPENING, OPENING.replace("responsible", whom)), "utf-8")
        return make_engine(scenarios=[told], directory=directory)

    return make


def test_what_is_refused_for_good_has_one_receipt(make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows) -> None:
    engine = make_engine(channels={"email": lambda: Moody(Permanent("550 no such user"))})
    open_matter(engine)
    deliver(engine)
    assert [(row["outcome"], told(row["detail"])) for row in rows()["duban_receipt"]] == [
        ("refused", "550 no such user")
    ]


def test_a_message_that_waited_for_the_morning_bears_the_time_at_which_it_could_leave(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    clock.set("2024-04-01T23:00+08:00")
    open_matter(engine)
    clock.set("2024-04-02T10:00+08:00")
    deliver(engine)
    (message,) = mailbox.sent
    assert message.created_at == datetime.fromisoformat("2024-04-02T08:30+08:00")


def test_a_dead_message_for_leaders_is_retried_to_a_leader(
    telling: Callable[[str, Directory], Engine], open_matter: OpenMatter, rows: Rows
) -> None:
    open_matter(telling("responsible.leader", Directory.empty()))
    (dead,) = rows()["duban_outbox"]
    assert dead["status"] == "dead"
    known = Directory(
        [Unit("市住建局")],
        [
            Contact("市住建局", "经办甲", Level.HANDLER, email="jia@example.org"),
            Contact("市住建局", "局长乙", Level.LEADER, email="yi@example.org"),
        ],
    )
    assert telling("responsible.leader", known).retry() == ([dead["id"]], [])
    assert [(row["contact"], row["address"], row["status"]) for row in rows()["duban_outbox"]] == [
        ("局长乙", "yi@example.org", "pending")
    ]


def test_whoever_everything_falls_back_to_does_not_stand_in_for_their_own_leader(
    telling: Callable[[str, Directory], Engine], open_matter: OpenMatter, rows: Rows
) -> None:
    handler = Contact("市优化办", "经办甲", Level.HANDLER, email="jia@example.org")
    open_matter(telling("lead.leader", Directory([Unit("市优化办"), Unit("市住建局")], [handler])))
    assert [(row["status"], told(row["reason"])) for row in rows()["duban_outbox"]] == [
        ("dead", "市优化办没有可用的联系方式，牵头单位也没有可用的联系方式")
    ]
