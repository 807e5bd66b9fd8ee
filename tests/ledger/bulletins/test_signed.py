"""A bulletin that is signed in the system: its number, its day and its document come of themselves."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import TYPE_CHECKING

import docx
import pypdfium2 as pdfium
import pytest
from letters import codes

from duban.evidence import Evidence
from duban.ledger.bulletins import Standards, as_bytes, freeze, read_frozen
from duban.ledger.papers import PaperFiler, figures_of, preview
from duban.scenarios import shipped_text
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine

    from duban import Engine
    from duban.testing import FixedClock

OFFICE, SIGNER = "市优化办", "市领导/程静"
NAMED = ("市发改委", "市住建局")


@pytest.fixture
def engine(make_engine: MakeEngine, clock: FixedClock, tmp_path: Path) -> Engine:
    """Give an office in which two units share a matter that was done late by nobody yet."""
    clock.set("2026-03-02T09:00+08:00")
    files = Evidence(folder=str(tmp_path / "files"), free_mb=0)
    made = make_engine(scenarios=["bulletin", "issue"], directory=MadeUpPeople(), evidence=files)
    units = {"lead": OFFICE, "responsible": list(NAMED)}
    made.open("issue", title="取号机故障", units=units, by=OFFICE)
    clock.set("2026-04-09T09:00+08:00")
    return made


def asked(engine: Engine, content: bytes) -> str:
    """Send frozen figures to the units that are named, and return the number of the matter."""
    number = engine.open(
        "bulletin", title="2026年3月通报", units={"named": list(NAMED)}, by=OFFICE, data={"period": "2026-03"}
    ).number
    kept = engine.put_file(io.BytesIO(content), by=OFFICE, name="统计数据.json")
    engine.fire(number, "送请核对", by=OFFICE, data={"figures": kept, "snapshot": "x", "cut_off": "2026年4月8日24时"})
    return number


def draft_of(engine: Engine, clock: FixedClock, number: str) -> str:
    """Let the working day of the units go by, and return the id of the draft that then waits for a signature."""
    for hours in (48, 48, 2):
        clock.advance(timedelta(hours=hours))
        engine.sweep()
    return next(each.id for each in engine.pending(number=number) if each.paper == "通报")


def pages(content: bytes) -> str:
    """Return the text of a PDF."""
    return "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(content))


def test_its_document_has_the_number_of_the_signature_and_the_frozen_figures(engine: Engine, clock: FixedClock) -> None:
    frozen = freeze(engine, "2026-03", at=date(2026, 4, 8), standards=Standards(minimum=1))
    number = asked(engine, as_bytes(frozen))
    draft = draft_of(engine, clock, number)
    seen = engine.draft_content(draft)
    before = pages(preview(seen, engine.settings, figures_of(engine, seen)))
    assert frozen.snapshot in before
    assert "号" not in before.partition("关于2026年3月")[0]
    engine.sign(draft, by=SIGNER, text="请各单位对照整改。")
    assert PaperFiler(engine).run_once().filed == 1
    (paper,) = engine.papers(number=number)
    assert [each.name for each in paper.files] == [
        f"通报〔2026〕1号 关于2026年3月督办事项办理情况的通报.{kind}" for kind in ("docx", "pdf")
    ]
    contents = []
    for each in paper.files:
        with engine.open_file(number, each.sha256) as opened:
            contents.append(opened.content.read())
    word = docx.Document(io.BytesIO(contents[0]))
    heads = [[cell.text for cell in table.rows[0].cells] for table in word.tables]
    assert any("名次" in head for head in heads)
    assert len(word.inline_shapes) == 2  # the months, and the rates of units
    printed = pages(contents[1])
    for part in ("市优化办文件", "通报〔2026〕1号", "2026年4月13日", frozen.snapshot, "市发改委"):
        assert part in printed
    assert engine.verify(files=1.0).findings == ()


def test_it_is_not_signed_without_figures(make_engine: MakeEngine, clock: FixedClock, tmp_path: Path) -> None:
    rules = shipped_text("bulletin").replace("requires: [figures, snapshot], fresh: true, primary", "primary")
    (tmp_path / "own.yaml").write_text(rules, "utf-8")
    made = make_engine(scenarios=[tmp_path / "own.yaml"], directory=MadeUpPeople())
    units = {"named": list(NAMED)}
    number = made.open("bulletin", title="通报", units=units, by=OFFICE, data={"period": "2026-03"}).number
    made.fire(number, "送请核对", by=OFFICE)
    draft = draft_of(made, clock, number)
    assert codes(lambda: made.sign(draft, by=SIGNER)) == [("requires", "")]


def test_figures_that_were_tampered_with_make_no_document_and_say_so(engine: Engine, clock: FixedClock) -> None:
    content = as_bytes(freeze(engine, "2026-03", at=date(2026, 4, 8)))
    number = asked(engine, content.replace(b'"minimum":5', b'"minimum":1'))
    engine.sign(draft_of(engine, clock, number), by=SIGNER)
    ((failed, _, why),) = PaperFiler(engine).run_once().failed
    assert (failed, "冻结后" in why or "改" in why) == (number, True)
    assert engine.papers(number=number)[0].files == ()


def test_what_is_frozen_of_real_matters_is_read_back(engine: Engine) -> None:
    frozen = freeze(engine, "2026-03", at=date(2026, 4, 8))
    assert read_frozen(as_bytes(frozen)) == frozen
