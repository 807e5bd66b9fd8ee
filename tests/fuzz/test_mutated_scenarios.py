"""Scenario files made bad are refused with a place, or can be used; those that are right can be played by chance."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from grammar import scenarios
from hypothesis import event, given
from hypothesis import strategies as st
from mutations import mutated
from play import Play
from sizes import tries
from work import bounded_work

from duban import ScenarioError
from duban.scenarios import needed, read_scenario, shipped_names, shipped_text
from duban.workflow import ScenarioClash

if TYPE_CHECKING:
    from duban.states import Definition

TESTS = Path(__file__).parents[1]
GOOD = [
    *(shipped_text(name) for name in shipped_names()),
    *(path.read_text("utf-8") for path in sorted((TESTS / "workflow" / "scenarios").glob("*.yaml"))),
    *((TESTS / name).read_text("utf-8") for name in ("scenarios/every_key.yaml", "simulation/storm.yaml")),
]
OTHERS = [read_scenario(text, "good.yaml") for text in GOOD]
SEEDS = st.integers(0, 2**32 - 1)
MOST_CALLS = 4_000_000
"""Of functions, while one file is read: some ten times what the largest good file takes, with 200 suggestions."""


def read(text: bytes) -> Definition | None:
    """Read a file in bounded work; none where it was refused as it should be."""
    try:
        with bounded_work(MOST_CALLS):
            return read_scenario(text, "file.yaml")
    except ScenarioError as error:
        refused = error
    assert 1 <= len(refused.problems) <= 201
    for problem in refused.problems:
        assert problem.file == "file.yaml"
        assert 0 < len(problem.message) <= 1000
        assert str(problem).isprintable()
    # Only what is wrong with a file as a whole has no line.
    assert any(problem.line for problem in refused.problems) or len(refused.problems) == 1
    return None


@tries(100)
@given(text=st.sampled_from(GOOD).flatmap(mutated), seed=SEEDS)
def test_a_file_made_bad_is_refused_with_its_place_or_can_be_used(folder: Path, text: bytes, seed: int) -> None:
    definition = read(text)
    event("refused" if definition is None else "read")
    if definition is None:
        return
    try:
        play = Play([definition, *needed(definition, OTHERS)], folder, random.Random(seed))  # noqa: S311 - a game
    except ScenarioClash as clash:
        assert str(clash)  # noqa: PT017 - it does not fit the others
        return
    play.run(8)


@tries(30)
@given(made=scenarios(), seed=SEEDS)
def test_whatever_is_declared_can_be_played_to_a_history_that_verifies(folder: Path, made: object, seed: int) -> None:
    definition = read(yaml.safe_dump(made, allow_unicode=True, sort_keys=False).encode())
    event("refused" if definition is None else "read")
    if definition is not None:
        Play([definition], folder, random.Random(seed)).run(20)  # noqa: S311 - a game


def test_the_grammar_makes_files_that_are_right() -> None:
    """See to it that the test above plays something: but for rungs before the start, everything fits."""
    found = {"read": 0, "refused": 0}

    @tries(25)
    @given(made=scenarios())
    def count(made: object) -> None:
        definition = read(yaml.safe_dump(made, allow_unicode=True, sort_keys=False).encode())
        found["refused" if definition is None else "read"] += 1

    count()
    assert found["read"] > 2 * found["refused"]


@pytest.mark.parametrize("depth", [10, 10_000])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "&a [", "!t [", '"', "'", "|\n ", "a:\n "])
def test_reading_takes_bounded_work_however_deep_a_file_goes(opening: str, depth: int) -> None:
    assert read(opening.encode() * depth) is None
