"""How long a message may wait: for each medium that it stands behind, and by the calendar of its reader."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from duban.states import media
from duban.storage import Waiting
from duban.workflow.people import LONGEST_FALLBACK, LONGEST_HOLIDAYS
from duban.workflow.services.wrong_times import time_brought_back

NOW = datetime(2024, 4, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def waiting(after: timedelta, *, behind: str | None = None, own_calendar: bool = False) -> Waiting:
    return Waiting(1, "X-1", "0" * 64, False, NOW + after, None, behind, own_calendar)  # noqa: FBT003 - not urgent


def test_a_third_medium_waits_for_the_second_as_that_for_the_first() -> None:
    behind_all = LONGEST_FALLBACK * (len(media()) - 1)
    assert len(media()) > 2
    assert time_brought_back(NOW, waiting(LONGEST_FALLBACK + HOUR, behind="m@x"), opening=NOW) is None
    assert time_brought_back(NOW, waiting(behind_all, behind="m@x"), opening=NOW) is None
    assert time_brought_back(NOW, waiting(behind_all + HOUR, behind="m@x"), opening=NOW) == NOW
    assert time_brought_back(NOW, waiting(HOUR), opening=NOW) == NOW, "what stands behind nothing waits for no other"


def test_a_reader_may_have_longer_holidays_than_the_matter() -> None:
    assert time_brought_back(NOW, waiting(LONGEST_HOLIDAYS, own_calendar=True), opening=NOW) is None
    assert time_brought_back(NOW, waiting(LONGEST_HOLIDAYS), opening=NOW) == NOW
