"""A plan's year, foreseen: what it would send, to whom and on which day, before anything is opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from duban import Contact, Directory, Engine, Unit
from duban.demo import SAMPLES
from duban.ledger import Notice, foresee, import_notice, opening_hour, read_notice
from duban.testing import FixedClock, RecordingNotifier
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OFFICE = "市优化办"
UNITS = (OFFICE, "市督考办", "市领导", "市住建局")
CITY = Directory(
    [Unit(name) for name in UNITS],
    [Contact(name, f"{name}甲", Level.HANDLER, email=f"{place}@example.org") for place, name in enumerate(UNITS)],
)
END = date(2025, 3, 31)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock("2024-03-04T09:00+08:00")


@pytest.fixture
def engine(tmp_path: Path, clock: FixedClock) -> Iterator[Engine]:
    channels = {"email": RecordingNotifier}
    file = f"sqlite:///{tmp_path / 'plan.db'}"
    with Engine(file, scenarios=["plan", "task"], directory=CITY, clock=clock, channels=channels) as engine:
        yield engine


@pytest.fixture
def notice() -> Notice:
    """Give a plan of two tasks, one of them ongoing."""
    read = read_notice((SAMPLES / "plan.txt").read_bytes(), source="plan.txt")
    one, two = read.items[:2]
    units = {"lead_units": (OFFICE,), "responsible_units": ("市住建局",)}
    dated = replace(one, title="甲事", deadline_date=date(2024, 8, 31), ongoing=False, **units)
    return replace(read, items=(dated, replace(two, title="乙事", deadline_date=None, ongoing=True, **units)))


def test_it_opens_nothing_and_makes_no_database(engine: Engine, notice: Notice, tmp_path: Path) -> None:
    assert foresee(engine, notice, by=OFFICE).letters
    assert list(tmp_path.iterdir()) == []


def test_what_is_foreseen_is_what_is_sent_if_nobody_does_anything(
    engine: Engine, notice: Notice, clock: FixedClock
) -> None:
    year = foresee(engine, notice, by=OFFICE, until=END)
    import_notice(engine, notice, by=OFFICE)
    while (wake := engine.next_instant(deliveries=False)) is not None and wake.date() <= END:
        clock.set(max(wake, clock.now()))
        assert not engine.sweep().failures
    sent = engine.outbox(statuses=["pending", "dead", "delivered"])
    really = {(each.not_before.date(), each.unit, each.message) for each in sent if each.not_before.date() <= END}
    assert {(letter.day, letter.unit, letter.message) for letter in year.letters} == really
    assert len({letter.day for letter in year.letters}) > 3
    assert year.finished


def test_it_counts_by_month_and_by_unit_and_names_the_tasks(engine: Engine, notice: Notice) -> None:
    year = foresee(engine, notice, by=OFFICE)
    assert (year.start, year.until) == (date(2024, 3, 4), date(2025, 3, 4))
    assert sum(month.count for month in year.months) == sum(year.by_unit.values()) == len(year.letters)
    march = [each for each in year.months if (each.month, each.message) == ("2024-03", "交办通知")]
    assert [each.days for each in march] == [{"2024-03-04": march[0].count}]
    assert [month.month for month in year.months] == sorted(month.month for month in year.months)
    handed = [letter for letter in year.letters if letter.message == "交办通知" and letter.unit == "市住建局"]
    assert [(letter.task, letter.title, letter.contact) for letter in handed] == [
        (notice.items[0].number, "甲事", "市住建局甲"),
        (notice.items[1].number, "乙事", "市住建局甲"),
    ]


def test_it_can_begin_on_another_day(engine: Engine, notice: Notice) -> None:
    start = opening_hour(date(2024, 5, 1), engine, "task")  # a holiday: the office opens on the sixth
    year = foresee(engine, notice, by=OFFICE, start=start)
    assert (year.start, min(letter.day for letter in year.letters)) == (date(2024, 5, 6), date(2024, 5, 6))
