"""Numbers: without gaps or repeats, whoever opens at the same time and whatever is rolled back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from crowd import together

from duban import Engine, TransitionRefused
from duban.testing import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter

UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


def open_many(url: str, scenario: Path, worker: int) -> list[str]:
    """Open twelve, three of which are rolled back, one refused and one opened by all workers alike."""
    made = []
    with Engine(url, scenarios=[scenario], clock=FixedClock("2024-04-01T09:00+08:00")) as engine:
        for turn in range(12):
            if turn % 4 == 1:
                with engine.database.writing() as connection:
                    engine.open("matter", units=UNITS, by="市优化办", session=connection)
                    connection.get_transaction().rollback()
            elif turn == 2:
                with pytest.raises(TransitionRefused):
                    engine.open("matter", units=UNITS, by="市教育局")
            elif turn == 3:
                engine.open("matter", units=UNITS, by="市优化办", source="省平台", external_no="同一件")
            elif turn == 6:
                engine.open("matter", units=UNITS, by="市优化办", key="the same")
            else:
                made.append(engine.open("matter", title=f"{worker}-{turn}", units=UNITS, by="市优化办").number)
    return made


def test_eight_processes_open_without_gaps_or_repeats(
    database_url: str, matter_file: Path, make_engine: MakeEngine
) -> None:
    opened = together(open_many, [(database_url, matter_file, worker) for worker in range(8)])
    engine = make_engine()
    numbers = [item.number for item in engine.find()]
    each_worker_alone, shared_by_all = 8 * 6, 2
    assert sorted(numbers) == [f"SX-2024-{seq:04d}" for seq in range(1, each_worker_alone + shared_by_all + 1)]
    assert sorted({number for made in opened for number in made}) == sorted(n for made in opened for n in made)
    assert engine.opened("省平台", "同一件") is not None
    assert engine.verify().ok


def test_the_year_of_a_number_is_the_local_one(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    clock.set("2024-12-31T23:59:59+08:00")
    assert open_matter(engine).number == "SX-2024-0001"
    clock.set("2025-01-01T00:00:00+08:00")
    assert open_matter(engine).number == "SX-2025-0001"
    clock.set("2024-12-31T16:00:00+00:00")
    assert open_matter(engine).number == "SX-2025-0002"
    assert engine.verify().ok


def test_the_same_outside_matter_opens_once_and_keeps_its_first_words(engine: Engine, open_matter: OpenMatter) -> None:
    first = open_matter(engine, source="省平台", external_no="7", title="甲")
    again = open_matter(engine, source="省平台", external_no="7", title="乙")
    other = open_matter(engine, source="市长信箱", external_no="7", title="丙")
    assert (again.number, again.title) == (first.number, "甲")
    assert other.number == "SX-2024-0002"


def test_numbers_without_an_outside_matter_do_not_meet(engine: Engine, open_matter: OpenMatter) -> None:
    halves: list[dict[str, Any]] = [{"source": "省平台"}, {"external_no": "7"}, {}]
    assert len({open_matter(engine, **half).number for half in halves * 2}) == 6
