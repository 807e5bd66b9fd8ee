"""The shared machine: which transition a trigger takes, whoever asks and however many ask."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from duban.scenarios import read_scenario
from duban.states import Choice, Subject, Transition, WorkflowMachine

if TYPE_CHECKING:
    from collections.abc import Callable

SCENARIO = read_scenario(
    """
scenario: machine
version: 1
title: 状态机
calendar: china
number: "M-{year}-{seq}"
roles: {lead: {title: 牵头, required: true}}
fields: {score: {title: 得分, type: number}}
states:
  甲: {initial: true, waits_for: lead}
  乙: {waits_for: lead}
  丙: {waits_for: lead}
  终: {final: true}
transitions:
  走:
    - {from: 甲, to: 乙, by: lead, when: "score > 5"}
    - {from: 甲, to: 丙, by: lead}
  回: {from: "*", to: 甲, by: lead}
  完: {from: [乙, 丙], to: 终, by: lead}
""",
    "machine.yaml",
)
MACHINE = WorkflowMachine(SCENARIO)


def choose(trigger: str, state: str, fits: Callable[[Transition], bool]) -> Choice:
    now = datetime(2024, 4, 8, tzinfo=UTC)
    subject = Subject("M-2024-1", "machine", "状态机", state, now, now)
    return MACHINE.choose(trigger, subject, fits)


def anything(_: Transition) -> bool:
    return True


def unconditional(entry: Transition) -> bool:
    return entry.when is None


@pytest.mark.parametrize(
    ("trigger", "state", "fits", "target"),
    [
        ("走", "甲", anything, "乙"),
        ("走", "甲", unconditional, "丙"),
        ("走", "乙", anything, None),
        ("回", "丙", anything, "甲"),
        ("回", "甲", anything, "甲"),
        ("回", "终", anything, None),
        ("完", "丙", anything, "终"),
    ],
)
def test_the_first_entry_that_leaves_the_state_and_fits_is_taken(trigger, state, fits, target) -> None:  # noqa: ANN001
    taken = choose(trigger, state, fits).taken
    assert (taken.target if taken else None) == target


def test_an_entry_whose_condition_fails_is_not_taken_and_the_conditions_are_named() -> None:
    choice = choose("走", "甲", lambda _: False)
    assert choice.taken is None
    assert choice.why is not None
    assert (choice.why.code, choice.why.facts["when"], choice.leaves) == ("guard", ["score > 5"], True)
    assert [entry.target for entry in choice.considered] == ["乙", "丙"]


def test_a_trigger_that_does_not_leave_the_state_says_which_states_it_leaves() -> None:
    choice = choose("完", "甲", anything)
    assert choice.taken is None
    assert choice.why is not None
    assert (choice.why.code, choice.why.facts["from"], choice.leaves) == ("state", ["乙", "丙"], False)
    assert [entry.target for entry in choice.considered] == ["终"]


def test_one_machine_serves_many_threads_at_once() -> None:
    def ask(turn: int) -> str | None:
        taken = choose("走", "甲", anything if turn % 2 else unconditional).taken
        return taken.target if taken else None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(2000)))
    assert answers == ["丙", "乙"] * 1000
