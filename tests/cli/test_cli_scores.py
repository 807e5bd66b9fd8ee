"""Scores on the command line: from the figures of an office, entered, held beside each other, and worked off."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest
from command_line import done, duban

from duban import Engine, Settings
from duban.testing import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

SCHEME = """\
scheme: kh
title: 考核办法
without_data: full
indicators:
  按期办结: {weight: 40, figure: done_in_time, target: {at: 100, lose: 1}, basis: 第五条}
  专项任务: {weight: 60, entered: points, basis: 第七条, lead: 市发改委}
"""


CHORE = """\
scenario: chore
version: 1
title: 事项
number: "SX-{year}-{seq:03d}"
calendar: china
opens_by: office
fallback: office
roles:
  office: {title: 市优化办, required: true}
  doer: {title: 承办单位, required: true}
states:
  办理: {initial: true, waits_for: doer}
  办结: {final: true}
transitions:
  办结: {from: 办理, to: 办结, by: doer}
clocks:
  办理时限: {starts: open, stops: 办结, budget: 5 working days}
"""


@pytest.fixture
def scheme(office: Path) -> Path:
    """Put a scheme into an office in which 市住建局 has closed one matter in time and one late."""
    (office / "scheme.yaml").write_text(SCHEME, "utf-8")
    (office / "scenarios" / "chore.yaml").write_text(CHORE, "utf-8")
    clock = FixedClock("2026-03-02T09:00+08:00")
    with Engine(Settings.load(office / "duban.toml"), clock=clock) as engine:
        units = {"office": "市优化办", "doer": ["市住建局"]}
        numbers = [engine.open("chore", units=units, by="市优化办").number for _ in range(2)]
        for number, day in zip(numbers, ("2026-03-06", "2026-03-12"), strict=True):
            clock.set(f"{day}T09:00+08:00")
            engine.fire(number, "办结", by="市住建局")
    return office / "scheme.yaml"


def test_points_come_from_the_histories_of_matters(office: Path, scheme: Path) -> None:
    (office / "entered.csv").write_text("单位,项目,得分,理由\n市住建局,专项任务,50,完成\n", "utf-8")
    answer = done(
        "scores", "reckon", scheme, "--entered", office / "entered.csv", "--period", "2026-03",
        "--as-of", "2026-04-08", "--json",
    )  # fmt: skip
    (unit,) = [each for each in answer.json["units"] if each["unit"] == "市住建局"]
    line = unit["lines"][0]
    assert (line["numerator"], line["denominator"], line["measured"]) == ("1", "2", "50")
    assert (line["points"], unit["points"]) == ("0.00", "50.00"), "50 points below 100 % are more than 40"
    assert answer.json["cut_off"] == "2026-04-08"


def test_a_scheme_of_figures_needs_a_period(scheme: Path) -> None:
    answer = duban("scores", "reckon", scheme, "--unit", "市住建局")
    assert (answer.status, answer.out) == (2, "")
    assert "--period" in answer.err


def test_a_sheet_is_its_owners_and_overwrites_nothing(office: Path, scheme: Path) -> None:
    (office / "own.csv").write_text(
        "单位,项目,得分,理由\n市住建局,专项任务,50,完成\n市住建局,按期办结,40,全部\n", "utf-8"
    )
    arguments = ("scores", "reckon", scheme, "--own", "--entered", office / "own.csv", "-o", office / "scores.json")
    done(*arguments)
    written = office / "scores.json"
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    before = written.read_bytes()
    assert json.loads(before)["units"][0]["points"] == "90.00"
    again = duban(*arguments)
    assert (again.status, again.out) == (1, "")
    assert written.read_bytes() == before


def test_points_lost_become_matters_once(office: Path, scheme: Path) -> None:
    (office / "official.csv").write_text(
        "单位,项目,得分,理由\n本市,专项任务,48,材料不齐\n本市,按期办结,40,全部按期\n", "utf-8"
    )
    lost = done("scores", "lost", scheme, "--official", office / "official.csv", "--json").json
    assert [(each["path"], each["lost"], each["lead"]) for each in lost] == [(["专项任务"], "12", "市发改委")]
    arguments = (
        *("scores", "lost", scheme, "--official", office / "official.csv", "--period", "2026"),
        *("--open", "issue", "--lead", "市优化办", "--by", "市优化办", "--json"),
    )
    (opened,) = done(*arguments).json
    assert opened["title"] == "专项任务失12分（满分60分）"
    assert (opened["units"]["lead"], opened["units"]["responsible"]) == (["市优化办"], ["市发改委"])
    assert [each["number"] for each in done(*arguments).json] == [opened["number"]]
