"""An engine that keeps files beside its database, and the matters in which units name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from filed import DOER, LEAD, PROOF

from duban import Evidence

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine
    from filed import Open

    from duban import Engine, Instance


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Name the folder of the files."""
    return tmp_path / "files"


@pytest.fixture
def engine(make_engine: MakeEngine, folder: Path) -> Engine:
    return make_engine(scenarios=[PROOF], evidence=Evidence(folder=str(folder), free_mb=0))


@pytest.fixture
def open_proof(engine: Engine) -> Open:
    def opened(by: str = LEAD, **options: Any) -> Instance:  # noqa: ANN401 - as Engine.open takes them
        units = {"lead": by.partition("/")[0], "responsible": [DOER]}
        return engine.open("proof", **{"title": "窗口", "units": units, "by": by, **options})

    return opened
