"""Last month's figures are made again to the digit, whatever has happened since: from the histories alone."""

from __future__ import annotations

import contextlib
import io
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made import BUILD, OFFICE, SCHOOL, WATER, Office, counts

from duban import Engine, Query, Settings, TransitionRefused, Unit
from duban.evidence import Evidence
from duban.scenarios import shipped
from duban.states import StatesError
from duban.testing import FixedClock
from duban.workflow import FIGURE_NAMES, FIGURED_BY, WorkflowError
from duban.workflow.people import Directory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from duban import Figures

MARCH, CUT = "2026-03", date(2026, 4, 8)
UNITS = (BUILD, SCHOOL, WATER)


@pytest.fixture
def kept(database_url: str, clock: FixedClock, tmp_path: Path) -> Iterator[Office]:
    """Give an office whose directory stands in the database, and whose matters go by an earlier version."""
    clock.set("2026-03-02T09:00+08:00")
    options = Settings(database=database_url, folder=tmp_path, evidence=Evidence(folder="files", free_mb=0))
    with Engine(options, clock=clock, scenarios=[shipped("issue", version=3)], channels={}) as engine:
        there = [Unit(name, groups=("市直部门",)) for name in (OFFICE, "市督考办", "市领导", *UNITS)]
        engine.import_units(Directory(there).units, by=OFFICE)
        yield Office(engine, clock)


def everything(engine: Engine, period: str = MARCH, at: date = CUT) -> list[dict[str, Any]]:
    """Return all figures of a period, by all that they are counted by, with all lists."""
    return [engine.figures(period=period, at=at, by=by, listed=FIGURE_NAMES).to_json() for by in FIGURED_BY]


def test_nothing_that_happens_later_changes_what_was_known(kept: Office) -> None:
    engine = kept.engine
    both = ((BUILD,), (BUILD, SCHOOL))
    matters = [kept.opened("03-02", *units, due=due) for due in ("03-10", "03-31") for units in both]
    water = [kept.opened("03-03", WATER, due="03-20") for _ in range(3)]
    for number, units in zip(matters, both * 2, strict=True):
        kept.signed(number, "03-03", *units)
    kept.closed(matters[0], "03-10", BUILD, said="基本满意", signed=False)
    kept.closed(water[0], "03-18", WATER)
    kept.on("04-09", "00:00")
    before = everything(engine)
    months = [engine.figures(period="2026-Q1", at=CUT, by="month").to_json()]
    kept.on("04-10")
    engine.fire(matters[0], "重新督办", by=f"{OFFICE}/乙", note="反弹")
    engine.correct(matters[0], {"satisfaction": "满意"}, by=OFFICE, note="录错了")
    engine.correct(matters[1], {"deadline": "2026-04-30"}, by=OFFICE, note="录错了")
    kept.closed(matters[1], "04-13", BUILD, SCHOOL, signed=False)
    engine.void(matters[2], by=OFFICE, note="登记有误")
    engine.merge(matters[3], water[1], by=OFFICE, note="同一件事")
    kept.on("04-14")
    engine.import_calendar("china", {date(2026, 3, 9): (False, "补录"), date(2026, 3, 14): (True, "补录")})
    engine.rename_unit(WATER, "市水务局", by=OFFICE)
    engine.merge_units([SCHOOL], BUILD, by=OFFICE)
    engine.refresh_scenarios()
    kept.opened("04-15", BUILD, due="04-20", since="2026-03-05", quiet=True)
    assert everything(engine) == before
    assert [engine.figures(period="2026-Q1", at=CUT, by="month").to_json()] == months
    now = engine.figures(period=MARCH)
    assert {row.key for row in now.rows} == {BUILD, "市水务局"}  # by today's names once they are known
    assert now.to_json() != before[0]
    assert now.row("市水务局")["done"].numerator == 1  # closed under the name before
    assert engine.verify().ok


def test_rules_that_changed_later_do_not_change_it(kept: Office, database_url: str) -> None:
    number = kept.opened("03-02", due="03-10")
    kept.closed(kept.opened("03-02", due="03-11"), "03-12")
    kept.on("04-09", "00:00")
    before = everything(kept.engine)
    folder = kept.engine.settings.folder
    options = Settings(database=database_url, folder=folder, evidence=Evidence(folder="files", free_mb=0))
    with Engine(options, clock=kept.clock, scenarios=["issue"], channels={}) as engine:
        assert engine.migrate("issue", by=OFFICE, note="换用新规则").done
        assert engine.instance(number).scenario_version > 3
        assert everything(engine) == before


Act = tuple[int, int, int]
"""Which act on which matter, and how many hours later."""


def at_random(office: Office, numbers: list[str], act: Act) -> None:
    """Do something, if it may be done."""
    engine, (what, which, later) = office.engine, act
    other = UNITS[(which + 1) % 3]
    office.clock.advance(timedelta(hours=later))
    unit, number = UNITS[which % 3], numbers[which % len(numbers)] if numbers else ""

    def done() -> None:
        proof = engine.put_file(io.BytesIO(f"%PDF-1.7\n{number}{which}%%EOF\n".encode()), by=f"{unit}/甲", name="a.pdf")
        engine.fire(number, "申请销号", by=f"{unit}/甲", data={"measure": "换机", "evidence": [proof]})

    def extended() -> None:
        engine.extend(number, "整改时限", f"{which % 5 + 1} working days", by=unit, note="等")
        engine.decide(engine.pending(number=number)[0].id, approve=which % 2 == 0, by=OFFICE, note="可以")

    def suspended() -> None:
        engine.fire(number, "暂缓办理", by=OFFICE, note="等上级")
        engine.decide(engine.pending(number=number)[0].id, approve=True, by="市领导")

    acts: list[Callable[[], object]] = [
        lambda: numbers.append(
            engine.open(
                "issue",
                by=OFFICE,
                title="取号机",
                units={"lead": OFFICE, "responsible": list(dict.fromkeys((unit, UNITS[which // 3 % 3])))},
                ongoing=which % 7 == 0,
            ).number
        ),
        lambda: [engine.fire(number, "签收", by=each) for each in UNITS],
        lambda: engine.fire(number, "签收", by=unit),
        done,
        extended,
        suspended,
        lambda: engine.fire(number, "恢复办理", by=OFFICE, note="可以"),
        lambda: engine.fire(number, "通过", by=f"{OFFICE}/乙", data={"satisfaction": ("满意", "基本满意")[which % 2]}),
        lambda: engine.fire(number, "退回整改", by=f"{OFFICE}/乙", note="不全", data={"reason_code": "材料不全"}),
        lambda: engine.fire(number, "申请退单", by=unit, note="不属本单位", data={"return_to": other}),
        lambda: engine.fire(number, "同意退单", by=OFFICE, note="属实", units={"responsible": [other]}),
        lambda: engine.fire(number, "维持交办", by=OFFICE, note="属本单位"),
        lambda: engine.fire(number, "重新督办", by=f"{OFFICE}/乙", note="反弹"),
        lambda: engine.assign(number, "responsible", [unit], by=OFFICE),
        lambda: engine.excuse(number, "申请销号", unit=unit, by=OFFICE, note="无关"),
        lambda: engine.void(number, by=OFFICE, note="有误"),
        lambda: engine.merge(number, numbers[0], by=OFFICE, note="同一件事"),
        lambda: engine.correct(number, {"deadline": f"2026-04-{which % 28 + 1:02d}"}, by=OFFICE, note="录错了"),
        engine.sweep,
    ]
    with contextlib.suppress(TransitionRefused, WorkflowError, StatesError, IndexError):
        acts[what % len(acts)]()


def holds(found: Figures) -> None:
    """Hold what is true of all figures."""
    for row in (*found.rows, found.total):
        for figure in row.figures.values():
            listed = figure.listed
            assert listed is not None
            assert len(listed.out) == figure.left_out
            assert figure.denominator is None or 0 <= figure.numerator <= figure.denominator
            assert len(listed.counted) == figure.numerator
            if figure.sort == "rate":
                assert len(listed.counted) + len(listed.others) == figure.denominator
    for name in FIGURE_NAMES:
        if name in found.sum.figures:
            assert sum(row[name].numerator for row in found.rows) == found.sum[name].numerator


ACTS = st.lists(st.tuples(st.integers(0, 18), st.integers(0, 40), st.integers(0, 60)), min_size=5, max_size=45)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(first=ACTS, then=ACTS, seed=st.integers(0, 5))
def test_random_acts_after_the_cut_off_change_no_digit(
    tmp_path_factory: pytest.TempPathFactory, first: list[Act], then: list[Act], seed: int
) -> None:
    folder = tmp_path_factory.mktemp("random")
    clock = FixedClock("2026-03-02T09:00+08:00")
    options = Settings(database="sqlite://", folder=folder, evidence=Evidence(folder="files", free_mb=0))
    with Engine(options, clock=clock, scenarios=["issue"], directory=Directory.empty(), channels={}) as engine:
        office, numbers = Office(engine, clock), list[str]()
        for _ in range(3 + seed):
            at_random(office, numbers, (0, 7 * seed + 1, 1))
        for act in first:
            at_random(office, numbers, act)
        cut = engine.now()
        period = (None, cut.date())
        before = [engine.figures(period=period, at=cut, by=by, listed=FIGURE_NAMES) for by in FIGURED_BY]
        for found in before:
            holds(found)
        clock.advance(timedelta(hours=1))
        for act in then:
            at_random(office, numbers, act)
        after = [engine.figures(period=period, at=cut, by=by, listed=FIGURE_NAMES) for by in FIGURED_BY]
        assert [found.to_json() for found in after] == [found.to_json() for found in before]
        assert counts(engine.figures(Query(number=numbers), period=period).total["received"])[0] <= len(numbers)
        assert engine.verify().ok


def test_few_matters_among_many_count_as_they_do_in_the_whole(office: Office) -> None:
    """The histories of matters that stand far apart are read by themselves, of others along with their neighbours."""
    numbers = [office.opened("03-02", BUILD, due="03-10") for _ in range(12)]
    for number in (numbers[0], numbers[5]):
        office.signed(number, "03-03", BUILD)
        office.closed(number, "03-09", BUILD, signed=False)
    office.on("03-31")
    few = office.engine.figures(Query(number=(numbers[0], numbers[-1])), period=MARCH, listed="done_in_time")
    whole = office.engine.figures(Query(number=numbers[:7]), period=MARCH).total
    assert counts(few.total["done_in_time"]) == (1, 2, 0)
    assert few.row(BUILD) is not None
    assert counts(whole["done_in_time"]) == (2, 7, 0)
