"""A quota against the time: from when on it shows that it lags, up to the due instant and not past it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from duban.scenarios import read_scenario
from duban.states import Light, Linked, Stepper, Subject, calendar_for, instance_lights, utc

CHINA = calendar_for("china")
PLAN = Path(__file__).parent.parent / "workflow" / "scenarios" / "plan.yaml"
TEN = read_scenario(
    PLAN.read_text("utf-8").replace("at_least: 4", "at_least: 10").replace("light: red, ", ""), "plan.yaml"
)
OPENED = utc(datetime.fromisoformat("2024-04-01T09:00+08:00"))
DUE = utc(datetime.fromisoformat("2024-04-30T00:00+08:00"))  # 20 working days end with Monday 29 April


def opened(done: int) -> Subject:
    subject = Subject("ZX-2024-001", "plan", "占道整治", TEN.initial, OPENED, OPENED)
    Stepper(TEN, CHINA, subject, now=OPENED).open()
    subject.linked = {f"FX-{n}": Linked("完成" if n < done else "办理", n < done) for n in range(10)}
    return subject


@pytest.mark.parametrize(
    ("done", "shares"),
    [
        (0, {Light.YELLOW: 0.1, Light.RED: 0.3}),
        (6, {Light.YELLOW: 0.7, Light.RED: 0.9}),
        (7, {Light.YELLOW: 0.8, Light.RED: 1}),
        (8, {Light.YELLOW: 0.9}),
        (9, {Light.YELLOW: 1}),
        (10, {}),
    ],
)
def test_a_quota_that_lags_at_the_due_instant_itself_shows_it(done: int, shares: dict[Light, float]) -> None:
    lights = instance_lights(TEN, CHINA, opened(done))
    assert lights.keys() == shares.keys()
    for light, share in shares.items():
        assert abs(lights[light] - (OPENED + (DUE - OPENED) * share)) < timedelta(seconds=1)
        assert lights[light] <= DUE
