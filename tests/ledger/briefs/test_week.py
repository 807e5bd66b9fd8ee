"""The leader's week: what is red, where it sticks, who was urged, what was said last, and what is proposed."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import docx
import pypdfium2 as pdfium
import pytest

from duban import Engine, Settings
from duban.evidence import Evidence
from duban.ledger import week_files, week_html, week_of, week_said
from duban.testing import FixedClock
from duban.workflow.people import Directory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OFFICE, BUILD, SCHOOL = "市优化办", "市住建局", "市教育局"


CLOCK = FixedClock("2026-03-02T09:00+08:00")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    settings = Settings(
        database=f"sqlite:///{tmp_path}/d.db", folder=tmp_path, evidence=Evidence(folder="f", free_mb=0)
    )
    CLOCK.set("2026-03-02T09:00+08:00")
    options: dict[str, Any] = {"scenarios": ["issue"], "directory": Directory.empty(), "channels": {}}
    with Engine(settings, clock=CLOCK, **options) as made:
        yield made


def to(engine: Engine, at: str) -> None:
    """Let it be that moment, and do what is due."""
    CLOCK.set(f"2026-{at}+08:00")
    engine.sweep()


def opened(engine: Engine, title: str, *units: str, due: str) -> str:
    roles = {"lead": OFFICE, "responsible": list(units)}
    return engine.open("issue", by=OFFICE, title=title, units=roles, data={"deadline": f"2026-{due}"}).number


def test_each_red_matter_says_whose_turn_it_is_who_was_urged_and_what_was_said(engine: Engine) -> None:
    late = opened(engine, "取号机故障", BUILD, SCHOOL, due="03-10")
    later = opened(engine, "停车难", SCHOOL, due="03-16")
    opened(engine, "不急", BUILD, due="06-30")
    engine.fire(late, "签收", by=BUILD)
    to(engine, "03-19T09:00")
    engine.urge(late, by=OFFICE, note="请今日说明")
    engine.answer(late, engine.situation(late).urges[0].seq, "设备周五到货", by=f"{SCHOOL}/张三")
    to(engine, "03-20T10:00")
    week = week_of(engine)
    assert (week.red, week.open) == (2, 3)
    first, second = week.matters
    assert (first.number, second.number) == (late, later)  # the most late first
    assert first.late == 17  # of signing for it, which was due on 3 March
    assert first.turn == (SCHOOL,)  # the other has signed for it
    assert "3月19日催办市教育局，已答复" in first.urged
    assert f"{SCHOOL}/张三答复：设备周五到货" in first.said
    assert first.proposed or first.exhausted
    lines = "\n".join(week_said(week))
    assert "在办事项3件，其中红灯2件" in lines
    assert f"已逾期{first.late}天" in lines
    assert "不急" not in lines


def test_what_waits_for_a_decision_is_proposed_with_who_decides(engine: Engine) -> None:
    number = opened(engine, "取号机故障", BUILD, due="03-10")
    engine.fire(number, "签收", by=BUILD)
    engine.extend(number, "整改时限", "5 working days", by=BUILD, note="等厂家到货")
    to(engine, "03-19T09:00")
    (matter,) = week_of(engine).matters
    assert f"{BUILD}申请延期5个工作日，待批" in matter.proposed
    assert matter.decides == (OFFICE,)


def test_a_quiet_week_says_so(engine: Engine) -> None:
    opened(engine, "不急", BUILD, due="06-30")
    week = week_of(engine)
    assert week.matters == ()
    assert "本周没有红灯事项" in week_html(week)


def test_more_than_a_page_holds_is_counted(engine: Engine) -> None:
    for place in range(8):
        opened(engine, f"事项{place}", BUILD, due="03-10")
    to(engine, "03-19T09:00")
    week = week_of(engine)
    assert (len(week.matters), week.red) == (6, 8)
    assert "另有红灯事项2件" in week_html(week)


def test_it_is_one_page_and_can_be_read_back(engine: Engine) -> None:
    for place in range(8):
        opened(engine, f"城区停车位不足、收费不公开、群众反映强烈的问题之{place}", BUILD, SCHOOL, due="03-10")
    to(engine, "03-19T09:00")
    files = week_files(week_of(engine))
    kinds = {name.rpartition(".")[2]: content for name, content in files.items()}
    (page,) = pdfium.PdfDocument(kinds["pdf"])
    told = re.sub(r"\s", "", page.get_textpage().get_text_range())
    assert "卡在哪里" in told
    assert "之3" in told
    assert "另有红灯事项" in told
    document = docx.Document(io.BytesIO(kinds["docx"]))
    assert "督办工作周报（2026年3月19日）" in [each.text for each in document.paragraphs]
    assert b"<script" not in kinds["html"]


def test_titles_are_text(engine: Engine) -> None:
    opened(engine, "<script>alert(1)</script>", BUILD, due="03-10")
    to(engine, "03-19T09:00")
    assert "<script>" not in week_html(week_of(engine), linked=lambda number: f"/i/{number}")
