"""A half-year gathered from what units handed in: who, when, which texts, and who is missing by name."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import docx
import pypdfium2 as pdfium
import pytest

from duban import Engine, Settings
from duban.evidence import Evidence
from duban.ledger import summarise, summary_files
from duban.testing import FixedClock
from duban.workflow.people import Directory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OFFICE = "市优化办"
SENDERS = ("市发改委", "市住建局", "市教育局", "市气象局", "市水利局")
CLOCK = FixedClock("2026-07-01T09:00+08:00")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    settings = Settings(
        database=f"sqlite:///{tmp_path}/d.db", folder=tmp_path, evidence=Evidence(folder="f", free_mb=0)
    )
    CLOCK.set("2026-06-01T09:00+08:00")
    options: dict[str, Any] = {"scenarios": ["submission", "issue"], "directory": Directory.empty(), "channels": {}}
    with Engine(settings, clock=CLOCK, **options) as made:
        yield made


@pytest.fixture
def number(engine: Engine) -> str:
    """Collect material of five units: two in time (one with a file), one late, one excused, one silent."""
    data = {"what": "按附表填报兑现金额和企业数。", "deadline": "2026-06-10"}
    asked = engine.open("submission", by=OFFICE, title="惠企政策兑现情况", units={"sender": list(SENDERS)}, data=data)
    table = engine.put_file(io.BytesIO(b"%PDF-1.7\n%%EOF\n"), by="市发改委/甲", name="附表.pdf")
    engine.fire(asked.number, "报送", by="市发改委/甲", data={"answer": "兑现1200万元、86家", "materials": [table]})
    engine.fire(asked.number, "报送", by="市教育局", data={"answer": "无"})
    engine.excuse(asked.number, "报送", "市气象局", by=OFFICE, note="没有惠企资金")
    CLOCK.set("2026-06-12T09:00+08:00")
    engine.fire(asked.number, "报送", by="市住建局", data={"answer": "兑现300万元<b>、12家"})
    CLOCK.set("2026-07-08T09:00+08:00")
    return asked.number


def test_who_handed_in_what_and_when_and_who_did_not(engine: Engine, number: str) -> None:
    (found,) = summarise(engine, "2026-H1").collections
    assert found.number == number
    assert [(each.unit, each.text, f"{each.on}", each.late, each.files) for each in found.handed] == [
        ("市发改委", "兑现1200万元、86家", "2026-06-01", False, ("附表.pdf",)),
        ("市住建局", "兑现300万元<b>、12家", "2026-06-12", True, ()),
        ("市教育局", "无", "2026-06-01", False, ()),
    ]
    assert found.missing == ("市水利局",)
    assert found.excused == (("市气象局", "没有惠企资金"),)
    assert found.asked == 4


def test_what_was_collected_before_or_after_is_not_in_it(engine: Engine, number: str) -> None:
    assert number
    assert summarise(engine, "2025-H2").collections == ()
    assert len(summarise(engine, "2026").collections) == 1


def test_a_collection_that_is_closed_keeps_what_came(engine: Engine, number: str) -> None:
    engine.fire(number, "截止", by=OFFICE, note="先汇总")
    done = engine.put_file(io.BytesIO(b"%PDF-1.7\n%%EOF\nx"), by=f"{OFFICE}/乙", name="汇总.pdf")
    engine.fire(number, "汇总完成", by=f"{OFFICE}/乙", data={"summary": done})
    (found,) = summarise(engine, "2026-H1").collections
    assert len(found.handed) == 3
    assert found.missing == ("市水利局",)


def test_the_paper_has_contents_figures_missing_ones_and_texts_by_unit(engine: Engine, number: str) -> None:
    files = {name.rpartition(".")[2]: content for name, content in summary_files(summarise(engine, "2026-H1")).items()}
    document = docx.Document(io.BytesIO(files["docx"]))
    headings = [each.text for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert headings == [
        *("一、督办事项办理情况", "二、材料报送情况", f"惠企政策兑现情况（{number}）"),
        *("三、各单位材料", "市发改委", "市住建局", "市教育局"),
    ]
    text = "\n".join(each.text for each in document.paragraphs)
    assert (
        "应报4家，时限2026年6月10日，已报3家（其中逾期1家）。未报1家：市水利局。免报1家：市气象局（没有惠企资金）。"
        in text
    )
    assert "惠企政策兑现情况：兑现300万元<b>、12家" in text
    assert 'TOC \\o "1-2"' in document.element.xml
    pages = pdfium.PdfDocument(files["pdf"])
    told = re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in pages))
    assert re.search(r"三、各单位材料\.*\d", told)  # its page, in the contents
    assert "未报1家：市水利局" in told


def test_a_period_without_anything_says_so(engine: Engine) -> None:
    files = summary_files(summarise(engine, "2026-H1"))
    document = docx.Document(io.BytesIO(files["汇总-2026-H1.docx"]))
    text = [each.text for each in document.paragraphs]
    assert "本期没有收集材料。" in text
    assert "没有收到材料。" in text
