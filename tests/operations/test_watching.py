"""Whether an installation keeps up: its figures on both databases, and a heart that stops when the daemon is sick."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from plans_and_parts import HELPERS, PART, PLAN, started
from sqlalchemy import event

from duban import Engine, Health, Settings, StorageUnavailable
from duban.operations import Daemon
from duban.operations.heart import Heart, read_beat
from duban.storage import outbox
from duban.workflow.people.made_up import MadeUpPeople
from duban.workflow.settings import Heartbeat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter

    from duban.testing import FixedClock, RecordingNotifier


def test_the_figures_of_an_office_that_keeps_up_are_naught(engine: Engine, open_matter: OpenMatter) -> None:
    open_matter(engine)
    health = engine.health()
    assert (health.lag_seconds, health.overdue, health.set_aside, health.dead_letters) == (0, 0, 0, 0)
    assert health.sickness(timedelta(seconds=1)) is None


def test_what_nobody_handles_shows_as_lag(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    numbers = [open_matter(engine).number for _ in range(3)]
    due = engine.instance(numbers[0]).due_at
    assert due is not None
    clock.set(due - timedelta(seconds=1))
    engine.sweep()
    clock.set(due + timedelta(minutes=20))
    health = engine.health()
    assert (health.lag_seconds, health.overdue) == (1200, len(numbers))
    assert health.sickness(timedelta(minutes=15)) == "到期未处理的事项 3 件，最久的已等 1200 秒"
    engine.sweep()
    assert engine.health().overdue == 0


def test_a_matter_that_was_late_when_it_was_opened_lags_from_its_opening(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    open_matter(engine, data={"deadline": "2023-11-30"})
    assert (engine.health().lag_seconds, engine.health().overdue) == (0, 1)
    clock.advance(timedelta(minutes=20))
    assert engine.health().lag_seconds == 1200
    engine.sweep()
    assert (engine.health().lag_seconds, engine.health().overdue) == (0, 0)


def test_days_that_were_imported_late_make_no_lag_of_the_past(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    clock.set("2024-04-09T09:00+08:00")
    engine.sweep()
    engine.import_calendar("china", {date(2024, 4, 6): (True, None)})
    assert engine.instance(number).due_on == date(2024, 4, 8)
    assert (engine.health().lag_seconds, engine.health().overdue) == (0, 1)
    clock.advance(timedelta(minutes=10))
    assert engine.health().lag_seconds == 600


def test_what_does_not_leave_shows_with_its_age(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    open_matter(engine)
    clock.advance(timedelta(minutes=30))
    assert engine.health().outbox_seconds == 1800
    assert engine.health().sickness(timedelta(minutes=15)) == "发不出去的消息 1 条，最久的已等 1800 秒"
    asyncio.run(engine.deliver())
    assert engine.health().outbox_seconds == 0
    assert len(mailbox.sent) == 1


def test_word_of_a_part_that_nobody_passes_on_shows_as_lag(make_engine: MakeEngine, clock: FixedClock) -> None:
    office = make_engine(scenarios=[PLAN, PART], directory=MadeUpPeople())
    _, ours = started(office)
    office.fire(ours[HELPERS[0]], "完成", by=HELPERS[0])
    clock.advance(timedelta(hours=2))
    assert office.health().lag_seconds == 7200
    office.sweep()
    assert office.health().lag_seconds == 0


def test_what_was_set_aside_and_then_handled_is_counted_no_more(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number

    def replace_in_memory(old: str, new: str) -> None:
        changed = f"UPDATE duban_instance SET memory = replace(memory, '{old}', '{new}') WHERE number = '{number}'"  # noqa: S608
        with engine.database.writing() as connection:
            connection.exec_driver_sql(changed)

    due = "2024-04-09T16:00"
    clock.set("2024-04-07T09:00+08:00")
    replace_in_memory(due, "soon")
    assert [failure.number for failure in engine.sweep().failures] == [number]
    assert engine.health().set_aside == 1
    replace_in_memory("soon", due)
    clock.advance(timedelta(minutes=5))
    assert (engine.sweep().fired, engine.sweep().failures) == (1, ())
    assert engine.health().set_aside == 0


def test_a_dead_letter_is_seen_and_raises_no_alarm(engine: Engine, open_matter: OpenMatter) -> None:
    open_matter(engine)
    with engine.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE duban_outbox SET status = '{outbox.DEAD}'")  # noqa: S608
    health = engine.health()
    assert (health.dead_letters, health.sickness(timedelta(seconds=1))) == (1, None)


def test_each_figure_is_read_by_an_index(engine: Engine, open_matter: OpenMatter, backend: str) -> None:
    open_matter(engine)
    plans = []

    def explain(connection: Any, _cursor: object, statement: str, parameters: Any, *_: object) -> None:  # noqa: ANN401
        if statement.startswith("SELECT") and "duban_calendar" not in statement.partition("WHERE")[0]:
            other = connection.connection.cursor()
            prefix = "EXPLAIN QUERY PLAN " if backend == "sqlite" else "EXPLAIN "
            if backend == "postgresql":
                other.execute("SET LOCAL enable_seqscan = off")
            other.execute(prefix + statement, parameters)
            plans.append((statement, "\n".join(str(row) for row in other.fetchall())))

    event.listen(engine.database.engine, "after_cursor_execute", explain)
    engine.health()
    event.remove(engine.database.engine, "after_cursor_execute", explain)
    scanned = [
        statement
        for statement, plan in plans
        if ("Seq Scan" in plan or ("SCAN" in plan and "INDEX" not in plan)) and "duban_errand" not in statement
    ]
    assert len(plans) >= 6
    assert scanned == []


# -- the heart --------------------------------------------------------------------------------------------------------

AWAY = "the database is away"
WELL = Health(datetime(2024, 4, 1, tzinfo=UTC), 0, 0, 0, 0, 0, 0, "", 0, 0)


def heart(tmp_path: Path, **settings: object) -> Heart:
    return Heart(Heartbeat(**{"file": "beat.json", **settings}), tmp_path)  # type: ignore[arg-type]


def test_it_beats_once_a_sweep_and_a_drain_have_come_round(tmp_path: Path) -> None:
    beating = heart(tmp_path)
    assert not beating.beat(WELL)
    beating.swept()
    assert not beating.beat(WELL)  # the drain hangs
    beating.drained()
    assert beating.beat(WELL)
    assert read_beat(tmp_path / "beat.json") == WELL.at
    assert json.loads((tmp_path / "beat.json").read_text())["lag_seconds"] == 0
    assert not beating.beat(WELL)
    assert [file.name for file in tmp_path.iterdir()] == ["beat.json"]


def test_it_stops_when_the_daemon_lags_and_goes_on_when_it_has_caught_up(tmp_path: Path) -> None:
    beating = heart(tmp_path, longest_wait_seconds=60)
    later = WELL.at + timedelta(seconds=61)
    lagging, well = (Health(later, lag, 5, 0, 0, 0, 0, "", 0, 0) for lag in (61, 60))
    for health, beats in ((WELL, True), (lagging, False), (well, True)):
        beating.swept()
        beating.drained()
        assert beating.beat(health) is beats


def test_what_came_due_while_no_daemon_ran_is_no_fault_of_a_new_one(tmp_path: Path) -> None:
    """Another daemon may have it in hand, or a dead one's connection hold it a moment longer."""
    beating = heart(tmp_path, longest_wait_seconds=60)
    for seconds, beats in ((0, True), (60, True), (61, False)):
        beating.swept()
        beating.drained()
        at = WELL.at + timedelta(seconds=seconds)
        assert beating.beat(Health(at, 83788020, 50, 0, 0, 0, 0, "", 0, 0)) is beats


def test_a_clock_that_is_set_back_takes_no_longer_to_fall_silent(tmp_path: Path) -> None:
    beating = heart(tmp_path, longest_wait_seconds=60)
    for seconds, beats in ((365 * 86_400, True), (0, True), (61, False)):
        beating.swept()
        beating.drained()
        at = WELL.at + timedelta(seconds=seconds)
        assert beating.beat(Health(at, 83788020, 50, 0, 0, 0, 0, "", 0, 0)) is beats


@contextmanager
def listening(status: int) -> Iterator[tuple[str, list[str]]]:
    """Run a real HTTP server; yields its address and the paths that it is asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/ping/duban", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("status", "beats"), [(200, True), (404, False), (500, False)])
def test_a_url_is_asked_for_with_each_beat(
    tmp_path: Path,
    status: int,
    beats: bool,  # noqa: FBT001
    caplog: pytest.LogCaptureFixture,
) -> None:
    with listening(status) as (url, asked):
        beating = heart(tmp_path, file=None, url=url)
        beating.swept()
        beating.drained()
        assert beating.beat(WELL) is beats
    assert asked == ["/ping/duban"]
    assert (f"127.0.0.1: HTTP {status}" in caplog.text) is not beats
    assert "ping" not in caplog.text, "whoever knows the URL can beat in our place"


def test_a_url_that_is_not_there_harms_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with listening(200) as (url, _):
        pass
    beating = heart(tmp_path, file=None, url=url)
    beating.swept()
    beating.drained()
    assert not beating.beat(WELL)
    assert "127.0.0.1: ConnectError" in caplog.text
    assert "ping" not in caplog.text


# -- the daemon -------------------------------------------------------------------------------------------------------


@pytest.fixture
def watched(make_engine: MakeEngine, database_url: str, tmp_path: Path) -> Engine:
    """Give an engine whose daemon writes a beat, on the clock of the tests."""
    settings = Settings.plain(database_url).model_copy(
        update={"heartbeat": Heartbeat(file="beat.json"), "folder": tmp_path, "heartbeat_seconds": 3600.0}
    )
    return make_engine(settings)


def round_of(daemon: Daemon) -> bool:
    daemon.sweep()
    daemon.drain()
    return daemon.beat()


def test_a_daemon_that_works_beats(watched: Engine, open_matter: OpenMatter, tmp_path: Path) -> None:
    open_matter(watched)
    assert round_of(Daemon(watched))
    assert read_beat(tmp_path / "beat.json") == watched.now()


def test_a_daemon_judges_no_figures_that_were_taken_before_its_work_came_round(
    watched: Engine,
    open_matter: OpenMatter,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    open_matter(watched)
    daemon, take = Daemon(watched), watched.health
    assert round_of(daemon)
    clock.advance(timedelta(days=30))

    def take_while_the_work_comes_round() -> Health:
        figures = take()
        daemon.sweep()
        daemon.drain()
        return figures

    monkeypatch.setattr(watched, "health", take_while_the_work_comes_round)
    daemon.beat()
    assert round_of(daemon)
    assert "heartbeat" not in caplog.text


def test_a_daemon_whose_sweeps_fail_falls_silent(watched: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    daemon = Daemon(watched)
    assert round_of(daemon)

    def fails(**_: object) -> None:
        raise StorageUnavailable(AWAY)

    monkeypatch.setattr(watched, "sweep", fails)
    assert not round_of(daemon)
    monkeypatch.undo()
    assert round_of(daemon)


def test_a_daemon_whose_sweep_hangs_falls_silent(watched: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    daemon = Daemon(watched)
    go_on, hanging = threading.Event(), threading.Event()

    def hangs(**_: object) -> None:
        hanging.set()
        go_on.wait()

    monkeypatch.setattr(watched, "sweep", hangs)
    stuck = threading.Thread(target=daemon.sweep)
    stuck.start()
    hanging.wait()
    daemon.drain()
    assert not daemon.beat()
    go_on.set()
    stuck.join()


def test_a_daemon_that_cannot_read_its_figures_falls_silent(watched: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    daemon = Daemon(watched)

    def away() -> None:
        raise StorageUnavailable(AWAY)

    monkeypatch.setattr(watched, "health", away)
    assert not round_of(daemon)
