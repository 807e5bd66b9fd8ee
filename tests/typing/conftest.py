"""An office to try the typed examples on: the shipped 问题整改, a clock that stands, mail that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban import Contact, Directory, Engine, Level, Unit
from duban.testing import FixedClock, RecordingNotifier, throwaway_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

UNITS = ("市优化办", "市住建局", "市督考办", "市领导")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock("2024-04-01T09:00+08:00")


@pytest.fixture
def mail() -> RecordingNotifier:
    return RecordingNotifier()


@pytest.fixture
def people() -> Directory:
    contacts = [Contact(unit, "经办", Level.HANDLER, email=f"{n}@example.org") for n, unit in enumerate(UNITS)]
    return Directory([Unit(unit) for unit in UNITS], contacts)


@pytest.fixture
def engine(clock: FixedClock, mail: RecordingNotifier, people: Directory) -> Iterator[Engine]:
    with throwaway_engine(scenarios=["issue"], directory=people, channels={"email": lambda: mail}, clock=clock) as made:
        yield made
