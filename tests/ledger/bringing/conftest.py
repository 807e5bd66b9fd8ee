"""An office at the end of a month, and the sheet that its units fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from filled_office import JOB, ONE, OTHER, Month, Office

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine

    from duban.testing import FixedClock


@pytest.fixture
def office(make_engine: MakeEngine, clock: FixedClock, tmp_path: Path) -> Office:
    """Give an office at the end of April with two jobs, of which one is that of two units."""
    file = tmp_path / "job.yaml"
    file.write_text(JOB, "utf-8")
    clock.set("2026-03-02T09:00+08:00")
    made = Office(make_engine(scenarios=[file, "sheet"], directory=None), clock)
    made.at("2026-03-02T09:00+08:00")
    return made


@pytest.fixture
def month(office: Office) -> Month:
    cut, start = office.job("压减审批时间", ONE, OTHER), office.job("开办企业", ONE)
    office.at("2026-04-30T18:00+08:00")
    return Month(office, cut, start, office.exported())
