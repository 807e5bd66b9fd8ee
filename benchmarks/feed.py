"""The feed and the views: what they cost an act, how soon somebody is woken, and a count by a view."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text

from benchmarks.acts import RUNS, fire_all
from benchmarks.lists import NOW, filled
from benchmarks.measure import Result, interleaved, ratio_of, timed
from benchmarks.office import Store, engine_on, opened
from duban import views
from duban.storage import Follower
from duban.storage.statements import acts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duban import Engine

_COUNTED = 20
"""How often a count is taken for one figure."""


class _Silent:
    """Stands for the statement by which entries wait, and says nothing."""

    def said(self, *_: object) -> list[Any]:
        return []


@contextmanager
def without_feed() -> Iterator[None]:
    """Let acts write nothing for the feed."""
    kept = acts._wait, acts._waits, acts._with_waiting, acts._wake_text  # noqa: SLF001 - there is no other way
    acts._wait, acts._waits = _Silent(), lambda _: ()  # type: ignore[assignment] # noqa: SLF001
    acts._with_waiting = lambda statement, _: statement  # noqa: SLF001
    acts._together.cache_clear()  # noqa: SLF001
    try:
        yield
    finally:
        acts._wait, acts._waits, acts._with_waiting, acts._wake_text = kept  # noqa: SLF001
        acts._together.cache_clear()  # noqa: SLF001


def fire(store: Store, name: str, many: int) -> Iterator[Result]:
    """Time a fire with the feed against one without; on PostgreSQL also while somebody follows, so that it notifies."""
    base = store.new()
    numbers = opened(base, many)

    def fired(engine: Engine) -> float:
        engine.instance(numbers[0])
        return many / timed(lambda: fire_all(engine, numbers))

    def ours() -> float:
        with engine_on(store.copy(base)) as engine:
            return fired(engine)

    def floor() -> float:
        with without_feed():
            return ours()

    def followed() -> float:
        with engine_on(store.copy(base)) as engine, Follower(engine.database, perf_counter):
            return fired(engine)

    kinds: dict[str, Callable[[], float]] = {"ours": ours, "floor": floor}
    if name != "SQLite":
        kinds["followed"] = followed
    figures = interleaved(kinds, runs=RUNS)
    yield ratio_of(f"fire with the feed to without, {name}", figures, unit="/s", must=0.8, goal=0.9)
    if "followed" in kinds:
        said = f"fire with NOTIFY to without the feed, {name}"
        yield ratio_of(said, figures, unit="/s", must=0.9, goal=0.95, ours="followed")


def wake(store: Store, name: str, many: int) -> Result:
    """Time from the call of a fire until a follower has its event, to the fire alone."""
    url = store.new()
    numbers = opened(url, many)
    came, heard = Event(), list[float]()

    def listen(engine: Engine) -> None:
        for event in engine.follow(since=many):
            heard.append(perf_counter())
            came.set()
            if event.number == numbers[-1]:
                return

    with engine_on(url) as engine, engine_on(url) as other:
        engine.events(limit=1)
        thread = Thread(target=listen, args=(other,))
        thread.start()
        alone, until = [], []
        for number in numbers:
            came.clear()
            began = perf_counter()
            engine.fire(number, "送审", by="甲")
            alone.append((perf_counter() - began) * 1000)
            came.wait(10)
            until.append((heard[-1] - began) * 1000)
        thread.join()
    figures = {"ours": until, "floor": alone}
    return ratio_of(f"until a follower has the event, to the fire alone, {name}", figures, unit="ms", at_least=False)


def count(store: Store, name: str, many: int) -> Result:
    """Time a count by state by the view, to the same by the table."""
    by_view = select(views.instances.c.state, func.count()).group_by(views.instances.c.state)
    raw = text("SELECT state, count(*) FROM duban_instance GROUP BY state")
    with engine_on(filled(store, many), NOW) as engine, engine.database.reading() as connection:

        def timing(statement: Any) -> Callable[[], float]:  # noqa: ANN401 - either kind of statement
            return lambda: (
                timed(lambda: [connection.execute(statement).all() for _ in range(_COUNTED)]) / _COUNTED * 1000
            )

        figures = interleaved({"ours": timing(by_view), "floor": timing(raw)}, runs=RUNS)
    said = f"{many:,} counted by state by the view, to the table, {name}"
    return ratio_of(said, figures, unit="ms", must=2.0, goal=1.2, at_least=False)
