"""However many mails there are in a morning, a process has few of them in hand; `make morning` sends 10,000."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

MANY = 1_000
FEW = 64


def test_few_are_in_hand_and_what_a_process_needs_does_not_grow_with_them() -> None:
    program = [sys.executable, str(Path(__file__).with_name("morning.py")), str(MANY)]
    told = json.loads(subprocess.run(program, check=True, capture_output=True, text=True).stdout)
    assert (told["decided"], told["delivered"], told["waiting"]) == (MANY, MANY, 0)
    assert told["leased_most"] <= FEW
    assert told["grown_mb"] < 16
