"""Verification finds a number that is missing or stands twice, and a signature that the rules forbid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from letters import LATE, SIGNER, draft, late, made
from sqlalchemy import update
from tampering import Entries, forge

from duban.storage.tables import metadata
from duban.words import speaking

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine

    from duban import Engine
    from duban.testing import FixedClock

COUNTER = metadata.tables["duban_counter"]
_AT = 4
"""The place of the signature among the entries: opened, done, the due date, the draft, the signature."""


@pytest.fixture
def two(make_engine: MakeEngine, clock: FixedClock) -> tuple[Engine, str, str]:
    """Give two matters, for each of which a letter was signed."""
    engine = made(make_engine)
    first, second = (late(engine, clock, title).number for title in ("甲", "乙"))
    for number in (first, second):
        engine.sign(draft(engine, number), by=SIGNER)
    assert engine.verify().ok
    return engine, first, second


def found(engine: Engine) -> list[tuple[str, str | None]]:
    return [(finding.number, finding.code) for finding in engine.verify().findings]


def test_a_number_that_stands_twice_leaves_another_missing(two: tuple[Engine, str, str]) -> None:
    engine, _, second = two
    forge(engine, second, lambda entries: entries[_AT]["payload"].update(number="云督办〔2024〕1号", place=1))
    places = [finding.number for finding in engine.verify().findings]
    assert "云督办〔{year}〕{seq}号 2024年第1号" in places
    assert "云督办〔{year}〕{seq}号 2024年第2号" in places


def test_a_counter_that_was_set_back_or_forward_is_found(two: tuple[Engine, str, str]) -> None:
    engine, *_ = two
    for value, place in ((1, "云督办〔{year}〕{seq}号 2024"), (3, "云督办〔{year}〕{seq}号 2024年第3号")):
        with engine.database.writing() as connection:
            mine = COUNTER.c.scenario == " 云督办〔{year}〕{seq}号"
            assert connection.execute(update(COUNTER).where(mine).values(value=value)).rowcount == 1
        assert found(engine) == [(place, None)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda entry: entry.update(actor=f"{LATE}/李四"), "role"),
        (lambda entry: entry.update(actor="市督考办"), "sign"),
        (lambda entry: entry["payload"].update(asked=1), "state"),
        (lambda entry: entry["payload"].update(paper="专报"), "told"),
        (lambda entry: entry["payload"].update(number="云督办〔2024〕20号"), "told"),
        (lambda entry: entry["payload"].update(level=2), "told"),
        (lambda entry: entry["payload"].update(to=["市教育局"]), "told"),
        (lambda entry: entry["payload"].update(reply_by="2024-05-17"), "told"),
        (lambda entry: entry["payload"].update(data={"secret": "x"}), "data"),
    ],
)
def test_a_signature_that_the_rules_forbid_is_found(
    two: tuple[Engine, str, str], change: Callable[[dict[str, Any]], None], code: str
) -> None:
    engine, first, _ = two

    def changed(entries: Entries) -> None:
        change(entries[_AT])

    forge(engine, first, changed)
    assert (first, code) in found(engine)


@pytest.mark.parametrize(
    ("change", "chinese", "english"),
    [
        (
            {"number": "云督办〔2024〕20号"},
            "按规则文号应为云督办〔2024〕1号，为同类第1份",
            "by the rules its number is 云督办〔2024〕1号, and it is paper 1 of its kind",
        ),
        (
            {"reply_by": "2024-05-17"},
            "按规则云督办〔2024〕1号应于2024-04-17前答复",
            "by the rules 云督办〔2024〕1号 is to be answered by 2024-04-17",
        ),
    ],
)
def test_it_is_said_in_both_languages(
    two: tuple[Engine, str, str], change: dict[str, str], chinese: str, english: str
) -> None:
    engine, first, _ = two
    forge(engine, first, lambda entries: entries[_AT]["payload"].update(change))
    assert chinese in str([str(each) for each in engine.verify().findings])
    with speaking("en"):
        assert english in str([str(each) for each in engine.verify().findings])


def test_an_approved_draft_that_nobody_signed_is_found(two: tuple[Engine, str, str]) -> None:
    engine, first, _ = two

    def changed(entries: Entries) -> None:
        signed = entries[_AT]["payload"]
        kept = {name: signed[name] for name in ("asked", "clock", "lap", "rung")}
        entries[_AT].update(kind="decide", payload={**kept, "approve": True, "note": None})

    forge(engine, first, changed)
    assert (first, "sign") in found(engine)


def test_a_memory_that_forgets_a_paper_is_found(two: tuple[Engine, str, str]) -> None:
    engine, first, _ = two
    instance = metadata.tables["duban_instance"]
    with engine.database.writing() as connection:
        mine = instance.c.number == first
        memory = connection.execute(instance.select().where(mine)).one().memory
        assert '"papers"' in memory
        forged = memory.replace(f'"units":["{LATE}"]}}}}', '"units":[]}}')
        assert forged != memory
        connection.execute(update(instance).where(mine).values(memory=forged))
    assert [finding.column for finding in engine.verify().findings] == ["memory.papers"]
