"""An office whose directory is in the database, and a second process that works on the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from office_people import UNITS, keep

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban import Engine

    MakeEngine = Callable[..., Engine]


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    """Give an engine whose directory is in the database, and is filled."""
    engine = make_engine(directory=None)
    keep(engine)
    return engine


@pytest.fixture
def other(office: Engine, make_engine: MakeEngine) -> Engine:  # noqa: ARG001 - it is there already
    """Give a process that has looked at the directory before anything happens to it."""
    engine = make_engine(directory=None)
    assert len(engine.units()) == len(UNITS)
    return engine
