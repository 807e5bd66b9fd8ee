"""Of the library of holidays only what is asked for is imported, and all of it can be."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
from datetime import date
from duban.states.time import calendar_for

def imported():
    return sum(name.startswith("holidays.countries.") for name in sys.modules)

for name in ("china", "DE-BY"):
    calendar_for(name).is_working_day(date(2024, 5, 1))
few = imported()
from holidays.countries import *
assert France.__module__ == "holidays.countries.france"
assert China is sys.modules["holidays.countries.china"].China
import holidays.countries
assert holidays.countries.Japan is Japan
print(few, imported() > 200)
"""


def test_two_calendars_import_two_countries_and_whoever_wants_all_gets_all() -> None:
    said = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, encoding="utf-8", check=True)
    assert (said.stdout, said.stderr) == ("2 True\n", "")
