"""What the pages about reasons claim is so: the golden days, the commands, the figures."""

from __future__ import annotations

import inspect
import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from pages import DOCS, Shell, blocks, commands, missing

from duban import Engine
from duban.notifiers import MAX_ATTEMPTS
from duban.testing import FixedClock, throwaway_engine

if TYPE_CHECKING:
    from pathlib import Path

WHY = DOCS / "why"
ROWS = re.findall(
    r"^\| (\d{4}-\d\d-\d\d) \| (\d+) working days \| (\d{4}-\d\d-\d\d)",
    (WHY / "working-time.md").read_text("utf-8"),
    re.MULTILINE,
)

SCENARIO = """
scenario: golden
version: 1
number: "G-{{year}}-{{seq}}"
calendar: china
roles: {{desk: {{required: true}}}}
states: {{办理: {{initial: true, waits_for: desk}}, 办结: {{final: true}}}}
transitions: {{办结: {{from: 办理, to: 办结, by: desk}}}}
clocks: {{时限: {{starts: open, stops: 办结, budget: {days} working days}}}}
ladder: {{时限: [{{at: due, light: red, notify: desk, message: 逾期}}]}}
messages: {{逾期: {{subject: 逾期, text: 逾期}}}}
"""


@pytest.mark.parametrize(("start", "days", "due"), ROWS)
def test_the_golden_days_are_what_the_engine_says(start: str, days: str, due: str, tmp_path: Path) -> None:
    file = tmp_path / "golden.yaml"
    file.write_text(SCENARIO.format(days=days), "utf-8")
    clock = FixedClock(datetime.combine(date.fromisoformat(start), time(9), ZoneInfo("Asia/Shanghai")))
    with throwaway_engine(scenarios=[file], clock=clock) as engine:
        assert engine.open("golden", units={"desk": "甲"}, by="甲").due_on == date.fromisoformat(due)


def test_there_are_golden_days() -> None:
    assert len(ROWS) >= 6


def test_the_number_of_attempts_is_the_one_told() -> None:
    assert MAX_ATTEMPTS == 16
    assert "sixteen attempts" in (WHY / "outbox.md").read_text("utf-8")


def test_the_history_page_can_be_followed(tmp_path: Path) -> None:
    with Engine(f"sqlite:///{tmp_path / 'duban.db'}", scenarios=["issue"]) as engine:
        item = engine.open(
            "issue", by="甲", units={"lead": "甲", "responsible": "乙"}, data={"reporter": "王某", "source": "群众投诉"}
        )
        heads, erase = blocks(WHY / "history.md")
        assert "reporter" in engine.instance(item.number).data
        with Shell(tmp_path) as shell:
            for block in (heads, erase):
                for command, wanted in commands(block.text.replace("WT-2026-0001", item.number)):
                    typed = shell.type(command)
                    assert (typed.status, missing(wanted, typed.shown)) == (0, [])
        assert engine.instance(item.number).data.keys() == {"source"}
        assert engine.verify().ok


def test_every_verb_that_takes_a_viewer_is_told_and_no_other() -> None:
    page = (WHY / "privacy.md").read_text("utf-8")
    rows = re.findall(r"^\| (?:verbs that show fields|other verbs that read): (.+?) \|", page, re.MULTILINE)
    verbs = inspect.getmembers(Engine, inspect.isfunction)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == {
        name for name, verb in verbs if name[0] != "_" and "viewer" in inspect.signature(verb).parameters
    }
