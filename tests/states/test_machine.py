"""The shared machine: which transition a trigger takes, whoever asks and however many ask."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from duban.scenarios import read_scenario
from duban.states import Transition, WorkflowMachine

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
    taken = MACHINE.choose(trigger, state, fits)
    assert (taken.target if taken else None) == target


def test_an_entry_whose_condition_fails_is_not_taken() -> None:
    assert MACHINE.choose("走", "甲", lambda _: False) is None


def test_one_machine_serves_many_threads_at_once() -> None:
    def ask(turn: int) -> str | None:
        taken = MACHINE.choose("走", "甲", anything if turn % 2 else unconditional)
        return taken.target if taken else None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(2000)))
    assert answers == ["丙", "乙"] * 1000
