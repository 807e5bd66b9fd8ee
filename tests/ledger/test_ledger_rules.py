"""The ledger tells each instance by the rules that it is pinned to, and asks the database little; on both databases."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from duban.ledger import ledger_rows
from duban.scenarios import read_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import MakeEngine

    from duban import Definition, Engine

TURN = """
scenario: turn
version: {version}
number: "T-{{year}}-{{seq}}"
calendar: 24x7
timezone: {zone}
roles: {{lead: {{title: 牵头单位, required: true}}, responsible: {{title: 责任单位, required: true, default: [乙局]}}}}
states: {{甲: {{initial: true, waits_for: {role}}}, 乙: {{final: true}}}}
transitions: {{办: {{from: 甲, to: 乙, by: lead}}}}
clocks: {{办理时限: {{starts: 甲, stops: 乙, budget: 5 calendar days}}}}
fields: {{phone: {{type: text, title: 电话, private: [lead]}}}}
messages: {{通知: {{text: 请办理}}}}
announce: [{{on: open, notify: lead, message: 通知}}]
"""


def turn(version: int, role: str, zone: str = "Asia/Shanghai") -> Definition:
    return read_scenario(TURN.format(version=version, role=role, zone=zone), "turn.yaml")


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Yield the statements that read meanwhile; SQLite's BEGIN reads nothing."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    bind = engine.database.engine
    event.listen(bind, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(bind, "before_cursor_execute", note)


def test_whose_turn_it_is_and_the_days_are_told_by_the_rules_of_each(make_engine: MakeEngine) -> None:
    one, two = turn(1, "lead"), turn(2, "responsible", "America/New_York")
    older = make_engine(scenarios=[one]).open("turn", units={"lead": "市优化办"}, by="市优化办").number
    engine = make_engine(scenarios=[one, two])
    newer = engine.open("turn", units={"lead": "市优化办"}, by="市优化办").number
    rows = {row.number: row for row in ledger_rows(engine)}
    assert (rows[older].waits_for, rows[newer].waits_for) == ("待牵头单位", "待责任单位")
    assert (rows[older].happened[0].at.hour, rows[newer].happened[0].at.hour) == (9, 21)
    assert engine.situation(older).turn == "lead"


def test_rules_that_are_loaded_no_more_are_read_from_the_database(make_engine: MakeEngine) -> None:
    make_engine(scenarios=[turn(1, "lead")]).open("turn", units={"lead": "市优化办"}, by="市优化办")
    (row,) = ledger_rows(make_engine(scenarios=["issue"]))
    assert (row.waits_for, row.happened[0].at.hour) == ("待牵头单位", 9)


@pytest.mark.parametrize("versions", [1, 6])
def test_a_thousand_rows_and_their_rules_take_a_few_statements(make_engine: MakeEngine, versions: int) -> None:
    matter = {"units": {"lead": "市优化办"}, "data": {"phone": "13800000000"}}
    for version in range(1, versions + 1):
        older = make_engine(scenarios=[turn(version, "lead")])
        older.open_many("turn", [matter] * (1000 // versions + 1), by="市优化办")
    engine = make_engine(scenarios=["issue"])
    engine.find(limit=0)  # the first look asks for the schema as well
    with statements(engine) as seen:
        rows = ledger_rows(engine)
    assert len(rows) >= 1000
    assert len({row.number for row in rows if row.happened[0].what.startswith("立项")}) == len(rows)
    assert len(seen) <= 10
    fresh = make_engine(scenarios=["issue"])
    fresh.find(limit=0)
    for look in (fresh.find, fresh.pending, fresh.outbox):
        with statements(fresh) as seen:
            look()
        assert len(seen) <= 10


def test_where_one_instance_stands_takes_at_most_four(make_engine: MakeEngine) -> None:
    engine = make_engine(scenarios=[turn(1, "lead")])
    number = engine.open("turn", units={"lead": "市优化办"}, data={"phone": "13800000000"}, by="市优化办").number
    with statements(engine) as seen:
        standing = engine.situation(number)
    assert standing.instance.data["phone"] == "13800000000"
    assert len(seen) <= 4
