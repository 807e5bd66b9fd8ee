"""Of more time that was asked for, less can be granted; the history, its replay and who asked are told the same."""

from __future__ import annotations

from datetime import date

import pytest

from duban.testing import FixedClock, throwaway_engine
from duban.workflow import TransitionRefused

UNITS = {"lead": "市优化办", "responsible": "市住建局"}


def test_less_is_granted_than_was_asked_for_and_never_more() -> None:
    with throwaway_engine(scenarios=["issue"], clock=FixedClock("2026-11-16T09:00+08:00")) as engine:
        number = engine.open("issue", by="市优化办", title="甲", units=UNITS).number
        engine.extend(number, "整改时限", "5 working days", by="市住建局", note="等到货")
        request = engine.pending()[0].id
        for length in ("6 working days", "3 calendar days"):
            with pytest.raises(TransitionRefused, match="5个工作日"):
                engine.decide(request, approve=True, by="市优化办", length=length)
        with pytest.raises(TransitionRefused, match="部分"):
            engine.decide(request, approve=False, by="市优化办", length="3 working days")
        item = engine.decide(request, approve=True, by="市优化办", length="3 working days", key="k")
        assert item.headline_on == date(2026, 12, 10)
        again = engine.decide(request, approve=True, by="市优化办", length="3 working days", key="k")
        assert again.version == item.version
        story = next(each for each in engine.why_due(number) if each.clock == "整改时限").story
        assert "3个工作日" in story[-1].what
        assert any("3个工作日" in draft.text for draft in engine.drafts(number=number))
        assert engine.verify().ok
