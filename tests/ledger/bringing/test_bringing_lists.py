"""An old ledger or a list of problems is brought: what is new is opened, what stands is held against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban.ledger.excel.bringing import bring_sheet, preview_list
from duban.scenarios import shipped

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine
    from duban.ledger.excel.bringing import Brought

pytestmark = pytest.mark.usefixtures("english")
OFFICE = "市优化办"
HEAD = "编号,问题名称,责任单位,完成时限,整改措施\n"
ROWS = "1,窗口排队过长,市住建局,2026年6月30日,增设窗口\n2,材料反复提交,市教育局,,\n"


@pytest.fixture
def engine(make_engine: MakeEngine) -> Engine:
    return make_engine(scenarios=[shipped("issue")])


def brought(engine: Engine, text: str, **how: object) -> Brought:
    given = {"source": "问题清单.csv", "by": OFFICE, "scenario": "issue", **how}
    return preview_list(engine, text.encode(), **given)  # type: ignore[arg-type]


def test_a_list_opens_what_is_new_once_and_says_so(engine: Engine) -> None:
    shown = brought(engine, HEAD + ROWS)
    assert shown.counts == {"same": 0, "new": 2, "changed": 0, "conflict": 0, "wrong": 0}
    assert engine.find() == []
    taken = bring_sheet(engine, shown)
    assert [(row.outcome, row.target) for row in taken.rows] == [("done", "WT-2024-0001"), ("done", "WT-2024-0002")]
    assert engine.instance("WT-2024-0001").data["measure"] == "增设窗口"
    assert "from a sheet (台账导入), batch 问题清单.csv" in engine.history("WT-2024-0001")[0].payload["note"]
    again = brought(engine, HEAD + ROWS)
    assert {row.verdict for row in again.rows} == {"same"}
    assert "there is nothing to write" in again.doubts[-1]
    assert bring_sheet(engine, shown).done == 2, "a command that is repeated after a crash opens nothing twice"
    assert len(engine.find()) == 2


def test_rows_without_a_number_are_opened_once_from_the_same_file(engine: Engine) -> None:
    shown = brought(engine, "问题名称,责任单位\n窗口排队过长,市住建局\n")
    assert [bring_sheet(engine, shown).done for _ in range(2)] == [1, 1]
    assert len(engine.find()) == 1


def test_what_a_list_says_otherwise_of_what_stands_waits_for_a_choice(engine: Engine) -> None:
    bring_sheet(engine, brought(engine, HEAD + ROWS))
    changed = HEAD + "1,窗口排队过长,市教育局,2026-07-15,增设窗口\n2,材料反复提交,,,\n3,热线无人接听,市住建局,,\n"
    shown = brought(engine, changed)
    assert [row.verdict for row in shown.rows] == ["conflict", "same", "new"]
    assert [(cell.label, cell.now, cell.here) for cell in shown.rows[0].cells] == [
        ("责任单位", "市住建局", "市教育局"),
        ("完成时限", "2026-06-30", "2026-07-15"),
    ]
    taken = bring_sheet(engine, shown)
    assert [row.outcome for row in taken.rows] == ["left", "left", "done"]
    shown = brought(engine, changed)
    taken = bring_sheet(engine, shown, take={2: "file"})
    assert [row.outcome for row in taken.rows] == ["done", "left", "left"]
    item = engine.instance("WT-2024-0001")
    assert (item.units["responsible"], str(item.data["deadline"])) == (("市教育局",), "2026-07-15")
    assert [entry.kind for entry in engine.history(item.number)][-2:] == ["correct", "assign"]
    assert engine.verify().findings == ()


def test_by_whom_it_is_brought_says_what_may_be_opened(engine: Engine) -> None:
    engine.refresh_directory()
    shown = brought(engine, HEAD + "1,窗口排队过长,市住建局,,\n2,材料反复提交,市住建局/张三,,\n")
    assert [row.verdict for row in shown.rows] == ["new", "wrong"]
    taken = bring_sheet(engine, shown)
    assert [row.outcome for row in taken.rows] == ["done", "left"]
