"""Figures of a year: what they cost over 20,000 instances, beside their own statements by the driver alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, text

from benchmarks.measure import Result, interleaved, ratio_of, timed
from benchmarks.office import Store, engine_on
from duban import Query
from duban.scenarios import shipped
from duban.storage.tables import metadata
from duban.workflow.reads.figures.said import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban import Engine

RUNS, MANY, UNITS = 5, 20_000, 40
ISSUE = shipped("issue")
NOW = "2026-12-30T09:00+08:00"
_BATCH = 2_000
_instance, _history = (metadata.tables[f"duban_{name}"] for name in ("instance", "history"))


def figures(store: Store, name: str, many: int) -> Iterator[Result]:
    """Time the figures of a year by unit, and by month, to the statements that read the same rows."""
    with engine_on(filled(store, many), NOW, scenarios=[ISSUE]) as engine:
        for by in ("unit", "month"):
            takes = {"ours": partial(_ours, engine, by), "floor": partial(_floor, engine)}
            found = interleaved(takes, runs=RUNS)
            subject = f"figures of a year by {by}, {many:,}, {name}"
            yield ratio_of(subject, found, unit="ms", must=4, goal=2, at_least=False)


def _ours(engine: Engine, by: str) -> float:
    return timed(lambda: engine.figures(Query(scenario="issue"), period="2026", by=by)) * 1000


def _floor(engine: Engine) -> float:
    """Read the same rows by the driver alone: the instances, and the entries of their histories, as tuples."""
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    entries = (
        "SELECT h.instance_id, h.kind, h.actor, h.trigger, h.from_state, h.to_state, h.round, h.at, h.payload"  # noqa: S608
        " FROM duban_history h JOIN duban_instance i ON i.id = h.instance_id"
        f" WHERE h.kind IN ({kinds}) AND i.scenario IN ('issue', 'sheet') ORDER BY h.instance_id, h.seq"
    )
    wholes = "SELECT id, number, scenario, definition FROM duban_instance ORDER BY id"

    def read() -> None:
        with engine.database.reading() as connection:
            raw: Any = connection.connection.dbapi_connection
            for statement in (wholes, entries):
                cursor = raw.cursor()
                cursor.execute(statement)
                for _ in cursor:
                    pass
                cursor.close()

    return timed(read) * 1000


def filled(store: Store, many: int) -> str:
    """Return a database with so many problems of a year: copies of one that went its way, on other days."""
    url = store.new()
    with engine_on(url, "2026-01-05T09:00+08:00", scenarios=[ISSUE]) as engine:
        roles = {"lead": "市优化办", "responsible": ["单位0", "单位1"]}
        number = engine.open("issue", by="市优化办", title="取号机故障", units=roles).number
        engine.fire(number, "签收", by="单位0")
        engine.fire(number, "签收", by="单位1")
        with engine.database.writing() as connection:
            whole = dict(connection.execute(select(_instance)).mappings().one())
            entries = [dict(row) for row in connection.execute(select(_history)).mappings()]
            for first in range(2, many + 1, _BATCH):
                keys = range(first, min(first + _BATCH, many + 1))
                connection.execute(insert(_instance), [_whole(whole, key) for key in keys])
                connection.execute(insert(_history), [one for key in keys for one in _entries(entries, key)])
        if not engine.database.is_sqlite:
            with engine.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
    return url


def _later(key: int) -> timedelta:
    return timedelta(days=key * 7 % 350)


def _whole(row: dict[str, Any], key: int) -> dict[str, Any]:
    return {**row, "id": key, "number": f"WT-2026-{key:05d}", "seq": key, "opened_at": row["opened_at"] + _later(key)}


def _entries(entries: list[dict[str, Any]], key: int) -> Iterator[dict[str, Any]]:
    """Yield the entries of a copy: opened, signed for, asked about, sent back, and closed, some days later."""
    by, day = _later(key), (entries[0]["at"] + _later(key)).date()
    due = day + timedelta(days=20)
    due_at = datetime.combine(due, datetime.min.time(), UTC).isoformat()
    pairs = (("单位0", f"单位{key % UNITS}"), ("单位1", f"单位{(key + 1) % UNITS}"), ("2026-01-26", due.isoformat()))
    for seq, entry in enumerate((*entries, *_acts(entries[-1], due.isoformat(), due_at, key))):
        payload = entry["payload"]
        for before, after in pairs:
            payload = payload.replace(before, after)
        yield {**entry, "instance_id": key, "seq": seq + 1, "at": entry["at"] + by, "payload": payload}


def _acts(last: dict[str, Any], due: str, due_at: str, key: int) -> Iterator[dict[str, Any]]:
    clock = f'"整改时限":{{"status":"STATUS","round":1,"lap":1,"consumed":0,"due_on":"{due}","due_at":"{due_at}"'
    clocks = f'{{"clocks":{{{clock},"provisional":false,"revision":"china"}}}},"told":["单位0","单位1"],"data":DATA}}'
    steps = (
        ("申请销号", "整改", "复核", "running", '{"measure":"已更换取号机，增设一个窗口，并公示了服务电话"}'),
        ("退回整改", "复核", "整改", "running", '{"reason_code":"材料不全"}'),
        ("申请销号", "整改", "复核", "running", '{"measure":"已补充照片"}'),
        ("通过", "复核", "销号", "stopped", '{"satisfaction":"基本满意"}'),
    )
    for place, (trigger, left, to, status, data) in enumerate(steps if key % 5 else steps[:3]):
        payload = clocks.replace("STATUS", status).replace("DATA", data)
        moved = {"trigger": trigger, "from_state": left, "to_state": to, "actor": "市优化办"}
        yield {**last, **moved, "at": last["at"] + timedelta(days=3 * place + key % 12), "payload": payload}
