"""The feed is read by two consumers while eight processes write; all of them are killed, and nothing is missed."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import time
from collections import defaultdict
from contextlib import suppress
from multiprocessing import get_context
from typing import TYPE_CHECKING

import crowd as _preloaded  # noqa: F401 - by whose server they are forked
from sqlalchemy.event import listen
from sqlmodel import Session

from duban import Engine, StorageBusy
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from conftest import MakeEngine

PROCESSES = get_context("forkserver")
WRITERS, READERS = 8, 2
UNITS = {"lead": "市优化办", "responsible": "市住建局"}
NOW = "2024-04-10T09:00+08:00"


def write(url: str, scenario: Path, worker: int, rounds: int) -> None:
    """Act in transactions of one's own, in those of an application, some of which are taken back, and in bulk."""
    chance = random.Random(worker)  # noqa: S311 - it is to be repeatable
    with Engine(url, scenarios=[scenario], clock=FixedClock(NOW)) as engine:
        for _ in range(rounds):
            with suppress(StorageBusy):
                number = engine.open("matter", by="市优化办", title="并发", units=UNITS).number
                engine.fire(number, "签收", by="市住建局")
                with Session(engine.database.engine) as session:
                    done = {"measure": "增开窗口"}
                    engine.fire(number, "申请销号", by="市住建局", data=done, session=session)
                    if chance.random() < 0.7:
                        engine.open("matter", by="市优化办", title="同来", units=UNITS, session=session)
                        session.commit()
                engine.fire_many([number], "补充", by="市住建局", data={"measure": "再增窗口"})


def read(url: str, scenario: Path, place: Path) -> None:
    """Follow the feed, and write each event into a file; whoever was killed goes on behind the last whole line."""
    lines = place.read_text("utf-8").split("\n")[:-1] if place.exists() else []
    since = json.loads(lines[-1])["cursor"] if lines else None
    with Engine(url, scenarios=[scenario]) as engine, place.open("a", encoding="utf-8") as kept:
        kept.truncate(sum(len(line.encode()) + 1 for line in lines))
        for event in engine.follow(since=since, stop=place.with_suffix(".stop").exists):
            kept.write(json.dumps(event.to_json()) + "\n")
            kept.flush()


def order_and_die(url: str, scenario: Path, left: int) -> None:
    """Order the events, and be killed before the statement, or the commit, of this place."""
    with Engine(url, scenarios=[scenario]) as engine:
        engine.prepare()
        steps = itertools.count(1)

        def count(*_: object) -> None:
            if next(steps) == left:
                os.kill(os.getpid(), signal.SIGKILL)

        listen(engine.database.engine, "before_cursor_execute", count)
        listen(engine.database.engine, "commit", count)
        engine.order_events()


class Crowd:
    """The processes that write and read one database, each of which begins again when it was killed."""

    def __init__(self, url: str, scenario: Path, folder: Path) -> None:
        self._given, self._folder = (url, scenario), folder
        self.readers = [self._reads(place) for place in range(READERS)]

    def file(self, place: int) -> Path:
        return self._folder / f"read-{place}.jsonl"

    def _reads(self, place: int) -> BaseProcess:
        return started(read, *self._given, self.file(place))

    def writes(self, worker: int, rounds: int) -> BaseProcess:
        return started(write, *self._given, worker, rounds)

    def kill_a_reader(self, place: int) -> None:
        self.readers[place].kill()
        self.readers[place].join(60)
        self.readers[place] = self._reads(place)

    def has_read(self, place: int) -> list[dict[str, object]]:
        text = self.file(place).read_text("utf-8") if self.file(place).exists() else ""
        return [json.loads(line) for line in text.split("\n")[:-1]]

    def stop(self) -> None:
        for place, reader in enumerate(self.readers):
            self.file(place).with_suffix(".stop").touch()
            reader.join(60)
            assert reader.exitcode == 0


def started(work: Callable[..., None], *given: object) -> BaseProcess:
    process = PROCESSES.Process(target=work, args=given, daemon=True)
    process.start()
    return process


def until(done: Callable[[], bool]) -> None:
    """Wait until something is so; a crowd that is stuck fails."""
    deadline = time.monotonic() + 120
    while not done():
        assert time.monotonic() < deadline, "it is stuck"
        time.sleep(0.05)


def test_two_readers_miss_nothing_while_eight_write_and_all_are_killed(
    database_url: str, matter_file: Path, make_engine: MakeEngine, tmp_path: Path
) -> None:
    crowd, chance = Crowd(database_url, matter_file, tmp_path), random.Random(7)  # noqa: S311 - to be repeatable
    writers = [crowd.writes(worker, 6) for worker in range(WRITERS)]
    for worker in range(4):
        seen = [len(crowd.has_read(place)) for place in range(READERS)]
        until(lambda seen=seen: all(len(crowd.has_read(place)) > seen[place] + 3 for place in range(READERS)))
        killed = writers[chance.randrange(len(writers))]
        killed.kill()
        crowd.kill_a_reader(worker % READERS)
        writers.append(crowd.writes(100 + worker, 3))
    for writer in writers:
        writer.join(120)
        assert writer.exitcode in {0, -signal.SIGKILL}
    engine = make_engine()
    last = engine.order_events().last
    until(lambda: all(crowd.has_read(place)[-1]["position"] == last for place in range(READERS)))
    crowd.stop()
    first, second = (crowd.has_read(place) for place in range(READERS))
    assert first == second, "the order is everybody's"
    assert [each["position"] for each in first] == list(range(1, last + 1)), "no hole, and nothing twice"
    check_against_the_histories(engine, first)


def check_against_the_histories(engine: Engine, read: list[dict[str, object]]) -> None:
    """Hold what was read against the histories: the same entries, each instance's in its order."""
    found: dict[object, list[object]] = defaultdict(list)
    for event in read:
        found[event["number"]].append((event["seq"], event["hash"]))
    files = engine.case_files()
    assert found == {file.instance.number: [(one.seq, one.hash) for one in file.history] for file in files}
    assert {event["number"]: event["version"] for event in read} == {
        file.instance.number: file.instance.version for file in files
    }
    assert engine.verify().ok


def test_a_sequencer_that_is_killed_at_each_step_leaves_no_hole_and_nothing_twice(
    database_url: str, matter_file: Path, make_engine: MakeEngine
) -> None:
    engine = make_engine()
    given = killed = 0
    for step in range(1, 40):
        number = engine.open("matter", by="市优化办", title="一步", units=UNITS).number
        engine.fire(number, "签收", by="市住建局")
        process = started(order_and_die, database_url, matter_file, step)
        process.join(120)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        killed += 1
        page = engine.events(since=given)
        assert [each.position for each in page.events] == [given + 1, given + 2]
        given += 2
    assert killed > 3
    read = [each.to_json() for each in engine.events(limit=1000).events]
    assert [each["position"] for each in read] == list(range(1, len(read) + 1))
    check_against_the_histories(engine, read)


def test_an_act_that_takes_long_comes_late_and_holds_up_nobody(backend: str, make_engine: MakeEngine) -> None:
    engine = make_engine()
    slow = engine.open("matter", by="市优化办", title="慢", units=UNITS).number
    start = engine.events().next
    with engine.database.engine.connect() as theirs:
        engine.fire(slow, "签收", by="市住建局", session=theirs)
        if backend == "postgresql":  # a SQLite file has one writer at a time
            quick = engine.open("matter", by="市优化办", title="快", units=UNITS).number
            page = engine.events(since=start)
            assert [(each.number, each.kind) for each in page.events] == [(quick, "open")]
            start = page.next
        assert engine.events(since=start).events == ()
        theirs.commit()
    assert [(each.number, each.trigger) for each in engine.events(since=start).events] == [(slow, "签收")]
