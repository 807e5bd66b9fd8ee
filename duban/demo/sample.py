"""The sample that comes with the package: an invented city's work plan, with its units and contacts."""

from __future__ import annotations

from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"
"""The folder of `plan.txt`, `units.csv` and `contacts.csv`."""
