"""What somebody can do besides pulling a trigger is told beforehand as the verbs themselves judge it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from duban.scenarios import library
from duban.testing import FixedClock, throwaway_engine
from duban.workflow import TransitionRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duban.workflow import Engine, Possible

LEAD, UNIT, OTHER, LEADER = "市优化办/方晓宁", "市住建局/唐瑞", "市教育局", "市领导"


@pytest.fixture
def engine() -> Iterator[Engine]:
    with throwaway_engine(scenarios=["issue"], clock=FixedClock("2026-11-16T09:00+08:00")) as engine:
        yield engine


class _Undone(Exception):
    """Everything was possible, and is taken back."""


def is_done(engine: Engine, verb: Callable[..., object], *given: Any, **named: Any) -> bool:  # noqa: ANN401
    """Return whether a verb does what it is asked; it is undone again."""

    def tried(session: Any) -> None:  # noqa: ANN401
        verb(*given, **named, session=session)
        raise _Undone

    try:
        engine.transact(tried)
    except TransitionRefused:
        return False
    except _Undone:
        return True
    return False


def said(engine: Engine, number: str, by: str) -> dict[tuple[str, str], Possible]:
    return {(each.verb, each.about): each for each in engine.situation(number, by=by).possible}


def test_each_verb_does_what_was_said_beforehand(engine: Engine) -> None:
    units = {"lead": "市优化办", "responsible": "市住建局"}
    number, other, third = (
        engine.open("issue", by="市优化办", title=title, units=units).number for title in ("甲", "乙", "丙")
    )
    urged = engine.urge(number, by=LEAD)
    seq = str(engine.history(number)[-1].seq)
    engine.extend(number, "整改时限", "3 working days", by=UNIT)
    request = engine.pending(number=number)[0].id
    for item, by in ((item, by) for item in (number, other) for by in (LEAD, UNIT, OTHER, LEADER)):
        told = said(engine, item, by)
        tries: dict[tuple[str, str], bool] = {
            ("extend", "整改时限"): is_done(engine, engine.extend, item, "整改时限", "10 working days", by=by),
            ("urge", ""): is_done(engine, engine.urge, item, by=by),
            ("remark", ""): is_done(engine, engine.remark, item, "已到现场", by=by),
            ("assign", ""): is_done(engine, engine.assign, item, "responsible", ["市教育局"], by=by),
            ("hand_on", ""): is_done(engine, engine.hand_on, item, to="某人", by=by),
            ("instruct", ""): is_done(
                engine, engine.instruct, item, "抓紧", by=by, leader="市领导", on=date(2026, 11, 16)
            ),
            ("excuse", "签收"): is_done(engine, engine.excuse, item, "签收", "市住建局", by=by, note="不归它"),
            ("link", ""): is_done(engine, engine.link, item, third, "after", by=by),
            ("correct", ""): is_done(engine, engine.correct, item, by=by, title="丙", note="写错了"),
            ("void", ""): is_done(engine, engine.void, item, by=by, note="不办了"),
            ("merge", ""): is_done(engine, engine.merge, item, other, by=by, note="同一件")
            if item == number
            else False,
        }
        if item == other:
            del tries["merge", ""]
        assert {key: told[key].ok for key in tries} == tries, (item, by)
    assert urged.number == number
    assert ("answer", seq) in said(engine, number, UNIT)
    assert ("answer", seq) not in said(engine, number, LEAD)
    assert ("withdraw", request) in said(engine, number, UNIT)
    assert ("withdraw", request) not in said(engine, number, LEAD)


def test_parts_can_be_handed_out_as_was_said_beforehand() -> None:
    scenarios = [Path(library.__path__[0]) / f"{name}.yaml" for name in ("evidence-list", "evidence")]
    with throwaway_engine(scenarios=[*scenarios, "issue"], clock=FixedClock("2026-11-16T09:00+08:00")) as engine:
        whole = engine.open("evidence-list", by=LEAD, title="迎评", data={"deadline": "2026-12-18"}).number
        parts = [{"units": ["市住建局"], "title": "指标一"}]
        for by in (LEAD, UNIT):
            assert said(engine, whole, by)["divide", ""].ok == is_done(engine, engine.divide, whole, parts, by=by), by
        assert [each.code for each in said(engine, whole, UNIT)["divide", ""].blockers] == ["role"]
        units = {"lead": "市优化办", "responsible": "市住建局"}
        assert ("divide", "") not in said(
            engine, engine.open("issue", by="市优化办", title="甲", units=units).number, LEAD
        )


def test_more_time_says_how_much_at_most_until_when_and_who_decides(engine: Engine) -> None:
    units = {"lead": "市优化办", "responsible": "市住建局"}
    number = engine.open("issue", by="市优化办", title="甲", units=units).number
    possible = said(engine, number, UNIT)["extend", "整改时限"]
    assert (possible.at_most, possible.until, possible.approve) == ("10 working days", date(2026, 12, 21), ("lead",))
    assert said(engine, number, OTHER)["extend", "整改时限"].blockers[0].code == "role"
    assert engine.situation(number).possible == ()


def test_the_history_comes_along_as_its_own_verb_returns_it(engine: Engine) -> None:
    units = {"lead": "市优化办", "responsible": "市住建局"}
    number = engine.open("issue", by="市优化办", title="甲", units=units).number
    engine.remark(number, "仅内部", by=LEAD)
    for viewer in (LEAD, UNIT, None):
        told = engine.situation(number, viewer=viewer, history=True).history
        assert told == tuple(engine.history(number, viewer=viewer))
    assert "text" not in engine.situation(number, viewer=UNIT, history=True).history[-1].payload
