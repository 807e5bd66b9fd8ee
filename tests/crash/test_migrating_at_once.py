"""A migration that is cut off, that two start at once, or that runs beside sweepers and people who act."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from crowd import together
from sqlalchemy import event

from duban import Engine, TransitionRefused
from duban.scenarios import read_scenario
from duban.testing import FixedClock
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

    from duban.states import Definition

NOW = "2024-04-09T09:00+08:00"


class PowerCut(BaseException):
    """Stands for whatever may end a process between two statements; no handler of errors catches it."""


def later(matter_file: Path) -> Definition:
    words = matter_file.read_text("utf-8").replace("version: 1", "version: 2")
    return read_scenario(words.replace("budget: 5 working days", "budget: 4 working days"), "matter-2.yaml")


@contextmanager
def cut_before(engine: Engine, place: int) -> Iterator[None]:
    """Let the statement number `place` never reach the database."""
    seen = 0

    def interrupt(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == place:
            raise PowerCut

    bind = engine.database.engine
    event.listen(bind, "before_cursor_execute", interrupt)
    try:
        yield
    finally:
        event.remove(bind, "before_cursor_execute", interrupt)


def test_wherever_a_migration_is_cut_off_each_instance_has_moved_whole_or_not_at_all(
    make_engine: MakeEngine, matter_file: Path, open_matter: OpenMatter, rows: Rows
) -> None:
    first = make_engine()
    numbers = [open_matter(first).number for _ in range(3)]
    engine = make_engine(scenarios=[matter_file, later(matter_file)])
    target = later(matter_file).digest
    seen, place = set(), 0
    while True:
        place += 1
        try:
            with cut_before(engine, place):
                engine.migrate("matter", by="市优化办")
        except PowerCut:
            assert engine.verify().ok
            entries = rows()["duban_history"]
            for row in rows()["duban_instance"]:
                moves = [entry["kind"] for entry in entries if entry["instance_id"] == row["id"]].count("migrate")
                assert moves == (row["definition"] == target)
                seen.add(moves)
            continue
        break
    assert seen == {0, 1}
    assert {engine.instance(number).scenario_version for number in numbers} == {2}
    assert sum(entry["kind"] == "migrate" for entry in rows()["duban_history"]) == len(numbers)
    assert engine.verify().ok


def work(url: str, scenario: Path, numbers: list[str], worker: int) -> int:
    """Migrate, sweep or act, by the worker's number; returns how many instances it moved."""
    moved = 0
    with Engine(
        url, scenarios=[scenario, later(scenario)], clock=FixedClock(NOW), directory=MadeUpPeople(), channels={}
    ) as engine:
        if worker < 3:
            moved = len(engine.migrate("matter", by=f"市优化办/第{worker}人").moved)
        elif worker < 5:
            for _ in numbers:
                engine.sweep()
        else:
            for number in numbers:
                try:
                    engine.fire(number, "签收", by="市住建局")
                except TransitionRefused:
                    continue
    return moved


def test_migrations_sweeps_and_acts_at_once_lose_and_repeat_nothing(
    database_url: str, matter_file: Path, make_engine: MakeEngine, open_matter: OpenMatter
) -> None:
    engine = make_engine(directory=MadeUpPeople())
    numbers = [open_matter(engine).number for _ in range(12)]
    arguments = [(database_url, matter_file, numbers, worker) for worker in range(6)]
    assert sum(together(work, arguments)) == len(numbers)
    engine = make_engine(scenarios=[matter_file, later(matter_file)], clock=FixedClock(NOW), directory=MadeUpPeople())
    engine.sweep()
    for number in numbers:
        history = engine.history(number)
        assert [entry.kind for entry in history].count("migrate") == 1
        assert [entry.kind for entry in history].count("act") == 1
        told = [entry.payload["rung"] for entry in history if entry.kind == "rung"]
        assert len(told) == len(set(told))
        item = engine.instance(number)
        assert (item.scenario_version, item.state, item.version) == (2, "整改", 3)
    assert engine.verify().ok
