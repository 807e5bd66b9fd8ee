"""An office that works by `proof.yaml`, which has one act for every kind of rule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine

LEAD, RESP, OTHER, BOSS = "市优化办", "市住建局", "市教育局", "市督考办"


@pytest.fixture
def proof_file() -> Path:
    """Name the scenario."""
    return Path(__file__).parents[1] / "scenarios" / "proof.yaml"


@pytest.fixture
def office(make_engine: MakeEngine, proof_file: Path) -> Engine:
    """Give an engine that knows it."""
    return make_engine(scenarios=[proof_file])


@pytest.fixture
def number(office: Engine) -> str:
    """Open an instance."""
    units = {"lead": LEAD, "resp": [RESP], "boss": [BOSS]}
    return office.open("proof", title="排水不畅", units=units, by=LEAD).number
