"""Lists: what a page, a count, and what may be done with fifty cost among 200,000 instances, beside among 2,000."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, text

from benchmarks.measure import Result, interleaved, ratio_of, timed
from benchmarks.office import Store, engine_on, opened
from duban import Query
from duban.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duban import Engine

    Read = Callable[[Engine], object]

RUNS, TIMES = 5, 10
UNITS, DAYS = 20, 250
"""So many units that each has a page full among 2,000 as well: what is shown is paid for by the row."""
_BATCH = 5_000
_instance, _binding, _history = (metadata.tables[f"duban_{name}"] for name in ("instance", "binding", "history"))
_INSTANTS = ("due_at", "yellow_at", "red_at", "wake_at", "light_until")
NOW = "2024-12-02T09:00+08:00"

READS: dict[str, Read] = {
    "list of 50, what is open": lambda engine: engine.page(Query(open_only=True)),
    "list of 50, the red": lambda engine: engine.page(Query(open_only=True, light="red")),
    "list of 50, green and yellow": lambda engine: engine.page(Query(open_only=True, light=["green", "yellow"])),
    "list of 50, a state": lambda engine: engine.page(Query(open_only=True, state="复核")),
    "list of 50, a unit": lambda engine: engine.page(Query(open_only=True, unit="单位7")),
    "list of 50, a unit's turn": lambda engine: engine.page(Query(waiting_for="单位7")),
    "list of 50, silent longest": lambda engine: engine.page(Query(open_only=True), order="acted"),
    "list of 50, newest of all": lambda engine: engine.page(order="-opened"),
    "list of 50, closed last": lambda engine: engine.page(order="-closed"),
    "find of 50, what is open": lambda engine: engine.find(open_only=True, limit=50),
    "pending": lambda engine: engine.pending(),
    "why_escalated": lambda engine: engine.why_escalated("Z-70"),
    "what may be done with 50": lambda engine: engine.allowed_many([f"Z-{no}" for no in range(50, 100)], by="单位7"),
}
COUNTS: dict[str, Read] = {
    "count by light": lambda engine: engine.count(Query(open_only=True), by="light"),
    "count by state": lambda engine: engine.count(Query(open_only=True), by="state"),
    "count of a unit": lambda engine: engine.count(Query(open_only=True, unit="单位7")),
}


def lists(store: Store, name: str, few: int, many: int) -> Iterator[Result]:
    """Time each read among few and among many; counts are reported, for they read an index entry of each."""
    urls = {size: filled(store, size) for size in (few, many)}
    with engine_on(urls[few], NOW) as small, engine_on(urls[many], NOW) as large:
        for bounds, reads in (({"must": 2.0, "goal": 1.2}, READS), ({}, COUNTS)):
            for subject, read in reads.items():
                takes = {"ours": partial(_milliseconds, read, large), "floor": partial(_milliseconds, read, small)}
                figures = interleaved(takes, runs=RUNS)
                said = f"{subject}, {many:,} to {few:,}, {name}"
                yield ratio_of(said, figures, unit="ms", at_least=False, **bounds)


def _milliseconds(read: Read, engine: Engine) -> float:
    return median(timed(lambda: read(engine)) for _ in range(TIMES)) * 1000


def filled(store: Store, many: int) -> str:
    """Return a database with so many instances: of twenty units, due over a year of days, two of five closed."""
    url = store.new()
    opened(url, 1)
    with engine_on(url) as engine, engine.database.writing() as connection:
        model = dict(connection.execute(select(_instance)).mappings().one())
        entry = dict(connection.execute(select(_history)).mappings().one())
        connection.execute(text("DELETE FROM duban_binding"))
        for first in range(2, many + 2, _BATCH):
            keys = range(first, min(first + _BATCH, many + 2))
            connection.execute(insert(_instance), [_row(model, key) for key in keys])
            connection.execute(insert(_history), [{**entry, "instance_id": key} for key in keys])
            bound = [{"instance_id": key, "role": "lead", "unit": f"单位{key % UNITS}"} for key in keys]
            connection.execute(insert(_binding), [{**one, "open": not _closed(one["instance_id"])} for one in bound])
    with engine_on(url, NOW) as engine:
        _settle(engine)
    return url


def _settle(engine: Engine) -> None:
    """Bring lights up to date, as the daemon does, and let the server know what it has."""
    from duban.storage import finding  # noqa: PLC0415 - as a sweep does it

    with engine.database.writing() as connection:
        while finding.refresh_lights(connection, engine.now(), most=_BATCH) == _BATCH:
            pass
    with engine.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not engine.database.is_sqlite:
            connection.execute(text("VACUUM ANALYZE"))
            # What was inserted with its key has used the key up.
            sequence = "pg_get_serial_sequence('duban_instance', 'id')"
            connection.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM duban_instance))"))  # noqa: S608


def _closed(key: int) -> bool:
    return key % 5 in {1, 3}


def _row(model: dict[str, Any], key: int) -> dict[str, Any]:
    by = timedelta(days=key * 7 % DAYS)
    made: dict[str, Any] = {
        "id": key,
        "number": f"Z-{key}",
        "year": 2023,
        "seq": key,
        "state": ("办理", "复核")[key % 7 == 0],
    }
    closed: datetime = model["opened_at"] + by
    if _closed(key):
        gone: dict[str, Any] = dict.fromkeys(_INSTANTS)
        return {**model, **made, **gone, "state": "销号", "closed_at": closed, "turn": None, "acted_at": closed}
    moved = {name: model[name] + by for name in _INSTANTS if model[name] is not None}
    return {**model, **made, **moved, "acted_at": closed}
