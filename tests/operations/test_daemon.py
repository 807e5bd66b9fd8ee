"""The daemon: an alarm clock that keeps no truth, starts and stops as often as it is told, and outlives faults."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Semaphore
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest

from duban import ChannelDown, Engine, Operators, Receipt, Settings, load_scenario
from duban.notifiers import NotifierError
from duban.operations import Daemon
from duban.testing import FixedClock, RecordingNotifier
from duban.workflow import Contact, Directory, Level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban import DeliveryResult, Message

SCENARIO = """
scenario: call
version: 1
title: 来电
number: "LD-{year}-{seq}"
calendar: 24x7
roles: {desk: {title: 值班室, required: true}}
states: {待接: {initial: true, waits_for: desk}, 办结: {final: true}}
transitions: {接: {from: 待接, to: 办结, by: desk}}
clocks: {接听: {starts: open, stops: 办结, budget: 1 hour}}
ladder: {接听: [{at: due, light: red, notify: desk, message: 催}]}
messages: {催: {subject: 催接, text: "{{ unit }}"}}
"""
DESK = Directory(contacts=[Contact("值班室", "小王", Level.HANDLER, email="desk@example.org")])


@pytest.fixture
def box() -> RecordingNotifier:
    return RecordingNotifier()


@pytest.fixture
def engine(tmp_path: Path, box: RecordingNotifier) -> Iterator[Engine]:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    settings = Settings.plain(f"sqlite:///{tmp_path / 'd.db'}").model_copy(update={"heartbeat_seconds": 7200.0})
    with Engine(settings, scenarios=[load_scenario(file)], directory=DESK, channels={"email": lambda: box}) as made:
        yield made


@pytest.fixture
def daemon(engine: Engine) -> Iterator[Daemon]:
    made = Daemon(engine)
    yield made
    made.stop()


def test_a_sweep_sets_the_alarm_to_what_is_due_next(engine: Engine, daemon: Daemon) -> None:
    item = engine.open("call", units={"desk": "值班室"}, by="值班室")
    daemon.start()
    # Its own first sweep may be under way, and then this one leaves the alarm to it.
    deadline = monotonic() + 30
    while daemon.alarm is None and monotonic() < deadline:
        daemon.sweep()
    assert item.due_at is not None
    assert daemon.alarm == item.due_at


def test_a_sweep_that_decided_a_message_wakes_the_drain(
    engine: Engine, box: RecordingNotifier, daemon: Daemon, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deliver, drained = engine.deliver, Semaphore(0)

    async def counted(**options: Any) -> DeliveryResult:  # noqa: ANN401 - as Engine.deliver takes them
        result = await deliver(**options)
        drained.release()
        return result

    monkeypatch.setattr(engine, "deliver", counted)
    daemon.start()
    assert drained.acquire(timeout=30), "the first drain finds nothing"
    past = FixedClock(datetime.now(UTC) - timedelta(days=30))
    with Engine(engine.settings, scenarios=[tmp_path / "call.yaml"], directory=DESK, clock=past) as other:
        for _ in range(3):  # the next heartbeat is two hours away; the first drain may be about to end just now
            other.open("call", units={"desk": "值班室"}, by="值班室")
            daemon.sweep()
            if drained.acquire(timeout=10):
                break
    assert {message.to for message in box.sent} == {"desk@example.org"}


def test_a_daemon_takes_up_what_is_searched(engine: Engine, daemon: Daemon) -> None:
    engine.open("call", title="水管爆裂", units={"desk": "值班室"}, by="值班室")
    daemon.start()
    daemon.index()
    assert [item.title for item in engine.find(text="爆裂")] == ["水管爆裂"]
    assert engine.index_texts().to_json() == {"instances": 0, "behind": 0}, "nothing was left to do"


def test_no_alarm_is_set_where_the_heartbeat_comes_first(daemon: Daemon) -> None:
    daemon.start()
    daemon.sweep()
    assert daemon.alarm is None


def test_starting_and_stopping_twice_is_the_same_as_once(daemon: Daemon) -> None:
    daemon.start()
    daemon.start()
    daemon.stop()
    daemon.stop()
    daemon.start()
    daemon.stop()


def test_what_fell_due_while_no_daemon_ran_is_caught_up(tmp_path: Path, box: RecordingNotifier) -> None:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    clock = FixedClock(datetime.now(UTC) - timedelta(days=30))
    with Engine(
        f"sqlite:///{tmp_path / 'late.db'}",
        scenarios=[load_scenario(file)],
        directory=DESK,
        channels={"email": lambda: box},
        clock=clock,
    ) as engine:
        item = engine.open("call", units={"desk": "值班室"}, by="值班室")
        clock.advance(timedelta(days=30))
        daemon = Daemon(engine)
        daemon.sweep()
        daemon.drain()
        daemon.sweep()
        daemon.drain()
        assert [entry.kind for entry in engine.history(item.number)] == ["open", "rung"]
        assert [message.to for message in box.sent] == ["desk@example.org"]


def test_a_channel_that_can_never_work_stops_the_daemon_before_it_starts(tmp_path: Path) -> None:
    (tmp_path / "duban.toml").write_text('[channels.email]\nnotifier = "file"\nfoldr = "mail"\n', "utf-8")
    with Engine(Settings.load(tmp_path / "duban.toml")) as engine, pytest.raises(NotifierError, match="foldr"):
        Daemon(engine).start()


def test_a_contact_written_while_the_daemon_runs_is_told(tmp_path: Path, box: RecordingNotifier) -> None:
    (tmp_path / "call.yaml").write_text(SCENARIO, "utf-8")
    (tmp_path / "contacts.csv").write_text("unit,name,level,email\n", "utf-8")
    lines = ('scenarios = ["call.yaml"]', 'contacts = "contacts.csv"', "digests = { media = [] }")
    (tmp_path / "duban.toml").write_text("\n".join(lines), "utf-8")
    clock = FixedClock("2024-04-01T00:00Z")
    settings = Settings.load(tmp_path / "duban.toml")
    with Engine(settings, channels={"email": lambda: box}, clock=clock) as engine:
        daemon = Daemon(engine)
        engine.open("call", units={"desk": "值班室"}, by="值班室")
        (tmp_path / "contacts.csv").write_text("unit,name,level,email\n值班室,小王,handler,desk@example.org\n", "utf-8")
        clock.advance(timedelta(hours=1))
        daemon.sweep()
        daemon.drain()
    assert [message.to for message in box.sent] == ["desk@example.org"]


def test_a_directory_spoilt_while_the_daemon_runs_is_said_and_left_as_it_was(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "contacts.csv").write_text("unit,name,level,email\n值班室,小王,handler,desk@example.org\n", "utf-8")
    (tmp_path / "duban.toml").write_text('contacts = "contacts.csv"\n', "utf-8")
    with Engine(Settings.load(tmp_path / "duban.toml")) as engine:
        (tmp_path / "contacts.csv").write_text("unit,name,level,email\n值班室,小王,handler,nonsense\n", "utf-8")
        Daemon(engine).sweep()
        assert engine.directory.knows("值班室")
    assert "directory kept as it was" in caplog.text
    assert "contacts.csv:2" in caplog.text


def test_a_clock_that_is_set_back_puts_no_daemon_to_sleep(tmp_path: Path, box: RecordingNotifier) -> None:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    settings = Settings.plain(f"sqlite:///{tmp_path / 'd.db'}").model_copy(update={"heartbeat_seconds": 0.05})
    with Engine(settings, scenarios=[load_scenario(file)], directory=DESK, channels={"email": lambda: box}) as engine:
        daemon = Daemon(engine)
        daemon.start()
        try:
            assert daemon._scheduler is not None
            for job in daemon._scheduler.get_jobs():
                # So they stand when the machine's clock was a day ahead, and has just been put right.
                job.modify(next_run_time=datetime.now(UTC) + timedelta(days=1))
            with Engine(settings, scenarios=[load_scenario(file)], clock=FixedClock("2024-04-01T09:00Z")) as past:
                past.open("call", by="值班室", units={"desk": "值班室"})
            until = monotonic() + 30
            while not box.sent:
                assert monotonic() < until, "nobody was told"
        finally:
            daemon.stop()


def test_a_daemon_tells_the_operators(tmp_path: Path, box: RecordingNotifier) -> None:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    (tmp_path / "broken.yaml").write_text("scenario: [", "utf-8")
    settings = Settings(
        database=f"sqlite:///{tmp_path / 'd.db'}",
        heartbeat_seconds=0.05,
        scenarios=(str(tmp_path),),
        operators=Operators(email=("admin@example.org",)),
    )
    with Engine(settings, directory=DESK, channels={"email": lambda: box}, leave_out=True) as engine:
        daemon = Daemon(engine)
        daemon.start()
        try:
            until = monotonic() + 30
            while not box.sent:
                assert monotonic() < until, "nobody was told"
            daemon.tell()
        finally:
            daemon.stop()
    assert [message.to for message in box.sent] == ["admin@example.org"]
    assert str(tmp_path / "broken.yaml") in box.sent[0].text


def test_a_daemon_that_has_nobody_to_tell_says_so_once(
    tmp_path: Path, box: RecordingNotifier, caplog: pytest.LogCaptureFixture
) -> None:
    with Engine(
        f"sqlite:///{tmp_path / 'd.db'}",
        scenarios=[tmp_path / "gone.yaml"],
        channels={"email": lambda: box},
        leave_out=True,
    ) as engine:
        daemon = Daemon(engine)
        for _ in range(3):
            daemon.tell()
    said = [record.getMessage() for record in caplog.records if record.name == "duban.daemon"]
    assert [("1个场景文件不能使用" in line, "[operators]" in line) for line in said] == [(True, True)]
    assert box.sent == []


def test_an_alarm_that_was_set_in_a_wrong_year_is_set_anew(
    engine: Engine, daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duban.operations.daemon._LOOK_SECONDS", 0.05)
    item = engine.open("call", units={"desk": "值班室"}, by="值班室")
    daemon.start()
    until = monotonic() + 30
    while daemon.alarm != item.due_at and monotonic() < until:
        daemon.sweep()
    assert daemon._scheduler is not None
    for job in daemon._scheduler.get_jobs():
        # So they stand when the machine's clock was a year ahead, and has just been put right.
        job.modify(next_run_time=datetime.now(UTC) + timedelta(days=365))
    while daemon.alarm != item.due_at:
        assert monotonic() < until, "the next heartbeat is two hours away"


class WallClock:
    """The real time, shown by a clock that somebody has set."""

    ahead = timedelta(days=365)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def elapsed(self) -> float:
        return monotonic()


def test_a_daemon_whose_clock_was_a_year_ahead_sends_at_once_when_it_is_set_right(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    settings = Settings.plain(f"sqlite:///{tmp_path / 'd.db'}").model_copy(update={"heartbeat_seconds": 0.05})
    clock, tried, sent = WallClock(), Semaphore(0), Semaphore(0)

    class Channel:
        """A channel that is down for as long as the clock is wrong."""

        async def send(self, _: Message) -> Receipt:
            if clock.ahead:
                tried.release()
                raise ChannelDown(file.name)
            sent.release()
            return Receipt("channel", "sent")

    with Engine(settings, scenarios=[file], directory=DESK, channels={"email": Channel}, clock=clock) as engine:
        with Engine(settings, scenarios=[file], clock=FixedClock(datetime.now(UTC) - timedelta(days=1))) as past:
            past.open("call", by="值班室", units={"desk": "值班室"})
        daemon = Daemon(engine)
        daemon.start()
        try:
            assert tried.acquire(timeout=30)
            clock.ahead = timedelta()
            assert sent.acquire(timeout=30), "it rests for five minutes, or for a year"
        finally:
            daemon.stop()
    assert "clock set back" in caplog.text


def test_a_database_that_is_away_stops_no_daemon(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    with Engine("postgresql://nobody@127.0.0.1:1/nowhere", scenarios=[load_scenario(file)]) as engine:
        daemon = Daemon(engine)
        for _ in range(3):
            daemon.sweep()
            daemon.drain()
            daemon.index()
    said = [record.getMessage() for record in caplog.records if record.name == "duban.daemon"]
    assert [line.split(" reason=")[0] for line in said] == ["sweep failed", "drain failed", "index failed"], (
        "each is said once"
    )
    assert all("`engine.troubles()` shows what is wrong" in line for line in said)
