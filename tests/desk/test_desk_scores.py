"""The scores that a matter carries, at the desk: units, lines by rule, held against their own, what was lost."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from planning import planning_office

from duban import Unit
from duban.desk import Function
from duban.ledger import ScoreError
from duban.ledger.scores import Entry, read_scores, reckon, scheme_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planning import Planning

    from duban.ledger.scores import ScoreSheet

UNITS = [Unit(name) for name in ("市优化办", "市督考办", "市优化营商环境领导小组", "市住建局", "市教育局")]
SCHEME = scheme_of(
    """\
scheme: kh
title: 考核办法<b>
without_data: full
indicators:
  办理: {weight: 40, entered: points, basis: 第一条}
  专项: {weight: 60, entered: points, basis: 第二条, lead: 市发改委}
deductions: {cap: 5, items: {通报批评: {points: 1.5}}}
levels: {优秀: 90, 合格: 60}
""".encode(),
    source="kh.yaml",
)


def sheet(first: str, second: str) -> ScoreSheet:
    """Return a sheet of two units; the second one lacks a line."""
    entries = [
        Entry("市住建局", "办理", Fraction(38), "两件逾期", "台账.xlsx"),
        Entry("市住建局", "专项", Fraction(first), "一项未完成<i>"),
        Entry("市住建局", "通报批评", Fraction(1), "通报第2期"),
        Entry("市教育局", "专项", Fraction(second), "完成"),
    ]
    return reckon(SCHEME, ["市住建局", "市教育局"], figures={}, entries=entries, period="2026", cut_off="2026-12-31")


def as_json(given: ScoreSheet) -> bytes:
    """Return a sheet as `duban scores reckon -o scores.json` writes it."""
    return json.dumps(given.to_json(), ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planning]:
    folder = tmp_path_factory.mktemp("scores")
    made = planning_office(
        folder, at="2027-01-04T09:00+08:00", units=UNITS, people=[], scenarios=("issue", "assessment")
    )
    yield made
    made.engine.close()


@pytest.fixture
def number(office: Planning) -> str:
    """Let the checker hand in the scores of two units."""
    engine = office.engine
    units = {"unit_of": ["市住建局", "市教育局"]}
    found = engine.open("assessment", by="市优化办", title="2026年考核", units=units).number
    engine.fire(found, "截止自评", by="市优化办", note="到期")
    return found


def test_scores_are_shown_by_unit_and_by_rule_and_held_against_their_own(office: Planning, number: str) -> None:
    engine, clerk = office.engine, office.browser("市住建局", "张三", Function.CLERK)
    here = f"/i/{number}/scores"
    assert "还没有" in clerk.get(here).text
    data = {
        name: engine.put_file(io.BytesIO(as_json(given)), by="市督考办/伍佳", name=f"{name}.json")
        for name, given in {"scores": sheet("52.5", "60"), "own_scores": sheet("60", "60")}.items()
    }
    engine.fire(number, "核分完成", by="市督考办/伍佳", data=data)
    assert f'href="{here}"' in clerk.get(f"/i/{number}").text
    page = clerk.get(here).text
    for said in ("考核办法&lt;b&gt;", "89.00", "第二条", "一项未完成&lt;i&gt;", "台账.xlsx", "市教育局 办理", "7.5"):
        assert said in page, said
    assert "与自评" in page
    assert "<i>" not in page
    assert clerk.get(f"{here}?as=xlsx").content.startswith(b"PK")
    assert "通报第2期" in clerk.get(f"{here}?as=csv").content.decode("utf-8-sig")


def test_what_is_no_sheet_of_scores_is_left_out(office: Planning, number: str) -> None:
    engine = office.engine
    kept = engine.put_file(io.BytesIO(b'{"units": 1}'), by="市督考办/伍佳", name="scores.json")
    engine.fire(number, "核分完成", by="市督考办/伍佳", data={"scores": kept})
    clerk = office.browser("市住建局", "张三", Function.CLERK)
    assert "还没有" in clerk.get(f"/i/{number}/scores").text
    assert clerk.get(f"/i/{number}/scores?as=xlsx").status_code == 404


def test_a_sheet_is_read_back_as_it_was_written() -> None:
    written = sheet("52.5", "60")
    assert read_scores(as_json(written)).to_json() == written.to_json()


@pytest.mark.parametrize(
    "change",
    [
        b"",
        b"[]",
        b'"points": "1e999999999"',
        b'"points": "' + b"9" * 5000 + b'"',
        b'"points": "1/0"',
        b'"points": 1',
        b'"path": []',
    ],
)
def test_a_sheet_that_was_made_up_is_refused_in_one_line(change: bytes) -> None:
    name = change.partition(b":")[0]
    body = as_json(sheet("52.5", "60"))
    at = body.find(name) if name.startswith(b'"') else -1
    end = min(place for sign in (b",", b"}") if (place := body.find(sign, at)) > 0) if at >= 0 else 0
    with pytest.raises(ScoreError) as refused:
        read_scores(body[:at] + change + body[end:] if at >= 0 else change)
    assert "\n" not in str(refused.value)
