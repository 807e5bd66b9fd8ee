"""Eight processes at the same instances: no update is lost, and whoever comes too late is told so clearly."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

from crowd import together

from duban import Engine, TransitionRefused
from duban.testing import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

WORKERS = 8
NOW = "2024-04-10T09:00+08:00"
ACTS = (
    ("签收", "市住建局", {}),
    ("申请销号", "市住建局", {"measure": "增开窗口"}),
    ("补充", "市住建局", {"measure": "再增窗口"}),
    ("退回整改", "市优化办", {}),
    ("挂起", "市优化办", {}),
    ("恢复", "市优化办", {}),
)


def pull_at_random(url: str, scenario: Path, numbers: list[str], worker: int) -> tuple[Counter[str], Counter[str]]:
    """Pull triggers at random; return how many were accepted per instance, and the codes of the refusals."""
    chance = random.Random(worker)  # noqa: S311 - it is to be repeatable
    accepted: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    with Engine(url, scenarios=[scenario], clock=FixedClock(NOW)) as engine:
        for _ in range(24):
            number = chance.choice(numbers)
            trigger, by, data = chance.choice(ACTS)
            seen = engine.instance(number).version if chance.random() < 0.5 else None
            try:
                engine.fire(number, trigger, by=by, data=data, note="并发", expect=seen)
                accepted[number] += 1
            except TransitionRefused as error:
                refused.update(error.codes)
            if chance.random() < 0.2:
                engine.sweep()
    return accepted, refused


def test_nothing_is_lost_when_eight_processes_act_and_sweep_at_once(
    database_url: str, matter_file: Path, make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows
) -> None:
    engine = make_engine()
    numbers = [open_matter(engine).number for _ in range(3)]
    arguments = [(database_url, matter_file, numbers, worker) for worker in range(WORKERS)]
    results = together(pull_at_random, arguments)
    accepted = sum((result[0] for result in results), Counter[str]())
    refused = sum((result[1] for result in results), Counter[str]())
    assert set(refused) <= {"state", "conflict"}
    assert sum(accepted.values()) > WORKERS
    for number in numbers:
        acts = [entry for entry in engine.history(number) if entry.kind == "act" and entry.actor != "system"]
        assert len(acts) == accepted[number]
        assert engine.instance(number).version == 1 + accepted[number]
        told = [entry for entry in engine.history(number) if entry.kind == "rung"]
        assert len(told) == len({(entry.payload["lap"], entry.payload["rung"]) for entry in told})
    claims = [tuple(row[name] for name in ("instance_id", "round", "lap", "rung")) for row in rows()["duban_claim"]]
    assert len(claims) == len(set(claims))
    assert engine.verify().ok


def pull_once(url: str, scenario: Path, number: str, worker: int) -> str:
    with Engine(url, scenarios=[scenario], clock=FixedClock(NOW)) as engine:
        try:
            return engine.fire(number, "签收", by=f"市住建局/第{worker}人", expect=1 if worker % 2 else None).state
        except TransitionRefused as error:
            return ",".join(error.codes)


def test_of_eight_who_sign_for_the_same_one_signs_and_the_others_hear_why_not(
    database_url: str, matter_file: Path, make_engine: MakeEngine, open_matter: OpenMatter
) -> None:
    engine = make_engine()
    number = open_matter(engine).number
    arguments = [(database_url, matter_file, number, worker) for worker in range(WORKERS)]
    outcomes = Counter(together(pull_once, arguments))
    assert outcomes["整改"] == 1
    assert set(outcomes) <= {"整改", "state", "conflict"}
    assert engine.instance(number).version == 2
    assert len(engine.history(number)) == 2


def guest_work(url: str, scenario: Path, numbers: list[str], worker: int) -> int:
    """Act on two instances in one transaction, always in the same order, and commit every other time."""
    committed = 0
    with Engine(url, scenarios=[scenario], clock=FixedClock(NOW)) as engine:
        for turn in range(6):
            with engine.database.writing() as connection:
                for number in numbers:
                    engine.fire(number, "补充", by="市住建局", session=connection)
                if (turn + worker) % 2:
                    committed += 1
                else:
                    connection.get_transaction().rollback()
    return committed


def test_transactions_over_several_instances_count_as_a_whole(
    database_url: str, matter_file: Path, make_engine: MakeEngine, open_matter: OpenMatter
) -> None:
    engine = make_engine()
    numbers = [open_matter(engine).number for _ in range(2)]
    arguments = [(database_url, matter_file, numbers, worker) for worker in range(WORKERS)]
    committed = sum(together(guest_work, arguments))
    assert committed == WORKERS * 3
    assert [engine.instance(number).version for number in numbers] == [1 + committed] * 2
    assert engine.verify().ok
