"""Every message of a scenario can be read: no gaps, days with their weekdays, whom to ring, one SMS, a sound mail.

`make gallery` holds all scenarios to the same and makes a page of them; these are the quickest that have all kinds.
"""

from __future__ import annotations

import pytest
from gallery import NO_DAY, flaws, messages_of, names_nobody

DONE = {"销号通知", "公示通知"}
"""What is told when nothing is due any more, and nobody has to be rung."""


@pytest.mark.parametrize("scenario", ["issue", "plan", "sheet"])
def test_every_message_can_be_read(scenario: str) -> None:
    found = messages_of(scenario)
    assert found
    for (name, medium), shown in found.items():
        told = [each for each in flaws(shown) if name not in DONE or each != NO_DAY]
        assert told == [], (name, medium)
        assert name in DONE or not names_nobody(shown), name
