"""A pause at the instant at which something is due: what is over is over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import OpenMatter

    from duban import Engine
    from duban.testing import FixedClock


@pytest.mark.parametrize(
    ("paused", "due_on"),
    [
        # The 3rd, 7th, 8th and 9th ended in the pause; 4 to 6 April are off, and Sunday the 7th is worked.
        ("2024-04-03T23:59:59.999999", date(2024, 4, 10)),
        ("2024-04-04T00:00:00", date(2024, 4, 3)),
    ],
)
def test_a_given_date_moves_with_a_pause_up_to_its_due_instant_and_not_from_it_on(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock, paused: str, due_on: date
) -> None:
    number = open_matter(engine, data={"deadline": "2024-04-03"}).number
    engine.fire(number, "签收", by="市住建局")
    clock.set(f"{paused}+08:00")
    engine.fire(number, "挂起", by="市优化办")
    clock.set("2024-04-10T09:00+08:00")
    assert engine.fire(number, "恢复", by="市优化办").due_on == due_on
    assert engine.verify().ok
