"""What reading costs does not grow with the number of instances: statements, plans, and on SQLite every step."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from many_matters import multiply
from sqlalchemy import event

from duban import Engine, Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import MakeEngine, OpenMatter

    from duban.testing import FixedClock

    Read = Callable[[Engine], object]

FEW, MANY, ROWS = 200, 2_000, 10

READS: dict[str, Read] = {
    "find": lambda engine: engine.find(open_only=True, limit=ROWS),
    "find any": lambda engine: engine.find(limit=ROWS),
    "find by light": lambda engine: engine.find(open_only=True, light="red", limit=ROWS),
    "pending": lambda engine: engine.pending(),
    "why_escalated": lambda engine: engine.why_escalated("N-90"),
    "explain": lambda engine: engine.explain("N-90"),
    "outbox": lambda engine: engine.outbox(number="N-90"),
    "list": lambda engine: engine.page(Query(open_only=True), limit=ROWS),
    "list of all": lambda engine: engine.page(limit=ROWS),
    "red": lambda engine: engine.page(Query(light="red", open_only=True), limit=ROWS),
    "red and green": lambda engine: engine.page(Query(light=["red", "green"], open_only=True), limit=ROWS),
    "in review": lambda engine: engine.page(Query(state="复核", open_only=True), limit=ROWS),
    "of a scenario": lambda engine: engine.page(Query(scenario="matter", open_only=True), limit=ROWS),
    "of a unit": lambda engine: engine.page(Query(unit="市教育局", open_only=True), limit=ROWS),
    "my work": lambda engine: engine.page(Query(waiting_for="市住建局"), limit=ROWS),
    "silent": lambda engine: engine.page(Query(open_only=True, quiet_since=engine.now()), order="acted", limit=ROWS),
    "newest": lambda engine: engine.page(order="-opened", limit=ROWS),
    "newest open": lambda engine: engine.page(Query(open_only=True), order="-opened", limit=ROWS),
    "closed": lambda engine: engine.page(Query(closed_to=engine.now().date()), order="-closed", limit=ROWS),
    "by number": lambda engine: engine.page(order="-number", limit=ROWS),
    "these": lambda engine: engine.page(Query(number=["N-90", "N-91"]), limit=ROWS),
    "many at once": lambda engine: engine.allowed_many([f"N-{no}" for no in range(40, 90)], by="市住建局"),
}
"""What an office asks all day long."""

SORTED = {"of a unit", "my work"}
"""Of a unit that has some hundreds at most all are looked at, and sorted."""

COUNTS: dict[str, Read] = {
    "at hand": lambda engine: engine.at_hand("市住建局", by="市住建局"),
    "done": lambda engine: engine.deeds("市住建局", since=engine.today()),
    "light": lambda engine: engine.count(Query(open_only=True), by="light"),
    "state": lambda engine: engine.count(Query(open_only=True), by="state"),
    "scenario": lambda engine: engine.count(Query(open_only=True), by="scenario"),
    "unit": lambda engine: engine.count(Query(open_only=True), by="unit"),
    "whole": lambda engine: engine.count(Query(open_only=True)),
}
"""Counts read an index entry for each instance, and no rows; what a unit has at hand, its own."""


@pytest.fixture
def office(make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock) -> Engine:
    """Give an office with twenty instances: in every state, some late, one with a request, half of them closed."""
    engine = make_engine()
    for place in range(20):
        units = {"lead": "市优化办", "responsible": ["市住建局", "市教育局"] if place == 3 else ["市住建局"]}
        number = open_matter(engine, title=f"第{place}件", units=units, ongoing=place == 2).number
        if place % 4 or place > 8:
            engine.fire(number, "签收", by="市住建局")
        if place > 8:
            engine.fire(number, "申请销号", by="市住建局", data={"measure": "更换"})
        if place > 9:
            engine.fire(number, "通过", by="市优化办")
        clock.advance(timedelta(hours=1))
    clock.advance(timedelta(days=12))
    engine.sweep()
    return engine


class Cost:
    """What reads cost: their statements, and on SQLite the steps of its machine."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Any]] = []
        self.steps = 0


@contextmanager
def cost_of(engine: Engine) -> Iterator[Cost]:
    """Count what is done meanwhile."""
    cost, bind, counting = Cost(), engine.database.engine, list[Any]()

    def step() -> int:
        cost.steps += 1
        return 0

    def said(connection: Any, _cursor: object, statement: str, parameters: Any, *_: object) -> None:  # noqa: ANN401
        cost.statements.append((statement, parameters))
        if connection.dialect.name == "sqlite":
            counting.append(connection.connection.dbapi_connection)
            counting[-1].set_progress_handler(step, 10)

    event.listen(bind, "before_cursor_execute", said)
    try:
        yield cost
    finally:
        event.remove(bind, "before_cursor_execute", said)
        for connection in counting:
            connection.set_progress_handler(None, 0)


def plans(engine: Engine, cost: Cost) -> str:
    """Return how the database carries out the statements, in its own words."""
    how = "EXPLAIN QUERY PLAN " if engine.database.is_sqlite else "EXPLAIN "
    lines = []
    with engine.database.engine.connect() as connection:
        for statement, parameters in cost.statements:
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                rows = connection.exec_driver_sql(how + statement, parameters)
                lines += [f"{row[-1]}" for row in rows]
    return "\n".join(lines)


def walked(plan: str) -> list[str]:
    """Return the lines of a plan that read a whole table."""
    big = ("duban_instance", "duban_outbox", "duban_history")
    whole = [line.strip() for line in plan.splitlines() if any(f"SCAN {name}" in line for name in big)]
    whole = [line for line in whole if "INDEX" not in line]
    return whole + [line.strip() for line in plan.splitlines() if any(f"Seq Scan on {name}" in line for name in big)]


def test_reads_cost_the_same_at_two_thousand_as_at_two_hundred(office: Engine) -> None:
    multiply(office, FEW)
    before = {name: measured(office, read) for name, read in READS.items()}
    multiply(office, MANY)
    cursor = office.page(limit=500).next
    after = {name: measured(office, read) for name, read in {**READS, **COUNTS}.items()}
    after["far on"] = measured(office, lambda engine: engine.page(cursor=cursor, limit=ROWS))
    before["far on"] = before["list of all"]
    for name, known in before.items():
        cost = after[name]
        assert len(cost.statements) == len(known.statements) <= 8, (name, [said for said, _ in cost.statements])
        assert cost.steps <= (2_000 if name in SORTED else 1.2 * known.steps + 100), (name, cost.steps, known.steps)
    for name, cost in after.items():
        if name in COUNTS and not office.database.is_sqlite:
            continue  # half of so few rows count: PostgreSQL may find it cheaper to read them all than the index
        plan = plans(office, cost)
        assert walked(plan) == [], f"{name}: {plan}"


def measured(engine: Engine, read: Read) -> Cost:
    """Return what a read costs that was done before."""
    read(engine)
    with cost_of(engine) as cost:
        read(engine)
    return cost
