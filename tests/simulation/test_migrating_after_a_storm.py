"""Instances to which everything has happened are moved to newer rules: the same rules change nothing, others hold."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from storm import FILE, Storm

from duban import Engine
from duban.scenarios import read_scenario
from duban.states import urge_of_clock
from duban.storage.tables import metadata
from duban.testing import FixedClock
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from duban.states import Definition

SEEN = ("state", "round", "due_on", "due_at", "provisional", "blue_at", "yellow_at", "red_at", "wake_at", "pending")
CLOCKS = {"签收": "签收期限", "整改": "整改期限", "短期": "短时", "快办": "急办"}
"""Every clock under another name."""
RENAMED = (
    (r"(?m)^  (签收|整改): (?=\{starts)", r"  \1期限: "),
    (r"(?m)^  (签收|整改):$", r"  \1期限:"),
    (r"pauses: \[整改", "pauses: [整改期限"),
    (r"clock: 整改", "clock: 整改期限"),
    (r"短期", "短时"),
    (r"快办", "急办"),
)
WORDS = FILE.read_text("utf-8")


def version(number: int, *changes: tuple[str, str]) -> Definition:
    words = re.sub(r"(?m)^version: 1$", f"version: {number}", WORDS)
    for old, new in changes:
        assert re.search(old, words), old
        words = re.sub(old, new, words)
    return read_scenario(words, f"storm-{number}.yaml")


def instances(engine: Engine) -> dict[str, dict[str, Any]]:
    look = create_engine(engine.database.engine.url, poolclass=NullPool)
    with look.connect() as connection:
        found = connection.execute(metadata.tables["duban_instance"].select())
        return {row.number: {name: getattr(row, name) for name in (*SEEN, "memory", "closed_at")} for row in found}


@pytest.mark.parametrize(("backend", "seed"), [("sqlite", 11), ("postgresql", 14)], indirect=["backend"])
def test_after_a_storm_the_same_rules_change_nothing_and_others_are_provable(database_url: str, seed: int) -> None:
    storm = Storm(database_url, seed, timedelta(days=150))
    storm.play()
    changed = version(
        3,
        (r"budget: 8 working days", "budget: 12 working days"),
        (r"budget: 10 calendar days", "budget: 6 calendar days"),
        (r"due - 5 working days", "due - 4 working days"),
        (r"at_most: 12 working days", "at_most: 5 working days"),
        (r"督办(?=[:\],])", "督查"),
    )
    clock = FixedClock(storm.now)
    with Engine(
        database_url, scenarios=[version(1), version(2), changed], directory=MadeUpPeople(), channels={}, clock=clock
    ) as engine:
        before = instances(engine)
        open_ = {number for number, row in before.items() if row["closed_at"] is None}
        same = engine.migrate("storm", by="市优化办", to=2)
        assert {one.number for one in same.moved} == open_
        assert same.ok
        after = instances(engine)
        assert {number: [row[name] for name in SEEN] for number, row in before.items()} == {
            number: [row[name] for name in SEEN] for number, row in after.items()
        }
        assert all(before[number]["memory"] == after[number]["memory"] for number in before)
        assert engine.verify().ok
        moved = engine.migrate("storm", by="市优化办", states={"督办": "督查"})
        assert {one.number for one in (*moved.moved, *moved.blocked)} == open_
        assert moved.moved
        assert {blocker.code for one in moved.blocked for blocker in one.blockers} <= {"pending", "signed", "unswept"}
        assert engine.verify().ok
        for _ in range(60):
            clock.advance(timedelta(days=1))
            assert engine.sweep().failures == ()
        assert engine.verify().ok
        check_that_nothing_fired_twice(engine, open_)


@pytest.mark.parametrize(("backend", "seed"), [("postgresql", 11)], indirect=["backend"])
def test_after_a_storm_clocks_under_other_names_stand_as_they_stood_and_do_nothing_twice(
    database_url: str, seed: int
) -> None:
    storm = Storm(database_url, seed, timedelta(days=150))
    storm.play()
    rules = [version(1), version(2, *RENAMED), version(3)]
    clock = FixedClock(storm.now)
    with Engine(database_url, scenarios=rules, directory=MadeUpPeople(), channels={}, clock=clock) as engine:
        open_ = {number for number, row in instances(engine).items() if row["closed_at"] is None}
        for there in (True, False):
            before = instances(engine)
            names = CLOCKS if there else {new: old for old, new in CLOCKS.items()}
            moved = engine.migrate("storm", by="市优化办", to=2 if there else 3, clocks=names)
            assert ({one.number for one in moved.moved}, moved.blocked) == (open_, ())
            assert [(one.number, one.lost, one.skipped) for one in moved.moved if one.lost or one.skipped] == []
            after = instances(engine)
            assert {number: [row[name] for name in SEEN] for number, row in before.items()} == {
                number: [row[name] for name in SEEN] for number, row in after.items()
            }
            assert engine.verify().findings == ()
            for _ in range(30):
                clock.advance(timedelta(days=1))
                assert engine.sweep().failures == ()
            assert engine.verify().findings == ()
            open_ = {number for number, row in instances(engine).items() if row["closed_at"] is None}
        check_that_nothing_fired_twice(engine, open_)


def check_that_nothing_fired_twice(engine: Engine, numbers: set[str]) -> None:
    """Fail if a step took effect twice in a lap, by whatever name of its clock, or a clock has no story."""
    before = {new: old for old, new in CLOCKS.items()}
    for number in numbers:
        told = Counter(
            (before.get(entry.payload["clock"], entry.payload["clock"]), entry.round, *where(entry.payload))
            for entry in engine.history(number)
            if entry.kind == "rung"
        )
        assert set(told.values()) <= {1}
        assert [day.clock for day in engine.why_due(number)]
        # An urge that nobody answers goes up by a clock of its own, which no migration renames.
        clocks = {each.clock for each in engine.why_escalated(number)}
        assert {clock for clock in clocks if urge_of_clock(clock) is None} <= CLOCKS.keys()


def where(payload: dict[str, Any]) -> tuple[int, str]:
    return payload["lap"], payload["rung"]
