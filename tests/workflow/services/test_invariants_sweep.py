"""The sweep: each rung once, in the order of moments, whoever sweeps and whatever is broken."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from crowd import together
from sqlalchemy import text

from duban import Engine
from duban.storage import queries
from duban.testing import FixedClock
from duban.words import retold, told

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

CLOCK = "办理时限"


def rungs(engine: Engine, number: str) -> list[tuple[str, str]]:
    """Return (kind, rung) of what the sweeps wrote, in order."""
    return [(e.kind, e.payload["rung"]) for e in engine.history(number) if e.kind in {"rung", "skip"}]


def sweep_everything(url: str, scenario: Path, now: str) -> int:
    fired = 0
    with Engine(url, scenarios=[scenario], clock=FixedClock(now)) as engine:
        while (result := engine.sweep()).instances:
            assert result.failures == ()
            fired += result.fired
    return fired


def test_several_processes_sweeping_the_same_fire_each_rung_once(
    database_url: str, matter_file: Path, make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows
) -> None:
    engine = make_engine()
    count = 130
    with engine.database.writing() as connection:
        numbers = [open_matter(engine, session=connection).number for _ in range(count)]
    now = "2024-04-10T09:00+08:00"
    fired = together(sweep_everything, [(database_url, matter_file, now)] * 4)
    assert sum(fired) == 2 * count
    assert len(fired) == 4
    claims = [
        (row["instance_id"], row["clock"], row["round"], row["lap"], row["rung"]) for row in rows()["duban_claim"]
    ]
    assert len(claims) == len(set(claims)) == 4 * count
    expected = [
        ("skip", "due - 2 working days"),
        ("skip", "due - 1 working day"),
        ("rung", "due"),
        ("rung", "due + 1 working day"),
    ]
    assert all(rungs(engine, number) == expected for number in numbers)
    messages = Counter((row["number"], row["rung"], row["unit"]) for row in rows()["duban_outbox"] if row["rung"])
    assert set(messages.values()) == {1}
    assert len(messages) == 3 * count
    assert engine.verify().ok


def test_more_than_two_batches_that_are_due_at_one_instant_are_handled_by_one_sweep(
    engine: Engine, clock: FixedClock
) -> None:
    units = {"lead": "市优化办", "responsible": ["市住建局"]}
    numbers = [item.number for item in engine.open_many("matter", [{"units": units}] * 201, by="市优化办")]
    clock.set("2024-04-10T00:00+08:00")
    swept = engine.sweep()
    assert (swept.instances, swept.fired) == (201, 201)
    assert all(rungs(engine, number)[-1] == ("rung", "due") for number in (numbers[0], numbers[99], numbers[200]))
    assert engine.sweep().instances == 0


def test_a_rung_takes_effect_at_its_moment_and_not_before(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    moments = {
        "due - 2 working days": "2024-04-07T08:30:00+08:00",
        "due - 1 working day": "2024-04-08T08:30:00+08:00",
        "due": "2024-04-10T00:00:00+08:00",
        "due + 1 working day": "2024-04-10T08:30:00+08:00",
        "due + 3 working days": "2024-04-12T08:30:00+08:00",
    }
    asyncio.run(engine.deliver())
    told = []
    for rung, moment in moments.items():
        clock.set(moment)
        clock.advance(timedelta(microseconds=-1))
        assert engine.sweep().instances == 0
        assert engine.next_instant() == clock.advance(timedelta(microseconds=1))
        assert engine.sweep().fired == 1
        assert engine.sweep().instances == 0
        asyncio.run(engine.deliver())
        told.append(("rung", rung))
        assert rungs(engine, number) == told
    assert engine.next_instant() is None


def test_downtime_skips_old_reminders_and_fires_all_that_is_overdue_in_order(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    before_due, overdue = open_matter(engine).number, open_matter(engine).number
    engine.fire(overdue, "签收", by="市住建局")
    clock.set("2024-04-08T09:00+08:00")
    assert engine.sweep().fired == 2
    assert rungs(engine, before_due) == [("skip", "due - 2 working days"), ("rung", "due - 1 working day")]
    clock.set("2024-05-20T09:00+08:00")
    result = engine.sweep()
    assert result.fired == 6
    assert rungs(engine, overdue)[2:] == [
        ("rung", "due"),
        ("rung", "due + 1 working day"),
        ("rung", "due + 3 working days"),
    ]
    at = {entry.at for entry in engine.history(overdue) if entry.kind == "rung"}
    assert len(at) == 2, "what is late takes effect at the sweep's now"
    assert engine.instance(overdue).state == "复核"


def test_a_pull_that_is_refused_is_written_once_and_alerts(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    clock.set("2024-04-12T09:00+08:00")
    result = engine.sweep()
    assert len(result.alerts) == 1
    assert number in result.alerts[0]
    assert "强制复核" in result.alerts[0]
    clock.set("2024-04-15T09:00+08:00")
    assert engine.sweep().alerts == ()
    refused = [entry for entry in engine.history(number) if entry.kind == "refused"]
    assert [entry.trigger for entry in refused] == ["强制复核"]
    assert [blocker["code"] for blocker in refused[0].payload["blockers"]] == ["state"]
    assert engine.instance(number).version == 1


@pytest.fixture
def second_version(tmp_path: Path, matter_file: Path) -> Path:
    """Give the same scenario as version 2, so that one instance can have a definition of its own."""
    made = tmp_path / "second.yaml"
    made.write_text(matter_file.read_text("utf-8").replace("version: 1", "version: 2"), "utf-8")
    return made


@pytest.mark.parametrize("damage", ["definition", "memory", "calendar", "instant"])
def test_a_broken_instance_is_reported_and_holds_up_no_other(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, second_version: Path, damage: str
) -> None:
    opener = make_engine()
    well = [open_matter(opener).number for _ in range(3)]
    broken = open_matter(make_engine(scenarios=[second_version])).number
    well += [open_matter(opener).number for _ in range(3)]
    with opener.database.writing() as connection:
        if damage == "definition":
            connection.execute(text("UPDATE duban_definition SET document = '{' WHERE version = 2"))
        elif damage == "calendar":
            document = connection.execute(text("SELECT document FROM duban_definition WHERE version = 2")).scalar_one()
            changed = json.dumps({**json.loads(document), "calendar": "atlantis"})
            connection.execute(text("UPDATE duban_definition SET document = :d WHERE version = 2"), {"d": changed})
        elif damage == "instant":
            found = connection.execute(text("SELECT memory FROM duban_instance WHERE number = :n"), {"n": broken})
            memory = found.scalar_one().replace("+00:00", "").replace("Z", "")
            connection.execute(
                text("UPDATE duban_instance SET memory = :m WHERE number = :n"), {"m": memory, "n": broken}
            )
        else:
            connection.execute(text("UPDATE duban_instance SET memory = '{}' WHERE number = :n"), {"n": broken})
    clock.set("2024-04-10T09:00+08:00")
    engine = make_engine()
    result = engine.sweep()
    assert [failure.number for failure in result.failures] == [broken]
    assert result.failures[0].reason
    assert "\n" not in result.failures[0].reason
    assert all(("rung", "due") in rungs(engine, number) for number in well)
    assert ("rung", "due") not in rungs(engine, broken)
    assert engine.sweep().instances == 0, "it is set aside for a while"
    with engine.database.reading() as connection:
        ((number, why),) = queries.set_aside(connection)
        assert (number, told(why)) == (broken, retold(result.failures[0].reason))
    clock.set("2024-04-10T09:06+08:00")
    assert [failure.number for failure in engine.sweep().failures] == [broken]


def test_a_claim_that_stands_already_is_believed_over_the_memory(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    twice, other = open_matter(engine).number, open_matter(engine).number
    clock.set("2024-04-10T00:00+08:00")
    with engine.database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO duban_claim (instance_id, clock, round, lap, rung, outcome, at) "
                "SELECT id, :c, 1, 1, 'due', 'fired', opened_at FROM duban_instance WHERE number = :n"
            ),
            {"c": CLOCK, "n": twice},
        )
    result = engine.sweep()
    assert result.failures == ()
    assert ("rung", "due") not in rungs(engine, twice)
    assert ("rung", "due") in rungs(engine, other)
    assert [row["number"] for row in rows()["duban_outbox"] if row["rung"] == "due"] == [other] * 2


def test_new_units_skip_what_is_past_and_are_told_of_the_rest(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    number = open_matter(engine).number
    clock.set("2024-04-08T09:00+08:00")
    engine.sweep()
    engine.assign(number, "responsible", ["市教育局"], by="市优化办")
    assert engine.sweep().fired == 0
    clock.set("2024-04-10T09:00+08:00")
    assert engine.sweep().fired == 2
    laps = {(row["lap"], row["rung"], row["outcome"]) for row in rows()["duban_claim"]}
    assert laps == {
        (1, "due - 2 working days", "skipped"),
        (1, "due - 1 working day", "fired"),
        (2, "due - 2 working days", "skipped"),
        (2, "due - 1 working day", "skipped"),
        (2, "due", "fired"),
        (2, "due + 1 working day", "fired"),
    }
    told = [(row["lap"], row["unit"]) for row in rows()["duban_outbox"] if row["rung"] == "due"]
    assert sorted(told) == [(2, "市优化办"), (2, "市教育局")]
    assert engine.verify().ok


@pytest.mark.parametrize("again", [["市住建局", "市教育局"], ["市教育局", "市住建局"]], ids=["as they were", "turned"])
def test_the_same_units_again_begin_no_lap_in_whatever_order(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock, again: list[str]
) -> None:
    number = open_matter(engine, units={"lead": "市优化办", "responsible": ["市住建局", "市教育局"]}).number
    clock.set("2024-04-10T09:00+08:00")
    engine.sweep()
    assert engine.assign(number, "responsible", again, by="市优化办").units["responsible"] == tuple(again)
    assert engine.sweep().fired == 0
    assert {answer.lap for answer in engine.why_escalated(number)} == {1}


def test_nothing_fires_while_a_clock_stands_still(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    number = open_matter(engine).number
    engine.fire(number, "签收", by="市住建局")
    clock.set("2024-04-03T10:00+08:00")
    paused = engine.fire(number, "挂起", by="市优化办")
    assert (paused.due_on, paused.due_at) == (None, None)
    clock.set("2024-06-03T10:00+08:00")
    assert engine.sweep().instances == 0
    resumed = engine.fire(number, "恢复", by="市优化办")
    # Paused within 3 April, the second counted day, which was not consumed: four of five are left, from 3 June on.
    assert str(resumed.due_on) == "2024-06-06"
    clock.set("2024-06-04T08:30+08:00")
    assert engine.sweep().fired == 1
    assert rungs(engine, number) == [("rung", "due - 2 working days")]


def test_nothing_fires_once_it_is_closed(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    number = open_matter(engine).number
    engine.fire(number, "签收", by="市住建局")
    clock.set("2024-04-08T09:00+08:00")
    engine.fire(number, "申请销号", by="市住建局", data={"measure": "增开窗口"})
    closed = engine.fire(number, "通过", by="市优化办")
    assert closed.closed_at is not None
    clock.set("2024-05-08T09:00+08:00")
    assert engine.sweep().instances == 0
    skipped = [(answer.rung, answer.fired) for answer in engine.why_escalated(number)]
    assert skipped == [("due - 2 working days", False), ("due - 1 working day", False)]


def test_what_was_due_before_a_pause_is_recorded_as_skipped_when_the_clock_then_stops(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    engine.fire(number, "签收", by="市住建局")
    clock.set("2024-04-07T10:00+08:00")
    engine.fire(number, "挂起", by="市优化办")
    clock.set("2024-05-07T10:00+08:00")
    engine.assign(number, "responsible", ["市教育局"], by="市优化办")
    skipped = [(answer.lap, answer.rung, answer.why) for answer in engine.why_escalated(number)]
    # Blue was due at the opening of 7 April and nobody swept; yellow, of 8 April, never came due before the pause.
    assert skipped == [(1, "due - 2 working days", "new lap")]


def test_a_sweep_stops_between_batches_when_asked(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    for _ in range(3):
        open_matter(engine)
    clock.set("2024-04-10T09:00+08:00")
    assert engine.sweep(stop=lambda: True).instances == 0
    assert engine.sweep().fired == 6
