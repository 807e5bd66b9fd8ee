"""One engine in many threads, and an application's own engine under many sweepers."""

from __future__ import annotations

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from crowd import together
from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url

from duban import Engine, TransitionRefused
from duban.testing import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

    from duban.testing import RecordingNotifier

NOW = "2024-04-10T09:00+08:00"


def test_one_engine_serves_many_threads(
    engine: Engine, open_matter: OpenMatter, mailbox: RecordingNotifier, clock: FixedClock
) -> None:
    numbers = [open_matter(engine).number for _ in range(4)]
    clock.set(NOW)

    def work(turn: int) -> str:
        number = numbers[turn % len(numbers)]
        if turn % 7 == 0:
            return f"swept {engine.sweep().failures}"
        if turn % 5 == 0:
            asyncio.run(engine.deliver())
            return "delivered"
        try:
            engine.fire(number, "补充", by="市住建局", expect=None if turn % 3 else engine.instance(number).version)
        except TransitionRefused as error:
            return ",".join(error.codes)
        return "accepted"

    with ThreadPoolExecutor(8) as threads:
        outcomes = Counter(threads.map(work, range(96)))
    engine.sweep()
    asyncio.run(engine.deliver())
    assert set(outcomes) <= {"accepted", "conflict", "swept ()", "delivered"}
    versions = sum(engine.instance(number).version - 1 for number in numbers)
    assert versions == outcomes["accepted"]
    assert set(Counter(message.id for message in mailbox.sent).values()) == {1}
    assert engine.verify().ok


def sweep_as_guest(url: str, scenario: Path, number: str, worker: int) -> int:
    """Sweep, act and drain with an application's engine, set up as SQLAlchemy's documentation tells applications to."""
    sqlite = url.startswith("sqlite")
    bind = create_engine(make_url(url) if sqlite else make_url(url).set(drivername="postgresql+psycopg"))
    if sqlite:

        @event.listens_for(bind, "connect")
        def _connect(connection: object, _record: object) -> None:
            connection.isolation_level = None  # type: ignore[attr-defined]

        @event.listens_for(bind, "begin")
        def _begin(connection: object) -> None:
            connection.exec_driver_sql("BEGIN")  # type: ignore[attr-defined]

    engine = Engine(bind=bind, scenarios=[scenario], clock=FixedClock(NOW))
    fired = 0
    for turn in range(5):
        fired += engine.sweep().fired
        engine.fire(number, "补充", by="市住建局", note=f"{worker}-{turn}")
        asyncio.run(engine.deliver())
    bind.dispose()
    return fired


def test_an_applications_own_engine_may_sweep_in_many_processes(
    database_url: str, matter_file: Path, make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows
) -> None:
    engine = make_engine()
    numbers = [open_matter(engine).number for _ in range(20)]
    arguments = [(database_url, matter_file, numbers[0], worker) for worker in range(4)]
    assert sum(together(sweep_as_guest, arguments)) == 2 * len(numbers)
    assert engine.instance(numbers[0]).version == 1 + 4 * 5
    claims = [(row["instance_id"], row["lap"], row["rung"]) for row in rows()["duban_claim"]]
    assert len(claims) == len(set(claims)) == 4 * len(numbers)
    assert engine.verify().ok
