"""责任分解表: reading one in each of its forms, everything that is wrong at once, and writing one to tick."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest

from duban import Directory, Engine, Unit
from duban.demo import SAMPLES
from duban.ledger import (
    DivisionError,
    ListError,
    Notice,
    divide,
    import_notice,
    read_division,
    read_notice,
    to_tick,
    try_notice,
    write_division,
)
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")

OFFICE, RELEVANT = "市优化办", "市直各相关单位"
CITY = Directory(
    [
        Unit(OFFICE),
        Unit("市督考办"),
        Unit("市领导"),
        Unit("市住建局", aliases=("住建局",)),
        Unit("市教育局"),
        Unit("东区", groups=("各区",)),
        Unit("西区", groups=("各区",)),
    ]
)


@pytest.fixture
def notice() -> Notice:
    """Give a plan of three tasks: one for relevant bodies and districts, one without a lead, one that is in order."""
    read = read_notice((SAMPLES / "plan.txt").read_bytes(), source="plan.txt")
    one, two, three = read.items[:3]
    return replace(
        read,
        items=(
            replace(one, title="甲事", lead_units=(OFFICE,), responsible_units=(RELEVANT, "各区")),
            replace(two, title="乙事", lead_units=(), responsible_units=("市水务局",), doubts=("未列牵头单位",)),
            replace(three, title="丙事", lead_units=(OFFICE,), responsible_units=("市住建局",)),
        ),
    )


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    url, clock = f"sqlite:///{tmp_path / 'plan.db'}", FixedClock("2024-04-01T09:00+08:00")
    with Engine(url, scenarios=["plan", "task"], directory=CITY, clock=clock) as engine:
        yield engine


def table(folder: Path, text: str) -> Path:
    path = folder / "fj.csv"
    path.write_text(text, "utf-8")
    return path


def units(path: Path, notice: Notice) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    divided = divide(notice, read_division(path, notice, CITY))
    return {item.number: (item.lead_units, item.responsible_units) for item in divided.items}


@pytest.mark.parametrize(
    "text",
    [
        "序号,任务,市住建局,市教育局,东区,备注\n1,甲事,√,,是,见附件\n2,,牵头,配合,,\n",
        "任务,住建局,市教育局,东区\n1．甲事,✓,-,1\n乙事,牵头,责任,否\n",
        "任务,单位,角色\n甲事,住建局、东区,责任\n2,市住建局,牵头\n第2项,市教育局,配合\n",
        "序号,责任单位,角色\n1,市住建局,\n1,东区,配合\n2,市住建局,牵头单位\n2,市教育局,协办\n",
    ],
    ids=["matrix", "matrix by titles", "long", "long by numbers"],
)
def test_each_form_of_the_table_says_the_same(tmp_path: Path, notice: Notice, text: str) -> None:
    assert units(table(tmp_path, text), notice) == {
        "1": ((OFFICE,), ("市住建局", "东区")),
        "2": (("市住建局",), ("市教育局",)),
        "3": ((OFFICE,), ("市住建局",)),
    }


def test_a_column_can_be_a_group_and_a_cell_several_roles(tmp_path: Path, notice: Notice) -> None:
    found = units(table(tmp_path, "序号,各区,市教育局\n1,√,牵头、责任\n"), notice)
    assert found["1"] == (("市教育局",), ("东区", "西区", "市教育局"))


def test_a_workbook_is_read_like_a_table_of_text(tmp_path: Path, notice: Notice) -> None:
    book = openpyxl.Workbook()
    for row in (("序号", "任务", "市住建局", "市教育局"), (1, "甲事", "√", None), (), (2.0, None, None, True)):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "fj.xlsx")
    found = units(tmp_path / "fj.xlsx", notice)
    assert (found["1"][1], found["2"][1]) == (("市住建局",), ("市教育局",))


def test_everything_that_is_wrong_is_said_at_once_with_near_names(tmp_path: Path, notice: Notice) -> None:
    text = "序号,任务,市住健局,市教育局,天文台\n1,甲事,√,也许,√\n9,,√,√,\n3,甲事,√,,\n"
    with pytest.raises(DivisionError) as wrong:
        read_division(table(tmp_path, text), notice, CITY)
    assert [str(each) for each in wrong.value.problems] == [
        "line 1: the directory knows no unit “市住健局”; it has “市住建局”",
        "line 1: the directory knows no unit “天文台”",
        "line 2: task 1: “也许” is none of √, 牵头, 责任, 配合",
        "line 3: the plan has no task “9”",
        "line 4: “3, 甲事” fits several tasks: 3, 1",
    ]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", "单位\n市住建局\n".encode(), "has no column of tasks"),
        ("a.csv", "序号,任务\n1,甲事\n".encode(), "has no column of units"),
        ("a.xlsx", b"PK\x03\x04....", "is a damaged Excel file"),
    ],
)
def test_what_is_no_such_table_is_refused(tmp_path: Path, notice: Notice, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ListError, match=says):
        read_division(tmp_path / name, notice, CITY)


def test_who_is_not_named_is_never_a_unit_and_the_task_waits(engine: Engine, notice: Notice) -> None:
    alone = replace(notice.items[0], responsible_units=(RELEVANT,))
    only = replace(notice, items=(alone, *notice.items[1:]))
    (task, *_) = try_notice(engine, only, by=OFFICE).tasks
    assert "no-unit" in [each.code for each in task.concerns]
    first, second, third = (str(each.instance) for each in import_notice(engine, only, by=OFFICE).tasks)
    assert engine.instance(first).units["responsible"] == ()
    assert {item.number for item in engine.find(unassigned=True)} == {first, second}
    assert engine.instance(third).units["responsible"] == ("市住建局",)


def test_a_table_settles_who_takes_part(tmp_path: Path, engine: Engine, notice: Notice) -> None:
    division = read_division(table(tmp_path, "序号,市住建局,市教育局\n1,√,√\n2,牵头,\n"), notice, CITY)
    divided = divide(notice, division)
    assert divided.items[1].doubts == ()
    first, second, _ = import_notice(engine, divided, by=OFFICE).tasks
    assert engine.instance(str(first.instance)).units["responsible"] == ("市住建局", "市教育局")
    assert engine.instance(str(second.instance)).units["lead"] == ("市住建局",)
    assert engine.find(unassigned=True) == []


@pytest.mark.parametrize("name", ["fj.csv", "fj.xlsx"])
def test_a_table_to_tick_has_what_the_plan_says_and_can_be_read_back(tmp_path: Path, notice: Notice, name: str) -> None:
    path = tmp_path / name
    assert [item.number for item in to_tick(notice, CITY)] == ["1", "2"]
    assert write_division(path, notice, CITY) == 2
    assert path.stat().st_mode & 0o777 == 0o600
    assert units(path, notice) == {
        "1": ((OFFICE,), ("东区", "西区")),
        "2": ((), ("市水务局",)),
        "3": ((OFFICE,), ("市住建局",)),
    }
    if name == "fj.csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, first, _ = csv.reader(file)
        assert head == ["序号", "任务", *(unit.name for unit in CITY.units), "市水务局"]
        assert first[2] == "牵头"
    with pytest.raises(FileExistsError):
        write_division(path, notice, CITY)


def test_there_is_no_table_to_tick_without_units_or_tasks(tmp_path: Path, notice: Notice) -> None:
    with pytest.raises(ListError, match="the directory is empty"):
        write_division(tmp_path / "fj.csv", notice, Directory.empty())
    settled = replace(notice, items=notice.items[2:])
    with pytest.raises(ListError, match="there is nothing to tick"):
        write_division(tmp_path / "fj.csv", settled, CITY)
    assert list(tmp_path.iterdir()) == []
