"""The replay of service requests, on a file of our own: what is overdue, and why the flags may say otherwise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.replay import CONTRADICTS, NO_TARGET, PASSED_SINCE, UNEXPLAINED, read, replay

PROJECT = Path(__file__).parents[2]
HEAD = "case_id,open_date,close_date,target_close_date,on_time,assigned_team,case_topic\n"
ROWS = {
    "in time": "A1,2026-03-02 09:00:00,2026-03-03 09:00:00,2026-03-04 09:00:00,ONTIME,Roads,Pothole",
    "on the second": "A2,2026-03-02 09:00:00,2026-03-04 08:59:59,2026-03-04 09:00:00,ONTIME,Roads,Pothole",
    "a second late": "A3,2026-03-02 09:00:00,2026-03-04 09:00:01,2026-03-04 09:00:00,OVERDUE,Roads,Pothole",
    "late": "A4,2026-03-02 10:00:00,2026-03-09 09:00:00,2026-03-04 09:00:00,OVERDUE,Lights,Street light",
    # The clocks go forward on 8 March: 24 hours before the target is another hour of the day.
    "over the summer time": "A5,2026-03-07 09:00:00,2026-03-08 09:00:00,2026-03-08 08:30:00,OVERDUE,Lights,Lamp",
    "open and late": "A6,2026-03-02 11:00:00,,2026-03-05 09:00:00,OVERDUE,Lights,Street light",
    "open and early": "A7,2026-03-09 08:00:00,,2026-03-20 09:00:00,ONTIME,Lights,Street light",
    "without target": "A8,2026-03-02 12:00:00,2026-03-09 09:00:00,,ONTIME,Roads,Other",
}


def file_of(tmp_path: Path, *more: str) -> Path:
    file = tmp_path / "requests.csv"
    file.write_text(HEAD + "\n".join([*ROWS.values(), *more]) + "\n", encoding="utf-8")
    return file


def test_what_is_found_overdue_is_what_is_flagged(tmp_path: Path) -> None:
    outcome = replay(read(file_of(tmp_path)), f"sqlite:///{tmp_path / 'r.db'}")
    assert (outcome.requests, outcome.overdue, outcome.agreed, outcome.differences) == (8, 4, 8, {})
    assert outcome.acts == 14
    assert outcome.intact


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("B1,2026-03-02 09:00:00,2026-03-03 09:00:00,,OVERDUE,Roads,Other", NO_TARGET),
        ("B1,2026-03-02 09:00:00,2026-03-03 09:00:00,2026-03-04 09:00:00,OVERDUE,Roads,Pothole", CONTRADICTS),
        ("B1,2026-03-02 09:00:00,,2026-03-04 09:00:00,ONTIME,Roads,Pothole", PASSED_SINCE),
        ("B1,2026-03-02 09:00:00,2026-03-06 09:00:00,2026-03-04 09:00:00,ONTIME,Roads,Pothole", UNEXPLAINED),
        ("B1,2026-03-09 08:00:00,,2026-03-20 09:00:00,OVERDUE,Roads,Pothole", UNEXPLAINED),
    ],
)
def test_each_difference_has_its_reason(tmp_path: Path, row: str, why: str) -> None:
    outcome = replay(read(file_of(tmp_path, row)), f"sqlite:///{tmp_path / 'r.db'}")
    assert outcome.differences == {why: ["B1"]}


def test_a_file_that_is_not_there_is_said_in_a_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.replay", str(tmp_path / "none.csv")]
    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.count("\n") == 1
    assert "none.csv is not there" in ran.stderr
