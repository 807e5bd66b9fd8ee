"""Papers as a typed application signs them, reads their register and has them answered."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, assert_type

import pytest

from duban import Draft, Engine, Instance
from duban.testing import FixedClock, throwaway_engine
from duban.workflow import PaperReply, PaperView

if TYPE_CHECKING:
    from collections.abc import Iterator

LETTERS = Path(__file__).parents[1] / "workflow" / "scenarios" / "letter.yaml"


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
