"""What a verb asks of the database: few statements, and no more of them the more instances there are."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from duban.scenarios import read_scenario
from duban.workflow.people import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter

    from duban import Engine
    from duban.testing import FixedClock, RecordingNotifier


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Yield the statements that reach the database meanwhile; one for many rows is one."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    bind = engine.database.engine
    event.listen(bind, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(bind, "before_cursor_execute", note)


def verbs(seen: list[str]) -> list[str]:
    return [statement.split()[0] for statement in seen]


def test_an_act_locks_reads_and_writes_three_rows(engine: Engine, open_matter: OpenMatter, backend: str) -> None:
    number = open_matter(engine).number
    with statements(engine) as seen:
        engine.fire(number, "签收", by="市住建局")
    # The history, what the feed has to put in order, and the instance.
    apart = ["BEGIN", "SELECT", "INSERT", "INSERT", "UPDATE"]
    assert verbs(seen) == {"sqlite": apart, "postgresql": ["SELECT", "WITH"]}[backend]


def test_a_guests_act_locks_reads_and_writes_three_rows(engine: Engine, open_matter: OpenMatter, backend: str) -> None:
    number = open_matter(engine).number
    with Session(engine.database.engine) as session:
        with statements(engine) as seen:
            engine.fire(number, "签收", by="市住建局", session=session)
        session.commit()
    expected = {"sqlite": ["UPDATE", "SELECT", "INSERT", "INSERT", "UPDATE"], "postgresql": ["SELECT", "WITH"]}
    assert verbs(seen) == expected[backend]


@pytest.mark.parametrize("many", [1, 12])
def test_an_act_that_tells_several_people_writes_all_of_it_at_once(
    many: int, make_engine: MakeEngine, matter_file: Path, mailbox: RecordingNotifier, backend: str
) -> None:
    said = "  - {on: open, notify: responsible, message: 交办通知}\n"
    more = "  - {on: 签收, notify: [responsible, supervisor], message: 催办}\n"
    document = matter_file.read_text("utf-8").replace(said, said + more)
    engine = make_engine(scenarios=[read_scenario(document.encode(), "matter.yaml")], directory=MadeUpPeople())
    responsible = ["市住建局", *[f"{place}街道办" for place in range(1, many)]]
    units = {"lead": "市优化办", "responsible": responsible}
    number = engine.open("matter", units=units, by="市优化办", new_units=responsible).number
    asyncio.run(engine.deliver())
    with statements(engine) as seen:
        engine.fire(number, "签收", by="市住建局")
    # Very many go out by themselves: a statement for each number of them would fill the memory of the server.
    # Whoever follows the feed is woken by a statement of its own then.
    apart = {"sqlite": ["INSERT", "INSERT"], "postgresql": ["INSERT", "INSERT", "SELECT"]}[backend]
    apart = ["SELECT", *apart, "UPDATE", "INSERT"]
    writes = {"sqlite": ["BEGIN", *apart], "postgresql": ["SELECT", "WITH"] if many == 1 else apart}
    assert verbs(seen) == writes[backend]
    asyncio.run(engine.deliver())
    told = [message.subject for message in mailbox.sent if message.subject == f"【催办】{number}"]
    assert len(told) == many + 1
    assert engine.history(number)[-1].payload["told"] == [*responsible, "市督考办"]
    assert engine.verify().ok


def test_where_an_instance_stands_is_read_at_one_moment(
    engine: Engine, open_matter: OpenMatter, make_engine: MakeEngine
) -> None:
    number = open_matter(engine).number
    other = make_engine()
    acted: list[str] = []

    def act(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not acted and "duban_instance" in statement:
            acted.append(other.fire(number, "签收", by="市住建局").state)
            acted.append(other.fire(number, "挂起", by="市优化办").state)

    bind = engine.database.engine
    event.listen(bind, "after_cursor_execute", act)
    try:
        standing = engine.situation(number)
    finally:
        event.remove(bind, "after_cursor_execute", act)
    assert acted == ["整改", "挂账"]
    assert (standing.instance.state, standing.turn, standing.clocks[0].status) == ("交办", "responsible", "running")


def test_the_newest_of_the_outbox_are_read_and_no_others(engine: Engine, open_matter: OpenMatter) -> None:
    numbers = [open_matter(engine).number for _ in range(5)]
    engine.outbox()  # the first look asks for the schema as well
    fetched: list[int] = []

    def count(_connection: object, cursor: Any, *_: object) -> None:  # noqa: ANN401 - a DB-API cursor
        fetched.append(cursor.rowcount)

    bind = engine.database.engine
    event.listen(bind, "after_cursor_execute", count)
    try:
        listed = engine.outbox(limit=2)
    finally:
        event.remove(bind, "after_cursor_execute", count)
    assert [entry.number for entry in listed] == numbers[-2:]
    assert len(fetched) == 1
    assert fetched[0] in {2, -1}  # SQLite does not count what it reads
    assert [entry.number for entry in engine.outbox()] == numbers


def test_lists_and_sweeps_cost_the_same_however_many_there_are(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    engine = make_engine()
    costs = []
    for many in (2, 12):
        numbers = [open_matter(engine, data={"reporter": "王某"}).number for _ in range(many)]
        with statements(engine) as found:
            listed = engine.find(open_only=True, viewer="市优化办")
        assert {item.data["reporter"] for item in listed} == {"王某"}
        assert set(numbers) <= {item.number for item in listed}
        clock.set(max(item.due_at for item in listed if item.due_at is not None))
        with statements(engine) as swept:
            assert engine.sweep().instances >= many
        costs.append((len(found), verbs(swept)))
    assert costs[0] == costs[1]
    assert costs[0][0] == 2
