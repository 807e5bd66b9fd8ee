"""What a day is called, by the calendar of those who ask why it counts or does not."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

from duban.states.time.calendars import calendar_for


def test_a_day_is_named_by_its_calendar() -> None:
    assert calendar_for("24x7").describe(date(2024, 2, 10)) == "工作日"
    assert calendar_for("24x7", table={date(2024, 2, 10): False}).describe(date(2024, 2, 10)) == "经调整为休息日"
    assert calendar_for("china", table={date(2024, 2, 10): True}).describe(date(2024, 2, 10)) == "经调整为工作日"
    assert calendar_for("china").describe(date(2024, 2, 10)) == "春节"


def test_naming_chinas_calendar_does_not_load_the_library_of_holidays() -> None:
    script = "import sys, duban.states as states; states.calendar_for('china'); print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
