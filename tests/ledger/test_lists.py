"""A list of problems becomes matters in one step: what is read, what is odd, what cannot be opened, and only once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban import Directory, Engine, Unit
from duban.ledger import ListError, ListImport, import_list, read_listing, try_list
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")

OFFICE = "市优化办"
CITY = Directory([Unit("市优化办"), Unit("市住建局"), Unit("市教育局"), Unit("市督考办"), Unit("市领导")])
HEAD = "问题编号,具体问题,责任单位,完成时限,问题来源,反映人,交办日期"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    clock = FixedClock("2024-11-18T10:00+08:00")
    with Engine(f"sqlite:///{tmp_path / 'list.db'}", scenarios=["issue"], directory=CITY, clock=clock) as engine:
        yield engine


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "问题清单.csv"


def tried(engine: Engine, file: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8-sig") -> ListImport:
    file.write_text("\n".join((head, *rows)), encoding)
    return try_list(engine, read_listing(file, engine.definition("issue")), by=OFFICE, scenario="issue")


def imported(engine: Engine, file: Path, *, quiet: bool = False) -> ListImport:
    listing = read_listing(file, engine.definition("issue"))
    return import_list(engine, listing, by=OFFICE, scenario="issue", quiet=quiet)


def test_each_row_becomes_a_matter_with_its_units_fields_and_day(engine: Engine, file: Path) -> None:
    rows = (
        '1,"超期办理,企业反映",市住建局、市教育局,2024年12月底,群众投诉,王某,2024年9月2日',
        "2,排队,市教育局,持续推进,,,",
    )
    result = tried(engine, file, *rows, encoding="gb18030")
    assert [row.problems + row.doubts for row in result.rows] == [(), ()]
    assert engine.find() == []
    first, second = imported(engine, file).rows
    item = engine.instance(first.instance or "")
    assert (item.title, item.units["lead"], item.units["responsible"]) == (
        "超期办理,企业反映",
        ("市优化办",),  # who opens, for the list has no column of it
        ("市住建局", "市教育局"),
    )
    assert (str(item.data["deadline"]), item.data["source"], item.data["reporter"]) == (
        "2024-12-31",
        "群众投诉",
        "王某",
    )
    assert str(engine.history(item.number)[0].payload["since"]).startswith("2024-09-01T16:00")
    assert engine.instance(second.instance or "").ongoing


def test_a_number_is_opened_once_however_often_the_list_is_imported(engine: Engine, file: Path) -> None:
    rows = ("1,甲,市住建局,,,,", "2,乙,市教育局,,,,", "1,甲,市住建局,,,,")
    result = tried(engine, file, *rows)
    assert [row.doubts for row in result.rows] == [(), (), ("number 1 stands in line 2 already: it is opened once",)]
    assert result.new == 2
    done = imported(engine, file)
    assert (done.opened, done.standing, len(engine.find())) == (2, 1, 2)
    again = imported(engine, file)
    assert (again.opened, again.standing, len(engine.find())) == (0, 3, 2)
    changed = tried(engine, file, "1,甲,市教育局,2024-12-31,,,")
    assert (changed.new, [each.what for each in changed.rows[0].changed]) == (0, ["responsible", "deadline"])


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("1,甲,市住建局,,不知道,,", "has to be one of 省评反馈"),
        ("1,甲,甲/乙,,,,", "cannot be a unit's name"),
    ],
)
def test_a_row_that_cannot_be_opened_says_why_and_the_others_wait_for_it(
    engine: Engine, file: Path, row: str, says: str
) -> None:
    result = tried(engine, file, "2,乙,市教育局,,,,", row)
    assert [each.line for each in result.impossible] == [3]
    assert says in result.impossible[0].problems[0]
    with pytest.raises(ValueError, match=says):
        imported(engine, file)
    assert engine.find() == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("1,甲,市住健局,,,,", "the directory knows no unit “市住健局”; it has “市住建局”"),
        ("1,甲,市住建局,2024-11-01,,,", "the deadline 2024-11-01 has passed"),
        ("1,甲,,,,,", "without 责任单位: it waits for `engine.assign()`"),
    ],
)
def test_what_a_person_should_look_at_is_said_of_the_row(engine: Engine, file: Path, row: str, says: str) -> None:
    (read,) = tried(engine, file, row).rows
    assert [each.text for each in read.concerns] == [says]
    assert imported(engine, file).opened == 1


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("1,甲,市住建局,尽快,,,", "尽快"),
        ("1,甲,市住建局,,,,上周", "“上周” is no day"),
        ("1,,市住建局,,,,", "no title"),
    ],
)
def test_what_could_not_be_read_is_doubted_and_left_out(engine: Engine, file: Path, row: str, says: str) -> None:
    (read,) = tried(engine, file, row).rows
    assert len(read.doubts) == 1
    assert says in read.doubts[0]


def test_columns_that_mean_nothing_and_a_list_without_numbers_are_said(engine: Engine, file: Path) -> None:
    result = tried(engine, file, "甲,市住建局,一科", head="title,responsible,牵头科室")
    assert result.doubts == (
        "columns that are no role and no field were left out: “牵头科室”",
        "no column of numbers: whoever imports the list again opens everything again",
    )


def test_a_list_that_is_under_way_is_taken_over_without_a_message(engine: Engine, file: Path) -> None:
    tried(engine, file, "1,甲,市住建局,2024-10-31,,,2024-09-02")
    imported(engine, file, quiet=True)
    engine.sweep()
    assert engine.outbox() == []
    assert [str(item.light) for item in engine.find()] == ["red"]
    assert engine.verify().ok


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04....", "is a damaged Excel file"),
        ("责任单位\n市住建局\n".encode(), ":1: has no column of titles"),
        ("标题,标题\n甲,乙\n".encode(), ":1: column 标题 stands twice"),
        ('标题,责任单位\n"甲,市住建局\n'.encode(), ":2: not CSV"),
        (b"\xff\xfe\x00\x01", "UTF-16"),
        (("标题\n" + "甲\n" * 20_001).encode(), "more than 20000 rows"),
    ],
    ids=["empty", "excel", "no title", "twice", "quotes", "utf-16", "many"],
)
def test_what_is_no_list_is_refused_in_one_line(engine: Engine, file: Path, data: bytes, says: str) -> None:
    file.write_bytes(data)
    with pytest.raises(ListError) as refused:
        read_listing(file, engine.definition("issue"))
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
