"""The sample that comes with the package: a work plan of a city that does not exist, its units and its contacts."""

from __future__ import annotations

from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"
"""The folder of `plan.txt`, `units.csv` and `contacts.csv`."""
