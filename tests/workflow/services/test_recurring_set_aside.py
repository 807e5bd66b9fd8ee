"""Recurring work that cannot be opened is set aside alone: every other reminder goes on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from duban import load_scenario
from duban.operations.daemon import Daemon
from duban.states import Period, PeriodDay

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter

    from duban import Definition, Engine
    from duban.testing import FixedClock

QUARTERLY = Path(__file__).parent.parent / "scenarios" / "quarterly.yaml"
UNITS = "市优化办"


def recurring(name: str, every: Period, on: PeriodDay) -> Definition:
    """Make a definition as an application may, past what the reader of scenario files refuses."""
    read = load_scenario(QUARTERLY)
    assert read.repeats is not None
    number = read.number.replace("ZC", name.upper())
    return replace(read, scenario=name, number=number, digest=name, repeats=replace(read.repeats, every=every, on=on))


@pytest.fixture
def office(make_engine: MakeEngine, matter_file: Path) -> Engine:
    never = recurring("never", Period.MONTH, PeriodDay(25))
    daily = recurring("daily", Period.DAY, PeriodDay(1))
    return make_engine(scenarios=[matter_file, never, daily])


def test_all_else_is_swept(office: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    item = open_matter(office)
    office.sweep()
    clock.advance(timedelta(days=30))
    result = office.sweep()
    assert result.fired > 0
    assert office.instance(item.number).light == "red"
    assert len(office.find(scenario="daily")) > 10
    assert [failure.number for failure in result.failures] == ["never"]


def test_it_is_named_in_health_and_in_the_log(
    office: Engine, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    assert office.health().recurring == ("never",)
    for _ in range(4):  # after 0, 2, 4 and 6 minutes
        office.sweep()
        clock.advance(timedelta(minutes=2))
    assert caplog.text.count("never") == 2, "once, and again after five minutes"


def test_a_daemon_finds_its_next_instant_all_the_same(office: Engine) -> None:
    daemon = Daemon(office)
    daemon.sweep()
    assert office.next_instant() is not None
    assert office.health().recurring == ("never",)


def test_work_whose_opening_fails_is_tried_again(
    office: Engine, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.sweep()
    clock.advance(timedelta(days=1))

    def fails(*_: object) -> None:
        raise ValueError(UNITS)

    monkeypatch.setattr("duban.workflow.services.recurring.bind_roles", fails)
    assert {failure.number for failure in office.sweep().failures} >= {"daily"}
    assert "daily" in office.health().recurring
    monkeypatch.undo()
    clock.advance(timedelta(minutes=6))
    assert office.sweep().opened == 1
    assert office.health().recurring == ("never",)
