"""Sixty units that sign at the same time, newer rules, and somebody who signs in the name of others."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from crowd import together
from each_unit import FILE, OFFICE, check_proven, made, opened, owing, sign
from sqlalchemy import select, update

from duban import Engine, TransitionRefused
from duban.scenarios import read_scenario
from duban.storage.tables import metadata
from duban.testing import FixedClock
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine

SIXTY = tuple(f"第{place}局" for place in range(1, 61))
NOW = "2024-04-01T09:00+08:00"
HISTORY, INSTANCE = metadata.tables["duban_history"], metadata.tables["duban_instance"]
BY_ANY = (
    ("by: {each: responsible}, requires: [plan]", "by: responsible, requires: [plan]"),
    (", excuse: {by: office, requires: [note]}", ""),
    ("notify: responsible.owing, copy", "notify: responsible, copy"),
    ("notify: responsible.owing.leader", "notify: responsible.leader"),
    ("已签收{{ each['签收'] | length }}家", "已签收"),
    ("{% for name, one in each['签收'].items() %}{{ name }}（{{ one.by }}）：{{ one.data.plan }}。{% endfor %}", ""),
    ("{% if each['签收']['丙局'].excused %}丙局（{{ each['签收']['丙局'].note }}）{% endif %}", ""),
)
"""The same rules in which any one unit signs for all."""


def test_of_sixty_units_that_sign_at_once_each_counts_and_one_moves_the_matter(make_engine: MakeEngine) -> None:
    engine = made(make_engine)
    number = opened(engine, *SIXTY)
    with ThreadPoolExecutor(8) as threads:
        states = Counter(
            threads.map(lambda unit: engine.fire(number, "签收", by=unit, data={"plan": unit}).state, SIXTY)
        )
    assert states == {"交办": 59, "办理": 1}
    (act,) = engine.situation(number).each
    assert {one.unit: one.data["plan"] for one in act.signed} == {unit: unit for unit in SIXTY}
    assert [entry.payload["share"]["owing"] for entry in engine.history(number)[1:]] == [*reversed(range(60))]
    assert len(engine.outbox()) == 1
    check_proven(engine)


def last_acts(url: str, file: Path, number: str, worker: int) -> str:
    """Sign for one of the last two units, or excuse one of them, at the same moment as others."""
    with Engine(url, scenarios=[file], clock=FixedClock(NOW), directory=MadeUpPeople()) as engine:
        try:
            if worker % 3 == 2:
                return engine.excuse(number, "签收", "乙局", by=OFFICE, note="不涉及").state
            unit = ("甲局", "乙局")[worker % 3]
            return engine.fire(number, "签收", by=f"{unit}/第{worker}人", data={"plan": "照办"}).state
        except TransitionRefused as refusal:
            return ",".join(refusal.codes)


def test_the_last_signatures_and_an_excuse_at_once_move_the_matter_once(
    database_url: str, make_engine: MakeEngine
) -> None:
    engine = make_engine(scenarios=[FILE], directory=MadeUpPeople())
    number = opened(engine, "甲局", "乙局", "丙局")
    sign(engine, number, "丙局")
    outcomes = Counter(together(last_acts, [(database_url, FILE, number, worker) for worker in range(6)]))
    assert outcomes["办理"] == 1
    assert set(outcomes) <= {"交办", "办理", "state", "signed"}
    assert engine.instance(number).state == "办理"
    moves = [entry for entry in engine.history(number) if entry.from_state == "交办" and entry.to_state == "办理"]
    assert len(moves) == 1
    check_proven(engine)


def both(make_engine: MakeEngine, old: tuple[tuple[str, str], ...], new: tuple[tuple[str, str], ...]) -> Engine:
    """Make an engine that knows the rules in two versions."""
    text = FILE.read_text("utf-8").partition("\nexamples:")[0]
    files = []
    for version, changes in ((1, old), (2, new)):
        words = text
        for before, after in (("version: 1", f"version: {version}"), *changes):
            assert before in words, before
            words = words.replace(before, after)
        files.append(read_scenario(words, f"each-{version}.yaml"))
    return make_engine(scenarios=files, directory=MadeUpPeople())


def test_newer_rules_that_ask_each_unit_ask_all_of_them(make_engine: MakeEngine) -> None:
    old = made(make_engine, *BY_ANY)
    number = opened(old)
    engine = both(make_engine, BY_ANY, ())
    result = engine.migrate("each", by=OFFICE)
    assert (len(result.moved), result.blocked) == (1, ())
    assert owing(engine, number) == ("甲局", "乙局", "丙局")
    sign(engine, number, "甲局", "乙局", "丙局")
    assert engine.instance(number).state == "办理"
    check_proven(engine)


def test_newer_rules_that_ask_one_unit_wait_until_none_has_signed(make_engine: MakeEngine) -> None:
    old = made(make_engine)
    begun, untouched = opened(old), opened(old)
    sign(old, begun, "甲局")
    engine = both(make_engine, (), BY_ANY)
    result = engine.migrate("each", by=OFFICE)
    assert [one.number for one in result.moved] == [untouched]
    assert [[blocker.code for blocker in one.blockers] for one in result.blocked] == [["signed"]]
    assert engine.fire(untouched, "签收", by="乙局", data={"plan": "乙"}).state == "办理"
    check_proven(engine)


def test_what_was_signed_goes_over_to_the_new_names(make_engine: MakeEngine) -> None:
    old = made(make_engine)
    number = opened(old)
    sign(old, number, "甲局")
    old.excuse(number, "签收", "丙局", by=OFFICE, note="不涉及")
    renames = (("responsible", "executor"), ("签收:     {", "接收:     {"), ("plan", "scheme"))
    triggers = (("not_by: 签收", "not_by: 接收"), ("on: 签收", "on: 接收"), ("each['签收']", "each['接收']"))
    engine = both(make_engine, (), (*renames, *triggers))
    names = {"roles": {"responsible": "executor"}, "fields": {"plan": "scheme"}, "triggers": {"签收": "接收"}}
    result = engine.migrate("each", by=OFFICE, **names)
    assert (len(result.moved), result.blocked) == (1, ())
    assert engine.instance(number).owing == {"executor": ("乙局",)}
    (act,) = engine.situation(number).each
    assert [(one.unit, one.data) for one in act.signed] == [("甲局", {"scheme": "甲局方案"}), ("丙局", {})]
    assert engine.fire(number, "接收", by="乙局", data={"scheme": "乙"}).state == "办理"
    check_proven(engine)


def test_a_signature_that_nobody_has_given_is_found(make_engine: MakeEngine) -> None:
    engine = made(make_engine)
    number = opened(engine)
    sign(engine, number, "甲局")
    with engine.database.writing() as connection:
        (memory,) = connection.execute(select(INSTANCE.c.memory)).one()
        known = json.loads(memory)
        known["signing"]["签收"]["乙局"] = known["signing"]["签收"]["甲局"]
        connection.execute(update(INSTANCE).values(memory=json.dumps(known, ensure_ascii=False)))
    places = {(finding.table, finding.column) for finding in engine.verify().findings}
    assert ("duban_instance", "memory.signing") in places
