"""Papers as a typed application signs them, reads their register and has them answered."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, assert_type

import pytest

from duban import Draft, Engine, Evidence, Instance, Settings
from duban.testing import FixedClock, throwaway_engine
from duban.workflow import PaperContent, PaperDue, PaperFileView, PaperReply, PaperView

if TYPE_CHECKING:
    from collections.abc import Iterator

LETTERS = Path(__file__).parents[1] / "workflow" / "scenarios" / "letter.yaml"
OFFICE_PAPERS = LETTERS.with_name("office_papers.yaml")


@pytest.fixture
def late() -> Iterator[tuple[Engine, str]]:
    clock = FixedClock("2024-04-01T09:00+08:00")
    with throwaway_engine(scenarios=[LETTERS], clock=clock) as engine:
        number = engine.open("letter", by="市优化办", units={"responsible": ["市住建局"]}).number
        clock.set("2024-04-10T09:00+08:00")
        engine.sweep()
        yield engine, number


def test_a_paper_is_signed_and_answered(late: tuple[Engine, str]) -> None:
    engine, number = late
    (waiting,) = engine.pending(number=number)
    assert_type(waiting.paper, str | None)
    assert_type(waiting.asks, tuple[str, ...])
    assert_type(engine.read_draft(waiting.id, viewer="市督考办"), Draft)
    signed = engine.sign(waiting.id, by="市督考办/段知远", data={"proposal": "协调"}, text="请说明", note="急", key="k")
    assert_type(signed, Instance)
    assert_type(engine.situation(number).papers, tuple[PaperView, ...])
    found = engine.papers(number=number, paper="督办通知单", unit="市住建局", year=2024, unanswered=True)
    assert_type(found, list[PaperView])
    (paper,) = found
    assert_type(paper.number, str)
    assert_type(paper.on, date)
    assert_type(paper.to, tuple[str, ...])
    assert_type(paper.reply_by, date | None)
    assert_type(engine.answer(number, paper.seq, "已办", by="市住建局"), Instance)
    (reply,) = engine.papers()[0].replies
    assert_type(reply, PaperReply)
    assert_type(reply.at, datetime)
    assert_type(reply.late, bool)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Engine, str]]:
    """Open a matter in an office whose people draft papers, and that keeps files."""
    settings = Settings(
        database=f"sqlite:///{tmp_path / 'office.db'}", evidence=Evidence(folder=str(tmp_path / "files"), free_mb=0)
    )
    with Engine(settings, scenarios=[OFFICE_PAPERS], clock=FixedClock("2024-04-01T09:00+08:00")) as engine:
        engine.create_tables()
        yield engine, engine.open("office_papers", by="市优化办", units={"responsible": ["市住建局"]}).number


def test_a_paper_is_drafted_and_edited_by_hand(office: tuple[Engine, str]) -> None:
    engine, number = office
    reply_by = date(2024, 4, 8)
    drafted = engine.draft(
        number, "督办通知单", by="市优化办/方晓宁", to=["市住建局"], text="请办理。", reply_by=reply_by
    )
    assert_type(drafted, Instance)
    (waiting,) = engine.pending(number=number)
    draft = engine.read_draft(waiting.id)
    assert_type(draft.revision, int)
    edited = engine.edit_draft(
        waiting.id, by="市督考办/段知远", copy=["市教育局"], requirements="报送方案", revision=draft.revision
    )
    assert_type(edited, Instance)
    draft = engine.read_draft(waiting.id)
    assert_type(draft.paper, str)
    assert_type(draft.title, str)
    assert_type(draft.body, str)
    assert_type(draft.to, tuple[str, ...])
    assert_type(draft.copies, tuple[str, ...])
    assert_type(draft.requirements, str)
    assert_type(draft.reply_by, date | None)
    assert_type(draft.hands, tuple[str, ...])
    assert (draft.body, draft.to, draft.reply_by) == ("请办理。", ("市住建局",), reply_by)
    assert (draft.copies, draft.requirements) == (("市教育局",), "报送方案")
    assert draft.hands == ("市优化办/方晓宁", "市督考办/段知远")
    content = engine.draft_content(waiting.id, viewer="市督考办")
    assert_type(content, PaperContent)
    assert_type(content.number, str)
    assert_type(content.text, str)
    assert (content.number, content.text) == ("", "请办理。")


def test_a_signed_paper_is_filed_scanned_and_voided(office: tuple[Engine, str], tmp_path: Path) -> None:
    engine, number = office
    engine.draft(number, "督办通知单", by="市优化办/方晓宁")
    engine.sign(engine.pending(number=number)[0].id, by="市督考办/段知远")
    due = engine.papers_to_file(number=number, limit=5)
    assert_type(due, list[PaperDue])
    assert_type(due[0].number, str)
    assert_type(due[0].asked, int)
    assert_type(due[0].tries, int)
    assert_type(due[0].why, str)
    seq = due[0].asked
    content = engine.paper_content(number, seq, viewer="市督考办")
    assert_type(content, PaperContent)
    assert_type(content.on, date)
    assert_type(content.to, tuple[str, ...])
    assert content.number == engine.papers()[0].number
    engine.put_off_paper(number, seq, "the printer is on fire")
    assert engine.papers_to_file() == []
    assert [each.why for each in engine.papers_to_file(put_off=True)] == ["the printer is on fire"]
    assert_type(engine.file_paper(number, seq, {"通知.pdf": b"%PDF-1.7\n"}), bool)
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7\nsealed\n%%EOF\n")
    scan = engine.put_file(tmp_path / "scan.pdf", by="市优化办/方晓宁")
    assert_type(engine.add_scan(number, seq, scan, by="市优化办/方晓宁", note="已盖章"), Instance)
    assert_type(engine.void_paper(number, seq, by="市督考办/段知远", note="主送有误"), Instance)
    (paper,) = engine.papers()
    assert_type(paper.files, tuple[PaperFileView, ...])
    assert_type(paper.scan, PaperFileView | None)
    assert_type(paper.void, str)
    assert paper.scan is not None
    assert_type(paper.scan.name, str)
    assert ([each.name for each in paper.files], paper.void) == (["通知.pdf", "scan.pdf"], "主送有误")
    assert paper.scan == paper.files[-1]
