"""One act: in a transaction of its own, in the caller's, on one connection and on four, and in bulk."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, wait
from contextlib import ExitStack
from functools import partial
from multiprocessing import get_context
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlmodel import Session

from benchmarks.measure import Result, interleaved, ratio_of, timed
from benchmarks.office import Store, engine_on, opened
from benchmarks.recording import Recording, connect, recording, replay, replay_bulk

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban import Engine, NewItem
    from duban.storage import Durability

RUNS = 5


def fire_all(engine: Engine, numbers: list[str]) -> None:
    """Pull a trigger of each instance, each in a transaction of its own."""
    for number in numbers:
        engine.fire(number, "送审", by="甲")


def rehearsed(store: Store, base: str, numbers: list[str]) -> Recording:
    """Return what firing says to the database."""
    with engine_on(store.copy(base)) as engine, recording(engine) as taken:
        fire_all(engine, numbers)
    return taken


def _fires(store: Store, many: int, durability: Durability) -> dict[str, Callable[[], float]]:
    """Return how a fire is timed, and its own statements through the bare driver, in acts per second."""
    base = store.new()
    numbers = opened(base, many)
    taken = rehearsed(store, base, numbers)

    def floor() -> float:
        connection = connect(store.copy(base), durability=durability)
        took = timed(lambda: replay(connection, taken))
        connection.close()
        return many / took

    def ours() -> float:
        with engine_on(store.copy(base), durability=durability) as engine:
            engine.instance(numbers[0])
            return many / timed(lambda: fire_all(engine, numbers))

    return {"ours": ours, "floor": floor}


def fire(store: Store, name: str, many: int, *, must: float, goal: float) -> Result:
    """Time a fire against its own statements through the bare driver."""
    figures = interleaved(_fires(store, many, "relaxed"), runs=RUNS)
    return ratio_of(f"fire, {name}", figures, unit="/s", must=must, goal=goal)


def fire_by_durability(store: Store, many: int) -> list[Result]:
    """Time a fire on SQLite that waits for the disk, and one that does not, each against its own floor."""
    full, relaxed = (_fires(store, many, durability) for durability in ("full", "relaxed"))
    kinds = {**full, "relaxed": relaxed["ours"], "relaxed floor": relaxed["floor"]}
    figures = interleaved(kinds, runs=RUNS)
    return [
        ratio_of("fire, SQLite, full durability", figures, unit="/s", must=0.27, goal=0.5),
        ratio_of(
            "fire, SQLite, relaxed durability",
            figures,
            unit="/s",
            must=0.27,
            goal=0.5,
            ours="relaxed",
            floor="relaxed floor",
        ),
        ratio_of("fire, SQLite, full to relaxed", figures, unit="/s", must=0.45, goal=0.6, floor="relaxed"),
        ratio_of("the same by the driver alone", figures, unit="/s", ours="floor", floor="relaxed floor"),
    ]


def fire_as_guest(store: Store, many: int) -> Result:
    """Time a fire in the caller's session, which the caller commits, against the same floor."""
    base = store.new()
    numbers = opened(base, many)
    taken = rehearsed(store, base, numbers)

    def floor() -> float:
        connection = connect(store.copy(base))
        took = timed(lambda: replay(connection, taken))
        connection.close()
        return many / took

    def ours() -> float:
        with engine_on(store.copy(base)) as engine:
            engine.instance(numbers[0])
            began = perf_counter()
            for number in numbers:
                with Session(engine.database.engine) as session:
                    engine.fire(number, "送审", by="甲", session=session)
                    session.commit()
            return many / (perf_counter() - began)

    figures = interleaved({"ours": ours, "floor": floor}, runs=RUNS)
    return ratio_of("fire in the caller's session, SQLite", figures, unit="/s", must=0.2, goal=0.33)


def fire_with_listeners(store: Store, name: str, many: int) -> list[Result]:
    """Time a fire with a listener of ours, inside or after the commit, and beside one of SQLAlchemy's, to one without.

    All kinds act in turn, ten acts each, and the median act of each counts: a noisy neighbour troubles all alike.
    """
    base = store.new()
    numbers = opened(base, many * len(LISTENING) * RUNS)
    kinds = list(LISTENING)
    figures: dict[str, list[float]] = {kind: [] for kind in LISTENING}
    with ExitStack() as stack:
        engines = {kind: stack.enter_context(engine_on(base)) for kind in LISTENING}
        for kind, listen in LISTENING.items():
            listen(engines[kind])
            engines[kind].instance(numbers[0])
        for _ in range(RUNS):
            took: dict[str, list[float]] = {kind: [] for kind in LISTENING}
            for place in range(many // 10):
                for kind in kinds[place % len(kinds) :] + kinds[: place % len(kinds)]:
                    took[kind] += [timed(partial(fire_all, engines[kind], [numbers.pop()])) for _ in range(10)]
            for kind in LISTENING:
                figures[kind].append(1 / median(took[kind]))
    return [
        ratio_of(
            f"fire with a listener {kind}, {name}, to without",
            figures,
            unit="/s",
            must=None if kind == CURSORS else 0.95,  # that one costs what it costs: it is called for each statement
            goal=None if kind == CURSORS else 0.98,
            ours=kind,
            floor="nobody",
        )
        for kind in LISTENING
        if kind != "nobody"
    ]


def _nothing(*_: object) -> None:
    """Do nothing, as a listener."""


CURSORS = "of SQLAlchemy, to cursors"

LISTENING: dict[str, Callable[[Engine], object]] = {
    "nobody": _nothing,
    "inside": lambda engine: engine.on("act", _nothing, when="inside"),
    "after": lambda engine: engine.on("act", _nothing),
    "elsewhere": lambda engine: engine.on("rung", _nothing),
    "of SQLAlchemy": lambda engine: event.listen(engine.database.engine, "commit", _nothing),
    CURSORS: lambda engine: event.listen(engine.database.engine, "before_cursor_execute", _nothing),
}
"""Who listens while a trigger is pulled."""


_kept: dict[str, Any] = {}
"""What a process that does nothing but act has open, by its database."""


def _part(url: str, numbers: list[str]) -> None:
    engine: Engine | None = _kept.get(url)
    if engine is None:
        engine = _kept[url] = engine_on(url)
    fire_all(engine, numbers)


def _raw_part(url: str, transactions: list[list[tuple[str, Any, bool]]]) -> None:
    connection = _kept.get(url)
    if connection is None:
        connection = _kept[url] = connect(url)
    replay(connection, Recording(transactions))


def fire_by_four(store: Store, many: int) -> list[Result]:
    """Time four processes with a connection each against one, and the bare driver likewise.

    They take their work from one queue, twenty acts at a time, so that none is left alone with the rest of its share.
    """
    base = store.new()
    numbers = opened(base, many)
    taken = rehearsed(store, base, numbers)

    def by(workers: int, part: Callable[[str, Any], None], acts: list[Any]) -> float:
        url = store.copy(base)
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            # They start, and act once each, before the time does; none takes the place of another that is still busy.
            wait([pool.submit(part, url, [act]) for act in acts[:workers]])
            queue = [acts[first : first + 20] for first in range(workers, many, 20)]
            took = timed(lambda: wait([pool.submit(part, url, some) for some in queue]))
            return (many - workers) / took

    kinds = {
        "ours": lambda: by(4, _part, numbers),
        "one": lambda: by(1, _part, numbers),
        "raw": lambda: by(4, _raw_part, taken.transactions),
        "raw one": lambda: by(1, _raw_part, taken.transactions),
    }
    figures = interleaved(kinds, runs=RUNS)
    subject = "fire, PostgreSQL, 4 connections to 1"
    return [
        ratio_of(subject, figures, unit="/s", must=2, goal=2.2, floor="one"),
        ratio_of(f"{subject}, driver alone", figures, unit="/s", ours="raw", floor="raw one"),
    ]


def in_bulk(store: Store, many: int) -> list[Result]:
    """Time opening and firing a hundred to a transaction against raw executemany of the same rows."""
    base = store.new()
    with engine_on(base) as engine:
        engine.open("bench", by="甲", units={"lead": "甲"})

    def open_all(engine: Engine) -> list[str]:
        items: list[NewItem] = [{"units": {"lead": "甲"}}] * 100
        return [item.number for _ in range(many // 100) for item in engine.open_many("bench", items, by="甲")]

    def fire_them(engine: Engine, numbers: list[str]) -> None:
        for first in range(0, many, 100):
            engine.fire_many(numbers[first : first + 100], "送审", by="甲")

    full = store.copy(base)
    with engine_on(full) as engine, recording(engine) as opening:
        numbers = open_all(engine)
    with engine_on(store.copy(full)) as engine, recording(engine) as firing:
        fire_them(engine, numbers)

    def floor(start: str, taken: Recording) -> float:
        connection = connect(store.copy(start))
        took = timed(lambda: replay_bulk(connection, taken, size=1))
        connection.close()
        return many / took

    def opening_ours() -> float:
        with engine_on(store.copy(base)) as engine:
            return many / timed(lambda: open_all(engine))

    def firing_ours() -> float:
        with engine_on(store.copy(full)) as engine:
            return many / timed(lambda: fire_them(engine, numbers))

    opened_ = interleaved({"ours": opening_ours, "floor": lambda: floor(base, opening)}, runs=RUNS)
    fired = interleaved({"ours": firing_ours, "floor": lambda: floor(full, firing)}, runs=RUNS)
    return [
        ratio_of("open in bulk, SQLite", opened_, unit="/s", must=0.3, goal=0.6),
        ratio_of("fire in bulk, SQLite", fired, unit="/s", must=0.3, goal=0.6),
    ]
