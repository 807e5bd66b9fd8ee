"""What parts ask of the database: no more statements for sixty than for three, but for the rows themselves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from plans_and_parts import PIECE, TASKS, handed_out
from test_statements import statements, verbs

from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine

MANY = [f"责任单位{place}" for place in range(60)]


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    """Give an engine with tasks and their parts."""
    return make_engine(scenarios=[TASKS, PIECE], directory=MadeUpPeople())


def opening(engine: Engine, units: list[str]) -> Counter[str]:
    """Return how many statements of each kind it takes to open the parts of units."""
    whole = handed_out(engine, "填报", units=units)
    with statements(engine) as seen:
        engine.correct(whole, {"mode": "销号"}, by="市优化办", note="应逐家销号")
    assert len(engine.situation(whole).parts) == len(units)
    return Counter(verbs(seen))


def test_sixty_parts_are_opened_by_the_statements_of_three_but_for_their_rows(office: Engine, backend: str) -> None:
    opening(office, MANY[:2])  # the rules are stored once
    few, many = opening(office, MANY[:3]), opening(office, MANY)
    # SQLite tells the key, to which everything else refers, of one row at a time; PostgreSQL those of all at once.
    assert many - few == Counter({"sqlite": {"INSERT": 57}, "postgresql": {}}[backend])
    assert office.verify().ok


def test_a_whole_with_sixty_parts_is_shown_by_five_statements(office: Engine) -> None:
    whole = handed_out(office, "销号", units=MANY)
    office.situation(whole)
    with statements(office) as seen:
        parts = office.situation(whole).parts
    assert [part.units for part in parts] == [(unit,) for unit in MANY]
    assert verbs(seen).count("SELECT") <= 5


def test_acting_on_many_parts_takes_the_statements_of_two(office: Engine) -> None:
    counts = []
    for units in (MANY[:2], MANY):
        whole = handed_out(office, "填报", units=units)
        office.divide(whole, [{"units": units[0]} for _ in units], by="市发改委", note="分解")
        numbers = [part.number for part in office.situation(whole).parts]
        with statements(office) as seen:
            office.fire_many(numbers, "办结", by=units[0])
        counts.append(Counter(verbs(seen)))
    assert counts[0] == counts[1]
